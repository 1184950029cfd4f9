"""A case as it was known on a day: what is dated later is left out, what is undated stays."""

import pytest

from dermetry.pathway.alerts.as_of import as_of, days_of
from dermetry.record.case import Case, ResponsePlan
from dermetry.record.finding import SplitInto
from dermetry.record.history import History, InflammatoryStatement, RadiationField, Surgery
from dermetry.record.signature import Addendum
from dermetry.record.specimen import SpecimenChoice
from tests.pathway.alerts.tables import Made, day, signature, tell


def whole() -> Case:
    """Give a case with a fact of every kind, dated and undated."""
    made = Made()
    for number, fact in (
        (0, "L1 20"),
        (0, "visit"),
        (1, "T1 systemic"),
        (2, "S1 taken L1"),
        (3, "B1 ordered L1 by 20"),
        (4, "CT staging"),
        (5, "decided t4b none"),
        (20, "S1 malignant"),
        (20, "S1 ER 90"),
        (21, "B1 taken S2"),
        (21, "S2 taken L1"),
        (22, "B1 reported"),
        (23, "B1 acted"),
        (30, "T1 ends"),
        (40, "L1 25"),
        (40, "L2 20"),
        (41, "decided none none"),
    ):
        tell(made, day(number), fact)
    made.lesions["L3"] = {"lesion_id": "L3"}  # nothing dates it
    made.lesions["L4"] = {"lesion_id": "L4", "first_seen_on": day(39)}
    made.visits[day(0)] |= {
        "signature": signature(day(10), "SD"),
        "addenda": (Addendum(written_by="Dr A", written_on=day(12), text="sent by post"),),
    }
    made.biopsies["B1"] |= {"photograph_id": "P1", "taken_by": "Dr A", "action": "told"}
    history = History(
        surgeries=(
            Surgery(surgery_id="O1", name="biopsy", done_on=day(25)),
            Surgery(surgery_id="O2", name="mastectomy"),
        ),
        radiation_fields=(RadiationField(field_id="R1", zones=("back",), started_on=day(26)),),
        inflammatory=InflammatoryStatement(laterality="left", stated_by="Dr A", stated_on=day(27)),
    )
    return made.case(
        history=history,
        plan=ResponsePlan(baseline_on=day(40), treatment_started_on=day(1)),
        current_specimen=SpecimenChoice(
            specimen_id="S2", chosen_by="Dr A", chosen_on=day(28), reason="larger"
        ),
    )


def known(number: int) -> Case:
    return as_of(case=whole(), on=day(number))


@pytest.mark.parametrize(
    ("number", "read", "expected"),
    [
        (39, lambda c: len(c.visits), 1),
        (40, lambda c: len(c.visits), 2),
        (9, lambda c: c.visits[0].signature, None),
        (10, lambda c: c.visits[0].signature.category, "SD"),
        (11, lambda c: c.visits[0].addenda, ()),
        (12, lambda c: len(c.visits[0].addenda), 1),
        (38, lambda c: [e.lesion_id for e in c.lesions], ["L1", "L3"]),
        (39, lambda c: [e.lesion_id for e in c.lesions], ["L1", "L3", "L4"]),
        (40, lambda c: [e.lesion_id for e in c.lesions], ["L1", "L2", "L3", "L4"]),
        (0, lambda c: c.treatments, ()),
        (29, lambda c: c.treatments[0].ended_on, None),
        (30, lambda c: c.treatments[0].ended_on, day(30)),
        (1, lambda c: c.specimens, ()),
        (19, lambda c: c.specimens[0].is_malignant, None),
        (19, lambda c: c.specimens[0].stains, ()),
        (20, lambda c: c.specimens[0].is_malignant, True),
        (2, lambda c: c.biopsies, ()),
        (20, lambda c: c.biopsies[0].stage, "ordered"),
        (20, lambda c: c.biopsies[0].wanted_by, day(20)),
        (20, lambda c: (c.biopsies[0].specimen_id, c.biopsies[0].photograph_id), (None, None)),
        (21, lambda c: (c.biopsies[0].stage, c.biopsies[0].specimen_id), ("taken", "S2")),
        (22, lambda c: (c.biopsies[0].stage, c.biopsies[0].action), ("reported", "")),
        (23, lambda c: c.biopsies[0].stage, "acted_on"),
        (3, lambda c: c.imaging_studies, ()),
        (4, lambda c: c.extent_decisions, ()),
        (40, lambda c: len(c.extent_decisions), 1),
        (24, lambda c: [e.surgery_id for e in c.history.surgeries], ["O2"]),
        (25, lambda c: len(c.history.surgeries), 2),
        (25, lambda c: c.history.radiation_fields, ()),
        (26, lambda c: c.history.inflammatory, None),
        (27, lambda c: c.history.inflammatory.stated_by, "Dr A"),
        (27, lambda c: c.current_specimen, None),
        (28, lambda c: c.current_specimen.specimen_id, "S2"),
        (39, lambda c: c.plan.baseline_on, None),
        (0, lambda c: c.plan.treatment_started_on, None),
        (1, lambda c: c.plan.treatment_started_on, day(1)),
    ],
)
def test_what_is_dated_later_is_not_known_yet(number, read, expected):
    assert read(known(number)) == expected


def test_everything_is_known_on_the_last_day():
    case = whole()
    assert as_of(case=case, on=days_of(case)[-1]) == case


def test_the_days_of_a_case_are_all_days_on_which_something_is_dated():
    numbers = {0, 1, 2, 3, 4, 5, 10, 12, 20, 21, 22, 23, 25, 26, 27, 28, 30, 39, 40, 41}
    assert days_of(whole()) == tuple(day(number) for number in sorted(numbers))


def test_a_lesion_named_by_what_it_came_from_or_fell_into_is_known():
    made = Made()
    made.lesions["L1"] = {"lesion_id": "L1"}
    for name in ("L2", "L3"):
        made.lesions[name] = {"lesion_id": name, "split_from": "L1", "first_seen_on": day(9)}
    made.visit(day(5))["findings"] = (SplitInto(lesion_id="L1", fragment_ids=("L2", "L3")),)
    case = made.case()
    assert [e.lesion_id for e in as_of(case=case, on=day(4)).lesions] == []
    assert [e.lesion_id for e in as_of(case=case, on=day(5)).lesions] == ["L1", "L2", "L3"]
