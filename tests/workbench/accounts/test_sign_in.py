"""Signing in: lockout by name and address, one text for all, what the log keeps of it."""

import pytest
from django.conf import settings as site
from django.urls import reverse
from tests.workbench.conftest import PASSWORD

from dermetry.workbench.accounts.models import User
from dermetry.workbench.accounts.people import lift_lockout
from dermetry.workbench.casenotes import audit
from dermetry.workbench.casenotes.models import AuditEntry

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def nurse(make_actor):
    """Somebody who can sign in."""
    return make_actor("nurse")


def enter(client, name="nurse-0", password=PASSWORD, **more):
    return client.post(LOGIN, {"login": name, "password": password}, **more)


def fail(client, times, name="nurse-0", **more):
    return [enter(client, name, "not the password", **more) for _ in range(times)][-1]


def actions(**where) -> list[str]:
    rows = AuditEntry.objects.filter(**where).order_by("number")
    return list(rows.values_list("action", flat=True))


def test_signing_in_and_out_is_noted(client, nurse):
    assert enter(client).status_code == 302
    client.post(reverse("account_logout"))
    assert actions(user_id=nurse.user_id) == ["session.signed_in", "session.signed_out"]
    entry = AuditEntry.objects.earliest("number")
    assert (entry.site_id, entry.role) == (nurse.site_id, "nurse")
    assert entry.details == {"address": "127.0.0.1"}
    assert audit.verify_chain().broken == ()


def test_a_person_of_two_sites_is_noted_at_both(client, make_actor, sites):
    make_actor("nurse")
    user = User.objects.get(username="nurse-0")
    user.memberships.create(site=sites[1], role="physician")
    enter(client)
    assert {each.site_id for each in AuditEntry.objects.all()} == {each.pk for each in sites}


def test_the_page_says_the_same_of_a_known_and_an_unknown_name(client):
    known, unknown = fail(client, 1), fail(client, 1, "nobody-at-all")
    assert known.status_code == unknown.status_code
    assert said(known) == said(unknown) != ""


def said(answer) -> str:
    return str(answer.context["form"].non_field_errors())


def test_a_failed_try_is_noted_without_the_name_nobody_has(client, nurse):
    fail(client, 1)
    fail(client, 1, "my secret password")
    known, unknown = AuditEntry.objects.order_by("number")
    assert known.action == unknown.action == "session.sign_in_failed"
    assert (known.user_id, known.site_id) == (nurse.user_id, nurse.site_id)
    assert (unknown.user_id, unknown.site_id) == (None, 0)
    assert "secret" not in str(vars(unknown))


@pytest.mark.parametrize("name", ["nurse-0", "nobody-at-all"])
def test_too_many_failures_pause_signing_in(client, name):
    assert fail(client, site.AXES_FAILURE_LIMIT - 1, name).status_code == 200
    locked = fail(client, 1, name)
    assert locked.status_code == 429
    assert "Signing in is paused" in locked.content.decode()
    assert enter(client, name).status_code == 429  # the right password does not help now
    assert reverse("today") not in locked.content.decode()


def test_known_and_unknown_names_are_paused_with_the_same_page(client):
    pages = [
        fail(client, site.AXES_FAILURE_LIMIT, name).content for name in ("nurse-0", "nobody-there")
    ]
    assert pages[0] == pages[1]


def test_a_pause_is_of_one_name_from_one_address(client, make_actor):
    make_actor("physician")
    fail(client, site.AXES_FAILURE_LIMIT)
    assert enter(client, "physician-0").status_code == 302
    client.logout()
    assert enter(client, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_writing_the_name_otherwise_does_not_go_round_the_pause(client):
    fail(client, site.AXES_FAILURE_LIMIT)
    assert enter(client, "NURSE-0").status_code == 429
    assert enter(client, " nurse-0 ").status_code == 429


def test_an_administrator_can_lift_the_pause(client):
    fail(client, site.AXES_FAILURE_LIMIT)
    lift_lockout(username="nurse-0")
    assert enter(client).status_code == 302


def test_tries_during_a_pause_do_not_fill_the_log(client):
    fail(client, site.AXES_FAILURE_LIMIT + 20)
    assert len(actions()) <= site.AXES_FAILURE_LIMIT


def test_a_closed_account_does_not_get_in(client):
    User.objects.update(is_active=False)
    enter(client)
    assert client.get(reverse("today")).status_code == 302
