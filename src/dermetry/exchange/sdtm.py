"""From SDTM data sets TU and TR to cases, one for each patient and evaluator."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dermetry.exchange import sdtm_lesions, sdtm_results
from dermetry.exchange.sdtm_family import heirs_on, list_heirs, tell_family
from dermetry.exchange.sdtm_gaps import Silences, add_gaps, silent_row
from dermetry.exchange.sdtm_lesions import Lesions, Reader, read_lesions
from dermetry.exchange.sdtm_results import Results, name_unused, read_results
from dermetry.exchange.sdtm_rows import (
    Seen,
    build_row,
    find_organ,
    read_newness,
    tell_newness,
)
from dermetry.exchange.sdtm_table import SdtmTable, read_sdtm_table
from dermetry.exchange.sdtm_visits import VisitDays, read_visit_days
from dermetry.pathway.csv_input import PartialDates
from dermetry.pathway.lesion_case import build_case
from dermetry.pathway.lesion_cells import LesionRow
from dermetry.pathway.lesion_table import Baseline, check_rows, find_baseline
from dermetry.record.case import Case

FLAGS = ("lobxfl", "blfl")
FOLLOWED = ("target", "non_target")


@dataclass(frozen=True)
class SdtmCases:
    """The cases of two data sets, the day of each visit, and what was remarked.

    Evaluators identify their own lesions, so each has a case of her or his own.
    """

    cases: tuple[Case, ...]
    visit_days: VisitDays
    remarks: tuple[str, ...]


def read_sdtm(
    *,
    tu_path: Path,
    tr_path: Path,
    partial_dates: PartialDates = "error",
    baseline: Baseline = "stated",
    today: date | None = None,
) -> SdtmCases:
    """Read lesions (TU) and their results (TR) of SDTM as CSV into cases.

    The first day of a VISITNUM stands for the visit. The baseline is the visit flagged by
    TRLOBXFL, TRBLFL, TULOBXFL or TUBLFL, else the one at which targets and non-targets were
    identified; with ``baseline`` "first", the first visit where neither is there. Every row
    counts as confirmed. ``today`` refuses visits after that day.
    Raises ``CsvInvalid`` naming every row and variable that does not hold, ``InputNotFound``.
    Source: CDISC SDTMIG, TU and TR.
    """
    tu = read_sdtm_table(path=tu_path, domain="tu", needed=sdtm_lesions.NEEDED)
    tr = read_sdtm_table(path=tr_path, domain="tr", needed=sdtm_results.NEEDED)
    days = read_visit_days([tr, tu], partial_dates)
    lesions = read_lesions(tu)
    tu.refuse()
    results = read_results(tr, lesions)
    tr.refuse()
    silences = Silences(results.silences)
    flagged = find_flagged((tr, tu))
    cases = []
    for reader in lesions.found:
        rows = list(list_rows(tr, lesions, results, reader, days, silences))
        on = find_stated(reader, lesions, days, flagged)
        case = build_one(tr, rows, on, baseline, today)
        cases += [case] if case is not None else []
    tr.refuse()
    tr.remarks += [*results.notes.say(tr.name), *silences.conclude(results, tr.name)]
    if results.unused:
        tr.remarks.append(name_unused(results.unused, tr.name))
    return SdtmCases(tuple(cases), days, (*tu.remarks, *tr.remarks))


def build_one(
    table: SdtmTable, rows: list[LesionRow], on: date | None, baseline: Baseline, today: date | None
) -> Case | None:
    """Build the case of one reader, noting what does not hold."""
    if not rows:
        return None
    if on is not None:
        rows[0] = replace(rows[0], days={**rows[0].days, "baseline_on": on})
    before = len(table.problems)
    check_rows(table, rows, today)
    baseline_on = find_baseline(table, rows[0].subject, rows, baseline)
    if baseline_on is None or len(table.problems) > before:
        return None
    return build_case(table, rows[0].subject, rows, baseline_on)


def find_flagged(tables: tuple[SdtmTable, ...]) -> Mapping[Reader, set[str]]:
    """Give the visits that a flag marks as the baseline, by reader."""
    found: dict[Reader, set[str]] = {}
    for table in tables:
        for _, cells in table.rows:
            if any(table.get(cells, flag).upper() == "Y" for flag in FLAGS):
                reader = table.get(cells, "subject"), table.evaluator(cells)
                found.setdefault(reader, set()).add(table.visit(cells) or table.get(cells, "dtc"))
    return found


def find_stated(
    reader: Reader, lesions: Lesions, days: VisitDays, flagged: Mapping[Reader, set[str]]
) -> date | None:
    """Give the day of the baseline: the flagged visit, else where the first lesions stand."""
    first = {each.visit for each in lesions.of(reader).values() if each.role in FOLLOWED}
    visits = flagged.get(reader) or first
    known = [day for each in visits if (day := days.day(reader[0], each)) is not None]
    # Flags mark the last value before treatment of each lesion: the latest of these visits.
    return (max(known) if flagged.get(reader) else min(known)) if known else None


def list_rows(
    table: SdtmTable,
    lesions: Lesions,
    results: Results,
    reader: Reader,
    days: VisitDays,
    silences: Silences,
) -> Iterator[LesionRow]:
    """Give the rows of one reader, lesion by lesion; a lesion never drops out."""
    found = results.found.get(reader, {})
    for lesion in lesions.of(reader).values():
        own = {visit: each for (visit, key), each in found.items() if key == lesion.lesion_id}
        organ = find_organ(lesion, {code for each in own.values() for code in each})
        seen = [
            Seen(*reader, lesion, day, each, organ)
            for visit, each in own.items()
            if (day := days.day(reader[0], visit)) is not None
        ]
        became = list_heirs(lesion, lesions.of(reader), reader[0], days)
        rows = [build_row(table, each, *heirs_on(became, each.visited_on)) for each in seen]
        rows = tell_newness(sorted(rows, key=lambda row: row.visited_on), read_newness(seen))
        rows = tell_family(table, lesion, rows, became, reader)
        rows = rows or list(silent_row(table, lesion, reader, days, organ))
        yield from add_gaps(rows, lesion, reader, days, silences, lesions, became)
