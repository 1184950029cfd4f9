"""Starting a visit, saying who it is, and going on where it was left."""

from datetime import date

import pytest
from tests.workbench.conftest import AT, TODAY

from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import visits as actions
from dermetry.workbench.casenotes.actions.photographs import add_photograph
from dermetry.workbench.casenotes.models import AuditEntry, Visit
from dermetry.workbench.casenotes.steps import STEPS
from dermetry.workbench.clinic.visit.flow import visit_frame

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(place, sign_in, monkeypatch):
    """Sign the nurse in, on the day of the visit."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: AT)
    return sign_in(place.actor)


def states(place) -> dict[str, str]:
    """Give the state of each step as the frame shows it."""
    frame = visit_frame(actor=place.actor, visit_pk=place.visit_pk, step="review", today=TODAY)
    return {each.step: each.state for each in frame.steps}


def start(page, place, day: str):
    """Send the form that starts a visit."""
    return page.post(f"/patients/{place.patient_pk}/visit/", {"visited_on": day})


def test_a_visit_starts_with_who_is_this(page, place):
    answer = start(page, place, "2026-04-20")
    row = Visit.objects.get(visited_on="2026-04-20")
    assert answer.url == f"/visits/{row.pk}/identity/"
    assert row.started_by == place.actor.name
    assert AuditEntry.objects.filter(action="visit.started", target="2026-04-20").exists()


def test_the_form_offers_today_and_the_visit_that_is_not_signed(page, place):
    text = page.get(f"/patients/{place.patient_pk}/visit/").content.decode()
    assert 'value="2026-05-04"' in text
    assert "Go on with it" in text
    assert f"/visits/{place.visit_pk}/" in text


def test_the_same_day_again_opens_the_visit_that_is_there(page, place):
    assert start(page, place, "2026-05-04").url == f"/visits/{place.visit_pk}/"
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "said"),
    [("2026-05-05", "future"), ("", "Enter the day"), ("2026-02-31", "no day")],
)
def test_an_impossible_day_is_refused_in_words_and_stays_in_the_field(page, place, day, said):
    answer = start(page, place, day)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert f'value="{day}"' in text or not day
    assert Visit.objects.count() == 1


def test_who_said_that_this_is_the_patient_is_kept_with_the_time(page, place):
    answer = page.post(f"/visits/{place.visit_pk}/identity/", {"answer": "yes"})
    assert answer.url == f"/visits/{place.visit_pk}/photographs/"
    row = Visit.objects.get()
    assert (row.identity_checked_by, row.identity_checked_at) == (place.actor.name, AT)
    entry = AuditEntry.objects.get(action="visit.identity_confirmed")
    assert entry.user_id == place.actor.user_id
    text = page.get(f"/visits/{place.visit_pk}/identity/").content.decode()
    assert f"Confirmed by {place.actor.name}" in text


def test_the_wrong_patient_takes_an_empty_visit_away(page, place):
    answer = page.post(f"/visits/{place.visit_pk}/identity/", {"answer": "no"})
    assert answer.status_code == 302
    assert not Visit.objects.exists()
    entry = AuditEntry.objects.get(action="visit.identity_denied")
    assert entry.details == {"visit_removed": True}


def test_the_wrong_patient_keeps_what_was_photographed(page, place):
    actions.confirm_identity(actor=place.actor, at=AT, visit_pk=place.visit_pk)
    add_photograph(
        actor=place.actor, at=AT, visit_pk=place.visit_pk, data=b"kept", file_name="a.jpg"
    )
    page.post(f"/visits/{place.visit_pk}/identity/", {"answer": "no"})
    row = Visit.objects.get()
    assert row.photographs.count() == 1
    assert (row.identity_checked_by, row.identity_checked_at) == ("", None)
    assert states(place)["identity"] == "attention"


def test_it_goes_on_where_it_was_left_for_whoever_opens_it(page, place):
    for step in ("identity", "photographs", "scale"):
        assert page.get(f"/visits/{place.visit_pk}/{step}/").status_code == 200
        assert page.get(f"/visits/{place.visit_pk}/").url == f"/visits/{place.visit_pk}/{step}/"


def test_a_signed_visit_opens_at_its_review_and_is_not_moved_by_looking(page, place):
    Visit.objects.update(signed_on=TODAY, step="review")
    page.get(f"/visits/{place.visit_pk}/scale/")
    assert Visit.objects.get().step == "review"
    assert page.get(f"/visits/{place.visit_pk}/").url == f"/visits/{place.visit_pk}/review/"


def test_the_steps_follow_from_what_is_kept(place):
    assert set(states(place).values()) == {"todo"}
    row = add_photograph(
        actor=place.actor, at=AT, visit_pk=place.visit_pk, data=b"x", file_name="a.jpg"
    )
    assert states(place) | {"identity": "attention", "photographs": "done"} == states(place)
    Visit.objects.get().photographs.filter(pk=row.photograph_pk).update(
        state="unreadable", reason="broken"
    )
    assert states(place)["photographs"] == "attention"
    actions.confirm_identity(actor=place.actor, at=AT, visit_pk=place.visit_pk)
    assert states(place)["identity"] == "done"


def test_each_step_knows_the_one_before_and_after(place):
    urls = []
    for number, step in enumerate(STEPS, 1):
        frame = visit_frame(
            actor=place.actor, visit_pk=place.visit_pk, step=step, today=date(2026, 5, 5)
        )
        urls.append((frame.previous_url, frame.steps[number - 1].url, frame.next_url))
        assert (frame.number, frame.is_today) == (number, False)
    assert [after for _, _, after in urls][:-1] == [own for _, own, _ in urls][1:]
    assert [before for before, _, _ in urls][1:] == [own for _, own, _ in urls][:-1]
    assert urls[0][0] == f"/patients/{place.patient_pk}/"
    assert urls[-1][2] == ""
