"""What is recorded of a proposed lesion follows it when it gets its name, and back."""

import pytest
from tests.workbench.conftest import AT
from tests.workbench.matching.clinic_visits import LATE
from tests.workbench.matching.test_edited_proposals import (
    outlines_of,
    proposals,
    proposed_for,
    undo_all,
)

from dermetry.workbench.casenotes.actions.match_history import undo_match
from dermetry.workbench.casenotes.derive import renew_visit
from dermetry.workbench.casenotes.models import Alert, Biopsy, Lesion, Visit

pytestmark = pytest.mark.django_db
SCAR = {"in_scar": True}


@pytest.fixture
def fresh(followed):
    """Undo the decisions of the first visit: its lesions are proposed again."""
    undo_all(followed)
    return followed


def record(followed, row: Lesion) -> None:
    """Record a dermoscopy, a biopsy and an alert of a lesion."""
    visit = Visit.objects.get(pk=followed.first_pk)
    seen = {"lesion_id": row.lesion_id, "structures": ["crystalline"]}
    visit.details = {**visit.details, "dermoscopies": [seen]}
    visit.save()
    Biopsy.objects.create(patient=visit.patient, lesion=row, biopsy_id="X1")
    Alert.objects.create(
        patient=visit.patient, key=f"alerts.by_hand:{row.lesion_id}", owner="physician",
        rule_id="alerts.by_hand", urgency="soon",
        details={
            "rules_version": "1", "statement": f"{row.lesion_id} has no tissue.",
            "lesion_ids": [row.lesion_id],
            "events": [{"kind": "fired", "happened_on": "2026-01-01", "by": "dermetry"}],
        },
    )  # fmt: skip


def names(followed) -> set[str]:
    """Give every name under which the lesion stands."""
    case = followed.clinic.case()
    (biopsy,) = case.biopsies
    (alert,) = [each for each in case.alerts if each.rule_id == "alerts.by_hand"]
    (seen,) = [each for visit in case.visits for each in visit.dermoscopies]
    assert alert.statement == f"{alert.lesion_ids[0]} has no tissue."
    return {seen.lesion_id, biopsy.lesion_id, *alert.lesion_ids, alert.key.split(":")[1]}


def test_what_is_recorded_follows_the_name_and_comes_back_with_an_undo(fresh):
    outline = outlines_of(fresh.first_pk)[0]
    row = proposed_for(fresh, outline)
    record(fresh, row)
    assert names(fresh) == {row.lesion_id}
    fresh.clinic.decide(fresh.first_pk, "new", outline, lesion_id="L77")
    assert names(fresh) == {"L77"}
    made = Visit.objects.get(pk=fresh.first_pk).match_changes.order_by("-pk").first()
    undo_match(
        actor=fresh.clinic.actor, at=AT, today=LATE, visit_pk=fresh.first_pk, change_pk=made.pk
    )
    (name,) = names(fresh)
    assert name.startswith("new-")
    assert not Lesion.objects.filter(lesion_id="L77").exists()


def test_a_proposed_lesion_with_a_record_of_its_own_is_not_taken_away(fresh):
    proposed = proposals(fresh.first_pk)  # names are numbers in a row: the last one falls away
    outline = max(outlines_of(fresh.first_pk), key=lambda each: proposed[each.outline_id])
    row = proposed_for(fresh, outline)
    record(fresh, row)
    Biopsy.objects.all().delete()
    Alert.objects.all().delete()
    outline.delete()
    row.findings.all().delete()
    renew_visit(visit=Visit.objects.get(pk=fresh.first_pk), today=LATE)
    assert Lesion.objects.filter(pk=row.pk).exists()
    assert fresh.clinic.case().visits[0].dermoscopies


def test_what_was_said_of_a_proposed_lesion_stays_when_it_is_named(fresh):
    outline = outlines_of(fresh.first_pk)[0]
    row = proposed_for(fresh, outline)
    row.details = row.details | {
        "surroundings": SCAR, "skin_change": "nodule", "evidence": "clinical",
        "non_measurable": "diffuse_plaque",
    }  # fmt: skip
    row.version += 1
    row.save()
    fresh.clinic.decide(fresh.first_pk, "new", outline, lesion_id="L77")
    named = fresh.clinic.case().lesion("L77")
    assert named.surroundings.in_scar is True
    assert (named.skin_change, named.evidence) == ("nodule", "clinical")
    assert named.non_measurable == "diffuse_plaque"
