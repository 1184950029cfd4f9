"""Lesions of SDTM that have merged or split: the row that says so."""

from collections.abc import Mapping
from datetime import date

from dermetry.exchange.sdtm_lesions import Identified, Reader
from dermetry.exchange.sdtm_table import SdtmTable
from dermetry.exchange.sdtm_visits import VisitDays
from dermetry.pathway.lesion_cells import LesionRow
from dermetry.pathway.lesion_columns import BETWEEN

KEPT = ("organ", "role")
Became = Mapping[str, tuple[date, str]]  # heir -> from which day on, merged_into or split_into


def list_heirs(
    lesion: Identified, own: Mapping[str, Identified], subject: str, days: VisitDays
) -> Became:
    """Give the mass or fragments that a lesion has become, each with its day."""
    found = {}
    for heir in own.values():
        day = days.day(subject, heir.visit)
        if lesion.lesion_id in heir.parents and day is not None:
            found[heir.lesion_id] = (day, str(heir.how))
    return found


def heirs_on(became: Became, day: date) -> tuple[tuple[str, ...], str]:
    """Give what a lesion has become by a day, and whether it has merged or split."""
    heirs = tuple(key for key, (on, _) in became.items() if on <= day)
    return heirs, (became[heirs[0]][1] if heirs else "")


def tell_family(
    table: SdtmTable,
    lesion: Identified,
    rows: list[LesionRow],
    became: Became,
    reader: Reader,
) -> list[LesionRow]:
    """Add the row that says what a lesion has become, where no result says so.

    A gap on that day gives way to it; a size beside its own fragments is a problem.
    """
    if not became or any("into" in row.words for row in rows):
        return rows
    day = min(on for on, _ in became.values())
    heirs, how = heirs_on(became, day)
    here = [row for row in rows if row.visited_on == day]
    if here and here[0].status not in ("not_done", "not_evaluable", "absent"):
        what = (
            f"{lesion.lesion_id} has a result on {day}, where TU says that it has become "
            f"{', '.join(heirs)}: remove one of them"
        )
        table.blame(here[0].row, "lnkid", what)
        return rows
    kept = {key: word for key, word in (rows[0].words if rows else {}).items() if key in KEPT}
    said = LesionRow(
        row=here[0].row if here else lesion.row,
        subject=reader[0],
        visited_on=day,
        lesion_id=lesion.lesion_id,
        evaluator=reader[1],
        status=how,
        words={**kept, "into": BETWEEN.join(heirs)},
        days={},
        sizes={},
    )
    return [*(row for row in rows if row not in here), said]
