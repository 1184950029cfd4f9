"""The dates of patients that a case does not hold: death, last contact, cut-off."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from dermetry.errors import MarksInvalid
from dermetry.pathway.csv_input import CsvInvalid, PartialDates, read_csv_file
from dermetry.pathway.visit_responses import SUBJECTS_KNOWN, SUBJECTS_NEEDED, dates_from_people
from dermetry.record.case import Case
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
    """Give the dates of a case and a remark where time is counted from its baseline.

    The reference date is the given one, else the planned start of treatment, else the
    baseline. A case without visits and without a reference date has no dates.
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
    dates = SubjectDates(
        reference_on=reference_on,
        new_treatment_on=given.get("new_treatment_on"),
        death_on=given.get("death_on"),
        last_contact_on=given.get("last_contact_on"),
        cutoff_on=given.get(CUTOFF),
    )
    return dates, remarks
