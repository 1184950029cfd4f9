"""Spec: what follow-up waits for. Source: rules follow_up.* of rules/alerts.toml."""

import pytest

from dermetry.errors import MarksInvalid
from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathway.alerts import check_rules, follow_up, raise_alerts
from dermetry.record.case import ResponsePlan
from dermetry.record.signature import CallOverride
from tests.pathway.alerts.tables import Made, day, tell

PAGE = "alerts"


def test_progression_that_is_signed_is_discussed(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts         | alerts
        0   | signed SD     | -
        7   | signed PD     | follow_up.progression:patient@7
        14  | visit         | follow_up.progression:patient@7
        15  | A1 antibiotic | follow_up.progression:patient@7
        16  | T1 systemic   | -
        21  | signed iUPD   | follow_up.progression:patient@21
        28  | signed SD     | -
        """,
        only="follow_up.progression",
    )
    assert alerts == {}


def test_an_overridden_call_is_the_clinicians(spec_alerts):
    case, _ = spec_alerts(
        """
        day | facts     | alerts
        0   | signed PD | follow_up.progression:patient@0
        """,
        only="follow_up.progression",
    )
    visit = case.visits[0]
    override = CallOverride(category="SD", reason="flare", by="Dr B")
    signature = visit.signature.model_copy(update={"override": override})
    other = case.model_copy(update={"visits": (visit.model_copy(update={"signature": signature}),)})
    keys = [each.key for each in raise_alerts(case=other, on=day(0), rules=SHIPPED)]
    assert not any("progression" in key for key in keys)


@pytest.mark.parametrize(
    ("skin", "liver", "expected"),
    [
        ("10", "40", "Skin PR, other organs PD"),
        ("40", "10", "Skin PD, other organs PR"),
        ("40", "20", "Skin PD, other organs SD"),
        ("40", "40", None),
        ("20", "10", None),  # SD against PR is no discordance
        ("40", None, None),  # nobody looked at the liver
    ],
)
def test_skin_and_other_organs_that_disagree(spec_alerts, skin, liver, expected):
    key = "follow_up.discordance:patient:2026-02-16"
    table = f"""
        day | facts                                       | alerts
        0   | L1 20; L2 20                                | -
        42  | L1 {skin}{f"; L2 {liver}" if liver else ""} | {key if expected else "-"}
        """
    _, alerts = spec_alerts(
        table,
        only="follow_up.discordance",
        lesions={"L1": {"role": "target"}, "L2": {"role": "target", "organ": "liver"}},
        plan=ResponsePlan(baseline_on=day(0)),
    )
    if expected:
        assert alerts[key].statement == f"{expected} at the visit of 16 Feb 2026"


def test_an_appointment_that_passes_is_followed_up(spec_alerts):
    spec_alerts(
        """
        day | facts   | alerts
        0   | next 30 | -
        10  | visit   | -
        33  |         | -
        34  |         | follow_up.next_visit:patient@30
        35  | next 60 | -
        64  |         | follow_up.next_visit:patient@60
        65  | visit   | -
        """,
        only="follow_up.next_visit",
    )


def test_photographs_that_cannot_be_read(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                  | alerts
        0   | unreadable             | follow_up.unreadable:patient@0
        7   | visit                  | -
        14  | unreadable; unreadable | follow_up.unreadable:patient@14
        """,
        only="follow_up.unreadable",
    )
    (alert,) = alerts.values()
    assert alert.statement == "Photographs of 19 Jan 2026 that cannot be read: 2"


def test_what_waits_for_confirmation(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts         | alerts
        0   | ?L1 20        | -
        2   |               | -
        3   |               | follow_up.unconfirmed:patient@0
        7   | L1 20; unsure | follow_up.unconfirmed:patient@0
        10  |               | follow_up.unconfirmed:patient@0, follow_up.unconfirmed:patient@7
        """,
        only="follow_up.unconfirmed",
    )
    assert alerts["follow_up.unconfirmed:patient:2026-01-12"].facts == (
        "Not settled: what became of L1.",
    )


def test_a_call_that_cannot_be_worked_out_is_named_not_passed_over(monkeypatch):
    def broken(**_):
        raise MarksInvalid("the plan does not hold")

    monkeypatch.setattr(follow_up, "respond_by_compartment", broken)
    made = Made()
    tell(made, day(0), "visit")
    checked = check_rules(case=made.case(), on=day(0), rules=SHIPPED)
    assert [(e.rule_id, e.why) for e in checked.not_checked] == [
        ("alerts.follow_up.discordance", "the plan does not hold.")
    ]


def test_a_defect_of_one_rule_is_owned_up_to_and_stops_no_other(monkeypatch):
    def broken(**_):
        raise KeyError("F1")

    monkeypatch.setattr(follow_up, "respond_by_compartment", broken)
    made = Made()
    tell(made, day(0), "pain 8")
    checked = check_rules(case=made.case(), on=day(0), rules=SHIPPED)
    (failed,) = checked.not_checked
    assert failed.is_defect and "a defect in dermetry" in failed.why
    assert "alerts.symptoms.pain_severe:patient:2026-01-05" in {e.key for e in checked.raised}
