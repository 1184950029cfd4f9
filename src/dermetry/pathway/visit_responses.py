"""From CSVs of visit responses to patients that best response and endpoints can judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dermetry.pathway.csv_input import CsvTable, PartialDates, read_csv_file, read_day
from dermetry.response.policy import Policy
from dermetry.response.sequence.kinds import words_of
from dermetry.response.sequence.values import Subject, SubjectDates, VisitResponse

VISITS_NEEDED = ("subject", "visited_on", "response")
VISITS_KNOWN = (*VISITS_NEEDED, "evaluator", "progression_on", "reference_on")
SUBJECTS_NEEDED = ("subject", "reference_on")
DATES = ("reference_on", "new_treatment_on", "death_on", "last_contact_on")
SUBJECTS_KNOWN = ("subject", *DATES, "has_baseline")
YES_NO = {"": True, "yes": True, "no": False}
Entry = tuple[int, VisitResponse]  # row, visit


@dataclass(frozen=True)
class VisitTable:
    """The patients of a table in the order in which they first appear, and what was remarked."""

    subjects: tuple[Subject, ...]
    remarks: tuple[str, ...]  # dates that were filled in


def read_visit_responses(
    *,
    visits_path: Path,
    policy: Policy,
    subjects_path: Path | None = None,
    cutoff_on: date | None = None,
    partial_dates: PartialDates = "error",
    given: Mapping[str, date] | None = None,
) -> VisitTable:
    """Read one row per patient, evaluator and visit, and optionally one row per patient.

    Columns of the visits: subject, visited_on, response, optionally evaluator, progression_on
    and, where there is no table of patients, reference_on. Columns of the patients: subject,
    reference_on, optionally new_treatment_on, death_on, last_contact_on, has_baseline (yes, no).
    A patient without a visit is kept: her best response is MISSING. ``given`` holds dates of the
    one patient of the visits (names as the columns of the patients); they come before hers.
    Raises ``CsvInvalid`` naming every row and column that does not hold, ``InputNotFound``.
    """
    visits = read_csv_file(path=visits_path, needed=VISITS_NEEDED, known=VISITS_KNOWN)
    if subjects_path is None:
        dates = dates_from_visits(visits, cutoff_on, partial_dates, given or {})
        remarks: list[str] = []
    else:
        people = read_csv_file(path=subjects_path, needed=SUBJECTS_NEEDED, known=SUBJECTS_KNOWN)
        dates = dates_from_people(people, cutoff_on, partial_dates)
        people.refuse()
        remarks = people.remarks
    entries = list_entries(visits, policy, partial_dates)
    check_entries(visits, entries, dates, policy)
    visits.refuse()
    subjects = tuple(
        Subject(name, dates[name], tuple(visit for _, visit in entries.get(name, ())))
        for name in dates
    )
    return VisitTable(subjects, (*remarks, *visits.remarks))


def dates_from_people(
    table: CsvTable, cutoff_on: date | None, partial: PartialDates
) -> dict[str, SubjectDates]:
    """Read the dates of every patient from the table of patients."""
    found: dict[str, SubjectDates] = {}
    for row, cells in table.rows:
        name = cells["subject"]
        if not name or name in found:
            table.blame(row, "subject", f"{name!r} is there twice" if name else "is empty")
            continue
        days = {each: read_day(table, row, each, cells.get(each, ""), partial) for each in DATES}
        start = days.pop("reference_on")
        if start is None:
            if not cells["reference_on"]:
                table.blame(row, "reference_on", "is empty")
            continue
        for column, day in days.items():
            if day is not None and day < start:
                table.blame(row, column, f"{day} lies before the reference date {start}")
        has_baseline = YES_NO.get(cells.get("has_baseline", "").casefold())
        if has_baseline is None:
            table.blame(row, "has_baseline", f"{cells['has_baseline']!r} is neither yes nor no")
        found[name] = SubjectDates(
            reference_on=start, cutoff_on=cutoff_on, has_baseline=has_baseline is not False, **days
        )
    return found


def dates_from_visits(
    table: CsvTable, cutoff_on: date | None, partial: PartialDates, given: Mapping[str, date]
) -> dict[str, SubjectDates]:
    """Read the reference date of every patient from the visits themselves, or take the given."""
    days: dict[str, date | None] = {"cutoff_on": cutoff_on, **given}
    start = days.pop("reference_on", None)
    if start is not None:
        names = {cells["subject"] for _, cells in table.rows if cells["subject"]}
        return {name: SubjectDates(reference_on=start, **days) for name in names}
    if "reference_on" not in table.columns:
        table.problems.append(
            "column reference_on is missing: without a table of patients the visits must say "
            "from which day time is counted"
        )
        table.refuse()
    found: dict[str, SubjectDates] = {}
    for row, cells in table.rows:
        name, text = cells["subject"], cells["reference_on"]
        day = read_day(table, row, "reference_on", text, partial)
        if day is None:
            if not text:
                table.blame(row, "reference_on", "is empty")
        elif name in found and found[name].reference_on != day:
            before = found[name].reference_on
            table.blame(row, "reference_on", f"{day}, but {before} in an earlier row of {name!r}")
        else:
            found.setdefault(name, SubjectDates(reference_on=day, **days))
    return found


def list_entries(table: CsvTable, policy: Policy, partial: PartialDates) -> dict[str, list[Entry]]:
    """Read the visits of every patient, noting cells that do not hold."""
    words = {word.casefold(): word for word in words_of(policy.criteria)}
    found: dict[str, list[Entry]] = {}
    for row, cells in table.rows:
        name, text = cells["subject"], cells["response"]
        if not name:
            table.blame(row, "subject", "is empty")
        if not cells["visited_on"]:
            table.blame(row, "visited_on", "is empty")
        on = read_day(table, row, "visited_on", cells["visited_on"], partial)
        back_text = cells.get("progression_on", "")
        back = read_day(table, row, "progression_on", back_text, partial) if back_text else None
        word = words.get(text.casefold())
        if word is None:
            table.blame(row, "response", say_unknown(text, words))
        elif name and on is not None:
            visit = VisitResponse(on, word, cells.get("evaluator", ""), back)
            found.setdefault(name, []).append((row, visit))
    return found


def say_unknown(text: str, words: Mapping[str, str]) -> str:
    """Say that a response is not known and which ones are."""
    known = ", ".join(words.values())
    if not text:
        return f"is empty (write ND where nobody looked; known: {known})"
    return f"{text!r} is not known (known: {known})"


def check_entries(
    table: CsvTable,
    entries: Mapping[str, Sequence[Entry]],
    dates: Mapping[str, SubjectDates],
    policy: Policy,
) -> None:
    """Note visits of unknown patients, before the reference date, after death, or twice."""
    for name, own in entries.items():
        if name not in dates:
            if "reference_on" not in table.columns:
                table.blame(own[0][0], "subject", f"{name!r} is not in the table of patients")
            continue
        for row, visit in own:
            check_visit(table, row, visit, dates[name])
        if policy.same_date == "error":
            check_twice(table, own)


def check_visit(table: CsvTable, row: int, visit: VisitResponse, dates: SubjectDates) -> None:
    """Note a visit that the dates of its patient rule out."""
    start, death, back = dates.reference_on, dates.death_on, visit.progression_on
    if visit.visited_on < start:
        what = f"{visit.visited_on} lies before the reference date {start}"
        table.blame(row, "visited_on", what)
    if death is not None and visit.visited_on > death:
        table.blame(row, "visited_on", f"{visit.visited_on} lies after the death on {death}")
    if back is None:
        return
    if visit.category not in ("PD", "iCPD"):
        table.blame(row, "progression_on", f"{back} is given for a visit called {visit.category}")
    elif not start <= back <= visit.visited_on:
        what = f"{back} does not lie between the reference date {start} and the visit"
        table.blame(row, "progression_on", what)


def check_twice(table: CsvTable, own: Sequence[Entry]) -> None:
    """Note two responses of one evaluator on one day."""
    seen: dict[tuple[date, str], int] = {}
    for row, visit in own:
        if visit.category == "ND":
            continue
        first = seen.setdefault((visit.visited_on, visit.evaluator), row)
        if first != row:
            what = f"a second response on {visit.visited_on}, after the one of row {first}"
            table.blame(row, "response", what)
