"""Small cases written as tables: one line per lesion, one column per visit."""

from datetime import date, timedelta
from decimal import Decimal

from dermetry.record.case import Case
from dermetry.record.finding import (
    Absent,
    Measured,
    MergedInto,
    NotDone,
    Present,
    Progressed,
    TooSmall,
    TreatedLocally,
    UncertaintyMm,
)
from dermetry.record.lesion import Lesion
from dermetry.record.patient import Patient
from dermetry.record.visit import Visit

FIRST = date(2026, 1, 5)
WORDS = {
    "gone": lambda common: Absent(**common),
    "small": lambda common: TooSmall(**common),
    "there": lambda common: Present(**common),
    "worse": lambda common: Progressed(reason="clearly larger", **common),
    "not done": lambda common: NotDone(reason="dressing left on", **common),
    "treated": lambda common: TreatedLocally(treatment="excision", **common),
}


def day(index: int) -> date:
    """Give the date of a visit, six weeks apart."""
    return FIRST + timedelta(weeks=6 * index)


def measured(size: str, sd: str | None, common: dict, *, is_node: bool) -> Measured:
    """Give a size with its standard deviation, all of it from the outline."""
    value = Decimal(size)
    spread = (
        UncertaintyMm(scale=0, tilt=0, outline=Decimal(sd), combined=Decimal(sd)) if sd else None
    )
    name = "short_axis_mm" if is_node else "longest_diameter_mm"
    return Measured(**{name: value}, uncertainty_mm=spread, method="made up", **common)


def cell(text: str, lesion_id: str, *, is_node: bool, evaluator: str = ""):
    """Read one cell: "20", "20~1" (sd 1), "?20" (proposed), "gone", "into M", or "-"."""
    is_proposed, text = text.startswith("?"), text.removeprefix("?").strip()
    if text in ("-", ""):
        return None
    common = {"lesion_id": lesion_id, "evaluator": evaluator, "is_confirmed": not is_proposed}
    common |= {"confirmed_by": None if is_proposed else "Dr. A"}
    if text.startswith("into "):
        return MergedInto(into_lesion_id=text.removeprefix("into "), **common)
    if text in WORDS:
        return WORDS[text](common)
    size, _, sd = text.partition("~")
    return measured(size, sd or None, common, is_node=is_node)


def case_of(table: str, **fields) -> Case:
    """Read a table: "id organ role | first visit | second visit"."""
    rows = [[part.strip() for part in line.split("|")] for line in table.strip().splitlines()]
    lesions, found = [], [[] for _ in rows[0][1:]]
    for head, *cells in rows:
        given = head.split()
        lesion_id, organ, role = [*given, *("", "skin", "target")[len(given) :]]
        is_proposed = role.startswith("?")
        made = [cell(text, lesion_id, is_node=organ == "lymph_node") for text in cells]
        parents = tuple(r[0].split()[0] for r in rows if f"into {lesion_id}" in r)
        lesions.append(
            Lesion(
                lesion_id=lesion_id,
                organ=organ,
                role=role.removeprefix("?"),
                newness="unequivocal" if role.endswith("new") else None,
                is_confirmed=not is_proposed,
                confirmed_by=None if is_proposed else "Dr. A",
                merged_from=parents,
            )
        )
        for index, each in enumerate(made):
            if each is not None:
                found[index].append(each)
    visits = tuple(
        Visit(visited_on=day(index), findings=tuple(each)) for index, each in enumerate(found)
    )
    return Case(
        patient=fields.pop("patient", Patient(patient_id="P1")),
        lesions=tuple(lesions),
        visits=visits,
        **fields,
    )
