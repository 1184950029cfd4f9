"""The sizes of one visit beside those before it: last, baseline, smallest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dermetry.pathway.values import Assessed
from dermetry.record.case import Case
from dermetry.record.finding import Finding, Measured
from dermetry.record.lesion import Lesion
from dermetry.record.visit import Visit
from dermetry.report.cells import (
    change_cell,
    findings_of,
    is_unconfirmed,
    join_words,
    lesion_label,
    silence_words,
)
from dermetry.report.values import Cell, Table
from dermetry.report.words import describe_finding, main_diameter, say_date, say_number
from dermetry.response.explain import change_percent

COLUMNS = (
    "Lesion",
    "At this visit",
    "Last found",
    "Since last",
    "Baseline",
    "Since baseline",
    "Smallest before",
    "Since smallest",
)


@dataclass(frozen=True)
class Earlier:
    """What an evaluator found for one lesion at one earlier visit."""

    on: date
    finding: Finding
    size_mm: Decimal | None  # None: not measured, or not confirmed


def measurements_table(*, assessed: Assessed, visit: Visit) -> Table | None:
    """Make the table of every lesion at a visit, with its changes in percent and mm.

    Only confirmed sizes are compared; a gap is a word, and nothing is measured against it.
    """
    rows = tuple(
        _row(lesion, evaluator, visit, assessed)
        for lesion in assessed.case.lesions
        for evaluator in _evaluators(lesion, visit)
    )
    return Table(f"Measurements of {say_date(visit.visited_on)}", COLUMNS, rows) if rows else None


def _evaluators(lesion: Lesion, visit: Visit) -> tuple[str, ...]:
    found = (finding.evaluator for finding in findings_of(visit, lesion.lesion_id))
    return tuple(dict.fromkeys(found)) or ("",)


def _row(lesion: Lesion, evaluator: str, visit: Visit, assessed: Assessed) -> tuple[Cell, ...]:
    label = lesion_label(lesion, assessed.calls)
    if evaluator:
        label = Cell(
            label.text, join_words(label.detail, f"evaluator {evaluator}"), kind=label.kind
        )
    finding = next(
        (f for f in findings_of(visit, lesion.lesion_id) if f.evaluator == evaluator), None
    )
    if finding is None:
        headline, detail = silence_words(lesion, visit, assessed.case)
        now, size = Cell(headline, detail, kind="missing"), None
    else:
        now, size = _now_cell(finding, lesion), confirmed_size(finding, lesion)
    before = tuple(earlier_findings(lesion, evaluator, visit, assessed.case))
    since_baseline = [e for e in before if e.on >= (assessed.case.baseline_on or visit.visited_on)]
    sized = [e for e in since_baseline if e.size_mm is not None]
    baseline = next((e for e in before if e.on == assessed.case.baseline_on), None)
    smallest = min(sized, key=lambda e: (e.size_mm, e.on), default=None)
    return (
        label,
        now,
        *_compared(size, before[-1] if before else None, lesion, "not found before"),
        *_compared(size, baseline, lesion, _no_baseline(visit, assessed.case)),
        *_compared(size, smallest, lesion, "not measured before"),
    )


def _now_cell(finding: Finding, lesion: Lesion) -> Cell:
    headline, detail = describe_finding(finding, lesion)
    if is_unconfirmed(finding, lesion):
        return Cell(headline, join_words("proposed", detail), kind="proposed")
    return Cell(headline, detail, kind="strong" if isinstance(finding, Measured) else "missing")


def _no_baseline(visit: Visit, case: Case) -> str:
    return "this is the baseline" if visit.visited_on == case.baseline_on else "not in the baseline"


def confirmed_size(finding: Finding, lesion: Lesion) -> Decimal | None:
    """Give the diameter that counts, in mm, of a confirmed measurement; None of all else."""
    if not isinstance(finding, Measured) or is_unconfirmed(finding, lesion):
        return None
    return main_diameter(finding, lesion)


def earlier_findings(lesion: Lesion, evaluator: str, visit: Visit, case: Case) -> Iterator[Earlier]:
    """Give what one evaluator found for a lesion before a visit, the oldest first."""
    for each in case.visits:
        if each.visited_on >= visit.visited_on:
            return
        for finding in findings_of(each, lesion.lesion_id):
            if finding.evaluator == evaluator:
                yield Earlier(each.visited_on, finding, confirmed_size(finding, lesion))


def _compared(
    size: Decimal | None, earlier: Earlier | None, lesion: Lesion, nothing: str
) -> tuple[Cell, Cell]:
    """Give the earlier finding and the change since it, or words for why there is none."""
    if earlier is None:
        return Cell(nothing, kind="missing"), Cell("not compared", kind="missing")
    dated = say_date(earlier.on)
    if earlier.size_mm is None:
        words = describe_finding(earlier.finding, lesion)[0]
        waits = "proposed, not compared" if is_unconfirmed(earlier.finding, lesion) else ""
        return Cell(words, join_words(dated, waits), kind="missing"), Cell(
            "not compared", kind="missing"
        )
    then = Cell(f"{say_number(earlier.size_mm)} mm", dated)
    if size is None:
        return then, Cell("not compared", kind="missing")
    return then, change_cell(change_percent(size, earlier.size_mm), size - earlier.size_mm)
