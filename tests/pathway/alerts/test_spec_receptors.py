"""Spec: receptors of malignant tissue. Source: rules receptors.* of rules/alerts.toml."""

# ruff: noqa: E501 (the tables are wide)

PAGE = "alerts"


def test_a_malignant_skin_specimen_is_tested(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                                                     | alerts
        0   | S1 taken L1; S2 taken L1; S3 taken; S4 taken              | -
        5   | S1 malignant; S1 ER 90; S2 benign                         | -
        6   | S3 malignant; S3 of primary; S4 malignant; S4 origin lung | -
        14  |                                                           | -
        15  |                                                           | receptors.missing:S1
        60  |                                                           | receptors.missing:S1
        """,
        only="receptors.missing",
        lesions={"L1": {}},
    )
    (alert,) = alerts.values()
    assert alert.statement == "Specimen S1 is malignant; not tested: PR, HER2"
    assert alert.owner == "pathologist" and alert.lesion_ids == ("L1",)


def test_a_later_malignant_specimen_with_all_three_counts_instead(spec_alerts):
    spec_alerts(
        """
        day | facts                                      | alerts
        0   | S1 taken; S1 malignant                     | -
        20  | S2 taken; S2 malignant                     | receptors.missing:S1
        40  |                                            | receptors.missing:S1, receptors.missing:S2
        50  | S3 taken                                   | receptors.missing:S1, receptors.missing:S2
        55  | S3 malignant; S3 ER 90; S3 PR 5; S3 HER2 0 | -
        """,
        only="receptors.missing",
    )


def test_a_text_that_cannot_be_read_is_no_result_and_is_not_called_untested(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                                  | alerts
        0   | S1 taken; S2 taken                     | -
        1   | S1 malignant; S1 typed ER- PR- HER2 0  | -
        2   | S2 malignant; S2 typed ER? ask the lab | -
        12  |                                        | receptors.missing:S2
        """,
        only="receptors.missing",
    )
    (alert,) = alerts.values()
    assert "cannot be read" in alert.statement and "not tested" not in alert.statement
    assert "As typed: ER? ask the lab." in alert.facts


def test_a_receptor_other_than_that_of_the_primary(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                                                               | alerts
        0   | S1 taken; S1 of primary; S1 malignant; S1 ER 90; S1 PR 5; S1 HER2 0 | -
        30  | S2 taken                                                            | -
        35  | S2 malignant; S2 ER 0; S2 PR 5; S2 HER2 3+                          | receptors.conversion:S2:ER, receptors.conversion:S2:HER2
        50  | S3 taken                                                            | receptors.conversion:S2:ER, receptors.conversion:S2:HER2
        55  | S3 malignant; S3 ER 80                                              | receptors.conversion:S2:HER2
        """,
        only="receptors.conversion",
    )
    (alert,) = alerts.values()
    assert alert.statement.startswith("HER2 gained") and alert.urgency == "soon"


def test_a_later_result_that_is_asked_about_does_not_end_the_alert(spec_alerts):
    def case_with(word):
        return spec_alerts(
            f"""
            day | facts                                           | alerts
            0   | S1 taken; S1 of primary; S1 malignant; S1 PR 60 | -
            30  | S2 taken                                        | -
            35  | S2 malignant; S2 PR 0                           | receptors.conversion:S2:PR
            50  | S3 taken                                        | receptors.conversion:S2:PR
            55  | S3 malignant; S3 PR 5{word}                     | {"receptors.conversion:S2:PR" if word else "-"}
            """,
            only="receptors.conversion",
        )[1]

    (alert,) = case_with(" negative").values()
    asked = "PR 5 % was called negative: was another limit used?"
    assert f"Later specimen S3, not settled: {asked}" in alert.facts
    assert case_with("") == {}


def test_er_into_the_low_class_is_flagged_and_a_trial_label_is_not(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                                                        | alerts
        0   | S1 taken; S1 of primary; S1 malignant; S1 ER 90; S1 HER2 0   | -
        30  | S2 taken                                                     | -
        35  | S2 malignant; S2 ER 5; S2 HER2 1+                            | receptors.conversion:S2:ER
        50  | S3 taken                                                     | receptors.conversion:S2:ER
        55  | S3 malignant; S3 ER 10                                       | receptors.conversion:S3:ER
        70  | S4 taken                                                     | receptors.conversion:S3:ER
        75  | S4 malignant; S4 ER 11                                       | -
        """,
        only="receptors.conversion",
    )
    assert not alerts


def test_her2_equivocal_waits_for_ish(spec_alerts):
    spec_alerts(
        """
        day | facts                              | alerts
        0   | S1 taken; S1 malignant; S1 HER2 2+ | receptors.her2_equivocal:S1
        10  | S2 taken                           | receptors.her2_equivocal:S1
        12  | S2 malignant; S2 ER 90             | receptors.her2_equivocal:S1
        14  | S1 ISH negative                    | -
        """,
        only="receptors.her2_equivocal",
        is_dated=False,
    )


def test_a_later_her2_settles_it_too(spec_alerts):
    spec_alerts(
        """
        day | facts                              | alerts
        0   | S1 taken; S1 malignant; S1 HER2 2+ | receptors.her2_equivocal:S1
        12  | S2 taken; S2 malignant; S2 HER2 1+ | -
        """,
        only="receptors.her2_equivocal",
    )


def test_receptors_tested_long_ago_at_progression(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                                                | alerts
        0   | S1 taken; S1 malignant; S1 ER 90; S1 PR 5; S1 HER2 0 | -
        365 | signed PD                                            | -
        366 | signed PD                                            | receptors.old:patient@366
        370 | signed SD                                            | -
        380 | signed PD                                            | receptors.old:patient@380
        381 | B1 suggested                                         | -
        382 | B1 cancelled                                         | receptors.old:patient@380
        383 | S2 taken                                             | -
        """,
        only="receptors.old",
    )
    assert alerts == {}


def test_receptors_never_tested_at_progression_and_a_typed_text_tells_of_a_test(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts     | alerts
        0   | signed PD | receptors.old:patient@0
        """,
        only="receptors.old",
    )
    (alert,) = alerts.values()
    assert alert.statement.endswith("receptors last tested: never, as far as recorded")
    spec_alerts(
        """
        day | facts                                        | alerts
        0   | S1 taken; S1 malignant; S1 typed ER? see lab | -
        9   | signed PD                                    | -
        """,
        only="receptors.old",
    )
