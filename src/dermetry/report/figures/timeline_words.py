"""The timeline in words: its description and the table that says the same."""

from collections.abc import Iterator
from datetime import date

from dermetry.report.figures.lanes import treatment_words
from dermetry.report.figures.values import FigureTable, TimelineValues, VisitPoint
from dermetry.report.words import say_date

COLUMNS = ("Date", "What", "In words")
EVENTS = (("biopsies", "Biopsy"), ("photographs", "Photographs"), ("imaging", "Imaging"))


def visit_words(visit: VisitPoint, *, unit: str) -> str:
    """Say a visit: the sum, or that there is none, and the call with its standing."""
    point = visit.point
    if point.value is None:
        said = f"sum not measured ({point.label})" if point.label else "sum not measured"
    else:
        said = f"sum {visit.words or f'{point.label} {unit}'}"
    notes = [word for word, holds in (("baseline", point.is_baseline), ("nadir", point.is_nadir))
             if holds]  # fmt: skip
    call = point.badge.meaning.lower() if point.badge else "no call yet"
    if point.computed:
        rules = f"the rules give {point.computed.meaning.lower()}"
        call += (
            f", as signed; {rules} today"
            if point.is_as_signed
            else f", the clinician's own call; {rules}"
        )
    if point.badge and not visit.is_confirmed:
        call += ", proposed"
    parts = [said, *notes, *([call] if call not in notes else [])]
    return ", ".join(parts)


def describe_timeline(*, values: TimelineValues) -> str:
    """Say what the timeline shows, in a few sentences."""
    visits = [
        f"{say_date(each.point.on)}: {visit_words(each, unit=values.unit)}."
        for each in values.visits
    ]
    treated = [f"{treatment_words(bar)}." for bar in values.treatments]
    others = ", ".join(
        f"{len(getattr(values, key))} {word}"
        for key, word in (("biopsies", "biopsies"), ("photographs", "days with photographs"),
                          ("imaging", "imaging reports"))
        if getattr(values, key)
    )  # fmt: skip
    return " ".join([*visits, *treated, *([others + "."] if others else [])]) or "Nothing recorded."


def timeline_table(*, values: TimelineValues) -> FigureTable:
    """Give everything on the timeline as rows in order of time."""
    rows = sorted(_rows(values), key=lambda row: (row[0], row[1]))
    return FigureTable(
        caption=values.title,
        columns=COLUMNS,
        rows=tuple((say_date(on), what, words) for on, what, words in rows),
    )


def _rows(values: TimelineValues) -> Iterator[tuple[date, str, str]]:
    for visit in values.visits:
        yield visit.point.on, "Visit", visit_words(visit, unit=values.unit)
    for bar in values.treatments:
        yield bar.start_on, "Treatment", treatment_words(bar)
    for track in values.symptoms:
        for each in track.scores:
            said = "not answered" if each.score is None else f"{each.score} of 10"
            yield each.on, "Symptom", f"{track.name}: {said}"
    for key, what in EVENTS:
        for event in getattr(values, key):
            yield event.on, what, event.words
