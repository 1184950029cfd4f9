"""What is impossible or doubtful in a record, asked in words, with where it is mended."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.values import Question
from dermetry.pathway.questions import ask_about
from dermetry.record.case import Case
from dermetry.report.words import say_date
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes.models import Patient
from dermetry.workbench.casenotes.queries.links import link
from dermetry.workbench.casenotes.queries.rule_words import Basis, basis_words
from dermetry.workbench.casenotes.queries.rules import rules_in_force

OF_HISTORY: Final = frozenset({
    "breast_contradiction", "breast_state", "field_side", "inflammatory_side", "operation_kind",
    "primary_missing", "primary_side", "stage_edition",
})  # fmt: skip
OF_STUDIES: Final = frozenset({"dxa", "wrong_test"})

DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True)
class QuestionLine:
    """One question; ``facts`` may quote what a person wrote and are empty for other roles."""

    what: str
    why: str
    what_to_do: str
    facts: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True)
class Named:
    """A result that rests on one rule."""

    rule_ids: tuple[str, ...]
    cites: tuple[str, ...]
    status: str


@dataclass(frozen=True)
class AskedLine:
    """One question; ``url`` is empty where the actor may not change the entry."""

    said: QuestionLine
    url: str
    label: str  # "Open the history"
    lesion_ids: tuple[str, ...]


@dataclass(frozen=True)
class Places:
    """Where things are entered: the keys of a patient's rows."""

    patient_pk: int
    lesions: dict[str, int]
    specimens: dict[str, int]


def places_of(*, patient: Patient) -> Places:
    """Give the keys of what questions and missing facts are about."""
    return Places(
        patient.pk,
        dict(patient.lesions.values_list("lesion_id", "pk")),
        dict(patient.specimens.values_list("specimen_id", "pk")),
    )


def asked_lines(
    *, actor: Actor, patient: Patient, case: Case, today: date, places: Places | None = None
) -> tuple[AskedLine, ...]:
    """Give every question about a record as of today, in the order of the rule file.

    ``places`` are those of the patient, where a page has read them already.
    """
    places, rules = places or places_of(patient=patient), rules_in_force(actor=actor)
    asked = ask_about(case=case, rules=rules, on=today)
    return tuple(asked_line(actor, each, places, rules) for each in asked)


def asked_line(actor: Actor, asked: Question, places: Places, rules: RuleSet) -> AskedLine:
    """Give one question with the page on which it is mended."""
    label, url = where(actor, asked, places)
    said = question_line(actor=actor, asked=asked, rules=rules)
    return AskedLine(said, url, label, asked.lesion_ids)


def where(actor: Actor, asked: Question, places: Places) -> tuple[str, str]:
    """Say where an entry is mended; without an address where the role may not."""
    found = next((each for each in ways(actor, asked, places) if each[1]), None)
    return found or ("", "")


def ways(actor: Actor, asked: Question, places: Places) -> Iterator[tuple[str, str]]:
    """Give the pages on which an entry can be mended, the nearest first."""
    rule = asked.rule_id.rpartition(".")[2]
    if rule in OF_HISTORY:
        yield "Open the history", link(actor, "patient_history", places.patient_pk)
    if rule in OF_STUDIES:
        yield "Open other sites", link(actor, "other_sites", places.patient_pk)
    for name in asked.specimen_ids:
        if name in places.specimens:
            yield f"Open {name}", link(actor, "specimen", places.specimens[name])
    for name in asked.lesion_ids:
        if name in places.lesions:
            yield f"Edit {name}", link(actor, "lesion_edit", places.lesions[name])
    if rule == "biopsy_dates":
        yield "Open biopsies", link(actor, "patient_biopsies", places.patient_pk)
    if asked.rule_id.startswith(("extent.", "receptors.")):
        yield "Open the history", link(actor, "patient_history", places.patient_pk)


def question_line(*, actor: Actor, asked: Question, rules: RuleSet) -> QuestionLine:
    """Give one question with its days as the pages write them."""
    return QuestionLine(
        say_days(asked.what),
        asked.why,
        asked.what_to_do.rstrip("."),
        tuple(map(say_days, asked.facts)) if actor.sees_identity else (),
        basis_words(result=Named((asked.rule_id,), asked.cites, asked.status), rules=rules),
    )


def say_days(text: str) -> str:
    """Write the days in a sentence of the library as pages write them (4 May 2026)."""
    return DAY.sub(lambda hit: str(say_date(date.fromisoformat(hit[0]))), text)
