"""Vitals: units, typing guards in words, values of other days, two editors."""

from datetime import date
from decimal import Decimal

import pytest
from tests.workbench.conftest import AT, TODAY

from dermetry.record.observation import Observation
from dermetry.record.symptom import Symptom
from dermetry.workbench import clock
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.base import RecordConflict, RecordNotLawful
from dermetry.workbench.casenotes.actions.vitals import record_vitals
from dermetry.workbench.casenotes.models import Patient
from dermetry.workbench.casenotes.queries.vitals import vitals_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def keep(actors, opened):
    def act(observations=(), symptoms=(), notes=(), due=None, reason="", seen=None):
        return record_vitals(
            actor=actors["nurse"],
            at=AT,
            visit_pk=opened.visit_pk,
            observations=observations,
            symptoms=symptoms,
            notes=notes,
            next_due_on=due,
            next_reason=reason,
            seen=seen,
        )

    return act


def visit_now(opened):
    return mapping.read_case(patient=Patient.objects.get(pk=opened.patient_pk)).visits[-1]


def test_everything_is_kept_exactly(opened, keep):
    hemoglobin = Observation(
        kind="hemoglobin_g_dl", value=Decimal("11.20"), observed_on=date(2026, 5, 2)
    )
    ecog = Observation(kind="ecog", value=Decimal(0))
    pain = Symptom(kind="pain", score_0_10=0, note="only at night")
    keep([ecog, hemoglobin], [pain], [" wound clean "], date(2026, 5, 18), "dressing")
    now = visit_now(opened)
    assert now.observations == (ecog, hemoglobin)
    assert str(now.observations[1].value) == "11.20"
    assert (now.symptoms, now.notes) == ((pain,), ("wound clean",))
    assert (now.next_due_on, now.next_reason) == (date(2026, 5, 18), "dressing")


def test_a_next_visit_before_this_one_is_refused_in_words(keep):
    with pytest.raises(RecordNotLawful, match="not after this one"):
        keep(due=TODAY)


def test_two_values_of_one_kind_and_day_are_refused_in_words(keep):
    twice = [Observation(kind="ecog", value=Decimal(value)) for value in (0, 1)]
    with pytest.raises(RecordNotLawful, match="ecog"):
        keep(twice)


def test_two_editors(actors, opened, keep):
    seen = vitals_of(actor=actors["nurse"], visit_pk=opened.visit_pk).mark
    keep([Observation(kind="ecog", value=Decimal(2))], seen=seen)
    with pytest.raises(RecordConflict) as caught:
        keep(notes=["mine"], seen=seen)
    assert caught.value.theirs["observations"] == [{"kind": "ecog", "value": "2"}]


@pytest.fixture
def page(actors, opened, sign_in):
    client = sign_in(actors["nurse"])
    address = f"/visits/{opened.visit_pk}/vitals/"

    class Page:
        def get(self):
            return client.get(address)

        def post(self, **data):
            found = vitals_of(actor=actors["nurse"], visit_pk=opened.visit_pk)
            return client.post(address, {"mark": found.mark, **data})

    return Page()


def test_the_page_shows_units_and_what_was_recorded_last(page):
    text = page.get().content.decode()
    for words in ("mmol/L", "10⁹/L", "°C", "last: ECOG 1, 12 Jan 2026", "last 3 of 10"):
        assert words in text


def test_a_comma_is_a_decimal_point_and_a_day_of_blood_holds_for_all(opened, page):
    page.post(temperature_c="38,6", crp_mg_l="12", ldh_u_l="300", labs_on="2026-05-01",
              ldh_u_l_on="2026-05-03", ecog="0", symptom_pain="0")  # fmt: skip
    now = {e.kind: (e.value, e.observed_on) for e in visit_now(opened).observations}
    assert now == {
        "ecog": (Decimal(0), None),
        "temperature_c": (Decimal("38.6"), None),
        "crp_mg_l": (Decimal(12), date(2026, 5, 1)),
        "ldh_u_l": (Decimal(300), date(2026, 5, 3)),
    }
    assert visit_now(opened).symptoms == (Symptom(kind="pain", score_0_10=0),)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"temperature_c": "368"}, "Temperature 368 cannot be right (it runs from 25 to 45)"),
        ({"hemoglobin_g_dl": "112"}, "Hemoglobin 112 cannot be right"),
        ({"weight_kg": "heavy"}, "is no number; write it as 12.5"),
        ({"crp_mg_l": "3", "crp_mg_l_on": "2026-06-01"}, "1 Jun 2026 lies in the future"),
        ({"next_due_on": "soon"}, "This is no day"),
        ({"next_due_on": "2026-05-01"}, "is not after this one"),
    ],
)
def test_a_slip_is_named_and_nothing_typed_is_lost(opened, page, typed, words):
    answer = page.post(**typed, note="keep me")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert words in text.replace("&quot;", '"')
    assert "keep me" in text
    assert next(iter(typed.values())) in text
    assert visit_now(opened).notes == ()


def test_a_value_of_another_day_that_the_page_does_not_show_stays(opened, keep, page):
    fever = Observation(kind="temperature_c", value=Decimal("39.5"), observed_on=date(2026, 5, 2))
    keep([fever, Observation(kind="temperature_c", value=Decimal("37.0"))], notes=["one", "two"])
    text = page.get().content.decode()
    assert 'value="37.0"' in text
    assert "39.5 °C of 2 May 2026" in text
    page.post(temperature_c="37.4", note="one\r\n\r\ntwo")
    now = visit_now(opened)
    assert {str(e.value) for e in now.observations} == {"39.5", "37.4"}
    assert now.notes == ("one", "two")


def test_a_shortcut_sets_the_next_visit_from_the_day_of_this_one(opened, page):
    assert page.post(next_weeks="3").status_code == 302
    assert visit_now(opened).next_due_on == date(2026, 5, 25)


def test_a_conflict_shows_both_versions_and_each_field_is_chosen(actors, opened, page, sign_in):
    old = vitals_of(actor=actors["nurse"], visit_pk=opened.visit_pk).mark
    page.post(ecog="2", note="theirs")
    was = '{"ecog": "", "note": ""}'
    answer = page.post(mark=old, was=was, ecog="", note="mine")
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "theirs" in text
    assert "mine" in text
    fresh = vitals_of(actor=actors["nurse"], visit_pk=opened.visit_pk).mark
    page.post(mark=fresh, ecog="", note="mine", choice_ecog="theirs", choice_note="both")
    now = visit_now(opened)
    assert now.observations == (Observation(kind="ecog", value=Decimal(2)),)
    assert now.notes == ("theirs\n\nmine",)
