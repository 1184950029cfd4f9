"""A call that was signed stands first on every page after the policy of the plan was changed."""

import re

import pytest
from django.urls import reverse
from tests.workbench.conftest import TODAY
from tests.workbench.demo_day import demo_patients

from dermetry.workbench.casenotes.queries.patient import patient_page
from dermetry.workbench.casenotes.queries.response import response_page
from dermetry.workbench.casenotes.queries.today import worklist

PROGRESSOR, OVERRULED = "HARBOR-2003", "HARBOR-2019"

pytestmark = pytest.mark.django_db


def by_irecist(patient_id):
    case = demo_patients()[patient_id].case
    plan = case.plan.model_copy(update={"preset": "irecist"})
    return case.model_copy(update={"plan": plan})


def words_of(client, name: str, pk: int) -> str:
    html = client.get(reverse(name, args=[pk])).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_signed_progression_is_not_replaced_by_todays_words(load, sign_in, actors):
    case = by_irecist(PROGRESSOR)
    signed = {e.visited_on: e.signature.category for e in case.visits if e.signature}
    pk = load(PROGRESSOR, case)
    page = patient_page(actor=actors["physician"], patient_pk=pk, today=TODAY)
    lines = {e.visited_on: e for e in page.visits}
    later = {e.visited_on: e for e in response_page(
        actor=actors["physician"], patient_pk=pk, policy="", today=TODAY).visits}  # fmt: skip
    said = set()
    for day, category in signed.items():
        for row in (lines[day], later[day]):
            if category:
                assert row.shown == category
                said.add((category, row.beside))
    assert ("PD", "signed; by iRECIST today: iUPD") in said
    assert (page.cards[-1].shown, page.cards[-1].view.letters) == ("PD", "iUPD")
    (row,) = worklist(actor=actors["physician"], today=TODAY, query=PROGRESSOR).rows
    assert row.call_note == "overall: signed as PD, iUPD by the rules today"
    client = sign_in(actors["physician"])
    for name in ("patient", "patient_response"):
        assert "PD signed; by iRECIST today: iUPD" in words_of(client, name, pk)


def test_stable_in_irecists_words_is_not_called_a_difference(load, sign_in, actors):
    pk = load(OVERRULED, by_irecist(OVERRULED))
    page = response_page(actor=actors["physician"], patient_pk=pk, policy="", today=TODAY)
    row = next(e for e in page.visits if e.override)
    assert (row.shown, row.view.letters) == ("NE", "iSD")
    assert row.replay.reads_same_today
    assert row.replay.words_today == "same, in iRECIST's words"
    html = words_of(sign_in(actors["physician"]), "patient_response", pk)
    assert "reads otherwise today" not in html
    assert "is not used." in html.partition("Best response")[2].partition("Endpoints")[0]
