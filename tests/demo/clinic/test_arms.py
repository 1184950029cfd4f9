"""The demo clinic shows every clinical arm, and its alerts are those the rules fire."""

from datetime import date, timedelta

import pytest

from dermetry.demo.clinic.load import load_demo_clinic
from dermetry.demo.clinic.shift import ANCHOR, shift_text
from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathology.extent import current_extent
from dermetry.pathology.origin import score_origin
from dermetry.pathology.receptors import conversions, current_receptors
from dermetry.pathway.alerts import renew_alerts, standing_alerts
from dermetry.pathway.questions import ask_about

TODAY = date(2026, 11, 23)
EXTENTS = {  # t, m, state
    "Ottoline Quillfeather": ("locoregional_recurrence", "none", "confirmed"),
    "Ngozi Akụkọ-Ifo": ("locoregional_recurrence", "none", "proposed"),
    "Wilhelmine Musterblatt": ("locoregional_recurrence", "indeterminate", "proposed"),
    "Beatrice Fiabesca": ("locoregional_recurrence", "none", "proposed"),
    "Amina Mfano": ("t4b", "distant_skin_m1", "confirmed"),
    "Svetla Izmislena": ("none", "distant_skin_m1", "confirmed"),
    "Priya Kalpanika": ("locoregional_recurrence", "none", "overridden"),
    "Lan Thí-Dụ": ("none", "indeterminate", "proposed"),
    "Solveig Oppdiktet": ("t4d", "none", "proposed"),
    "Yusra Mithal": ("none", "none", "proposed"),
}


@pytest.fixture(scope="module")
def cases():
    return {each.case.patient.name: each.case for each in load_demo_clinic(today=TODAY).patients}


@pytest.mark.parametrize("name", EXTENTS)
def test_extents_are_those_the_stories_tell(cases, name):
    current = current_extent(case=cases[name], rules=SHIPPED)
    t, m = current.t_effect, current.m_effect
    if name in ("Ngozi Akụkọ-Ifo", "Wilhelmine Musterblatt", "Beatrice Fiabesca", "Lan Thí-Dụ"):
        # a lesion without tissue stands beside what is proven
        t, m = proven(current)
    assert (t, m, current.state) == EXTENTS[name]
    assert not current.is_outdated


def proven(current):
    """Give T and M of the lesions that tissue has proven."""
    found = [each for each in current.proposal.lesions if each.is_proven]
    effects = {(each.t_effect, each.m_effect) for each in found}
    return effects.pop() if len(effects) == 1 else effects


def test_en_cuirasse_is_read_in_two_ways(cases):
    (sheet,) = (
        each
        for each in current_extent(
            case=cases["Wilhelmine Musterblatt"], rules=SHIPPED
        ).proposal.lesions
        if each.lesion_id == "P1"
    )
    assert sheet.is_proven and len(sheet.readings) == 2


def test_receptors_show_what_can_happen(cases):
    changed = {
        (name, each.marker, each.kind)
        for name, case in cases.items()
        for each in conversions(case=case, rules=SHIPPED)
        if each.is_current and each.is_status_change
    }
    assert ("Wilhelmine Musterblatt", "ER", "lost") in changed
    now = {name: current_receptors(case=case, rules=SHIPPED) for name, case in cases.items()}
    assert now["Ngozi Akụkọ-Ifo"].subtype.group == "triple_negative"
    assert now["Hoshiko Tatoebanashi"].receptors.her2.ish_group is not None
    assert now["Priya Kalpanika"].receptors.her2.trial_label == "ultralow"
    assert now["Solveig Oppdiktet"].receptors.er.state == "low_positive"
    assert now["Beatrice Fiabesca"].receptors.her2.state == "contradictory"


def test_the_unknown_primary_has_an_origin_score(cases):
    case = cases["Lan Thí-Dụ"]
    score = score_origin(specimen=case.specimens[0], case=case, rules=SHIPPED)
    assert not score.is_refused
    assert score.breast is not None


def test_wrong_entries_are_asked_about(cases):
    asked = [each.what for each in ask_about(case=cases["Beatrice Fiabesca"], rules=SHIPPED)]
    assert any("HER2 3+ and ISH" in what for what in asked)
    assert any("DXA" in what for what in asked)


def test_biopsies_stand_at_every_stage(cases):
    stages = {each.stage for case in cases.values() for each in case.biopsies}
    assert stages == {"suggested", "ordered", "at_lab", "reported", "acted_on", "cancelled"}


def test_people_have_answered_alerts_in_every_way(cases):
    shown = [each for case in cases.values() for each in standing_alerts(case=case, on=TODAY)]
    assert {each.state for each in shown} == {"open", "acknowledged", "suppressed", "done", "ended"}
    overdue = {each.rule_id for each in shown if each.is_overdue}
    assert "alerts.biopsy.not_reported" in overdue
    red = [each for each in shown if "erythema_under_antibiotics" in each.rule_id]
    assert [each.state for each in red] == ["ended"]


def test_the_rest_is_there(cases):
    visits = [visit for case in cases.values() for visit in case.visits]
    assert any(visit.regions_refused for visit in visits)
    assert any(visit.dermoscopies for visit in visits)
    felt = {each.kind for visit in visits for each in visit.symptoms}
    assert {"burning", "tightness"} <= felt
    assert any(e.kind == "antibiotic" for case in cases.values() for e in case.treatments)


def test_the_alerts_shipped_are_those_that_the_rules_give():
    for patient in load_demo_clinic(today=ANCHOR).patients:
        case = patient.case
        assert renew_alerts(case=case, on=ANCHOR, rules=SHIPPED) == case.alerts


def test_days_written_in_words_move_too():
    moved = shift_text("Pain on 4 Dec 2025; 12 Jan 2026, M 2026", timedelta(weeks=1))
    assert moved == "Pain on 11 Dec 2025; 19 Jan 2026, M 2026"
