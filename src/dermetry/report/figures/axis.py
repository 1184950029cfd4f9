"""The shared axis of dates, its ticks, and rows for things that must not overlap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dermetry.report.words import MONTHS

MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60)
PIXELS_PER_LETTER = 6.6  # of 12 px type, on the wide side
BEFORE_SHARE = 0.25  # of the span: how far before the first visit the axis may start
BEFORE_DAYS = 60
WIDE_GAP_PX, NARROW_GAP_PX = 74.0, 62.0  # between two dates
DATE_HALF_PX = 38.0  # half of what a whole date takes as a label


@dataclass(frozen=True)
class DateAxis:
    """The map from dates to drawing units; dates before the axis stand at its left edge."""

    first: date
    last: date
    left: float
    right: float

    def x(self, on: date) -> float:
        """Place a date on the true time axis; a single day stands in the middle."""
        days = (self.last - self.first).days
        if days == 0:
            return (self.left + self.right) / 2
        part = (on - self.first).days / days
        return self.left + (self.right - self.left) * min(max(part, 0.0), 1.0)

    def is_before(self, on: date) -> bool:
        """Say whether a date lies before the axis."""
        return on < self.first


def span_of(
    *, kept: Iterable[date], earlier: Iterable[date], last: date | None
) -> tuple[date, date]:
    """Give the first and last day of an axis.

    ``kept`` days always lie on it. ``earlier`` days (treatments, old biopsies) extend it only
    a little to the left, so that a history of years does not squeeze the visits.
    """
    inside, others = sorted(kept), sorted(earlier)
    if not inside:
        inside = others or ([last] if last else [])
    end = max([*inside, *others, *([last] if last else [])])
    reach = max(BEFORE_DAYS, (end - inside[0]).days * BEFORE_SHARE)
    near = [day for day in others if 0 < (inside[0] - day).days <= reach]
    return min([inside[0], *near]), end


def month_ticks(*, axis: DateAxis, gap_px: float) -> list[tuple[float, str]]:
    """Give the first days of months, far enough apart, as (x, "Jan 2026" or "Mar")."""
    days = max((axis.last - axis.first).days, 1)
    month_px = (axis.right - axis.left) * 30.4 / days
    step = next((n for n in MONTH_STEPS if n * month_px >= gap_px), MONTH_STEPS[-1])
    ticks: list[tuple[float, str]] = []
    for year in range(axis.first.year, axis.last.year + 1):
        for month in range(1, 13):
            on = date(year, month, 1)
            counted = (year * 12 + month - 1) % step == 0
            if counted and axis.first <= on <= axis.last:
                says_year = not ticks or month == 1 or step >= 12
                ticks.append((axis.x(on), MONTHS[month - 1] + f" {year}" * says_year))
    return ticks if len(ticks) > 1 else _end_ticks(axis)


def _end_ticks(axis: DateAxis) -> list[tuple[float, str]]:
    """Name the ends of an axis that holds too few first days of months."""
    days = sorted({axis.first, axis.last})
    if (axis.last - axis.first) < timedelta(days=3):
        days = days[-1:]
    return [(axis.x(on), f"{on.day} {MONTHS[on.month - 1]} {on.year}") for on in days]


def date_labels(*, axis: DateAxis, width: float, is_narrow: bool) -> list[tuple[float, str]]:
    """Give the date labels for a drawing of that width, none cut off at its edge."""
    gap_px = NARROW_GAP_PX if is_narrow else WIDE_GAP_PX
    return [
        (min(max(x, DATE_HALF_PX), width - DATE_HALF_PX), label)
        for x, label in month_ticks(axis=axis, gap_px=gap_px)
    ]


def uncrowded(*, places: Sequence[float], gap_px: float, first: Sequence[int] = ()) -> set[int]:
    """Give the numbers of the places whose labels fit: ``first`` ones, then from the last on."""
    shown: list[int] = []
    order = [*dict.fromkeys([*first, *reversed(range(len(places)))])]
    for number in order:
        if all(abs(places[number] - places[other]) >= gap_px for other in shown):
            shown.append(number)
    return set(shown)


def pack_rows(*, spans: Sequence[tuple[float, float]], gap_px: float) -> list[int]:
    """Give each span the first row in which it touches no earlier one."""
    rows: list[list[tuple[float, float]]] = []
    found = []
    for left, right in spans:
        row = next(
            (
                n
                for n, used in enumerate(rows)
                if all(right + gap_px <= a or left >= b + gap_px for a, b in used)
            ),
            len(rows),
        )
        if row == len(rows):
            rows.append([])
        rows[row].append((left, right))
        found.append(row)
    return found


def text_px(text: str) -> float:
    """Give the width to keep free for a small label."""
    return PIXELS_PER_LETTER * sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def cut(text: str, width_px: float) -> str:
    """Shorten a label to a width; the whole text stands in the title and the table."""
    if text_px(text) <= width_px:
        return text
    letters = max(int(width_px / PIXELS_PER_LETTER) - 1, 1)
    return text[:letters].rstrip() + "…"
