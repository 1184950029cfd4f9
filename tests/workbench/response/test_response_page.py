"""The response page: every call in full, what follows from them, and nothing of it written."""

from decimal import Decimal

import pytest
from django.urls import reverse
from tests.workbench.conftest import AT, TODAY
from tests.workbench.demo_day import demo_patients

from dermetry.response.policy import list_presets
from dermetry.workbench.casenotes.actions.rules import OwnNumber, sign_rule_file
from dermetry.workbench.casenotes.models import AuditEntry
from dermetry.workbench.casenotes.queries.patient import patient_page
from dermetry.workbench.casenotes.queries.response import response_page

RESPONDER, DISCORDANCE, TREATED, EMPTY = "FERN-1041", "FERN-1052", "FERN-1046", "HARBOR-2025"
LENIENT = (("clear_percent", "1"), ("error_percent", "100"))
PROPOSED, PROGRESSOR = "HARBOR-2024", "HARBOR-2003"

pytestmark = pytest.mark.django_db


def page_of(actor, pk: int, policy: str = ""):
    return response_page(actor=actor, patient_pk=pk, policy=policy, today=TODAY)


def show(client, pk: int, policy: str = "") -> str:
    answer = client.get(reverse("patient_response", args=[pk]), {"policy": policy})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("patient_id", sorted(demo_patients()))
def test_every_course_of_the_demo_clinic_has_its_page(load, sign_in, actors, patient_id):
    pk = load(patient_id)
    page = page_of(actors["physician"], pk)
    assert [(each.view.letters, each.view.sum) for each in page.cards] == [
        (each.view.letters, each.view.sum)
        for each in patient_page(actor=actors["physician"], patient_pk=pk, today=TODAY).cards
    ]
    html = show(sign_in(actors["physician"]), pk)
    for row in page.visits:
        assert f'id="visit-{row.key}"' in html
        for why in (*row.view.reasons, *row.view.flags):
            assert why.rule_id in html
            assert why.sources


def test_every_visit_says_call_sum_changes_and_what_would_change_it(load, actors):
    page = page_of(actors["physician"], load(DISCORDANCE))
    latest, first, baseline = page.visits
    assert (latest.view.letters, first.view.letters, baseline.is_baseline) == ("PD", "SD", True)
    assert [(each.name, each.letters) for each in latest.parts] == [
        ("skin", "PR"),
        ("other organs", "PD"),
    ]
    assert latest.view.sum.text == "99.4 ± 2.3 mm"
    assert [line.label.partition(",")[0] for line in latest.view.against] == [
        "Baseline",
        "Smallest before",
    ]
    assert latest.view.turning == ("Targets PD down to a sum of 92.52 mm, 6.88 mm less than now.",)
    assert baseline.view.against == ()


def test_skin_and_other_organs_that_disagree_are_named(load, sign_in, actors):
    pk = load(DISCORDANCE)
    page = page_of(actors["physician"], pk)
    said = "Skin PR, other organs PD at this visit; the overall call is PD."
    assert [card.apart for card in page.cards] == [(), (), (said,)]
    flags = [[why.sentence for why in row.view.flags] for row in page.visits]
    assert flags[0][0] == said
    assert flags[1][0].startswith("Skin PR, other organs PD")
    assert flags[2] == []
    assert said in show(sign_in(actors["physician"]), pk)


def test_a_signed_call_that_reads_otherwise_today_says_so(load, sign_in, actors):
    found = demo_patients()[RESPONDER].case
    last = found.visits[-1]
    signature = last.signature.model_copy(update={"sum_mm": Decimal("40.0"), "category": "SD"})
    changed = last.model_copy(update={"signature": signature})
    case = found.model_copy(update={"visits": (*found.visits[:-1], changed)})
    pk = load(RESPONDER, case)
    latest, before, *_ = page_of(actors["physician"], pk).visits
    assert latest.replay.today == (
        "category SD was signed, PR is computed",
        "sum 40 mm was signed, 41.9 mm is computed",
    )
    assert before.replay.reads_same_today
    html = show(sign_in(actors["physician"]), pk)
    assert html.count('chip-warn">reads otherwise today') == 2  # in the row, and with its words
    assert "Category SD was signed, PR is computed." in html


def test_two_evaluators_stand_apart(load, sign_in, actors):
    found = demo_patients()[RESPONDER].case
    pk = load(RESPONDER, read_twice(found))
    page = page_of(actors["physician"], pk, "irecist")
    assert [row.view.evaluator for row in page.visits[:2]] == ["Dr. One", "Dr. Two"]
    assert len({row.key for row in page.visits}) == 2 * len(found.visits)
    assert [line.evaluator for line in page.best.best] == ["Dr. One", "Dr. Two"]
    assert len(page.latest) == 2
    assert all(row.certainty for row in page.latest)
    html = show(sign_in(actors["physician"]), pk, "irecist")
    assert html.count("Dr. Two") > len(found.visits)


def read_twice(case):
    """Give a case in which two people stated everything, and nobody has signed."""
    visits = tuple(
        visit.model_copy(
            update={
                "signature": None,
                "addenda": (),
                "findings": tuple(
                    finding.model_copy(update={"evaluator": who})
                    for who in ("Dr. One", "Dr. Two")
                    for finding in visit.findings
                ),
            }
        )
        for visit in case.visits
    )
    return case.model_copy(update={"visits": visits})


def test_a_call_that_errors_of_measurement_could_have_made_says_so(load, sign_in, actors):
    pk = load(DISCORDANCE)
    certainty = page_of(actors["nurse"], pk).latest[0].certainty
    assert certainty.verdict == "too_close"
    assert [letters for letters, _ in certainty.shares] == ["PD", "SD"]
    assert certainty.advice in ("photograph again", "second reader")
    assert certainty.basis.rules
    html = show(sign_in(actors["nurse"]), pk)
    assert f"too close to call: {certainty.advice}" in html


def test_a_number_of_the_sites_own_decides_what_is_too_close(load, actors):
    pk = load(DISCORDANCE)
    before = page_of(actors["physician"], pk).latest[0].certainty
    sign_rule_file(
        actor=actors["physician"],
        at=AT,
        today=TODAY,
        name="certainty",
        numbers=[OwnNumber(name, value, "a test") for name, value in LENIENT],
        note="",
    )
    after = page_of(actors["physician"], pk).latest[0].certainty
    assert (before.verdict, after.verdict) == ("too_close", "clear")


def test_best_response_and_endpoints_say_why_they_are_censored(load, actors):
    best = page_of(actors["physician"], load(RESPONDER)).best
    assert [(each.form, each.letters) for each in best.best] == [("As called", "PR")]
    lines = {each.title: each for each in best.endpoints}
    survival = lines["Progression-free survival"]
    assert (survival.outcome, survival.days) == ("Censored", 135)
    assert survival.why.endswith("no event so far.")
    assert lines["Objective response"].outcome == "Yes"
    assert all(each.reasons[0].rule_id for each in best.endpoints)


def test_an_unsigned_visit_that_counts_is_named_beside_the_best_response(load, actors):
    notes = page_of(actors["nurse"], load(PROPOSED)).notes
    assert notes == ("Not signed yet, and counted as computed: 29 Apr 2026.",)


def test_irecist_stands_beside_recist(load, actors):
    beside = page_of(actors["physician"], load(PROGRESSOR)).beside
    latest = beside.rows[0]
    assert (latest.one.letters, latest.other.letters) == ("PD", "iUPD")
    assert (latest.verdict, latest.compared) == (
        "differs",
        "differs: progression, which a later visit must confirm",
    )
    assert " visits would be called otherwise" in beside.summary
    assert any("unconfirmed since" in note for note in latest.notes)
    assert "Clinical stability: not recorded" in latest.notes


def test_another_policy_shows_which_visits_would_be_called_otherwise(load, sign_in, actors):
    pk = load(PROGRESSOR)
    page = page_of(actors["physician"], pk, "who-sum")
    assert [(row.one.letters, row.other.letters, row.verdict) for row in page.comparison.rows] == [
        ("PD", "PD", "same"),
        ("SD", "NE", "differs"),
        ("", "", "same"),
    ]
    assert page.comparison.summary.startswith("1 of 2 visits would be called otherwise: ")
    assert page.comparison.rows[1].other.reasons
    assert page.visits == page_of(actors["physician"], pk).visits  # the calls stay the plan's
    html = show(sign_in(actors["physician"]), pk, "who-sum")
    assert "differs" in html
    assert 'value="who-sum" selected' in html


@pytest.mark.parametrize("policy", list_presets())
def test_every_policy_can_be_looked_at_and_nothing_is_written(load, sign_in, actors, policy):
    pk, client = load(TREATED), sign_in(actors["physician"])
    before = AuditEntry.objects.count()
    html = show(client, pk, policy)
    assert f'value="{policy}" selected' in html
    assert AuditEntry.objects.count() == before


def test_a_policy_that_leaves_a_number_open_says_so_in_words(load, actors):
    comparison = page_of(actors["physician"], load(RESPONDER), "recist11-admiralonco").comparison
    assert "does not say from which day stable disease counts" in comparison.problem
    assert comparison.best_one == "PR"


@pytest.mark.parametrize("preset", ["recist11", "irecist", "recist11-admiralonco"])
def test_a_plan_says_when_stable_disease_counts_and_that_responses_are_confirmed(
    load, actors, preset
):
    case = demo_patients()[RESPONDER].case
    told = {"preset": preset, "sd_window_days": 42, "confirm_days": 28}
    planned = case.model_copy(update={"plan": case.plan.model_copy(update=told)})
    page = page_of(actors["physician"], load(RESPONDER, planned))
    assert not page.best.problem
    assert [line.form for line in page.best.best] == ["As called", "Confirmed"]
    assert page.best.best[0].letters.endswith("PR")


@pytest.mark.parametrize("policy", ["who", "<script>", "recist11 ", "x" * 5000, "\x00"])
def test_a_policy_that_does_not_exist_is_named_on_a_clear_page(load, sign_in, actors, policy):
    answer = sign_in(actors["physician"]).get(
        reverse("patient_response", args=[load(EMPTY)]), {"policy": policy}
    )
    assert answer.status_code == 404
    html = answer.content.decode()
    assert "There is no response policy" in html
    assert "iRECIST" in html
    assert "<script>" not in html.replace("<script src", "")


def test_single_lesions_stand_apart_from_the_patient(load, sign_in, actors):
    pk = load(TREATED)
    part = page_of(actors["physician"], pk).lesions
    treated = [row for row in part.rows if row.is_treated]
    assert [row.lesion_id for row in treated] == ["L1", "L2"]
    assert treated[0].treatments[0] == "electrochemotherapy with bleomycin, 27 Jan 2026"
    assert treated[0].size_class == "up to 30 mm"
    assert treated[0].visits[0].since == "49 days after treatment"
    assert treated[0].visits[0].size == "no size"
    html = show(sign_in(actors["physician"]), pk)
    assert "never a call of the patient" in html
    assert "rules not yet checked by a clinician" in html


def test_the_exploratory_channel_keeps_a_gap_a_gap(load, sign_in, actors):
    pk = load(PROPOSED)
    part = page_of(actors["physician"], pk).diffuse
    assert part.rows[0].total.text == ""
    assert part.rows[0].total.missing == "L1, L2"
    assert part.rows[1].total.text == "28.3 ± 1.9 mm"
    html = show(sign_in(actors["physician"]), pk)
    assert "exploratory" in html
    assert "not recorded" in html


def test_a_record_without_a_visit_has_a_page(load, sign_in, actors):
    html = show(sign_in(actors["nurse"]), load(EMPTY), "irecist")
    assert "There is no visit yet." in html


def test_no_name_is_shown_to_a_researcher(load, sign_in, actors):
    html = show(sign_in(actors["researcher"]), load(RESPONDER))
    assert demo_patients()[RESPONDER].case.patient.name not in html
    assert RESPONDER in html


def test_nothing_of_another_site_is_shown(sign_in, actors, foreign):
    address = reverse("patient_response", args=[foreign["patient_pk"]])
    assert sign_in(actors["physician"]).get(address).status_code == 404
