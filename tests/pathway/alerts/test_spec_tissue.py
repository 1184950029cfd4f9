"""Spec: when a lesion needs tissue. Source: rules tissue.* of rules/alerts.toml."""

# ruff: noqa: E501 (the tables are wide)

from dermetry.record.history import History, RadiationField
from tests.pathway.alerts.tables import day, place

PAGE = "alerts"

CHEST = {"zone": "chest_wall_anterior", "laterality": "left"}


def test_a_lesion_without_tissue_is_named_after_four_weeks(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts      | alerts
        0   | L1 present | -
        27  |            | -
        28  |            | tissue.none:L1
        40  | L1 present | tissue.none:L1
        """,
        only="tissue.none",
        lesions={"L1": CHEST},
    )
    alert = alerts["tissue.none:L1"]
    assert alert.statement == (
        "L1 (left chest wall anterior) has been there for weeks without tissue"
    )
    assert alert.facts == (
        "L1 has been there since 5 Jan 2026.",
        "No tissue of L1 is recorded.",
    )
    assert (alert.since, alert.due_on) == (day(28), day(42))
    assert (alert.owner, alert.urgency, alert.kind) == ("physician", "soon", "alert")
    assert (alert.rule_id, alert.status, alert.rules_version) == (
        "alerts.tissue.none",
        "unverified",
        "alerts 1",
    )
    assert alert.cites == ("dermetry_design",) and alert.lesion_ids == ("L1",)


def test_the_weeks_count_from_when_it_was_first_seen(spec_alerts):
    spec_alerts(
        """
        day | facts      | alerts
        20  | L1 present | -
        32  |            | -
        33  |            | tissue.none:L1
        """,
        only="tissue.none",
        lesions={"L1": {"first_seen_on": day(5)}},
    )


def test_tissue_or_a_biopsy_on_its_way_answers_it(spec_alerts):
    spec_alerts(
        """
        day | facts                  | alerts
        0   | L1 present; L2 present | -
        30  |                        | tissue.none:L1, tissue.none:L2
        31  | B1 suggested L1        | tissue.none:L2
        32  | S1 taken L2            | -
        33  | B1 cancelled           | tissue.none:L1
        34  | B2 ordered L1          | -
        35  | B2 taken               | -
        """,
        only="tissue.none",
    )


def test_a_lesion_that_is_gone_needs_none_and_one_that_nobody_looked_at_still_does(spec_alerts):
    spec_alerts(
        """
        day | facts                         | alerts
        0   | L1 present; L2 present; L3 20 | -
        28  | L1 absent; L2 ND; L3 treated  | tissue.none:L2
        29  |                               | tissue.none:L2
        """,
        only="tissue.none",
    )


def test_malignant_tissue_of_the_same_zone_and_side_counts(spec_alerts):
    table = """
        day | facts                      | alerts
        0   | L1 20; L2 20; L3 20; L4 20 | -
        1   | S1 taken L1                | -
        28  |                            | tissue.none:L2, tissue.none:L3, tissue.none:L4
        30  | S1 malignant               | tissue.none:L3, tissue.none:L4
        """
    lesions = {
        "L1": CHEST,
        "L2": CHEST,
        "L3": CHEST | {"laterality": "right"},
        "L4": {"zone": "scalp"},
    }
    spec_alerts(table, only="tissue.none", lesions=lesions)


def test_tissue_that_is_not_malignant_proves_nothing_for_its_neighbors(spec_alerts):
    spec_alerts(
        """
        day | facts        | alerts
        0   | L1 20; L2 20 | -
        1   | S1 taken L1  | -
        5   | S1 benign    | -
        28  |              | tissue.none:L2
        """,
        only="tissue.none",
        lesions={"L1": CHEST, "L2": CHEST},
    )


def test_lesions_of_other_organs_and_unconfirmed_ones_are_not_asked_for(spec_alerts):
    spec_alerts(
        """
        day | facts         | alerts
        0   | L1 20; ?L2 20 | -
        60  |               | -
        """,
        only="tissue.none",
        lesions={"L1": {"organ": "liver"}, "L2": {"is_confirmed": False, "confirmed_by": None}},
    )


def test_tissue_of_the_lesions_it_merged_from_counts(spec_alerts):
    spec_alerts(
        """
        day | facts        | alerts
        0   | L1 20; L2 20 | -
        1   | S1 taken L1  | -
        20  | L3 50        | -
        60  |              | tissue.none:L2
        """,
        only="tissue.none",
        lesions={"L3": {"merged_from": ("L1", "L2")}},
    )


def test_an_unproven_lesion_that_grows_is_named_at_once(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts | alerts
        0   | L1 20 | -
        7   | L1 25 | tissue.changing:L1@7
        14  | L1 25 | tissue.changing:L1@7
        21  | L1 31 | tissue.changing:L1@21
        """,
        only="tissue.changing",
    )
    alert = alerts["tissue.changing:L1:2026-01-26"]
    assert alert.facts[0] == "L1 grew from 25 mm (19 Jan 2026) to 31 mm (26 Jan 2026)."


def test_growth_without_uncertainty_needs_percent_and_millimeters(spec_alerts):
    spec_alerts(
        """
        day | facts                                      | alerts
        0   | L1 20; L2 30; L3 10; L4 25; L5 26          | -
        7   | L1 24.9; L2 35; L3 14; L4 30; L5 31        | tissue.changing:L4@7
        """,
        only="tissue.changing",
    )


def test_with_uncertainty_only_growth_beyond_error_counts(spec_alerts):
    spec_alerts(
        """
        day | facts                  | alerts
        0   | L1 20 +-0.5; L2 20 +-3 | -
        7   | L1 22 +-0.5; L2 27 +-3 | tissue.changing:L1@7
        """,
        only="tissue.changing",
    )


def test_worse_and_newly_open_are_changes_too(spec_alerts):
    spec_alerts(
        """
        day | facts                             | alerts
        0   | L1 present; L2 present; L2 closed | -
        7   | L1 PD; L2 present; L2 copied open | tissue.changing:L1@7
        14  | L2 present; L2 open               | tissue.changing:L1@7, tissue.changing:L2@14
        """,
        only="tissue.changing",
    )


def test_tissue_from_before_the_change_does_not_answer_it_and_proof_does(spec_alerts):
    spec_alerts(
        """
        day | facts                        | alerts
        0   | L1 20; L2 20; L3 20          | -
        1   | S1 taken L1; S2 taken L2     | -
        5   | S1 benign; S2 malignant      | -
        7   | L1 30; L2 30; L3 30          | tissue.changing:L1@7, tissue.changing:L3@7
        8   | S3 taken L1; B1 suggested L3 | -
        """,
        only="tissue.changing",
    )


def test_redness_that_stays_under_antibiotics_asks_for_a_punch(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                                  | alerts
        0   | L1 present; L1 looks sheet of erythema | -
        1   | A1 antibiotic L1                       | -
        3   | L1 present; L1 looks erythema          | -
        4   | L1 present; L1 looks flat redness      | tissue.erythema_under_antibiotics:L1:A1
        6   | S1 taken L1                            | -
        """,
        only="tissue.erythema",
    )
    assert alerts == {}


def test_redness_that_settled_or_that_another_course_was_for_asks_for_nothing(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                                                       | alerts
        0   | L1 present; L1 looks erythema; L2 present; L2 looks redness | -
        1   | A1 antibiotic L2                                            | -
        5   | L1 present; L1 looks erythema; L2 present; L2 looks scar    | -
        6   | A1 ends                                                     | -
        20  | L2 present; L2 looks redness                                | tissue.erythema_under_antibiotics:L2:A1
        """,
        only="tissue.erythema",
    )
    (alert,) = alerts.values()
    assert alert.urgency == "urgent" and alert.since == day(20)


def test_redness_that_settles_ends_it(spec_alerts):
    spec_alerts(
        """
        day | facts                        | alerts
        0   | L1 present; L1 looks redness | -
        1   | A1 antibiotic                | -
        5   | L1 present; L1 looks redness | tissue.erythema_under_antibiotics:L1:A1
        9   | L1 present; L1 looks scar    | -
        """,
        only="tissue.erythema",
    )


def test_redness_soon_after_a_course_counts_and_long_after_is_another_story(spec_alerts):
    for number, alert in ((36, "tissue.erythema_under_antibiotics:L1:A1"), (37, "-")):
        spec_alerts(
            f"""
            day | facts                       | alerts
            0   | L1 present; L1 looks nodule | -
            1   | A1 antibiotic               | -
            8   | A1 ends                     | -
            {number} | L1 present; L1 looks redness | {alert}
            """,
            only="tissue.erythema",
        )


def test_an_erysipeloid_lesion_is_red_until_somebody_says_otherwise(spec_alerts):
    spec_alerts(
        """
        day | facts                              | alerts
        0   | L1 present; L2 present; L3 present | -
        1   | A1 antibiotic                      | -
        4   | L1 present; L2 ND; L3 absent       | tissue.erythema_under_antibiotics:L1:A1
        """,
        only="tissue.erythema",
        lesions={
            "L1": {"skin_change": "erythema"},
            "L2": {"morphology": "carcinoma erysipeloides"},
            "L3": {"skin_change": "erythema"},
        },
    )


def test_a_violaceous_lesion_in_a_field_is_biopsied_never_watched(spec_alerts):
    stated = place(in_radiation_field=True)
    _, alerts = spec_alerts(
        """
        day | facts                                                   | alerts
        0   | L1 present; L1 looks plaque; L2 present; L3 present     | tissue.violaceous_in_field:L3
        7   | L1 present; L1 looks violaceous plaque; L2 looks purple | tissue.violaceous_in_field:L1, tissue.violaceous_in_field:L3
        8   | S1 taken L1; B1 ordered L3                              | -
        9   | S1 benign                                               | -
        """,
        only="tissue.violaceous",
        lesions={
            "L1": stated,
            "L2": place(in_radiation_field=False),
            "L3": stated | {"morphology": "telangiectatic"},
        },
    )
    assert alerts == {}


def test_a_recorded_field_says_where_the_skin_was_irradiated(spec_alerts):
    field = RadiationField(field_id="R1", zones=("chest_wall_anterior",), laterality="left")
    _, alerts = spec_alerts(
        """
        day | facts                              | alerts
        0   | L1 present; L2 present; L3 present | tissue.violaceous_in_field:L1
        """,
        only="tissue.violaceous",
        lesions={
            "L1": CHEST | {"morphology": "livid patch"},
            "L2": CHEST | {"laterality": "right", "morphology": "livid patch"},
            "L3": {"zone": "back", "morphology": "livid patch"},
        },
        history=History(radiation_fields=(field,)),
    )
    (alert,) = alerts.values()
    assert "The zone of L1 lies in the recorded field R1." in alert.facts
    assert alert.urgency == "urgent"


def test_a_lesion_in_lymphedema_needs_tissue_of_its_own(spec_alerts):
    arm = {"zone": "upper_arm_anterior", "laterality": "left", **place(in_lymphedema=True)}
    spec_alerts(
        """
        day | facts                     | alerts
        0   | L1 20; S1 taken L1; L3 20 | -
        1   | S1 malignant              | -
        2   | L2 20                     | tissue.lymphedema:L2
        3   | S2 taken L2               | -
        """,
        only="tissue.lymphedema",
        lesions={"L1": arm, "L2": arm, "L3": place(in_lymphedema=False)},
    )


def test_a_new_morphology_is_named_until_tissue_is_taken(spec_alerts):
    spec_alerts(
        """
        day | facts                             | alerts
        0   | L1 present; L1 looks nodule       | -
        7   | L1 present; L1 looks  Nodule      | -
        14  | L1 present; L1 copied looks ulcer | -
        21  | L1 present; L1 looks ulcer        | tissue.new_morphology:L1@21
        28  | L1 present; L1 looks ulcer        | tissue.new_morphology:L1@21
        35  | L1 present; L1 looks crust        | tissue.new_morphology:L1@35
        36  | S1 taken L1                       | -
        """,
        only="tissue.new_morphology",
    )


def test_a_lesion_that_came_back_is_named(spec_alerts):
    spec_alerts(
        """
        day | facts       | alerts
        0   | L1 20       | -
        1   | S1 taken L1 | -
        20  | L1 ND       | -
        40  | L1 absent   | -
        60  | L1 ND       | -
        80  | L1 8        | tissue.came_back:L1@80
        90  | L1 9        | tissue.came_back:L1@80
        95  | L1 absent   | -
        99  | L1 9        | tissue.came_back:L1@99
        100 | S2 taken L1 | -
        """,
        only="tissue.came_back",
    )


def test_another_tumor_in_the_zone_proves_nothing_for_its_neighbors(spec_alerts):
    spec_alerts(
        """
        day | facts                                                        | alerts
        0   | L1 20; L2 20; S1 taken L1; L3 20; L4 20; S3 taken L3         | -
        1   | S1 malignant; S1 origin skin_other; S3 malignant             | -
        28  |                                                              | tissue.none:L2
        30  | S3 origin breast                                             | tissue.none:L2
        """,
        only="tissue.none",
        lesions={
            "L1": {"zone": "scalp"},
            "L2": {"zone": "scalp"},
            "L3": CHEST,
            "L4": CHEST,
        },
    )


def test_other_words_for_the_same_kind_are_no_new_morphology(spec_alerts):
    spec_alerts(
        """
        day | facts                                  | alerts
        0   | L1 present; L1 looks red nodule        | -
        7   | L1 present; L1 looks Red nodule.       | -
        14  | L1 present; L1 looks firm red nodule   | -
        21  | L1 present; L1 looks ulcerated nodule  | tissue.new_morphology:L1@21
        """,
        only="tissue.new_morphology",
    )


def test_words_that_name_no_kind_are_compared_as_words(spec_alerts):
    spec_alerts(
        """
        day | facts                          | alerts
        0   | L1 present; L1 looks thing     | -
        7   | L1 present; L1 looks big thing | tissue.new_morphology:L1@7
        """,
        only="tissue.new_morphology",
    )


def test_one_lesion_is_asked_for_tissue_by_its_most_urgent_reason(spec_alerts):
    spec_alerts(
        """
        day | facts                  | alerts
        0   | L1 present; L2 present | tissue.violaceous_in_field:L1
        28  |                        | tissue.none:L2, tissue.violaceous_in_field:L1
        """,
        only=("tissue.none", "tissue.violaceous"),
        lesions={"L1": {"morphology": "violaceous plaque", **place(in_radiation_field=True)}},
    )
    spec_alerts(
        """
        day | facts      | alerts
        0   | L1 present | tissue.lymphedema:L1
        28  |            | tissue.lymphedema:L1
        """,
        only=("tissue.none", "tissue.lymphedema"),
        lesions={"L1": place(in_lymphedema=True)},
    )


def test_a_confirmed_lesion_that_nobody_dated_is_asked_for(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts  | alerts
        0   | visit  | -
        28  | visit  | tissue.none:L1
        """,
        only="tissue.none",
        lesions={"L1": {}},
    )
    assert alerts["tissue.none:L1"].missing == ("since when L1 has been there",)
