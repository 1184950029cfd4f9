"""Spec: what the extent asks for. Source: rules extent.* of rules/alerts.toml."""

# ruff: noqa: E501 (the tables are wide)

from dermetry.record.history import History
from dermetry.record.patient import PrimaryTumor, PrimaryUnknown
from tests.pathway.alerts.tables import day, place

PAGE = "alerts"

LEFT = PrimaryTumor(laterality="left")
REMOVED = {"primary": LEFT, "history": History(breast_left="removed")}
SCAR = {"zone": "chest_wall_anterior", "laterality": "left", **place(in_scar=True)}
SCALP = {"zone": "scalp", "laterality": "midline", **place(continuity="separate")}
RECURRENCE = "extent.restaging:patient:locoregional_recurrence"


def test_an_effect_on_t_or_m_asks_for_restaging_once(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                     | alerts
        0   | L1 20; S1 taken L1            | -
        5   | S1 malignant              | extent.restaging:patient:locoregional_recurrence
        7   | L2 20; DXA staging; CT symptom     | extent.restaging:patient:locoregional_recurrence
        9   | CT restaging              | -
        60  | S2 taken L2; S2 malignant | extent.restaging:patient:locoregional_recurrence+distant_skin_m1
        61  | CT                        | -
        """,
        only="extent.restaging",
        lesions={"L1": SCAR, "L2": SCALP},
        **REMOVED,
    )
    assert alerts == {}


def test_a_study_shortly_before_counts_and_an_old_one_does_not(spec_alerts):
    table = """
        day   | facts                            | alerts
        0     | CT staging                       | -
        {day} | L1 20; S1 taken L1; S1 malignant | {alert}
        """
    for number, alert in ((42, "-"), (43, RECURRENCE)):
        spec_alerts(
            table.format(day=number, alert=alert),
            only="extent.restaging",
            lesions={"L1": SCAR},
            **REMOVED,
        )


def test_the_words_say_what_the_extent_is_and_that_it_is_proposed(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                            | alerts
        0   | L1 20; S1 taken L1; S1 malignant | extent.restaging:patient:locoregional_recurrence
        """,
        only="extent.restaging",
        lesions={"L1": SCAR},
        **REMOVED,
    )
    (alert,) = alerts.values()
    assert alert.statement.startswith("Restage: locoregional recurrence")
    assert alert.facts[0].startswith("Extent (proposed): locoregional recurrence")
    assert alert.lesion_ids == ("L1",) and alert.kind == "task"


def test_two_readings_go_to_the_tumor_board_until_somebody_decides(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                                | alerts
        0   | L1 20; S1 taken L1; S1 malignant     | extent.tumor_board:patient
        9   | decided locoregional_recurrence none | -
        """,
        only="extent.tumor_board",
        lesions={
            "L1": {
                "zone": "sternum",
                "laterality": "midline",
                **place(continuity="continuous", crosses_midline=True),
            }
        },
        **REMOVED,
    )
    assert alerts == {}


def test_an_unknown_primary_is_looked_for(spec_alerts):
    spec_alerts(
        """
        day | facts                            | alerts
        0   | L1 20; S1 taken L1; S1 malignant | extent.primary_unknown:patient
        9   | visit                            | extent.primary_unknown:patient
        """,
        only="extent.primary_unknown",
        lesions={"L1": {"zone": "abdomen"}},
        primary=PrimaryUnknown(),
    )


def test_a_decision_on_other_facts_is_looked_at_again(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                                           | alerts
        0   | L1 20; S1 taken L1; S1 malignant                | -
        5   | decided locoregional_recurrence none            | -
        60  | L2 20; S2 taken L2; S2 malignant                | extent.outdated:patient:locoregional_recurrence+distant_skin_m1
        70  | decided locoregional_recurrence distant_skin_m1 | -
        """,
        only="extent.outdated",
        lesions={"L1": SCAR, "L2": SCALP | {"first_seen_on": day(60)}},
        **REMOVED,
    )
    assert alerts == {}
