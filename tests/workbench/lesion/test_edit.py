"""Editing a lesion: audited, in words, nobody's change is lost."""

import pytest
from django.urls import reverse
from tests.workbench.conftest import AT, TODAY

from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.base import RecordConflict, RecordNotLawful
from dermetry.workbench.casenotes.actions.lesions import ReasonMissing, edit_lesion
from dermetry.workbench.casenotes.models import AuditEntry, Lesion

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesion(load) -> Lesion:
    return Lesion.objects.get(patient=load("partial response over three"), lesion_id="L2")


def edit(actors, lesion, role="nurse", version=None, **more):
    fields = more.pop("fields")
    edit_lesion(
        actor=actors[role],
        at=AT,
        today=TODAY,
        lesion_pk=lesion.pk,
        version=lesion.version if version is None else version,
        fields=fields,
        **more,
    )
    lesion.refresh_from_db()


def test_what_is_edited_stands_in_the_record_and_in_the_audit_log(actors, lesion):
    edit(actors, lesion, fields={"morphology": "plaque", "site": "below the scar", "note": "soft"})
    (recorded,) = [
        each for each in mapping.read_case(patient=lesion.patient).lesions if each.lesion_id == "L2"
    ]
    assert (recorded.morphology, recorded.site, recorded.note) == (
        "plaque", "below the scar", "soft",
    )  # fmt: skip
    assert recorded.first_seen_on is not None  # what was not edited stays
    entry = AuditEntry.objects.get(action="lesion.edited")
    assert entry.details["changed"]["morphology"] == ["nodule", "plaque"]
    assert "soft" not in str(entry.details)


def test_a_role_that_signed_visits_rest_on_needs_a_reason(actors, lesion):
    with pytest.raises(ReasonMissing, match="role"):
        edit(actors, lesion, fields={"role": "non_target"})
    lesion.refresh_from_db()
    assert lesion.role == "target"
    edit(actors, lesion, fields={"role": "non_target"}, reason="was irradiated before baseline")
    assert lesion.role == "non_target"
    entry = AuditEntry.objects.get(action="lesion.edited")
    assert entry.details["reason"] == "was irradiated before baseline"


def test_what_cannot_be_is_refused_in_words_and_nothing_is_saved(actors, lesion):
    with pytest.raises(RecordNotLawful, match="zone"):
        edit(actors, lesion, fields={"zone": "No Such Place!"})
    lesion.refresh_from_db()
    assert lesion.zone == "chest_wall_anterior"


def test_two_people_see_both_versions(sign_in, actors, lesion):
    client = sign_in(actors["nurse"])
    address = reverse("lesion_edit", args=[lesion.pk])
    old = lesion.version
    edit(actors, lesion, role="physician", fields={"morphology": "plaque"})
    mine = {
        "version": old, "role": "target", "morphology": "ulcer", "note": "long text of mine",
        "zone": lesion.zone, "laterality": lesion.laterality, "site": "", "newness": "",
    }  # fmt: skip
    answer = client.post(address, mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "plaque" in html
    assert "ulcer" in html
    assert "long text of mine" in html
    lesion.refresh_from_db()
    assert lesion.details["morphology"] == "plaque"
    both = mine | {"version": lesion.version, "choice_morphology": "theirs"}
    assert client.post(address, both).status_code == 302
    lesion.refresh_from_db()
    assert lesion.details["morphology"] == "plaque"
    assert lesion.details["note"] == "long text of mine"


def test_an_old_version_is_refused(actors, lesion):
    with pytest.raises(RecordConflict):
        edit(actors, lesion, version=99, fields={"note": "x"})


def test_a_proposed_lesion_is_confirmed_by_who_may(actors, lesion):
    lesion.is_confirmed, lesion.confirmed_by = False, None
    lesion.patient.visits.update(signed_on=None)
    lesion.save()
    edit(actors, lesion, fields={}, is_confirmed=True)
    assert lesion.is_confirmed
    assert lesion.confirmed_by == actors["nurse"].name
    assert AuditEntry.objects.filter(action="lesion.confirmed").count() == 1


def test_who_may_not_edit_visits_may_not_edit_lesions(actors, lesion):
    with pytest.raises(NotPermitted):
        edit(actors, lesion, role="pathologist", fields={"note": "x"})


def test_a_refused_form_keeps_what_was_typed(sign_in, actors, lesion):
    sent = {"version": lesion.version, "role": "new", "note": "kept text", "zone": "", "site": ""}
    answer = sign_in(actors["nurse"]).post(reverse("lesion_edit", args=[lesion.pk]), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Say why role or newness is changed" in html
    assert "kept text" in html
