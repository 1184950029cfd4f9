"""Names of files, which often name the patient: roles without identity see ids in their place."""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from django.db.models import Model
from pydantic import BaseModel

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes.models import Lesion, Patient, Photograph, Visit

P = ParamSpec("P")
T = TypeVar("T")
KEYS: Final[dict[str, type[Model]]] = {
    "visit_pk": Visit,
    "lesion_pk": Lesion,
    "photograph_pk": Photograph,
}
SEVERAL: Final = "a photograph"  # two visits may each hold an "a.jpg"
LEAST: Final = 4  # a file named "L1" is not looked for in sentences


def shown_name(*, actor: Actor, row: Photograph) -> str:
    """Give how a photograph is called on a page: its file's name, else its id."""
    return str(row.file_name) if actor.sees_identity else str(row.photograph_id)


def hides_file_names(query: Callable[P, T]) -> Callable[P, T]:
    """Make a query of one patient give ids for names of files, sentences included, where needed.

    The query is asked by keywords: ``actor``, and one of ``patient_pk`` and ``KEYS``.
    """

    @wraps(query)
    def asked(*args: P.args, **keywords: P.kwargs) -> T:
        found = query(*args, **keywords)
        actor = keywords["actor"]
        if isinstance(actor, Actor) and actor.sees_identity:
            return found
        hidden: T = without_names(found, names_of(patient_of(keywords)))
        return hidden

    return asked


def patient_of(keywords: dict[str, Any]) -> int:
    """Give the key of the patient a query is about."""
    if "patient_pk" in keywords:
        return int(keywords["patient_pk"])
    key = next(each for each in KEYS if each in keywords)
    rows = KEYS[key]._default_manager.filter(pk=keywords[key])
    return int(rows.values_list("patient_id", flat=True).get())


def names_of(patient_pk: int) -> dict[str, str]:
    """Give what stands for each file name in the sentences about a patient."""
    patients = Patient.objects.filter(pk=patient_pk) | Patient.objects.filter(
        merged_into_id=patient_pk
    )
    rows = Photograph.objects.filter(patient__in=patients)
    found: dict[str, str] = {}
    for name, photograph_id in rows.values_list("file_name", "photograph_id"):
        if len(name) >= LEAST:
            found[name] = SEVERAL if name in found else photograph_id
    return found


def without_names(found: Any, names: dict[str, str]) -> Any:
    """Give what a query found with every file name replaced, however deep it stands."""
    if not names:
        return found
    longest_first = sorted(names, key=len, reverse=True)
    any_of = "|".join(re.escape(each) for each in longest_first)
    pattern = re.compile(rf"(?<!\w)(?:{any_of})(?!\w)")
    return walk(found, lambda text: pattern.sub(lambda hit: names[hit[0]], text))


def walk(value: Any, change: Callable[[str], str]) -> Any:
    """Give a value with every text in it changed; what holds none stays the same object."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(walk(each, change) for each in value))
    if isinstance(value, list | tuple):
        return type(value)(walk(each, change) for each in value)
    if isinstance(value, dict):
        return {walk(key, change): walk(each, change) for key, each in value.items()}
    if isinstance(value, BaseModel):
        return value.model_copy(update=changed(value, type(value).model_fields, change))
    if is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in fields(value) if each.init]
        return replace(value, **changed(value, names, change))
    return value


def changed(value: Any, names: Any, change: Callable[[str], str]) -> dict[str, Any]:
    """Give the fields of a value that differ once their texts are changed."""
    held = {name: getattr(value, name) for name in names}
    walked = {name: walk(old, change) for name, old in held.items()}
    return {
        name: new
        for name, new in walked.items()
        if new is not held[name] and new != held[name]  # an array is never compared
    }
