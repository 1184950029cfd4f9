"""Two records side by side, before they become one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dermetry.errors import DermetryError
from dermetry.pathway.merge_cases import merge_cases
from dermetry.record.case import Case
from dermetry.report.background import known_words
from dermetry.report.words import organ_words, say_date
from dermetry.response.names import policy_name
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.models import Patient, Photograph, Task
from dermetry.workbench.casenotes.queries import patient_search
from dermetry.workbench.casenotes.queries.banner import PatientBanner, diagnosis_of, patient_banner
from dermetry.workbench.casenotes.queries.links import PageLink, patient_pages

SHOWN = 20


@dataclass(frozen=True)
class Candidate:
    """A record that a search found."""

    patient_pk: int
    name: str
    born_on: date | None
    identifier: str


@dataclass(frozen=True)
class Line:
    """One fact of both records."""

    label: str
    this: str
    other: str

    @property
    def differs(self) -> bool:
        """Tell whether they say different things."""
        return self.this != self.other


@dataclass(frozen=True)
class LesionChoice:
    """A lesion of the merged record, and which of the kept one it may be."""

    lesion_id: str
    words: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class Preview:
    """What a merge would do: the words of what changes, or why it cannot be."""

    remarks: tuple[str, ...] = ()
    problem: str = ""
    why: str = ""
    next_step: str = ""


@dataclass(frozen=True)
class Compared:
    """Two records side by side."""

    kept_pk: int
    merged_pk: int
    kept: str
    merged: str
    lines: tuple[Line, ...]
    lesions: tuple[LesionChoice, ...]
    preview: Preview


@dataclass(frozen=True)
class MergePage:
    """The page of merging."""

    banner: PatientBanner
    pages: tuple[PageLink, ...]
    query: str
    candidates: tuple[Candidate, ...]
    compared: Compared | None


def merge_page(
    *,
    actor: Actor,
    patient_pk: int,
    today: date,
    query: str = "",
    other_pk: int | None = None,
    keeps_other: bool = False,
    same_lesions: Mapping[str, str] | None = None,
) -> MergePage:
    """Give the page: a search, then both records side by side; raises NotHere.

    ``keeps_other``: the other record stays, and this one is merged into it.
    """
    row = scope.get(actor=actor, model=Patient, pk=patient_pk)
    other = other_pk and scope.rows(actor=actor, model=Patient).filter(pk=other_pk).first()
    is_two = bool(other) and other != row and not other.merged_into_id and not row.merged_into_id
    both = (other, row) if keeps_other else (row, other)
    return MergePage(
        banner=patient_banner(actor=actor, patient_pk=patient_pk, today=today),
        pages=patient_pages(actor=actor, patient_pk=patient_pk),
        query=query,
        candidates=candidates(actor, row, query) if query else (),
        compared=compare(*both, same_lesions or {}) if is_two else None,
    )


def candidates(actor: Actor, row: Patient, query: str) -> tuple[Candidate, ...]:
    """Find the other record."""
    found = patient_search.first(actor=actor, query=query, size=SHOWN + 1)
    keys = [key for key in found if key != row.pk][:SHOWN]
    rows = scope.rows_by_key(actor=actor, model=Patient, keys=keys).in_bulk()
    return tuple(
        Candidate(key, rows[key].name or "", rows[key].born_on, rows[key].patient_id)
        for key in keys
        if key in rows
    )


def compare(kept: Patient, merged: Patient, same: Mapping[str, str]) -> Compared:
    """Put two records side by side and say what a merge would do."""
    first, second = mapping.read_case(patient=kept), mapping.read_case(patient=merged)
    mine, theirs = facts(kept, first), facts(merged, second)
    names = {each.lesion_id for each in first.lesions}
    chosen = {key: value for key, value in same.items() if value in names}
    return Compared(
        kept_pk=kept.pk,
        merged_pk=merged.pk,
        kept=kept.patient_id,
        merged=merged.patient_id,
        lines=tuple(Line(label, this, theirs[label]) for label, this in mine.items()),
        lesions=tuple(
            LesionChoice(
                each.lesion_id,
                organ_words(each),
                (
                    ("", "a lesion of its own"),
                    *((e.lesion_id, f"{e.lesion_id}: {organ_words(e)}") for e in first.lesions
                      if e.organ == each.organ),
                ),
                chosen.get(each.lesion_id, ""),
            )
            for each in second.lesions
        ),
        preview=preview_of(first, second, chosen),
    )  # fmt: skip


def preview_of(kept: Case, merged: Case, same: Mapping[str, str]) -> Preview:
    """Try the merge on the cases alone."""
    try:
        found = merge_cases(kept=kept, merged=merged, same_lesions=same)
    except DermetryError as error:
        return Preview(problem=error.what, why=error.why, next_step=error.next_step)
    return Preview(remarks=found.remarks)


def facts(row: Patient, case: Case) -> dict[str, str]:
    """Say what a record holds, each record the same lines."""
    visits = [each.visited_on for each in case.visits]
    waiting = Photograph.objects.filter(patient=row, state="waiting").count()
    photographs = Photograph.objects.filter(patient=row).count()
    tasks = Task.objects.filter(patient=row, closed_at__isnull=True).count()
    return {
        "Name": row.name or "not recorded",
        "Birth date": day_words(row.born_on),
        "Identifier": row.patient_id,
        "Sex": case.patient.sex or "not recorded",
        "Died on": day_words(case.patient.died_on),
        "Last contact on": day_words(case.patient.last_contact_on),
        "Diagnosis": diagnosis_of(case) or "not recorded",
        "Allergies": known_words(case.patient.allergies),
        "Anticoagulants": known_words(case.patient.anticoagulants),
        "Response policy": policy_name(preset=case.plan.preset),
        "Visits": f"{len(visits)}{span(visits)}",
        "Lesions": ", ".join(each.lesion_id for each in case.lesions) or "none",
        "Photographs": f"{photographs}{f', {waiting} not analysed yet' if waiting else ''}",
        "Treatments": "; ".join(each.name for each in case.treatments) or "none",
        "Specimens": str(len(case.specimens)),
        "Biopsies": str(len(case.biopsies)),
        "Decisions on extent": str(len(case.extent_decisions)),
        "Alerts": str(len(case.alerts)),
        "Open tasks": str(tasks),
    }


def day_words(day: date | None) -> str:
    """Say a day, or that there is none."""
    return say_date(day) if day else "not recorded"


def span(visits: list[date]) -> str:
    """Say from when to when."""
    if not visits:
        return ""
    first, last = say_date(visits[0]), say_date(visits[-1])
    return f", {first}" if first == last else f", {first} to {last}"
