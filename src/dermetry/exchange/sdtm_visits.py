"""The visits of SDTM data sets: several days under one number, the first day stands for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dermetry.exchange.sdtm_table import SdtmTable
from dermetry.pathway.csv_input import PartialDates, read_day

Key = tuple[str, str]  # patient, what names the visit


@dataclass(frozen=True)
class VisitDays:
    """The day that stands for each visit of each patient."""

    days: Mapping[Key, date]

    def day(self, subject: str, visit: str) -> date | None:
        """Give the day of a visit, None where it has none."""
        return self.days.get((subject, visit))


def read_visit_days(tables: Iterable[SdtmTable], partial: PartialDates) -> VisitDays:
    """Find the first day of every visit in TR and TU, noting visits that share a day.

    A row without a date takes the day of its visit; a visit without any date is a problem.
    """
    found: dict[Key, set[date]] = {}
    undated: dict[Key, tuple[SdtmTable, int]] = {}
    tables = list(tables)
    for table in tables:
        for row, cells in table.rows:
            text = table.get(cells, "dtc")
            key = table.get(cells, "subject"), table.visit(cells) or text
            day = read_day(table, row, table.variable("dtc"), text, partial)
            if day is not None:
                found.setdefault(key, set()).add(day)
            elif not text:
                undated.setdefault(key, (table, row))
    for key, (table, row) in undated.items():
        if key not in found:
            table.blame(row, "dtc", f"is empty, and no row of visit {key[1]!r} has a date")
    days = {key: min(own) for key, own in found.items()}
    check_apart(tables[0], days)
    remark_spread(tables[0], found)
    return VisitDays(days)


def check_apart(table: SdtmTable, days: Mapping[Key, date]) -> None:
    """Note two visits of one patient that begin on one day: visits are known by their day."""
    taken: dict[tuple[str, date], str] = {}
    for (subject, visit), day in days.items():
        other = taken.setdefault((subject, day), visit)
        if other != visit:
            table.problems.append(
                f"visits {other!r} and {visit!r} of {subject} both begin on {day}: "
                "give one of them another day, or both one VISITNUM"
            )


def remark_spread(table: SdtmTable, found: Mapping[Key, set[date]]) -> None:
    """Say that visits last several days, and which day stands for them."""
    spread = [(key, days) for key, days in found.items() if len(days) > 1]
    if spread:
        (subject, visit), days = spread[0]
        table.remarks.append(
            f"{len(spread)} of {len(found)} visits have results of several days; the first day "
            f"stands for the visit (such as visit {visit} of {subject}: {min(days)} to {max(days)})"
        )
