"""Signing: what was reviewed is what is signed; both calls stay; addenda only afterwards."""

from datetime import timedelta

import pytest
from tests.workbench.conftest import AT, TODAY
from tests.workbench.findings.cases import look

from dermetry import __version__
from dermetry.errors import DermetryError
from dermetry.response.policy import load_policy
from dermetry.response.rules_named import read_rules_version
from dermetry.response.values import VisitCall
from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes import audit, mapping
from dermetry.workbench.casenotes.actions import signing
from dermetry.workbench.casenotes.actions.base import (
    RecordConflict,
    RecordNotLawful,
    VisitSigned,
)
from dermetry.workbench.casenotes.actions.findings import describe_lesion
from dermetry.workbench.casenotes.models import AuditEntry, Patient, Photograph, Task, Visit
from dermetry.workbench.casenotes.queries.review import review_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign(actors, opened):
    def act(by="physician", reviewed=None, **more):
        if reviewed is None:
            reviewed = review_of(actor=actors[by], visit_pk=opened.visit_pk, today=TODAY).mark
        signing.sign_visit(
            actor=actors[by],
            at=AT,
            today=TODAY,
            visit_pk=opened.visit_pk,
            reviewed=reviewed,
            **{"is_the_patient": True, **more},
        )

    return act


@pytest.fixture
def add(actors, opened):
    def act(text="The swab grew nothing.", by="nurse", today=TODAY):
        signing.add_addendum(
            actor=actors[by], at=AT, today=today, visit_pk=opened.visit_pk, text=text
        )

    return act


def visit_now(opened):
    return mapping.read_case(patient=Patient.objects.get(pk=opened.patient_pk)).visits[-1]


def wait(opened, name="a.jpg", **more):
    return Photograph.objects.create(
        patient_id=opened.patient_pk, visit_id=opened.visit_pk, photograph_id=name,
        file_name=name, sha256=name.encode().hex().ljust(64, "0"), added_at=AT, **more,
    )  # fmt: skip


def test_the_computed_call_is_kept_as_it_reads(actors, opened, sign):
    call = next(
        each
        for each in review_of(
            actor=actors["physician"], visit_pk=opened.visit_pk, today=TODAY
        ).calls
        if each.name == "overall"
    )
    sign()
    signature = visit_now(opened).signature
    assert (signature.signed_by, signature.signed_on) == ("Physician 0", TODAY)
    assert signature.statement == call.statement
    assert (signature.category or "") == call.letters
    assert signature.rules_version.startswith("recist_1_1")
    assert (signature.software_version, signature.override) == (__version__, None)
    assert opened.visit.signed_on == TODAY
    assert AuditEntry.objects.get(action="visit.signed").actor_name == "Physician 0"
    assert audit.verify_chain().broken == ()


def test_every_changed_switch_is_kept_with_the_signature(actors):
    switches = {
        "targets_total": "10", "targets_per_organ": "10", "too_small_mm": "4", "pd_percent": "25",
        "pr_percent": "40", "pd_mm": "6", "node_normal_mm": "9", "confirm_days": "29",
        "sd_window_days": "43", "continued_pr": "true", "partial_sum_pd": "false",
    }  # fmt: skip
    policy = load_policy(preset="recist11", overrides=switches)
    call = VisitCall(
        visited_on=TODAY, category="SD", statement="SD", rules_version=policy.rules_version
    )
    kept = signing.make_signature(actors["physician"], TODAY, [call], None).rules_version
    assert len(kept) > 200 and kept == policy.rules_version
    named = read_rules_version(text=kept)
    assert named is not None and named.overrides.keys() == switches.keys()


def test_the_signers_own_call_stands_beside_the_computed_one(opened, sign):
    sign(own_call=signing.OwnCall("PD", "bulk of L3 has doubled"))
    signature = visit_now(opened).signature
    assert signature.category != "PD"
    assert (signature.override.category, signature.override.reason) == (
        "PD",
        "bulk of L3 has doubled",
    )
    assert signature.override.by == "Physician 0"


def test_the_reason_of_an_own_call_stands_once_on_the_page(actors, opened, sign, sign_in):
    sign(own_call=signing.OwnCall("PD", "bulk of L3 has doubled"))
    page = sign_in(actors["physician"]).get(f"/visits/{opened.visit_pk}/review/")
    text = page.content.decode()
    assert text.count("bulk of L3 has doubled") == 1
    assert "by Physician 0, whose reason stands with the signature" in text


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2001])
def test_an_own_call_needs_its_reason(opened, sign, reason):
    with pytest.raises(signing.OverrideIncomplete, match="needs its reason"):
        sign(own_call=signing.OwnCall("PD", reason))
    assert opened.visit.signed_on is None


def test_what_changed_since_it_was_read_is_not_signed(actors, opened, sign):
    reviewed = review_of(actor=actors["physician"], visit_pk=opened.visit_pk, today=TODAY).mark
    describe_lesion(
        actor=actors["nurse"], at=AT, visit_pk=opened.visit_pk, lesion_pk=opened.lesions["L1"],
        values=look(exudate="high"),
    )  # fmt: skip
    with pytest.raises(RecordConflict, match="changed after you opened"):
        sign(reviewed=reviewed)
    assert opened.visit.signed_on is None
    sign()


def test_a_photograph_that_arrived_since_is_a_change(actors, opened, sign):
    reviewed = review_of(actor=actors["physician"], visit_pk=opened.visit_pk, today=TODAY).mark
    wait(opened)
    with pytest.raises(RecordConflict):
        sign(reviewed=reviewed, signs_without_waiting=True)


def test_photographs_that_wait_stop_a_signature_unless_it_is_said(opened, sign):
    wait(opened, "a.jpg")
    wait(opened, "b.jpg", reason="the sandbox was stopped")
    with pytest.raises(signing.PhotographsWaiting, match=r"Not analysed yet: a\.jpg, b\.jpg"):
        sign()
    assert opened.visit.signed_on is None
    sign(signs_without_waiting=True)
    said = [each.message for each in visit_now(opened).remarks]
    assert "Signed before these photographs were analysed: a.jpg, b.jpg" in said
    assert "Signed without a recorded check of the patient's identity" in said


def test_a_visit_nobody_identified_is_asked_about_once(opened, sign):
    with pytest.raises(signing.IdentityNotConfirmed, match="Nobody has confirmed"):
        sign(is_the_patient=False)
    assert opened.visit.signed_on is None
    Visit.objects.filter(pk=opened.visit_pk).update(identity_checked_at=AT)
    sign(is_the_patient=False)
    said = [each.message for each in visit_now(opened).remarks]
    assert "Signed without a recorded check of the patient's identity" not in said


def test_only_physicians_sign(actors, opened, sign):
    for role in ("nurse", "pathologist", "trial_coordinator", "site_administrator"):
        with pytest.raises(NotPermitted):
            sign(by=role)
    assert opened.visit.signed_on is None


def test_signed_once(sign):
    sign()
    with pytest.raises(VisitSigned):
        sign()


def test_ready_to_sign_is_one_task_of_one_physician(actors, make_actor, opened, sign):
    def ask(owner):
        signing.ask_to_sign(
            actor=actors["nurse"], at=AT, today=TODAY, visit_pk=opened.visit_pk, owner_user_id=owner
        )

    ask(actors["physician"].user_id)
    ask(actors["physician"].user_id)
    task = Task.objects.get()
    assert task.reason == "Review and sign the visit of 4 May 2026"
    assert (task.owner_id, task.due_on) == (actors["physician"].user_id, TODAY)
    found = review_of(actor=actors["nurse"], visit_pk=opened.visit_pk, today=TODAY)
    assert found.request.owner == "Physician 0"
    assert [each.name for each in found.signers] == ["Physician 0"]
    for nobody in (0, actors["nurse"].user_id, make_actor("physician", 1).user_id):
        with pytest.raises(signing.SignerUnknown):
            ask(nobody)
    sign()
    task.refresh_from_db()
    assert (task.closed_at, task.outcome) == (AT, "signed by Physician 0")


def test_an_addendum_changes_nothing_that_is_signed(opened, sign, add):
    with pytest.raises(signing.NotSignedYet, match="not signed yet"):
        add()
    sign()
    signed = visit_now(opened)
    add(" First. ")
    add("Second.", by="pathologist")
    now = visit_now(opened)
    assert [(e.written_by, e.written_on, e.text) for e in now.addenda] == [
        ("Nurse 0", TODAY, "First."),
        ("Pathologist 0", TODAY, "Second."),
    ]
    assert now.model_copy(update={"addenda": ()}) == signed


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_an_addendum_says_something(opened, sign, add, text):
    sign()
    with pytest.raises(RecordNotLawful, match="The addendum cannot be kept"):
        add(text)
    assert visit_now(opened).addenda == ()


def test_an_addendum_is_not_older_than_the_signature(sign, add):
    sign()
    with pytest.raises(RecordNotLawful, match="older than the signature"):
        add(today=TODAY - timedelta(days=1))


def test_other_sites_do_not_exist(make_actor, opened):
    stranger = make_actor("physician", 1)
    keys = {"actor": stranger, "at": AT, "today": TODAY, "visit_pk": opened.visit_pk}
    for act in (
        lambda: signing.sign_visit(**keys, reviewed=""),
        lambda: signing.ask_to_sign(**keys, owner_user_id=1),
        lambda: signing.add_addendum(**keys, text="x"),
        lambda: review_of(actor=stranger, visit_pk=opened.visit_pk, today=TODAY),
    ):
        with pytest.raises(DermetryError, match="no such visit"):
            act()
