"""Endpoints end with what the record says of death, last contact and a new treatment."""

from datetime import date

import pytest

from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathway.alerts import raise_alerts
from dermetry.pathway.alerts.as_of import days_of
from dermetry.pathway.lesion_table import read_lesion_table
from dermetry.pathway.merge_cases import CasesNotMergeable, merge_cases
from dermetry.pathway.patient_dates import dates_of_case
from dermetry.pathway.respond_patients import respond_patient
from dermetry.pathway.response_settings import load_settings
from dermetry.record.case import Case
from dermetry.record.patient import Treatment
from tests.pathway.alerts.tables import Made, day, tell

LESIONS = """subject,visited_on,lesion_id,role,longest_diameter_mm,baseline_on
P1,2026-01-05,T1,target,20,2026-01-05
P1,2026-03-02,T1,,10,
P1,2026-04-13,T1,,10,
P1,2026-06-01,T1,,9.5,
"""
STARTED_ON = date(2026, 1, 7)
DIED_ON = date(2026, 7, 1)


@pytest.fixture
def course(tmp_path) -> Case:
    """Give a course with a response that lasts to the last visit, on 1 June."""
    path = tmp_path / "lesions.csv"
    path.write_text(LESIONS, encoding="utf-8")
    (case,) = read_lesion_table(path=path).cases
    return changed(case, plan=case.plan.model_copy(update={"treatment_started_on": STARTED_ON}))


def changed(case: Case, **parts: object) -> Case:
    """Give a case with other parts, its laws checked."""
    return Case.model_validate(case.model_copy(update=parts).model_dump())


def living(case: Case, **days: date) -> Case:
    """Give a case with what is known of the patient's life."""
    return changed(case, patient=case.patient.model_copy(update=days))


def treated(case: Case, *treatments: tuple[str, date, bool | None]) -> Case:
    """Give a case with systemic treatments: name, start, whether somebody said that it is new."""
    made = tuple(
        Treatment(treatment_id=name, name=name, kind="systemic", started_on=on,
                  is_new_anticancer=is_new)
        for name, on, is_new in treatments
    )  # fmt: skip
    return changed(case, treatments=made)


def ends(case: Case, **given: date):
    """Give each endpoint that does not rest on confirmation, and what was remarked."""
    dates, remarks = dates_of_case(case=case, given=given)
    settings = load_settings(preset="recist11", given={})
    found = respond_patient(case=case, dates=dates, settings=settings)
    return {each.name: each for each in found.endpoints if not each.is_confirmed}, remarks


def test_a_death_ends_survival_and_is_said(course):
    found, remarks = ends(living(course, died_on=DIED_ON, last_contact_on=date(2026, 6, 20)))
    for name in ("overall_survival", "progression_free_survival"):
        assert (found[name].outcome, found[name].on, found[name].why) == ("event", DIED_ON, "death")
    (said,) = remarks
    assert "the death on 2026-07-01; a last contact on 2026-06-20" in said


def test_a_last_contact_moves_the_censoring_of_survival_alone(course):
    found, _ = ends(living(course, last_contact_on=date(2026, 6, 20)))
    assert (found["overall_survival"].outcome, found["overall_survival"].on) == (
        "censored", date(2026, 6, 20),
    )  # fmt: skip
    assert found["progression_free_survival"].on == date(2026, 6, 1)


def test_a_contact_before_the_reference_date_says_nothing(course):
    found, remarks = ends(living(course, last_contact_on=date(2025, 6, 20)))
    assert found["overall_survival"].on == date(2026, 6, 1) and remarks == ()


def test_the_first_new_treatment_cuts_the_course(course):
    case = treated(
        course,
        ("judged", STARTED_ON, True),  # it ended the course before; here it is the one judged
        ("antihormone", date(2026, 2, 1), False),
        ("later", date(2026, 5, 20), True),
        ("first", date(2026, 3, 20), True),
    )
    found, remarks = ends(living(case, died_on=DIED_ON))
    survival = found["progression_free_survival"]
    assert (survival.outcome, survival.on, survival.why) == (
        "censored", date(2026, 3, 2), "new_treatment",
    )  # fmt: skip
    assert found["overall_survival"].why == "death"
    assert "new anticancer treatment (first) begun on 2026-03-20" in remarks[-1]
    assert len(remarks) == 1


def test_a_later_treatment_of_which_nobody_said_cuts_nothing_and_is_asked_about(course):
    found, remarks = ends(treated(course, ("second", date(2026, 3, 20), None)))
    assert found["progression_free_survival"].on == date(2026, 6, 1)
    (said,) = remarks
    assert "does not say whether it is a new anticancer treatment" in said


def test_what_is_given_goes_before_the_record(course):
    case = treated(living(course, died_on=DIED_ON), ("second", date(2026, 3, 20), True))
    found, remarks = ends(case, death_on=date(2026, 8, 1), new_treatment_on=date(2026, 5, 1))
    assert found["overall_survival"].on == date(2026, 8, 1)
    assert found["progression_free_survival"].on == date(2026, 4, 13)
    assert remarks == ()


def test_a_merge_names_two_deaths_and_keeps_the_later_contact(course):
    one = living(course, last_contact_on=date(2026, 6, 20), died_on=DIED_ON)
    other = Case.model_validate({"patient": {"patient_id": "P2", "last_contact_on": "2026-06-25"}})
    found = merge_cases(kept=one, merged=other).case.patient
    assert (found.died_on, found.last_contact_on) == (DIED_ON, date(2026, 6, 25))
    with pytest.raises(CasesNotMergeable, match="is 1 Jul 2026 in one and 2 Jul 2026") as caught:
        merge_cases(kept=one, merged=living(other, died_on=date(2026, 7, 2)))
    assert caught.value.next_step
    early = {"died_on": date(2026, 5, 1), "last_contact_on": None}
    with pytest.raises(CasesNotMergeable, match="after the patient's death"):
        merge_cases(kept=living(one, died_on=None), merged=living(other, **early))


def overdue(case: Case, on: date) -> bool:
    """Tell whether the appointment counts as missed on a day."""
    raised = raise_alerts(case=case, on=on, rules=SHIPPED)
    return any(each.key.startswith("alerts.follow_up.next_visit") for each in raised)


def test_a_death_ends_the_appointment_from_its_day_on():
    made = Made()
    tell(made, day(0), "L1 20")
    tell(made, day(0), "next 30")
    case = living(made.case(), died_on=day(40))
    assert day(40) in days_of(case)
    assert overdue(case, day(39)) and not overdue(case, day(40))
