"""The biopsy loop: steps in their order, each made once, nothing taken back silently."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from tests.workbench.conftest import AT, TODAY

from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathway.alerts import raise_alerts
from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.base import RecordConflict, RecordNotLawful
from dermetry.workbench.casenotes.actions.biopsies import (
    cancel_biopsy,
    change_biopsy,
    make_step,
    suggest_biopsy,
)
from dermetry.workbench.casenotes.actions.pathology import save_report
from dermetry.workbench.casenotes.models import AuditEntry, Biopsy, Lesion, Patient, Photograph
from dermetry.workbench.casenotes.queries.biopsy_board import biopsy_board
from dermetry.workbench.casenotes.queries.patient import patient_page

RESPONDER = "FERN-1041"
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pk(load) -> int:
    """A patient of the demo clinic without a biopsy on its way."""
    found = load(RESPONDER)
    Biopsy.objects.filter(patient=found).delete()
    return found


def suggest(actor, pk: int, on: date = TODAY, **changed) -> Biopsy:
    lesion = Lesion.objects.get(patient=pk, lesion_id="L2")
    given = {"fields": {"kind": "punch", "purpose": "changed?"}, "lesion_pk": lesion.pk} | changed
    made = suggest_biopsy(actor=actor, at=AT, today=on, patient_pk=pk, **given)
    return Biopsy.objects.get(pk=made)


def step(actor, row: Biopsy, name: str, on: date = TODAY, **fields) -> None:
    make_step(actor=actor, at=AT, today=on, biopsy_pk=row.pk, step=name, fields=fields)


def recorded(pk: int):
    return mapping.read_case(patient=Patient.objects.get(pk=pk))


def test_from_suggestion_to_decision(pk, actors):
    nurse, doctor, pathologist = (actors[each] for each in ("nurse", "physician", "pathologist"))
    row = suggest(nurse, pk)
    step(doctor, row, "ordered")
    photograph = Photograph.objects.filter(patient=pk).first()
    step(nurse, row, "taken", photograph_id=photograph.photograph_id, point_px=(30.0, 40.0))
    step(nurse, row, "at_lab")
    row.refresh_from_db()
    save_report(
        actor=pathologist, at=AT, today=TODAY, patient_pk=pk, lesion_pk=row.specimen.lesion_id,
        fields={"reported_on": TODAY, "is_malignant": True}, specimen_pk=row.specimen_id,
    )  # fmt: skip
    step(doctor, row, "acted_on", action="treatment changed")
    case = recorded(pk)
    biopsy, specimen = case.biopsies[-1], case.specimens[-1]
    assert (biopsy.stage, biopsy.ordered_by, biopsy.taken_by) == (
        "acted_on", doctor.name, nurse.name,
    )  # fmt: skip
    assert (biopsy.reported_on, biopsy.action) == (TODAY, "treatment changed")
    assert (specimen.lesion_id, specimen.photograph_id) == ("L2", photograph.photograph_id)
    assert (specimen.point_px, specimen.is_malignant) == ((30.0, 40.0), True)
    said = AuditEntry.objects.filter(target=row.biopsy_id).order_by("number")
    assert [each.action.partition(".")[2] for each in said] == [
        "suggested", "ordered", "taken", "at_lab", "reported", "acted_on",
    ]  # fmt: skip
    page = patient_page(actor=nurse, patient_pk=pk, today=TODAY)
    assert "malignant; acted on" in page.timeline_table


def test_a_nurse_neither_orders_nor_decides(pk, actors):
    nurse = actors["nurse"]
    row = suggest(nurse, pk)
    with pytest.raises(NotPermitted):
        step(nurse, row, "ordered")
    with pytest.raises(NotPermitted):
        suggest(nurse, pk, is_ordered=True)
    with pytest.raises(NotPermitted):
        suggest(actors["researcher"], pk)
    step(actors["physician"], row, "ordered")
    with pytest.raises(NotPermitted):
        change_biopsy(actor=nurse, at=AT, today=TODAY, biopsy_pk=row.pk,
                      fields={"ordered_on": None})  # fmt: skip
    row.refresh_from_db()
    assert row.ordered_on == TODAY


def test_impossible_days_are_refused_in_words(pk, actors):
    doctor = actors["physician"]
    row = suggest(doctor, pk, is_ordered=True)
    with pytest.raises(RecordNotLawful, match="before it was ordered"):
        step(doctor, row, "taken", taken_on=TODAY - DAY)
    with pytest.raises(RecordNotLawful, match="lies in the future"):
        step(doctor, row, "taken", taken_on=TODAY + DAY)
    step(doctor, row, "taken")
    step(doctor, row, "at_lab")
    with pytest.raises(RecordNotLawful, match="What was decided is missing"):
        step(doctor, row, "acted_on")
    with pytest.raises(RecordNotLawful, match="was taken: specimen"):
        change_biopsy(actor=doctor, at=AT, today=TODAY, biopsy_pk=row.pk,
                      fields={"taken_on": None})  # fmt: skip
    with pytest.raises(RecordNotLawful, match="reason is missing"):
        cancel_biopsy(actor=doctor, at=AT, today=TODAY, biopsy_pk=row.pk, reason=" ")


def test_a_corrected_day_goes_to_the_specimen_that_had_it_from_the_biopsy(pk, actors):
    doctor = actors["physician"]
    row = suggest(doctor, pk, on=TODAY - 3 * DAY, is_ordered=True)
    step(doctor, row, "taken")
    change_biopsy(actor=doctor, at=AT, today=TODAY, biopsy_pk=row.pk,
                  fields={"taken_on": TODAY - DAY})  # fmt: skip
    assert recorded(pk).specimens[-1].taken_on == TODAY - DAY


def test_two_people_make_the_same_step_once(pk, sign_in, actors):
    doctor = actors["physician"]
    row = suggest(doctor, pk, is_ordered=True)
    step(actors["nurse"], row, "taken")
    with pytest.raises(RecordConflict):
        step(doctor, row, "taken")
    assert (
        recorded(pk).specimens[-1].specimen_id == Biopsy.objects.get(pk=row.pk).specimen.specimen_id
    )
    client = sign_in(doctor)
    sent = {"step": "at_lab", "version": row.version}
    answer = client.post(reverse("biopsy_step", args=[row.pk]), sent)
    assert answer.status_code == 409
    assert Biopsy.objects.get(pk=row.pk).at_lab_on is None


def test_two_editors_see_both_versions(pk, sign_in, actors):
    row = suggest(actors["physician"], pk)
    change_biopsy(actor=actors["pathologist"], at=AT, today=TODAY, biopsy_pk=row.pk,
                  fields={"purpose": "theirs"})  # fmt: skip
    client, address = sign_in(actors["physician"]), reverse("biopsy", args=[row.pk])
    mine = {"version": row.version, "kind": "punch", "purpose": "mine", "suggested_on": TODAY}
    answer = client.post(address, mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert ">theirs<" in html
    assert ">mine<" in html
    row.refresh_from_db()
    again = mine | {"version": row.version, "choice_purpose": "theirs"}
    assert client.post(address, again).status_code == 302
    row.refresh_from_db()
    assert row.details["purpose"] == "theirs"


def test_the_board_shows_what_is_late_as_the_alerts_do(pk, actors):
    doctor, old = actors["physician"], TODAY - 40 * DAY
    rows = [suggest(doctor, pk, on=old, is_ordered=number > 0) for number in range(5)]
    for row, steps in zip(rows, ((), (), ("taken",), ("taken", "at_lab"), ("taken", "at_lab")),
                          strict=True):  # fmt: skip
        for each in steps:
            step(doctor, row, each, on=old)
    rows[4].refresh_from_db()
    save_report(
        actor=doctor, at=AT, today=TODAY, patient_pk=pk, lesion_pk=None,
        fields={"reported_on": TODAY - 30 * DAY}, specimen_pk=rows[4].specimen_id,
    )  # fmt: skip
    suggest(doctor, pk)
    board = biopsy_board(actor=actors["nurse"], today=TODAY)
    cards = {card.biopsy_id: card for column in board.columns for card in column.cards}
    fired = {
        each.key.split(":")[1]: each
        for each in raise_alerts(case=recorded(pk), on=TODAY, rules=SHIPPED)
        if each.rule_id.startswith("alerts.biopsy.not_") and "specimen" not in each.key
    }
    assert {name for name, card in cards.items() if card.is_late} == set(fired)
    assert {name: card.late_from for name, card in cards.items() if card.is_late} == {
        name: each.since for name, each in fired.items()
    }
    assert all(cards[name].owner == each.owner for name, each in fired.items())
    assert all(cards[name].due_on == each.due_on for name, each in fired.items())  # one day
    assert [len(column.cards) for column in board.columns] == [2, 1, 1, 1, 1]
    assert (board.total, board.late) == (6, 5)
    late = biopsy_board(actor=actors["nurse"], today=TODAY, is_late_only=True)
    assert [len(column.cards) for column in late.columns] == [1, 1, 1, 1, 1]
    other = biopsy_board(actor=actors["nurse"].__class__(1, "x", "nurse", 999, "Elsewhere"),
                         today=TODAY)  # fmt: skip
    assert other.total == 0


def test_a_cancelled_biopsy_says_why_and_waits_for_nobody(pk, sign_in, actors, agree):
    row = suggest(actors["nurse"], pk)
    client = sign_in(actors["nurse"])
    address = reverse("biopsy", args=[row.pk])
    sent = {"do": "cancel", "version": row.version}
    assert client.post(address, sent | {"reason": ""}).status_code == 422
    assert client.post(address, sent | {"reason": "patient declined"}).status_code == 302
    assert biopsy_board(actor=actors["nurse"], today=TODAY).total == 0
    with pytest.raises(RecordNotLawful, match="was cancelled"):
        step(actors["physician"], row, "ordered")
    html = client.get(address).content.decode()
    assert "patient declined" in html
    agree(pk)
    seen = sign_in(actors["researcher"]).get(address).content.decode()
    assert "patient declined" not in seen
    assert "hidden for your role" in seen


def test_the_form_proposes_the_panel_that_fits_and_keeps_what_was_typed(pk, sign_in, actors):
    client = sign_in(actors["physician"])
    lesion = Lesion.objects.get(patient=pk, lesion_id="L2")
    address = reverse("biopsy_new", args=[pk])
    html = client.get(f"{address}?lesion={lesion.pk}&rule=alerts.tissue.none").content.decode()
    assert "Stains that fit the situation" in html
    assert 'value="alerts.tissue.none"' in html
    sent = {"lesion": lesion.pk, "purpose": "is it?", "wanted_by": "32.13.", "do": "order"}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "is it?" in answer.content.decode()
    done = client.post(address, sent | {"wanted_by": "2026-05-20", "rule": "alerts.tissue.none"})
    assert done.status_code == 302
    made = recorded(pk).biopsies[-1]
    assert (made.stage, made.lesion_id, made.rule_id) == ("ordered", "L2", "alerts.tissue.none")
    assert made.wanted_by == date(2026, 5, 20)
