"""The clinical rules of a site: signed, changed with a reason, withdrawn, never deleted."""

import html
import re

import pytest
from django.contrib.messages import get_messages
from tests.workbench.conftest import AT, TODAY
from tests.workbench.keeping.forms import forms_of

from dermetry.knowledge.rules import load_rules, rule_file_names
from dermetry.knowledge.site_rules import apply_site_texts
from dermetry.workbench import selfcheck
from dermetry.workbench.accounts.actor import Actor, NotPermitted
from dermetry.workbench.accounts.roles import ROLES
from dermetry.workbench.casenotes import audit, rule_sets
from dermetry.workbench.casenotes.actions.base import RecordConflict, RecordNotLawful
from dermetry.workbench.casenotes.actions.rules import (
    OwnNumber,
    sign_rule_file,
    withdraw_rule_signature,
)
from dermetry.workbench.casenotes.models import AuditEntry, RuleSignature
from dermetry.workbench.casenotes.queries.rules import rule_file, rules_in_force

pytestmark = pytest.mark.django_db
WEEKS = OwnNumber("no_tissue_weeks", "6", "the dermatologist has a waiting list")
NO_TISSUE = "Lesion without tissue (weeks without tissue)"


@pytest.fixture
def doctor(make_actor):
    """A physician of the first site."""
    return make_actor("physician")


def sign(actor: Actor, *numbers: OwnNumber, name: str = "alerts", **more) -> int:
    """Sign a file."""
    return sign_rule_file(
        actor=actor, at=AT, today=TODAY, name=name, numbers=numbers, note="", **more
    )


def words(answer) -> str:
    """Give the page as text."""
    return html.unescape(answer.content.decode())


def test_a_signed_number_is_in_force_at_its_site_only(doctor, make_actor):
    assert rules_in_force(actor=doctor).file("alerts") is load_rules(name="alerts")
    sign(doctor, WEEKS)
    file = rules_in_force(actor=make_actor("nurse")).file("alerts")
    assert (file.threshold("no_tissue_weeks"), file.signed_by) == (6, "Physician 0")
    program = Actor(None, "dermetry", "nurse", doctor.site_id)
    assert rules_in_force(actor=program).file("alerts") is file
    elsewhere = rules_in_force(actor=make_actor("physician", site=1)).file("alerts")
    assert elsewhere.threshold("no_tissue_weeks") == 4
    entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.target) == ("rules.signed", "alerts 1")
    (change,) = entry.details["changes"]
    assert (change["value"], change["shipped"]) == ("6", "4")
    assert audit.verify_chain().broken == ()


def test_a_new_signature_replaces_the_one_before_and_both_stay_on_record(doctor, make_actor):
    first = sign(doctor, WEEKS)
    sign(make_actor("site_administrator"), seen=first)
    file = rules_in_force(actor=doctor).file("alerts")
    assert (file.threshold("no_tissue_weeks"), file.signed_by) == (4, "Site_Administrator 0")
    old = RuleSignature.objects.get(pk=first)
    assert (old.withdrawn_by, old.withdraw_reason) == (
        "Site_Administrator 0",
        "replaced by a newer signature",
    )
    withdraw_rule_signature(actor=doctor, at=AT, name="alerts", reason="not agreed on")
    assert rules_in_force(actor=doctor).file("alerts") is load_rules(name="alerts")
    assert RuleSignature.objects.count() == 2
    said = [each.action for each in AuditEntry.objects.order_by("number")]
    assert said == ["rules.signed", "rules.signed", "rules.signature_withdrawn"]


def test_two_people_at_once_the_second_is_told(doctor, make_actor):
    sign(doctor, WEEKS, seen=0)
    with pytest.raises(RecordConflict) as caught:
        sign(make_actor("site_administrator"), seen=0)
    assert caught.value.what == "Physician 0 signed this file while you were typing"
    assert caught.value.theirs == {NO_TISSUE: f"6 ({WEEKS.reason})"}
    with pytest.raises(RecordConflict):
        withdraw_rule_signature(actor=doctor, at=AT, name="alerts", reason="x", seen=0)
    assert rules_in_force(actor=doctor).file("alerts").signed_by == "Physician 0"


@pytest.mark.parametrize("role", ROLES)
def test_who_may_sign(make_actor, role):
    actor = make_actor(role)
    if role in ("physician", "site_administrator"):
        assert sign(actor)
        return
    for act in (
        lambda: sign(actor),
        lambda: withdraw_rule_signature(actor=actor, at=AT, name="alerts", reason="x"),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert not RuleSignature.objects.exists()


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (OwnNumber("no_tissue_weeks", "soon", "x"), f'{NO_TISSUE}: "soon" is no number'),
        (OwnNumber("no_tissue_weeks", "6", " "), f"{NO_TISSUE} is changed without a reason"),
        (OwnNumber("no_tissue_weeks", "-6", "x"), "must not be negative"),
        (OwnNumber("no_tissue_weeks", "6,5", "x"), "no whole number"),
        (OwnNumber("patience", "6", "x"), "is no threshold of this file"),
        (OwnNumber("pain_severe_0_10", "11", "x"), "must be 10 or less"),
    ],
)
def test_a_number_that_cannot_be_is_refused_and_nothing_is_signed(doctor, number, said):
    with pytest.raises(RecordNotLawful, match=re.escape(said)) as caught:
        sign(doctor, number)
    assert "_weeks" not in str(caught.value)  # no key of the file, where a person reads
    assert not RuleSignature.objects.exists()
    assert not AuditEntry.objects.filter(action="rules.signed").exists()


def test_a_shipped_number_typed_again_is_no_change(doctor):
    sign(doctor, OwnNumber("no_tissue_weeks", "4.0", ""))
    assert rules_in_force(actor=doctor).file("alerts").changes == ()


def test_what_was_signed_for_another_version_is_shown_and_not_applied(doctor, sign_in):
    sign(doctor, WEEKS)
    RuleSignature.objects.update(made_for="0")
    rules = rules_in_force(actor=doctor)
    assert rules.file("alerts") is load_rules(name="alerts")
    assert rules.words() == ("alerts: signed for version 0, shipped is 1: look again",)
    page = sign_in(doctor)
    assert "signed for version 0: look again" in words(page.get("/rules/"))
    assert "Signed for version 0; shipped is 1." in words(page.get("/rules/alerts/"))
    state, said = selfcheck.check_site_rules()
    assert (state, said) == (
        "warning",
        "North Clinic: alerts: signed for version 0, shipped is 1: look again",
    )


def test_a_signature_that_no_longer_fits_fails_no_page(doctor, sign_in):
    sign(doctor, WEEKS)
    RuleSignature.objects.update(
        changes=[{"key": "gone", "value": "1", "shipped": "2", "reason": "x"}]
    )
    RuleSignature.objects.create(
        site_id=doctor.site_id, file_id="gone", made_for="1", signed_by="A", signed_at=AT,
        signed_on=TODAY,
    )  # fmt: skip
    rules = rules_in_force(actor=doctor)
    assert rules.file("alerts") is load_rules(name="alerts")
    assert len(rules.stale) == 2
    page = sign_in(doctor)
    assert page.get("/rules/").status_code == 200
    assert page.get("/rules/alerts/").status_code == 200


def test_the_doctor_names_what_a_site_signed_and_changed(doctor):
    assert selfcheck.check_site_rules() == ("ok", "as shipped at every site")
    sign(doctor, WEEKS)
    assert selfcheck.check_site_rules() == (
        "ok",
        "North Clinic: alerts 1, changed by site on 2026-05-04: no_tissue_weeks 6 instead of 4",
    )


# The pages


def typed(page, name: str = "alerts", **changed: object) -> dict[str, list[str]]:
    """Give what the form of signing sends, with some fields changed."""
    forms = forms_of(page.get(f"/rules/{name}/").content.decode())
    form = next(each for each in forms if ("act", "sign") in each.sent)
    return form.data(**{key.replace("__", "."): value for key, value in changed.items()})


def test_every_rule_file_is_listed_and_has_its_page(make_actor, sign_in):
    page = sign_in(make_actor("nurse"))
    listed = words(page.get("/rules/"))
    for name in rule_file_names():
        file = load_rules(name=name)
        assert f'href="/rules/{name}/"' in listed
        assert file.header.title in listed
        shown = words(page.get(f"/rules/{name}/"))
        for each in file.thresholds.values():
            assert f"{each.value}</strong> {each.unit}" in shown, each.key
        assert all(rule.rule_id in shown for rule in file.rules.values())
        unverified = sum(each.status == "unverified" for each in file.rules.values())
        assert not unverified or f"{unverified} of {len(file.rules)} rules not verified" in shown
        assert "No clinician has reviewed this file yet" in shown
        assert "Sign this file" not in shown  # a nurse reads


def test_a_file_is_signed_with_a_number_and_shown_so(doctor, sign_in):
    page = sign_in(doctor)
    data = typed(page, value__no_tissue_weeks="6", reason__no_tissue_weeks="list", note="board")
    answer = page.post("/rules/alerts/", data)
    assert answer.status_code == 302
    assert next(str(each) for each in get_messages(answer.wsgi_request)).endswith("signed.")
    shown = words(page.get("/rules/alerts/"))
    assert "own number; shipped: 4" in shown
    assert "signed by Physician 0 on" in shown
    assert "1 number of its own" in words(page.get("/rules/"))
    again = typed(page)
    assert (again["value.no_tissue_weeks"], again["note"]) == (["6"], ["board"])
    assert page.post("/rules/alerts/", again).status_code == 302  # unchanged: the same again
    file = rules_in_force(actor=doctor).file("alerts")
    assert (file.threshold("no_tissue_weeks"), file.changes[0].reason) == (6, "list")


def test_a_mistake_keeps_what_was_typed(doctor, sign_in):
    page = sign_in(doctor)
    data = typed(page, value__no_tissue_weeks="6", value__fever_c="38,5", note="as agreed")
    answer = page.post("/rules/alerts/", data)
    assert answer.status_code == 422
    text = words(answer)
    assert "changed without a reason" in text
    for each in ('value="6"', 'value="38,5"', "as agreed"):
        assert each in text
    assert not RuleSignature.objects.exists()


def test_a_conflict_shows_their_numbers_and_keeps_mine(doctor, make_actor, sign_in):
    page = sign_in(doctor)
    data = typed(page, value__fever_c="38.5", reason__fever_c="our thermometers")
    sign(make_actor("site_administrator"), WEEKS)
    answer = page.post("/rules/alerts/", data)
    assert answer.status_code == 409
    text = words(answer)
    assert f"{NO_TISSUE}: 6 ({WEEKS.reason})" in text
    assert 'value="38.5"' in text
    (form,) = [each for each in forms_of(answer.content.decode()) if ("act", "sign") in each.sent]
    assert page.post("/rules/alerts/", form.data()).status_code == 302
    assert rules_in_force(actor=doctor).file("alerts").threshold("fever_c").compare(38) == 1


def test_a_signature_is_withdrawn_with_a_reason(doctor, sign_in):
    page = sign_in(doctor)
    pk = sign(doctor, WEEKS)
    sent = {"act": "withdraw", "seen": pk, "withdraw_reason": ""}
    answer = page.post("/rules/alerts/", sent)
    assert answer.status_code == 422
    assert "Why is the signature withdrawn?" in words(answer)
    sent["withdraw_reason"] = "not agreed on"
    assert page.post("/rules/alerts/", sent).status_code == 302
    text = words(page.get("/rules/alerts/"))
    assert "as shipped, not signed" in text
    assert "Earlier signatures" in text
    assert "not agreed on" in text


def test_published_criteria_are_signed_and_not_changed(doctor, sign_in):
    page = sign_in(doctor)
    text = words(page.get("/rules/recist_1_1/"))
    assert "published criteria" in text
    assert "value.pd_percent" not in text
    sent = {"act": "sign", "seen": "0", "value.pd_percent": "25", "reason.pd_percent": "x"}
    assert page.post("/rules/recist_1_1/", sent).status_code == 422
    assert page.post("/rules/recist_1_1/", {"act": "sign", "seen": "0"}).status_code == 302


def test_what_is_signed_is_given_as_a_file_for_the_command_line(doctor, sign_in):
    page = sign_in(doctor)
    assert page.get("/rules/alerts.toml").status_code == 404
    sign(doctor, WEEKS)
    answer = page.get("/rules/alerts.toml")
    assert answer["Content-Disposition"] == 'attachment; filename="alerts.toml"'
    rules = apply_site_texts(texts={"alerts.toml": answer.content.decode()})
    assert rules.file("alerts") == rules_in_force(actor=doctor).file("alerts")


def test_a_nurse_cannot_sign_through_the_page(make_actor, sign_in):
    page = sign_in(make_actor("nurse"))
    assert page.post("/rules/alerts/", {"act": "sign", "seen": "0"}).status_code == 403
    assert page.get("/rules/horoscope/").status_code == 404


@pytest.fixture
def in_a_request():
    """Be inside a request, as a page is."""
    rule_sets.begin_request()
    yield
    rule_sets.end_request()


def test_within_a_request_they_are_looked_up_once(
    doctor, make_actor, in_a_request, django_assert_num_queries
):
    with django_assert_num_queries(1):
        first = [rules_in_force(actor=doctor) for _ in range(3)]
    assert not first[0].changed
    sign(doctor, WEEKS)  # who signs sees it at once
    assert rules_in_force(actor=doctor).file("alerts").threshold("no_tissue_weeks") == 6
    assert not rules_in_force(actor=make_actor("physician", site=1)).changed


def test_rules_in_force_take_one_question(doctor, django_assert_num_queries):
    sign(doctor, WEEKS)
    with django_assert_num_queries(1):
        rules_in_force(actor=doctor)
    page = rule_file(actor=doctor, name="alerts", today=TODAY)
    assert page.seen == RuleSignature.objects.get().pk
