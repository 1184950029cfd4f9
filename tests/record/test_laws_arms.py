"""The laws of the clinical arms: each broken, and just kept.

One row per law: the sentence it answers with, the smallest case that breaks it, and the
nearest case that keeps it.
"""

import re

import pytest
from pydantic import ValidationError

from dermetry.record.alert import Alert
from dermetry.record.biopsy import Biopsy
from dermetry.record.case import Case
from dermetry.record.stain import Stain
from tests.record.arms import ALERT, BIOPSY, CHOICE, DECISION, FIRED, SECOND, SPECIMEN, SPECIMENS
from tests.record.test_laws import a_case, visits

LATER = {"happened_on": "2026-01-14", "by": "Nurse B"}
LOOKED = {"lesion_id": "L1"}


def biopsies(*these: dict[str, object]) -> dict[str, object]:
    return SPECIMENS | {"biopsies": list(these)}


def alert(*events: dict[str, object]) -> dict[str, object]:
    return {"alerts": [ALERT | {"events": list(events)}]}


LAWS: list[tuple[str, dict[str, object], dict[str, object]]] = [
    ("biopsy X1 is listed twice", biopsies(BIOPSY, BIOPSY), biopsies(BIOPSY, SECOND)),
    (
        "specimen B1 is of two biopsies",
        biopsies(BIOPSY | {"specimen_id": "B1"}, SECOND | {"specimen_id": "B1"}),
        biopsies(BIOPSY | {"specimen_id": "B1"}, SECOND | {"specimen_id": "B2"}),
    ),
    (
        "biopsy X1 is of unknown lesion L9",
        biopsies(BIOPSY | {"lesion_id": "L9"}),
        biopsies(BIOPSY | {"lesion_id": None}),
    ),
    (
        "biopsy X1 names unknown specimen B9",
        biopsies(BIOPSY | {"specimen_id": "B9"}),
        biopsies(BIOPSY | {"specimen_id": "B1"}),
    ),
    (
        "biopsy X1 was cancelled without a reason",
        biopsies(BIOPSY | {"cancelled_on": "2026-01-12"}),
        biopsies(BIOPSY | {"cancelled_on": "2026-01-12", "cancel_reason": "healed"}),
    ),
    (
        "specimen B1 has a point, but no photograph that it lies in",
        {"specimens": [SPECIMEN | {"point_px": [1, 2]}]},
        {"specimens": [SPECIMEN | {"point_px": [1, 2], "photograph_id": "P waiting"}]},
    ),
    (
        "biopsy X1 has a point, but no photograph that it lies in",
        biopsies(BIOPSY | {"point_px": [1, 2]}),
        biopsies(BIOPSY | {"point_px": [1, 2], "photograph_id": "P waiting"}),
    ),
    (
        "the specimen chosen as current, B9, is not known",
        SPECIMENS | {"current_specimen": CHOICE | {"specimen_id": "B9"}},
        SPECIMENS | {"current_specimen": CHOICE},
    ),
    (
        "the extent decision of 2026-02-01 is of unknown lesion L9",
        {"extent_decisions": [DECISION | {"lesion_id": "L9"}]},
        {"extent_decisions": [DECISION | {"lesion_id": "L1"}, DECISION]},
    ),
    (
        "the extent decision of 2026-02-01 overrides without a reason",
        {"extent_decisions": [DECISION | {"kind": "overridden"}]},
        {"extent_decisions": [DECISION | {"kind": "overridden", "reason": "satellites"}]},
    ),
    (
        "alert alerts.no_tissue:L1 is listed twice",
        {"alerts": [ALERT, ALERT]},
        {"alerts": [ALERT, ALERT | {"key": "alerts.no_tissue:L2"}]},
    ),
    ("alert alerts.no_tissue:L1 does not begin by firing", alert(), alert(FIRED)),
    (
        "alert alerts.no_tissue:L1 does not begin by firing",
        alert(LATER | {"kind": "acknowledged"}, FIRED | {"happened_on": "2026-01-14"}),
        alert(FIRED, LATER | {"kind": "acknowledged"}),
    ),
    (
        "alert alerts.no_tissue:L1 has events out of order",
        alert(FIRED, LATER | {"kind": "acknowledged", "happened_on": "2026-01-11"}),
        alert(FIRED, LATER | {"kind": "acknowledged", "happened_on": "2026-01-12"}),
    ),
    *(
        (
            f"alert alerts.no_tissue:L1 was {kind} without a word why",
            alert(FIRED, LATER | {"kind": kind}),
            alert(FIRED, LATER | {"kind": kind, "text": "Dr. B"}),
        )
        for kind in ("suppressed", "done", "assigned")
    ),
    (
        "alert alerts.no_tissue:L1 is put off until 2026-01-14, which is not later",
        alert(FIRED, LATER | {"kind": "suppressed", "text": "healing", "until_on": "2026-01-14"}),
        alert(FIRED, LATER | {"kind": "suppressed", "text": "healing", "until_on": "2026-01-15"}),
    ),
    (
        "visit 2026-01-12: dermoscopy of unknown lesion L9",
        visits({"dermoscopies": [LOOKED | {"lesion_id": "L9"}]}),
        visits({"dermoscopies": [LOOKED, LOOKED]}),
    ),
    (
        "visit 2026-01-12: scalp is recorded as examined and as refused",
        visits({"regions_examined": ["scalp"], "regions_refused": ["scalp"]}),
        visits({"regions_not_examined": ["scalp"], "regions_refused": ["scalp"]}),
    ),
]


@pytest.mark.parametrize(("message", "broken", "kept"), LAWS, ids=[law[0] for law in LAWS])
def test_each_law_is_named_when_broken_and_silent_when_kept(
    message: str, broken: dict[str, object], kept: dict[str, object]
):
    with pytest.raises(ValidationError, match=re.escape(message)):
        Case.model_validate(a_case(**broken))
    Case.model_validate(a_case(**kept))


STEPS = ("suggested_on", "ordered_on", "taken_on", "at_lab_on", "reported_on", "acted_on")
NAMES = ("suggested", "ordered", "taken", "at the lab", "reported", "acted on")
PAIRS = [(first, later) for first in range(6) for later in range(first + 1, 6)]


@pytest.mark.parametrize(("first", "later"), PAIRS)
def test_no_step_of_a_biopsy_is_dated_before_one_that_it_follows(first: int, later: int):
    days = {STEPS[first]: "2026-01-12", STEPS[later]: "2026-01-11"}
    message = (
        f"biopsy X1 was {NAMES[later]} on 2026-01-11, before it was {NAMES[first]} (2026-01-12)"
    )
    with pytest.raises(ValidationError, match=re.escape(message)):
        Case.model_validate(a_case(**biopsies(BIOPSY | days)))
    Case.model_validate(a_case(**biopsies(BIOPSY | days | {STEPS[later]: "2026-01-12"})))


@pytest.mark.parametrize("made", range(6))
def test_the_stage_of_a_biopsy_is_its_last_step(made: int):
    days = {name: "2026-01-12" for name in STEPS[: made + 1]}
    stages = ("suggested", "ordered", "taken", "at_lab", "reported", "acted_on")
    assert Biopsy.model_validate(BIOPSY | days).stage == stages[made]
    cancelled = {"cancelled_on": "2026-01-13", "cancel_reason": "healed"}
    assert Biopsy.model_validate(BIOPSY | days | cancelled).stage == "cancelled"


@pytest.mark.parametrize(
    ("field", "value"),
    [("percent", "140"), ("percent", "-1"), ("ish_ratio", "101"), ("ish_copies", "501")],
)
def test_a_slip_of_typing_in_a_stain_is_refused_with_its_place(field: str, value: str):
    stain = {"marker": "ER", field: value}
    with pytest.raises(ValidationError, match=field):
        Case.model_validate(a_case(specimens=[SPECIMEN | {"stains": [stain]}]))


def test_not_stated_is_never_a_value():
    plain, faint = Stain(marker="HER2", ihc_score="0"), Stain(marker="HER2", ihc_score="0")
    assert plain == faint and plain.percent is None and plain.membrane_staining_present is None
    assert plain != faint.model_copy(update={"membrane_staining_present": False})


def test_an_alert_needs_the_urgency_of_a_list_and_a_rule():
    for field, wrong in (("urgency", "whenever"), ("rule_id", " "), ("owner", "")):
        with pytest.raises(ValidationError, match=field):
            Alert.model_validate(ALERT | {field: wrong})
