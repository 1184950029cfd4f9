"""The dates by which endpoints end: of a case, a table of patients, or given one by one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import NamedTuple

from dermetry.errors import MarksInvalid
from dermetry.pathway.csv_input import CsvInvalid, PartialDates, read_csv_file
from dermetry.pathway.visit_responses import (
    SUBJECTS_KNOWN,
    SUBJECTS_NEEDED,
    VISITS_KNOWN,
    VISITS_NEEDED,
    dates_from_people,
)
from dermetry.record.case import Case
from dermetry.record.patient import Treatment
from dermetry.response.sequence.values import SubjectDates

NAMES = tuple(each.name for each in fields(SubjectDates) if each.name != "has_baseline")
CUTOFF = "cutoff_on"


class DatesInvalid(MarksInvalid):
    """A date of a patient is not known by this name, or cannot hold for these patients."""


@dataclass(frozen=True)
class DatesTable:
    """The dates of every patient of a table, and what was remarked."""

    dates: Mapping[str, SubjectDates]
    remarks: tuple[str, ...]


def read_patient_dates(
    *,
    path: Path,
    subjects: Iterable[str],
    cutoff_on: date | None = None,
    partial_dates: PartialDates = "error",
) -> DatesTable:
    """Read one row per patient with the columns of ``visit_responses.SUBJECTS_KNOWN``.

    Raises ``CsvInvalid`` naming rows and columns, and every one of ``subjects`` without a row.
    """
    table = read_csv_file(path=path, needed=SUBJECTS_NEEDED, known=SUBJECTS_KNOWN)
    dates = dates_from_people(table, cutoff_on, partial_dates)
    table.refuse()
    missing = [f"there is no row of {name!r}" for name in subjects if name not in dates]
    if missing:
        raise CsvInvalid(table.name, missing)
    return DatesTable(dates, tuple(table.remarks))


def holds_one_patient(*, path: Path) -> bool:
    """Tell whether a table of responses speaks of one patient; raises ``CsvInvalid``."""
    table = read_csv_file(path=path, needed=VISITS_NEEDED, known=VISITS_KNOWN)
    return len({cells["subject"] for _, cells in table.rows}) == 1


def check_given(given: Mapping[str, date], *, is_for_one: bool) -> None:
    """Refuse unknown names, and dates of one patient where there are several.

    Raises ``DatesInvalid``.
    """
    for name in given:
        if name not in NAMES:
            raise DatesInvalid(
                f"there is no date {name!r} of a patient",
                next_step=f"use one of {', '.join(NAMES)}",
            )
        if name != CUTOFF and not is_for_one:
            raise DatesInvalid(
                f"{name} is the date of one patient, and it is not clear of which",
                next_step="write it into a table of patients and give that with --patients",
            )


def dates_of_case(
    *, case: Case, given: Mapping[str, date]
) -> tuple[SubjectDates | None, tuple[str, ...]]:
    """Give the dates of a case, a given one before the case's own, and what was remarked.

    The reference date is the given one, else the planned start of treatment, else the
    baseline. A case without visits and without a reference date has no dates. Remarked are a
    baseline in place of a start, the dates taken from the case, and later systemic treatments
    of which nobody said whether they are new anticancer treatments.
    """
    name, reference_on = case.patient.patient_id, case.plan.treatment_started_on
    remarks: tuple[str, ...] = ()
    if "reference_on" not in given and reference_on is None:
        reference_on = case.baseline_on
        remarks = (
            f"{name}: days are counted from the baseline {reference_on}: no start is stated",
        )
    reference_on = given.get("reference_on", reference_on)
    if reference_on is None:
        return None, (f"{name}: there is no visit and no reference date: nothing was judged",)
    own = own_dates(case, reference_on)
    if "new_treatment_on" not in given:
        remarks += tuple(f"{name}: {each}" for each in unanswered(case))
    taken = {each: found for each, found in own.items() if each not in given}
    if taken:
        said = "; ".join(found.words for found in taken.values())
        remarks = (*remarks, f"{name}: the record holds {said}")
    known = {each: found.on for each, found in taken.items()} | dict(given)
    dates = SubjectDates(
        reference_on=reference_on,
        new_treatment_on=known.get("new_treatment_on"),
        death_on=known.get("death_on"),
        last_contact_on=known.get("last_contact_on"),
        cutoff_on=known.get(CUTOFF),
    )
    return dates, remarks


class OwnDate(NamedTuple):
    """A date that a case holds, and what it is in words."""

    on: date
    words: str


def own_dates(case: Case, reference_on: date) -> dict[str, OwnDate]:
    """Give the dates that a case holds; a contact before the reference date says nothing."""
    patient, found = case.patient, {}
    if patient.died_on:
        found["death_on"] = OwnDate(patient.died_on, f"the death on {patient.died_on}")
    if patient.last_contact_on and patient.last_contact_on >= reference_on:
        words = f"a last contact on {patient.last_contact_on}"
        found["last_contact_on"] = OwnDate(patient.last_contact_on, words)
    new = first_new_treatment(case, reference_on)
    if new:
        words = (
            f"a new anticancer treatment ({new.name}) begun on {new.started_on}, up to which "
            "response is judged"
        )
        found["new_treatment_on"] = OwnDate(new.started_on, words)
    return found


def first_new_treatment(case: Case, reference_on: date) -> Treatment | None:
    """Give the earliest treatment after the reference date that somebody said is a new one.

    One that began on the reference date or before is the treatment judged, or older than it.
    """
    new = (e for e in case.treatments if e.is_new_anticancer and e.started_on > reference_on)
    return min(new, key=lambda each: each.started_on, default=None)


def unanswered(case: Case) -> Iterator[str]:
    """Name systemic treatments begun after the one judged that may be new: nobody said."""
    since = case.plan.treatment_started_on
    for each in case.treatments:
        is_later = since is not None and each.started_on > since
        if is_later and each.kind == "systemic" and each.is_new_anticancer is None:
            yield (
                f"{each.name} was started on {each.started_on}, after the treatment that is "
                "assessed; the record does not say whether it is a new anticancer treatment, so "
                "nothing is cut at that day"
            )
