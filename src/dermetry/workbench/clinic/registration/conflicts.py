"""Two people at one part of a record: both versions side by side, the choice between them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

Say = Callable[[Any], str]


@dataclass(frozen=True)
class Section:
    """One thing that is chosen as a whole: its name, what the page calls it, its words."""

    name: str
    label: str
    say: Say


def differing(
    sections: tuple[Section, ...], theirs: Mapping[str, Any], mine: Mapping[str, Any]
) -> tuple[dict[str, str], ...]:
    """Give both versions of what differs, as parts/conflict.html shows them."""
    return tuple(
        {
            "name": each.name,
            "label": each.label,
            "theirs": each.say(theirs.get(each.name)) or "not recorded",
            "mine": each.say(mine.get(each.name)) or "not recorded",
        }
        for each in sections
        if plain(each.say(theirs.get(each.name))) != plain(each.say(mine.get(each.name)))
    )


def plain(words: str) -> str:
    """Give words without what nobody sees."""
    return " ".join(words.split())


def resolve(sent: QueryDict, held: Mapping[str, Any], mine: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is to be saved: theirs where a person chose so, else what was typed."""
    return {
        name: held[name] if sent.get(f"choice_{name}") == "theirs" and name in held else value
        for name, value in mine.items()
    }
