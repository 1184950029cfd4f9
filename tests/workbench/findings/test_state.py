"""What a person states of a lesion, taking it back, and the regions."""

from decimal import Decimal

import pytest
from tests.workbench.conftest import AT, TODAY

from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.base import RecordConflict, RecordNotLawful
from dermetry.workbench.casenotes.actions.findings import (
    record_regions,
    state_finding,
    withdraw_finding,
)
from dermetry.workbench.casenotes.actions.match_history import undo_match
from dermetry.workbench.casenotes.actions.naming import StatementInvalid
from dermetry.workbench.casenotes.models import MatchChange, Patient
from dermetry.workbench.casenotes.queries.findings import card_of_lesion, findings_of_visit
from dermetry.workbench.casenotes.sections import REGIONS, mark_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(actors, opened):
    return lambda lesion_id="L2": {
        "actor": actors["nurse"],
        "at": AT,
        "today": TODAY,
        "visit_pk": opened.visit_pk,
        "lesion_pk": opened.lesions[lesion_id],
    }


def finding(opened, lesion_id):
    case = mapping.read_case(patient=Patient.objects.get(pk=opened.patient_pk))
    return next(e for e in case.visits[-1].findings if e.lesion_id == lesion_id)


def test_a_caliper_is_the_finding_in_the_name_of_who_typed_it(opened, keys):
    size = {"status": "measured", "longest_diameter_mm": Decimal("12.75")}
    state_finding(**keys(), fields=size, said="measured 12.75 mm", version=0)
    now = finding(opened, "L2")
    assert (now.longest_diameter_mm, now.is_confirmed) == (Decimal("12.75"), True)
    assert now.confirmed_by == "Nurse 0"
    assert finding(opened, "L1").longest_diameter_mm == Decimal("14.0")  # the others stay


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": "absent"}, "absent"),
        ({"status": "too_small"}, "too_small"),
        ({"status": "present"}, "present"),
        ({"status": "progressed", "reason": "bulk doubled"}, "progressed"),
        ({"status": "not_done", "reason": "under the cast"}, "not_done"),
        ({"status": "not_evaluable", "reason": "all crust"}, "not_evaluable"),
        ({"status": "treated_locally", "treatment": "excised"}, "treated_locally"),
    ],
)
def test_each_answer_is_kept_apart(opened, keys, fields, status):
    state_finding(**keys("L3"), fields=fields, said="stated")
    assert finding(opened, "L3").status == status


def test_a_missing_reason_is_asked_for_in_words(opened, keys):
    with pytest.raises(StatementInvalid, match="needs reason"):
        state_finding(**keys(), fields={"status": "not_done"}, said="")
    assert finding(opened, "L2").status == "measured"


def test_two_editors_of_one_statement(keys):
    state_finding(**keys(), fields={"status": "absent"}, said="is gone", version=0)
    with pytest.raises(RecordConflict) as caught:
        state_finding(**keys(), fields={"status": "too_small"}, said="", version=0)
    assert caught.value.theirs["status"] == "absent"
    version = caught.value.version
    withdraw_finding(**keys(), version=version)
    with pytest.raises(RecordConflict, match="taken back"):
        state_finding(**keys(), fields={"status": "too_small"}, said="", version=version)


def test_a_statement_can_be_undone_where_who_is_who_is_decided(actors, opened, keys):
    state_finding(**keys(), fields={"status": "absent"}, said="is gone")
    change = MatchChange.objects.get()
    assert change.said == "L2 is gone"
    undo_match(
        actor=actors["nurse"], at=AT, today=TODAY, visit_pk=opened.visit_pk, change_pk=change.pk
    )
    now = finding(opened, "L2")
    assert (now.status, now.is_confirmed) == ("measured", False)


def test_taken_back_nothing_is_stated(actors, opened, keys):
    state_finding(**keys("L3"), fields={"status": "absent"}, said="is gone")
    withdraw_finding(**keys("L3"))
    card = card_of_lesion(
        actor=actors["nurse"], visit_pk=opened.visit_pk, lesion_pk=opened.lesions["L3"]
    )
    assert card.stated is None
    assert card.now is None


def regions(actors, opened, examined, not_examined=(), **more):
    return record_regions(
        actor=actors["nurse"],
        at=AT,
        visit_pk=opened.visit_pk,
        examined=examined,
        not_examined=not_examined,
        **more,
    )


def test_regions_are_kept_and_not_stated_is_no_region(actors, opened):
    seen = mark_of(opened.visit, REGIONS)
    now = regions(actors, opened, ["scalp", "axilla"], ["back"], seen=seen)
    found = findings_of_visit(actor=actors["nurse"], visit_pk=opened.visit_pk).regions
    assert (found.examined, found.not_examined) == (("scalp", "axilla"), ("back",))
    assert found.mark == now != seen
    regions(actors, opened, [], seen=now)
    assert "regions_examined" not in opened.visit.details


def test_a_zone_in_both_lists_is_refused_in_words(actors, opened):
    with pytest.raises(RecordNotLawful, match="scalp"):
        regions(actors, opened, ["scalp"], ["scalp"])


def test_two_editors_of_the_regions(actors, opened):
    seen = mark_of(opened.visit, REGIONS)
    regions(actors, opened, ["scalp"], seen=seen)
    with pytest.raises(RecordConflict) as caught:
        regions(actors, opened, ["axilla"], seen=seen)
    assert caught.value.theirs["regions_examined"] == ["scalp"]
    regions(actors, opened, ["scalp"], seen=seen)  # the same from both is no conflict
