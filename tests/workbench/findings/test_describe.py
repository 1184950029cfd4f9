"""Describing lesions: copies of the visit before, versions, and words where it cannot be."""

from datetime import date

import pytest
from tests.workbench.conftest import AT, TODAY
from tests.workbench.findings.cases import FIRST, LOOK, look

from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.base import RecordConflict, RecordNotLawful
from dermetry.workbench.casenotes.actions.findings import describe_lesion
from dermetry.workbench.casenotes.models import Appearance, AuditEntry, Patient, Visit
from dermetry.workbench.casenotes.queries.findings import card_of_lesion, findings_of_visit
from dermetry.workbench.casenotes.scope import NotHere

pytestmark = pytest.mark.django_db


@pytest.fixture
def describe(actors, opened):
    def act(lesion_id="L1", *, by="nurse", version=None, is_whole=False, **values):
        return describe_lesion(
            actor=actors[by],
            at=AT,
            visit_pk=opened.visit_pk,
            lesion_pk=opened.lesions[lesion_id],
            values=look(**values),
            version=version,
            is_whole=is_whole,
        )

    return act


@pytest.fixture
def card(actors, opened):
    return lambda lesion_id="L1": card_of_lesion(
        actor=actors["nurse"], visit_pk=opened.visit_pk, lesion_pk=opened.lesions[lesion_id]
    )


def recorded(opened, lesion_id="L1"):
    case = mapping.read_case(patient=Patient.objects.get(pk=opened.patient_pk))
    found = [e for e in case.visits[-1].appearances if e.lesion_id == lesion_id]
    return found[0] if found else None


COPY = {k: v for k, v in LOOK.items() if k not in ("note", "dressing_change_on")}


def test_the_cards_are_the_followed_lesions_of_the_skin(actors, opened):
    found = findings_of_visit(actor=actors["nurse"], visit_pk=opened.visit_pk)
    assert [each.lesion_id for each in found.cards] == ["L1", "L2", "L3"]  # L4 was gone before
    assert found.elsewhere == ("N1 (lymph node, left axilla)",)
    assert found.regions.last_examined == ("chest_wall_anterior", "axilla")
    assert found.dressings == ("foam",)
    first = found.cards[0]
    assert (first.now.headline, first.before.headline, first.before.on) == (
        "14.0 mm",
        "20.0 mm",
        FIRST,
    )
    assert not found.cards[1].now.is_confirmed


def test_a_copy_is_shown_and_is_not_in_the_record(opened, card):
    standing = card().standing
    assert standing.values == look(**COPY)  # the past dressing change and the note are not copied
    assert standing.still_copied == set(COPY)
    assert standing.copied_on == FIRST
    assert recorded(opened) is None


def test_unchanged_records_the_whole_copy_in_the_name_of_who_looked(opened, describe, card):
    assert describe(**COPY, is_whole=True, version=0) == 1
    now = recorded(opened)
    assert {name: getattr(now, name) for name in COPY} == COPY
    assert (now.recorded_by, now.is_copied_forward) == ("Nurse 0", False)
    assert card().standing.still_copied == frozenset()


def test_a_changed_value_is_recorded_and_the_rest_stays_a_copy(opened, describe, card):
    describe(**COPY | {"exudate": "high"}, version=0)
    now = recorded(opened)
    assert (now.exudate, now.odor, now.pain_0_10, now.infection_signs) == ("high", None, None, None)
    standing = card().standing
    assert standing.values == look(**COPY | {"exudate": "high"})
    assert standing.still_copied == set(COPY) - {"exudate"}
    describe(**COPY | {"exudate": "high"}, is_whole=True, version=1)
    assert recorded(opened).odor == "mild"


def test_a_copy_taken_back_to_not_asked_does_not_come_back(opened, describe, card):
    describe(**COPY | {"odor": None}, version=0)
    standing = card().standing
    assert standing.values["odor"] is None
    assert "odor" not in standing.still_copied
    assert recorded(opened).odor is None


def test_not_asked_none_and_zero_stay_apart(opened, describe):
    describe("L3", exudate="none", pain_0_10=0, infection_signs=())
    now = recorded(opened, "L3")
    assert (now.exudate, now.odor) == ("none", None)
    assert (now.pain_0_10, now.itch_0_10) == (0, None)
    assert now.infection_signs == ()
    describe("L3", version=1)
    assert recorded(opened, "L3").infection_signs is None


def test_saying_nothing_records_nothing(opened, describe):
    describe("L3")
    assert recorded(opened, "L3") is None
    assert not Appearance.objects.filter(visit_id=opened.visit_pk).exists()


def test_an_imported_copy_is_a_copy_until_somebody_looks(opened, describe, card):
    Appearance.objects.create(
        visit_id=opened.visit_pk,
        lesion_id=opened.lesions["L3"],
        details={"exudate": "low", "is_copied_forward": True},
    )
    assert card("L3").standing.still_copied == {"exudate"}
    describe("L3", exudate="low", is_whole=True, version=1)
    assert card("L3").standing.still_copied == frozenset()
    assert recorded(opened, "L3").is_copied_forward is False


def test_two_editors_the_second_sees_both_versions(opened, describe, card):
    describe(exudate="high", version=0)
    with pytest.raises(RecordConflict) as caught:
        describe(by="physician", odor="strong", version=0)
    assert caught.value.theirs["exudate"] == "high"
    assert caught.value.version == 1
    assert "Nurse 0 saved this lesion" in caught.value.what
    assert (
        recorded(opened).odor is None
    )  # nothing of the second was kept, nothing of the first lost
    describe(by="physician", exudate="high", odor="strong", version=1)
    assert recorded(opened).odor == "strong"


def test_the_same_values_twice_are_no_conflict(describe):
    describe(**COPY, is_whole=True, version=0)
    assert describe(**COPY, is_whole=True, version=0) == 2


def test_a_dressing_change_before_the_visit_is_refused_in_words(describe, opened):
    with pytest.raises(RecordNotLawful, match=r"dressing change \(3 May 2026\) is before"):
        describe(dressing_change_on=date(2026, 5, 3))
    describe(dressing_change_on=TODAY)


def test_what_the_record_cannot_hold_is_refused_in_words(describe):
    with pytest.raises(RecordNotLawful, match="L1: "):
        describe(pain_0_10=11)


def test_every_save_leaves_its_audit_entry(opened, describe):
    describe(exudate="high")
    entry = AuditEntry.objects.get(action="appearance.recorded")
    assert entry.target == "2026-05-04 L1"
    assert "exudate" in entry.details["fields"]
    assert "high" not in str(entry.details)


def test_other_sites_and_other_patients_do_not_exist(make_actor, actors, opened):
    stranger = make_actor("nurse", 1)
    key = {"at": AT, "visit_pk": opened.visit_pk, "values": look()}
    with pytest.raises(NotHere):
        describe_lesion(actor=stranger, lesion_pk=opened.lesions["L1"], **key)
    with pytest.raises(NotHere):
        describe_lesion(actor=actors["nurse"], lesion_pk=10**6, **key)
    with pytest.raises(NotPermitted):
        describe_lesion(actor=actors["pathologist"], lesion_pk=opened.lesions["L1"], **key)
    assert Visit.objects.get(pk=opened.visit_pk).appearances.count() == 0
