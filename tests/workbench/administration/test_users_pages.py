"""Users of a site: added, changed, closed, never without an administrator, all of it noted."""

import re

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import reverse
from tests.workbench.conftest import AT, PASSWORD

from dermetry.workbench.accounts import people
from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.accounts.models import Membership, User
from dermetry.workbench.accounts.queries import mark_of
from dermetry.workbench.accounts.role_table import WORDS, role_table
from dermetry.workbench.accounts.roles import GRANTED, PERMISSIONS, ROLE_NAMES, ROLES
from dermetry.workbench.casenotes import audit
from dermetry.workbench.casenotes.actions import users
from dermetry.workbench.casenotes.models import AuditEntry

pytestmark = pytest.mark.django_db
PASSWORD_SHOWN = re.compile(r"\b[0-9a-f]{6}-[0-9a-f]{6}-[0-9a-f]{6}\b")
NEW = {"full_name": "Dr. Zora Nova", "username": "zora.nova", "role": "physician"}


@pytest.fixture
def admin(make_actor):
    return make_actor("site_administrator")


@pytest.fixture
def nurse(make_actor):
    return make_actor("nurse")


@pytest.fixture
def browser(sign_in, admin):
    """The administrator's browser."""
    return sign_in(admin)


def edit(browser, actor, **fields):
    return browser.post(reverse("user_edit", args=[actor.user_id]), fields)


def place(actor) -> Membership:
    return Membership.objects.get(user_id=actor.user_id, site_id=actor.site_id)


def last_entry() -> AuditEntry:
    return AuditEntry.objects.latest("number")


def password_of(answer) -> str:
    return PASSWORD_SHOWN.search(answer.content.decode())[0]


def enter(username, password) -> Client:
    client = Client()
    client.post("/account/login/", {"login": username, "password": password})
    return client


def test_a_new_person_gets_a_password_shown_once_and_must_change_it(browser, admin):
    answer = browser.post(reverse("user_new"), NEW)
    password = password_of(answer)
    assert "no-store" in answer["Cache-Control"]
    entry = last_entry()
    assert (entry.action, entry.target, entry.details) == (
        "user.added",
        "zora.nova",
        {"role": "physician"},
    )
    assert entry.user_id == admin.user_id
    assert password not in str(list(AuditEntry.objects.values()))
    assert password not in browser.get(reverse("users")).content.decode()
    newcomer = enter("zora.nova", password)
    assert newcomer.get(reverse("today")).url == reverse("account_change_password")


@pytest.mark.parametrize("username", ["nurse-0", "NURSE-0", "Dr Nova", "", "a" * 61])
def test_a_name_that_is_taken_or_odd_is_refused_with_what_was_typed(browser, nurse, username):
    answer = browser.post(reverse("user_new"), NEW | {"username": username})
    assert answer.status_code == 422
    assert "Dr. Zora Nova" in answer.content.decode()
    assert not User.objects.filter(full_name="Dr. Zora Nova").exists()


def test_somebody_of_another_site_gets_a_role_here(browser, make_actor, sites):
    guest = make_actor("physician", 1)
    fields = {"invite": "1", "other-username": "physician-1", "other-role": "nurse"}
    answer = browser.post(reverse("user_new"), fields)
    assert answer.status_code == 302
    assert Membership.objects.get(user_id=guest.user_id, site=sites[0]).role == "nurse"
    assert Membership.objects.get(user_id=guest.user_id, site=sites[1]).role == "physician"
    assert browser.post(reverse("user_new"), fields).status_code == 422
    fields["other-username"] = "nobody-there"
    assert browser.post(reverse("user_new"), fields).status_code == 422


@pytest.fixture
def guest(browser, make_actor):
    """A physician of another site who was given a role here too."""
    found = make_actor("physician", 1)
    fields = {"invite": "1", "other-username": "physician-1", "other-role": "nurse"}
    assert browser.post(reverse("user_new"), fields).status_code == 302
    return found


def test_the_account_of_another_site_cannot_be_taken_over_by_inviting_its_owner(browser, guest):
    theirs = enter("physician-1", PASSWORD)
    answer = edit(browser, guest, act="password")
    assert answer.status_code == 422
    assert "also works at South Clinic" in answer.content.decode()
    assert not PASSWORD_SHOWN.search(answer.content.decode())
    assert theirs.get(reverse("today")).status_code == 200
    assert enter("physician-1", PASSWORD).get(reverse("today")).status_code == 200
    assert not AuditEntry.objects.filter(action="user.password_reset").exists()
    assert 'value="password"' not in browser.get(reverse("user_edit", args=[guest.user_id])).text


def here(person) -> Membership:
    return Membership.objects.exclude(site_id=person.site_id).get(user_id=person.user_id)


def test_of_a_person_of_another_site_only_the_role_here_changes(browser, guest):
    mark = mark_of(here(guest))
    answer = edit(browser, guest, full_name="Somebody Else", role="nurse", mark=mark)
    assert answer.status_code == 422
    assert "also works at South Clinic" in answer.content.decode()
    assert User.objects.get(pk=guest.user_id).full_name == guest.name
    answer = edit(browser, guest, full_name=guest.name, role="auditor", mark=mark)
    assert answer.status_code == 302
    assert here(guest).role == "auditor"
    assert place(guest).role == "physician"


def test_closing_a_person_of_another_site_closes_only_the_place_here(browser, guest):
    theirs = enter("physician-1", PASSWORD)
    edit(browser, guest, act="close")
    assert not here(guest).is_active
    assert place(guest).is_active
    assert theirs.get(reverse("today")).status_code == 200  # the open session goes on there
    edit(browser, guest, act="open")
    assert here(guest).is_active


def test_an_account_closed_whole_is_not_opened_by_one_of_two_sites(browser, guest):
    User.objects.filter(pk=guest.user_id).update(is_active=False)
    assert edit(browser, guest, act="open").status_code == 422
    assert not User.objects.get(pk=guest.user_id).is_active


def test_once_the_other_site_closed_its_place_a_password_can_be_given(browser, guest):
    Membership.objects.filter(user_id=guest.user_id, site_id=guest.site_id).update(is_active=False)
    assert password_of(edit(browser, guest, act="password"))


def test_a_role_is_changed_and_noted_with_what_it_was(browser, nurse):
    answer = edit(browser, nurse, full_name="Eva Nurse", role="auditor", mark=mark_of(place(nurse)))
    assert answer.status_code == 302
    assert place(nurse).role == "auditor"
    details = last_entry().details
    assert (details["role_before"], details["role"]) == ("nurse", "auditor")
    assert (details["name_before"], details["name"]) == ("Nurse 0", "Eva Nurse")


def test_two_administrators_see_what_the_other_saved(browser, nurse):
    old = mark_of(place(nurse))
    edit(browser, nurse, full_name="Eva Nurse", role="nurse", mark=old)
    answer = edit(browser, nurse, full_name="Ewa Nurse", role="nurse", mark=old)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Ewa Nurse" in shown  # what was typed,
    assert "Eva Nurse" in shown  # and what stands there now
    again = re.search(r'name="mark" value="(\w+)"', shown)[1]
    assert edit(browser, nurse, full_name="Ewa Nurse", role="nurse", mark=again).status_code == 302


def test_closing_ends_every_session_at_once(browser, nurse):
    open_session = enter("nurse-0", PASSWORD)
    assert open_session.get(reverse("today")).status_code == 200
    edit(browser, nurse, act="close")
    assert open_session.get(reverse("today")).status_code == 302
    assert enter("nurse-0", PASSWORD).get(reverse("today")).status_code == 302
    assert AuditEntry.objects.get(action="user.closed").target == "nurse-0"
    edit(browser, nurse, act="open")
    assert open_session.get(reverse("today")).status_code == 302  # the old one stays ended
    assert enter("nurse-0", PASSWORD).get(reverse("today")).status_code == 200


def test_closing_here_leaves_the_other_site(browser, nurse, sites):
    Membership.objects.create(user_id=nurse.user_id, site=sites[1], role="nurse")
    edit(browser, nurse, act="close")
    client = enter("nurse-0", PASSWORD)
    assert sites[1].name in client.get(reverse("today")).content.decode()


def test_a_new_password_ends_sessions_and_lifts_the_pause(browser, nurse):
    open_session = enter("nurse-0", PASSWORD)
    for _ in range(site.AXES_FAILURE_LIMIT):
        enter("nurse-0", "wrong")
    assert "Sign-in paused" in browser.get(reverse("users")).content.decode()
    password = password_of(edit(browser, nurse, act="password"))
    assert open_session.get(reverse("today")).status_code == 302
    assert last_entry().action == "user.password_reset"
    assert "Sign-in paused" not in browser.get(reverse("users")).content.decode()
    assert enter("nurse-0", password).get(reverse("today")).url == reverse(
        "account_change_password"
    )


def test_a_pause_is_lifted(browser, nurse):
    for _ in range(site.AXES_FAILURE_LIMIT):
        enter("nurse-0", "wrong")
    edit(browser, nurse, act="unlock")
    assert enter("nurse-0", PASSWORD).get(reverse("today")).status_code == 200


@pytest.mark.parametrize("act", ["close", "save"])
def test_the_last_administrator_stays(browser, admin, act):
    fields = {"full_name": "X", "role": "nurse", "mark": mark_of(place(admin))}
    answer = edit(browser, admin, act=act, **fields)
    assert answer.status_code == 422
    assert "last administrator" in answer.content.decode()
    assert (place(admin).role, place(admin).is_active) == ("site_administrator", True)
    assert not AuditEntry.objects.filter(action__startswith="user.").exists()


def test_another_administrator_lets_the_first_go(browser, admin, nurse):
    Membership.objects.filter(user_id=nurse.user_id).update(role="site_administrator")
    assert edit(browser, admin, act="close").status_code == 302
    assert not place(admin).is_active
    assert browser.get(reverse("users")).url.startswith(reverse("account_login"))


def test_a_password_for_oneself_is_shown_and_ends_ones_own_session(browser, admin):
    password = password_of(edit(browser, admin, act="password"))
    assert browser.get(reverse("users")).url.startswith(reverse("account_login"))
    again = enter("site_administrator-0", password)
    assert again.get(reverse("users")).url == reverse("account_change_password")


@pytest.mark.parametrize("is_closed", ["person", "place"])
def test_a_closed_administrator_does_not_count(browser, admin, nurse, is_closed):
    Membership.objects.filter(user_id=nurse.user_id).update(
        role="site_administrator", is_active=is_closed != "place"
    )
    User.objects.filter(pk=nurse.user_id).update(is_active=is_closed != "person")
    assert edit(browser, admin, act="close").status_code == 422


def test_people_of_another_site_do_not_exist(browser, make_actor):
    stranger = make_actor("physician", 1)
    url = reverse("user_edit", args=[stranger.user_id])
    assert browser.get(url).status_code == 404
    for act in ("close", "password", "unlock", "save", "open"):
        assert browser.post(url, {"act": act}).status_code == 404
    assert stranger.name not in browser.get(reverse("users")).content.decode()
    assert place(stranger).is_active


def test_actions_check_for_themselves(nurse, admin, make_actor):
    stranger = make_actor("nurse", 1)
    with pytest.raises(NotPermitted):
        users.close_user(actor=nurse, at=AT, user_pk=admin.user_id)
    with pytest.raises(people.PersonNotHere):
        users.close_user(actor=admin, at=AT, user_pk=stranger.user_id)
    assert not AuditEntry.objects.exists()


def test_every_act_stands_in_an_unbroken_chain(browser, nurse):
    browser.post(reverse("user_new"), NEW)
    for act in ("password", "unlock", "close", "open"):
        edit(browser, nurse, act=act)
    found = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))
    assert [each for each in found if each.startswith("user.")] == [
        "user.added",
        "user.password_reset",
        "user.lockout_lifted",
        "user.closed",
        "user.opened",
    ]
    assert audit.verify_chain().broken == ()


def test_the_table_of_roles_says_what_the_permissions_say(browser):
    table = role_table()
    rows = {row.words: dict(row.cells) for row in table.rows}
    for permission in PERMISSIONS:
        for role in ROLES:
            assert rows[WORDS[permission]][ROLE_NAMES[role]] == (permission in GRANTED[role])
    assert rows["Names and birth dates"]["Researcher"] is False
    assert rows["Photographs without blur"]["Trial coordinator"] is False
    shown = browser.get(reverse("users")).content.decode()
    assert all(words in shown for words in rows)
