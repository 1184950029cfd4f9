"""The visits of one evaluator by day: dated back, set aside, or one of two on a day."""

from collections.abc import Sequence
from datetime import date
from operator import itemgetter

from dermetry.response.sequence import ids
from dermetry.response.sequence.checks import SequenceInvalid, unknown_word
from dermetry.response.sequence.kinds import ND, PD, WORST_FIRST
from dermetry.response.sequence.reading import Reading
from dermetry.response.sequence.values import SetAside, SubjectDates, VisitResponse

Row = tuple[int, int, VisitResponse]  # day number, kind, the visit as given
BADNESS = {kind: len(WORST_FIRST) - place for place, kind in enumerate(WORST_FIRST)}
by_day = itemgetter(0)


def list_rows(visits: Sequence[VisitResponse], dates: SubjectDates, reading: Reading) -> list[Row]:
    """Give the visits by day; visits of one day keep the order in which they were given."""
    kinds = reading.kinds
    try:
        rows = [(visit[0].toordinal(), kinds[visit[1]], visit) for visit in visits]
    except KeyError as error:
        raise unknown_word(str(error.args[0]), reading) from error
    if any([visit[3] for visit in visits]):
        rows = [date_back(row, dates) for row in rows]
    rows.sort(key=by_day)
    return rows


def date_back(row: Row, dates: SubjectDates) -> Row:
    """Move a progression to the day it is dated to; rule visits.back_dated."""
    _, kind, visit = row
    back, cutoff = visit.progression_on, dates.cutoff_on
    if back is None or (cutoff is not None and visit.visited_on > cutoff):
        return row  # what a visit after the cut-off proves is not known yet
    if kind != PD or not dates.reference_on <= back <= visit.visited_on:
        raise SequenceInvalid(
            f"the {visit.category} of {visit.visited_on} cannot be dated back to {back}",
            why="only a PD or iCPD can, to a day between the reference date and its visit",
            next_step="correct progression_on of this visit",
        )
    return back.toordinal(), kind, visit


def set_aside(
    visit: VisitResponse, day: int, kind: int, dates: SubjectDates, start: int
) -> SetAside:
    """Say which rule keeps one visit out."""
    if day < start:
        rule_id = ids.VISITS_BEFORE_REFERENCE
    elif dates.cutoff_on is not None and day > dates.cutoff_on.toordinal():
        rule_id = ids.VISITS_DATA_CUTOFF
    else:
        rule_id = ids.VISITS_NOT_DONE if kind == ND else ids.VISITS_NEW_TREATMENT
    return SetAside(visit.visited_on, visit.category, rule_id)


def settle_same_date(kept: list[Row], row: Row, reading: Reading) -> SetAside:
    """Keep one of two responses of one day; a progression dated back to that day wins."""
    before = kept[-1]
    is_dated_back = is_earlier(before) or is_earlier(row)
    if reading.same_date == "error" and not is_dated_back:
        raise SequenceInvalid(
            f"two responses on {row[2].visited_on}: {before[2].category} and {row[2].category}",
            why="one evaluator calls one response a visit",
            next_step="remove one of them, or set same_date to worst or latest",
        )
    is_worse = badness(row) > badness(before)
    takes_new = (reading.same_date == "latest" and not is_dated_back) or is_worse
    kept[-1], dropped = (row, before) if takes_new else (before, row)
    rule_id = ids.VISITS_BACK_DATED if is_dated_back else ids.VISITS_SAME_DATE
    return SetAside(dropped[2].visited_on, dropped[2].category, rule_id)


def badness(row: Row) -> tuple[int, str, date]:
    """Order the responses of one day from best to worst; ties never by the order given."""
    return BADNESS[row[1]], row[2].category, row[2].visited_on


def is_earlier(row: Row) -> bool:
    """Tell whether a row stands at an earlier day than its visit."""
    return row[0] < row[2].visited_on.toordinal()
