"""Reading a figure back: elements with their place, whatever group they stand in."""

import re
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"


def parse(markup):
    """Give the root of well-formed markup; a fragment of several elements is wrapped."""
    for entity in re.findall(r"&(\w+);", markup):
        assert entity in {"amp", "lt", "gt", "quot", "apos"}, entity
    lone = re.sub(r"\s(checked|selected|open|data-bodymap-picker)(?=[\s>])", r' \1=""', markup)
    closed = re.sub(r"<(input[^>]*)>", r"<\1/>", lone)
    return ElementTree.fromstring(f"<div>{closed}</div>")


def words(root):
    return " ".join(part.strip() for part in root.itertext() if part.strip())


def of_class(root, name):
    return [each for each in root.iter() if name in each.get("class", "").split()]


def tags(root):
    return {each.tag.removeprefix(SVG) for each in root.iter()}


def attributes(root):
    return {name for each in root.iter() for name in each.attrib}
