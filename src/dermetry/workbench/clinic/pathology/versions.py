"""A form against what is stored: both versions of what differs, and the choice between them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from dermetry.report.words import say_date

Conflict = tuple[dict[str, str], ...]


def resolve(sent: QueryDict, held: Mapping[str, Any]) -> QueryDict:
    """Give what was sent after choices between two versions."""
    data = sent.copy()
    for name, value in held.items():
        if sent.get(f"choice_{name}") == "theirs":
            if isinstance(value, list):
                data.setlist(name, value)
            else:
                data[name] = "" if value is None else str(value)
    return data


def differing(form: forms.Form, held: Mapping[str, Any]) -> Conflict:
    """Give both versions of every field that differs, as parts/conflict.html shows them."""
    found = []
    for name, field in form.fields.items():
        theirs, mine = say(field, held.get(name)), say(field, form.cleaned_data.get(name))
        if theirs != mine:
            label = str(field.label)
            found.append({"name": name, "label": label, "theirs": theirs, "mine": mine})
    return tuple(found)


def say(field: forms.Field, value: Any) -> str:
    """Give a value of a field in words."""
    if isinstance(value, list | tuple):
        return ", ".join(say(field, each) for each in value)
    if hasattr(value, "isoformat"):
        return str(say_date(value))
    if value is None or value == "":
        return ""
    return words_of(getattr(field, "choices", ())).get(str(value), str(value).replace("\r\n", "\n"))


def words_of(choices: Any) -> dict[str, str]:
    """Give the choices of a field by key, groups opened."""
    found: dict[str, str] = {}
    for key, words in choices:
        found |= words_of(words) if isinstance(words, list | tuple) else {str(key): str(words)}
    return found
