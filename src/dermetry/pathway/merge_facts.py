"""Facts of two records joined one by one: a gap is filled, a contradiction is named."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from dermetry.pathway.merge_names import next_name
from dermetry.pathway.merge_words import field_words, value_words
from dermetry.record.lesion import Lesion
from dermetry.record.patient import Patient, Primary
from dermetry.record.value import Value

Fact = TypeVar("Fact", bound=Value)


@dataclass
class Joined:
    """What came up while two records were joined."""

    contradictions: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def fill(mine: Fact, theirs: Fact, where: str, joined: Joined, leave: Collection[str] = ()) -> Fact:
    """Fill the gaps of one value from another; name every field in which they differ.

    None, empty texts and empty lists are gaps. Fields of ``leave`` are not touched.
    """
    update = {}
    for name in type(mine).model_fields:
        one, other = getattr(mine, name), getattr(theirs, name)
        if name in leave or one == other or is_gap(other):
            continue
        if is_gap(one):
            update[name] = other
        else:
            joined.contradictions.append(
                f"{where}: {field_words(name=name)} is {value_words(value=one)} in one and "
                f"{value_words(value=other)} in the other"
            )
    return mine.model_copy(update=update)


def is_gap(value: object) -> bool:
    """Tell whether a field says nothing."""
    return value is None or value in ("", ())


def join_patient(mine: Patient, theirs: Patient, joined: Joined) -> Patient:
    """Join two patients: one birth date and sex; a name may differ, which is told.

    Allergies and anticoagulants of both count; of two last contacts the later one holds.
    """
    if mine.name and theirs.name and mine.name != theirs.name:
        joined.remarks.append(f"the name stays {mine.name}; the merged record had {theirs.name}")
    joined.remarks.append(
        f"the identifier stays {mine.patient_id}; the merged record had {theirs.patient_id}"
    )
    lists = ("allergies", "anticoagulants")
    contacts = [day for day in (mine.last_contact_on, theirs.last_contact_on) if day]
    own = ("patient_id", "last_contact_on", *lists, *known_name(mine))
    patient = fill(mine, theirs, "patient", joined, own)
    both = {name: both_lists(getattr(mine, name), getattr(theirs, name)) for name in lists}
    return patient.model_copy(update={**both, "last_contact_on": max(contacts, default=None)})


def known_name(patient: Patient) -> tuple[str, ...]:
    """Give the field of the name where there is one: then it stays."""
    return ("name",) if patient.name else ()


def both_lists(
    mine: tuple[str, ...] | None, theirs: tuple[str, ...] | None
) -> tuple[str, ...] | None:
    """Give what either list names; None only where neither was asked."""
    if mine is None or theirs is None:
        return theirs if mine is None else mine
    return tuple(dict.fromkeys((*mine, *theirs)))


def join_primary(mine: Primary | None, theirs: Primary | None, joined: Joined) -> Primary | None:
    """Join what is known of the primary tumor; known and unknown contradict each other."""
    if mine is None or theirs is None:
        return mine or theirs
    if mine.kind != theirs.kind:
        joined.contradictions.append(
            "the primary tumor is known in one record, unknown in the other"
        )
        return mine
    return fill(mine, theirs, "primary tumor", joined)


def join_lesion(mine: Lesion, theirs: Lesion, joined: Joined) -> Lesion:
    """Join two entries of one lesion: one place, one role; seen first on the earlier day."""
    where = f"lesion {mine.lesion_id}"
    own = ("lesion_id", "is_confirmed", "confirmed_by", "first_seen_on", "note", "surroundings")
    undecided = ("role",) if "undecided" in (mine.role, theirs.role) else ()
    lesion = fill(mine, theirs, where, joined, (*own, *undecided))
    days = [day for day in (mine.first_seen_on, theirs.first_seen_on) if day]
    sure = mine if mine.is_confirmed or not theirs.is_confirmed else theirs
    return lesion.model_copy(
        update={
            "first_seen_on": min(days, default=None),
            "is_confirmed": sure.is_confirmed,
            "confirmed_by": sure.confirmed_by,
            "role": theirs.role if mine.role == "undecided" else mine.role,
            "surroundings": fill(mine.surroundings, theirs.surroundings, where, joined),
            "note": both_texts(mine.note, theirs.note),
        }
    )


def both_texts(first: str, second: str) -> str:
    """Give two texts as one, each once."""
    return "\n".join(dict.fromkeys(text for text in (first, second) if text))


def unite(
    mine: Sequence[Fact], theirs: Sequence[Fact], joined: Joined, id_field: str | None = None
) -> tuple[Fact, ...]:
    """Give both lists as one, equal entries once; an id that stands for two things is changed."""
    united = list(mine)
    for each in theirs:
        if each in united:
            continue
        taken = {getattr(one, id_field) for one in (*united, *theirs)} if id_field else set()
        clashes = id_field and getattr(each, id_field) in {getattr(o, id_field) for o in united}
        if id_field and clashes:
            old = getattr(each, id_field)
            new = next_name(old, taken)
            joined.remarks.append(f"{old} of the merged record is now {new}")
            united.append(each.model_copy(update={id_field: new}))
        else:
            united.append(each)
    return tuple(united)
