"""Sessions: a new key at sign-in, gone at sign-out, over after a while; one's own password."""

from datetime import timedelta

import pytest
from django.conf import settings as site
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from tests.workbench.conftest import AT, PASSWORD

from dermetry.workbench import clock
from dermetry.workbench.accounts.models import Membership, User
from dermetry.workbench.casenotes.models import AuditEntry

pytestmark = pytest.mark.django_db
OWN = "three-words-of-mine-2026"
MINUTE = 60


@pytest.fixture(autouse=True)
def nurse(make_actor):
    """Somebody who can sign in."""
    return make_actor("nurse")


@pytest.fixture
def pass_time(monkeypatch):
    """Let time pass, as the workbench's clock tells it."""
    at = [AT]
    monkeypatch.setattr(clock, "now", lambda: at[0])

    def wait(seconds: float) -> None:
        at[0] += timedelta(seconds=seconds)

    return wait


def enter(client, password=PASSWORD):
    return client.post("/account/login/", {"login": "nurse-0", "password": password})


def is_in(client) -> bool:
    return client.get(reverse("today")).status_code == 200


def test_the_key_changes_at_sign_in_and_dies_at_sign_out(client):
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key
    enter(client)
    during = client.session.session_key
    assert during != before
    assert not Session.objects.filter(pk=before).exists()
    client.post(reverse("account_logout"))
    assert not Session.objects.filter(pk=during).exists()
    client.cookies[site.SESSION_COOKIE_NAME] = during
    assert not is_in(client)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client, settings):
    settings.SESSION_COOKIE_SECURE = True
    answer = enter(client)
    cookie = answer.cookies[site.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"] == "Lax"
    assert cookie["expires"] == ""  # ends with the browser


def test_signing_out_takes_a_post(client):
    enter(client)
    client.get(reverse("account_logout"))
    assert is_in(client)


def test_idle_for_too_long_signs_out_and_says_why(client, pass_time):
    enter(client)
    assert is_in(client)
    pass_time(site.SESSION_IDLE_SECONDS - 1)
    assert is_in(client)
    pass_time(site.SESSION_IDLE_SECONDS + 1)
    answer = client.get(reverse("today"), follow=True)
    assert answer.redirect_chain[0][0] == f"{reverse('account_login')}?next=/today/"
    assert "signed out after 15 minutes" in answer.content.decode()
    assert AuditEntry.objects.latest("number").action == "session.ended"


def test_a_page_that_asks_by_itself_does_not_keep_the_session_alive(client, pass_time):
    enter(client)
    is_in(client)
    for _ in range(site.SESSION_IDLE_SECONDS // MINUTE):
        pass_time(MINUTE)
        assert client.get(f"{reverse('today')}?poll=1").status_code == 200
    pass_time(MINUTE)
    answer = client.get(f"{reverse('today')}?poll=1")
    assert answer.url.startswith(reverse("account_login"))
    assert AuditEntry.objects.latest("number").action == "session.ended"


def test_somebody_without_a_site_is_told_whom_to_ask(client):
    Membership.objects.all().delete()
    enter(client)
    answer = client.get(reverse("home"))
    assert answer.status_code == 200
    assert "Your account has no site" in answer.text
    assert "administrator" in answer.text


def test_a_request_keeps_the_session_alive(client, pass_time):
    enter(client)
    for _ in range(6):
        pass_time(10 * MINUTE)
        assert client.post(reverse("keep_session")).status_code == 204
    assert is_in(client)


def test_after_a_day_everyone_signs_in_again(client, pass_time):
    enter(client)
    is_in(client)
    for _ in range(12 * 6):
        pass_time(10 * MINUTE)
        assert is_in(client)
    pass_time(MINUTE)
    assert not is_in(client)
    assert "12 hours" in AuditEntry.objects.latest("number").details["why"]


def test_pages_are_not_kept_for_the_back_button(client):
    enter(client)
    assert "no-store" in client.get(reverse("today"))["Cache-Control"]


@pytest.fixture
def newcomer():
    """Give the nurse a one-time password."""
    User.objects.update(must_change_password=True)


@pytest.mark.usefixtures("newcomer")
def test_a_one_time_password_opens_nothing_but_its_change(client):
    enter(client)
    for route in ("today", "home", "patterns"):
        answer = client.get(reverse(route))
        assert (answer.status_code, answer.url) == (302, reverse("account_change_password"))
    page = client.get(reverse("account_change_password"))
    assert "Choose your own password" in page.content.decode()


def change(client, new, old=PASSWORD):
    fields = {"oldpassword": old, "password1": new, "password2": new}
    return client.post(reverse("account_change_password"), fields)


@pytest.mark.usefixtures("newcomer")
def test_choosing_a_password_opens_the_workbench(client, nurse):
    enter(client)
    assert change(client, OWN).url == reverse("home")
    assert is_in(client)
    assert AuditEntry.objects.filter(action="user.password_changed").get().user_id == nurse.user_id
    client.post(reverse("account_logout"))
    enter(client)
    assert not is_in(client)
    enter(client, OWN)
    assert is_in(client)


@pytest.mark.usefixtures("newcomer")
@pytest.mark.parametrize("new", [PASSWORD, "short", "password1234", "nurse-0-nurse"])
def test_the_same_or_a_weak_password_is_refused(client, new):
    enter(client)
    assert change(client, new).status_code == 200
    assert User.objects.get(username="nurse-0").must_change_password


def test_a_change_ends_the_other_sessions(client):
    enter(client)
    other = Client()
    enter(other)
    assert is_in(other)
    change(client, OWN)
    assert is_in(client)
    assert not is_in(other)
