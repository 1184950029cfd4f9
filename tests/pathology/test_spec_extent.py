"""Extent: the worked checks, each by its name, and what must never happen."""

from datetime import date, timedelta

import pytest

from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathology.extent import current_extent, propose_extent
from dermetry.record.extent import ExtentDecision
from dermetry.record.finding import Absent, NotDone, Present, TreatedLocally
from dermetry.record.history import StageEntered
from dermetry.record.imaging_study import ImagingStudy
from dermetry.record.lesion import Lesion
from dermetry.record.pathology_report import PathologyReport
from dermetry.record.specimen import Specimen
from dermetry.record.visit import Visit
from tests.pathology.extent_tables import TAKEN_ON, breast_case, mastectomy

PAGE = "extent"
HEAD = "lesion | zone | side | tissue | facts\n"


def propose(rows: str, **facts):
    return propose_extent(case=breast_case(HEAD + rows, **facts), rules=SHIPPED)


def effects(proposal) -> tuple[str, str]:
    return proposal.t_effect, proposal.m_effect


def keys(tasks) -> list[str]:
    return [each.key for each in tasks]


# ---------------------------------------------------------------- the eight worked checks
# Lesions: zone, side, tissue: facts; several with ";".
WORKED_CHECKS = """
left breast      | lesions                                                            | shown
in place         | nipple left malignant: ulceration; scalp - malignant: nodule       | T4b and distant skin M1
in place         | areola left malignant: satellite_nodule, both (three of them)      | T4b, no M effect
removed          | chest_wall_anterior left malignant: nodule, scar                   | locoregional recurrence, no M effect
removed          | chest_wall_anterior right malignant: nodule, separate              | distant skin M1
removed          | chest_wall_anterior left malignant: en_cuirasse, crosses midline   | locoregional recurrence, M indeterminate
in place, T4d    | areola left benign: erythema                                       | T4d, no M effect
in place         | scalp - none: nodule                                               | unconfirmed; "distant skin M1 if proven"
primary unknown  | abdomen - malignant: nodule                                        | M indeterminate, primary unknown
"""  # noqa: E501


@pytest.mark.parametrize("row", WORKED_CHECKS.strip().splitlines()[1:], ids=lambda e: e[:75])
def test_worked_check(row):
    breast, lesions, shown = (cell.strip() for cell in row.split("|"))
    rows = []
    for each in lesions.replace(" (three of them)", f"; {lesions}" * 2).split(";"):
        place, _, facts = each.replace("(three of them)", "").partition(":")
        zone, side, tissue = place.split()
        rows.append(f"L{len(rows)} | {zone} | {side.strip('-')} | {tissue} | {facts}")
    got = propose(
        "\n".join(rows),
        primary="unknown" if breast == "primary unknown" else "left",
        left={"in place": "in_situ", "removed": "removed"}.get(breast.partition(",")[0]),
        inflammatory="left" if "T4d" in breast else None,
    )
    assert got.statement == shown


def test_breast_in_place_with_ulcer_and_proven_scalp_nodule():
    got = propose(
        """L1 | chest_wall_anterior | left | malignant | ulceration, clinical, in breast
           L2 | scalp               |      | malignant | nodule, clinical""",
        left="in_situ",
    )
    assert got.statement == "T4b and distant skin M1"
    assert effects(got) == ("t4b", "distant_skin_m1")
    assert (got.t_lesion_ids, got.m_lesion_ids) == (("L1",), ("L2",))
    assert keys(got.tasks) == ["restaging"]


def test_breast_in_place_with_three_satellite_nodules_in_that_breast():
    got = propose(
        """L1 | areola              | left | malignant | satellite_nodule, both
           L2 | chest_wall_anterior | left | malignant | satellite_nodule, both, in breast
           L3 | chest_wall_lower    | left | malignant | satellite_nodule, clinical, in breast""",
        left="in_situ",
    )
    assert got.statement == "T4b, no M effect"
    assert got.meaning == "Stage III by itself."
    assert got.codes == ()


def test_left_mastectomy_nodule_in_the_left_scar():
    got = propose(
        "L1 | chest_wall_anterior | left | malignant | nodule, clinical, scar",
        history=mastectomy("left"),
    )
    assert got.statement == "locoregional recurrence, no M effect"
    assert got.codes == (), "no code of secondary skin neoplasm for a recurrence in the scar"


def test_left_mastectomy_separate_nodule_on_the_right_chest():
    got = propose(
        "L1 | chest_wall_anterior | right | malignant | nodule, clinical, separate",
        history=mastectomy("left"),
    )
    assert got.statement == "distant skin M1"
    assert [each.code for each in got.codes] == ["C79.2", "94579000"]


def test_left_mastectomy_en_cuirasse_from_the_left_chest_across_the_sternum():
    got = propose(
        "L1 | chest_wall_anterior | left | malignant | en_cuirasse, both, crosses midline",
        history=mastectomy("left"),
    )
    assert got.statement == "locoregional recurrence, M indeterminate"
    assert len(got.lesions[0].readings) == 2
    assert keys(got.tasks) == ["restaging", "tumor_board"]


def test_inflammatory_carcinoma_stated_punch_negative():
    rows = "L1 | chest_wall_anterior | left | benign | erythema, clinical, in breast"
    got = propose(rows, left="in_situ", inflammatory="left")
    assert effects(got) == ("t4d", "none")
    assert got.statement == "T4d, no M effect"
    assert got.lesions[0].is_proven


def test_tissue_pending_on_a_scalp_nodule():
    got = propose("L1 | scalp | | none | nodule, clinical", left="in_situ")
    assert got.statement == 'unconfirmed; "distant skin M1 if proven"'
    assert effects(got) == ("none", "unconfirmed")
    assert got.m_if_proven == "distant_skin_m1"
    assert keys(got.tasks) == ["tissue"]


def test_no_breast_primary_known_nodule_on_the_abdomen_panel_pending():
    got = propose("L1 | abdomen | | malignant | nodule, clinical", primary="unknown")
    assert got.statement == "M indeterminate, primary unknown"
    assert keys(got.tasks) == ["restaging", "primary_workup"]


# ---------------------------------------------------------------- row by row
ROW_BY_ROW = """
breast  | zone                | side  | facts                                    | T                       | M
in_situ | nipple              | left  | nodule, clinical                         | t4b                     | none
in_situ | nipple              | left  | satellite_nodule, histological           | none                    | none
in_situ | areola              | left  | edema                                    | t4b                     | none
in_situ | chest_wall_anterior | left  | en_cuirasse, in breast                   | t4b                     | undetermined
in_situ | nipple              | left  | nipple_retraction                        | none                    | none
in_situ | chest_wall_anterior | left  | tethering, in breast                     | none                    | none
in_situ | areola              | left  | microscopic_invasion, histological       | none                    | none
in_situ | areola              | left  | erythema                                 | undetermined            | none
in_situ | areola              | left  | ulceration, crosses midline              | t4b                     | indeterminate
in_situ | axilla              | left  | continuous                               | none                    | indeterminate
in_situ | axilla              | left  | separate                                 | none                    | distant_skin_m1
in_situ | sternum             |       | continuous                               | none                    | indeterminate
in_situ | epigastrium         |       | continuous                               | none                    | indeterminate
in_situ | areola              | right | continuous                               | none                    | indeterminate
in_situ | areola              | right | separate                                 | none                    | distant_skin_m1
in_situ | areola              | right |                                          | none                    | undetermined
in_situ | chest_wall_lower    | left  | beside breast, separate                  | none                    | distant_skin_m1
in_situ | back                |       | nodule                                   | none                    | distant_skin_m1
kept    | areola              | left  | nodule                                   | locoregional_recurrence | none
kept    | chest_wall_anterior | left  | nodule, in breast                        | locoregional_recurrence | none
kept    | chest_wall_anterior | left  | nodule, scar                             | locoregional_recurrence | none
kept    | chest_wall_anterior | left  | nodule                                   | locoregional_recurrence | undetermined
kept    | chest_wall_anterior | left  | nodule, beside breast                    | locoregional_recurrence | indeterminate
removed | chest_wall_anterior | left  | nodule                                   | locoregional_recurrence | none
removed | chest_wall_anterior | left  | en_cuirasse                              | locoregional_recurrence | undetermined
removed | axilla              | left  | nodule                                   | locoregional_recurrence | none
removed | chest_wall_lower    | left  | nodule, tract                            | locoregional_recurrence | none
removed | chest_wall_lower    | left  | nodule, crosses field                    | locoregional_recurrence | indeterminate
removed | chest_skin          | both  | en_cuirasse, continuous                  | locoregional_recurrence | indeterminate
removed | supraclavicular_neck| left  | nodule                                   | locoregional_recurrence | indeterminate
removed | supraclavicular_neck| right | nodule, separate                         | none                    | distant_skin_m1
removed | neck                | left  | nodule                                   | undetermined            | undetermined
removed | upper_abdomen       |       | continuous                               | locoregional_recurrence | indeterminate
removed | upper_abdomen       |       | separate                                 | none                    | distant_skin_m1
removed | chest_wall_anterior | right | nodule, continuous                       | locoregional_recurrence | indeterminate
removed | sternum             |       | nodule                                   | locoregional_recurrence | indeterminate
removed | sternum             |       | nodule, field                            | locoregional_recurrence | none
removed | back                |       | nodule, scar                             | locoregional_recurrence | indeterminate
removed | umbilicus           |       | nodule                                   | none                    | distant_skin_m1
removed | finger              | left  | nodule                                   | none                    | distant_skin_m1
"""  # noqa: E501


@pytest.mark.parametrize(
    "row", ROW_BY_ROW.strip().splitlines()[1:], ids=lambda row: " ".join(row.split())
)
def test_row_of_the_table(row):
    breast, zone, side, facts, t, m = (cell.strip() for cell in row.split("|"))
    side = "bilateral" if side == "both" else side
    state = {"kept": "operated_kept"}.get(breast, breast)
    got = propose(f"L1 | {zone} | {side} | malignant | {facts}", left=state).lesions[0]
    assert (got.t_effect, got.m_effect) == (t, m), got.statement
    is_open = "undetermined" in (got.t_effect, got.m_effect)
    assert bool(got.missing or got.asks) or not is_open, "what is not determined asks for a fact"
    assert bool(got.readings) or not is_open


# ---------------------------------------------------------------- nothing is guessed
def test_breast_state_not_stated_is_asked_for_and_every_reading_is_shown():
    got = propose("L1 | nipple | left | malignant | ulceration").lesions[0]
    assert (got.t_effect, got.m_effect) == ("undetermined", "none")
    assert any("in place, operated and kept, or removed" in each for each in got.missing)
    assert any("T4b" in each for each in got.readings)
    assert any("locoregional recurrence" in each for each in got.readings)


@pytest.mark.parametrize(
    ("primary", "side", "ask"),
    [
        ("left", "", "side of the lesion"),
        ("no side", "left", "side of the lesion"),
        ("not recorded", "left", "whether a primary breast cancer is known"),
    ],
)
def test_a_missing_side_or_primary_is_asked_for(primary, side, ask):
    rows = f"L1 | chest_wall_anterior | {side} | malignant | nodule, clinical, separate"
    got = propose(rows, primary=primary, left="removed", right="in_situ").lesions[0]
    assert got.m_effect == "undetermined"
    assert any(ask in each for each in got.missing)


def test_distant_skin_needs_neither_side_nor_breast():
    got = propose("L1 | scalp | | malignant | ", primary="no side").lesions[0]
    assert (got.t_effect, got.m_effect, got.missing) == ("none", "distant_skin_m1", ())


def test_chest_wall_invasion_makes_t4c_and_is_asked_for_where_it_matters():
    rows = "L1 | areola | left | malignant | ulceration"
    assert any("T4c" in each for each in propose(rows, left="in_situ").missing)
    got = propose(rows, left="in_situ", history={"chest_wall_invasion": "left"})
    assert got.t_effect == "t4c"
    assert not got.missing
    other = propose(rows, left="in_situ", history={"chest_wall_invasion": "right"})
    assert other.t_effect == "t4b"


def test_inflammatory_carcinoma_needs_no_lesion():
    got = propose("", left="in_situ", inflammatory="left")
    assert effects(got) == ("t4d", "none")
    assert propose("", left="in_situ", inflammatory="right").inflammatory is None
    assert propose("", left="removed", inflammatory="left").inflammatory is None


def test_a_criterion_not_met_makes_inflammatory_carcinoma_a_question():
    case = breast_case(HEAD, left="in_situ", inflammatory="left")
    stated = case.history.inflammatory.model_copy(update={"began_within_six_months": False})
    history = case.history.model_copy(update={"inflammatory": stated})
    got = propose_extent(case=case.model_copy(update={"history": history}), rules=SHIPPED)
    assert got.t_effect == "undetermined"
    assert "criterion" in got.questions[0].what


def test_another_origin_named_by_the_pathologist_does_not_count():
    got = propose("L1 | scalp | | malignant of lung_adeno | ", left="removed")
    assert effects(got) == ("none", "none")
    assert "another origin" in got.lesions[0].statement


def test_breast_origin_without_a_primary_is_distant_on_distant_skin():
    got = propose("L1 | scalp | | malignant of breast | ", primary="unknown")
    assert effects(got) == ("none", "distant_skin_m1")
    got = propose("L1 | nipple | left | malignant of breast | ", primary="unknown")
    assert got.m_effect == "indeterminate"


def test_a_lesion_nobody_confirmed_is_not_counted():
    got = propose("L1? | scalp | | malignant | ", left="removed")
    assert effects(got) == ("none", "none")
    assert got.not_counted_ids == ("L1",)


def test_a_recorded_field_over_the_zone_and_side_counts_as_field():
    field = {"field_id": "R1", "zones": ("sternum",), "laterality": "left"}
    got = propose(
        "L1 | sternum | | malignant | nodule",
        history=mastectomy("left", radiation_fields=(field,)),
    )
    assert got.m_effect == "none"


def test_a_merged_mass_is_proven_by_its_parent_and_not_cleared_by_it():
    rows = "A | scalp | | {} | \nB | scalp | | none | \nM | scalp | | none | "
    for tissue, expected in (("malignant", "distant_skin_m1"), ("benign", "unconfirmed")):
        case = breast_case(HEAD + rows.format(tissue), left="removed")
        mass = case.lesions[2].model_copy(update={"merged_from": ("A", "B")})
        case = case.model_copy(update={"lesions": (*case.lesions[:2], mass)})
        assert propose_extent(case=case, rules=SHIPPED).lesion("M").m_effect == expected


def test_the_statement_names_what_is_unproven_and_what_is_not_determined():
    rows = """L1 | chest_wall_anterior | left | malignant | nodule, clinical, scar
              L2 | scalp               |      | none      |
              L3 | neck                | left | malignant | nodule"""
    assert propose(rows, left="removed").statement == (
        "locoregional recurrence, M not determined; "
        "L2 not proven by tissue (would be distant skin M1); not determined for L3"
    )


def test_unproven_lesions_that_would_mean_the_same_are_named_together():
    rows = """L2 | scalp  |      | none | nodule
              L3 | back   |      | none | nodule
              L4 | areola | left | none | nodule"""
    proven = "L1 | chest_wall_anterior | left | malignant | nodule, clinical, scar\n"
    assert propose(proven + rows, left="removed").statement == (
        "locoregional recurrence, no M effect; "
        "L2, L3 not proven by tissue (would be distant skin M1); "
        "L4 not proven by tissue (would be locoregional recurrence, no M effect)"
    )
    assert propose(rows, left="removed").statement.startswith("unconfirmed; L2, L3 not proven")


# ---------------------------------------------------------------- nothing said of the stage
WHAT_STANDS_BESIDE_THE_SKIN = """
other organ | stage typed | scan       | beside                           | meaning
            |             |            |                                  | Stage III by itself.
liver       |             |            | H1 liver                         |
liver?      |             |            | H1 liver (not confirmed)         |
lymph_node  |             |            | H1 lymph node                    |
breast      |             |            |                                  | Stage III by itself.
            | rM1         |            | rM1 (AJCC 8) entered 3 May 2026  |
            | cT4bN2cM1   |            | cT4bN2cM1 (AJCC 8) entered 3 May 2026 |
            | stage IV    |            | stage IV (AJCC 8) entered 3 May 2026 |
            | cT4 N1 M0   |            |                                  | Stage III by itself.
            |             | metastasis | metastasis (bone) seen by CT, 3 May 2026 |
            |             | no_metastasis |                               | Stage III by itself.
"""


@pytest.mark.parametrize("row", WHAT_STANDS_BESIDE_THE_SKIN.strip().splitlines()[1:])
def test_no_word_on_the_stage_beside_other_organs_or_an_entered_m1(row):
    organ, stage, scan, beside, meaning = (cell.strip() for cell in row.split("|"))
    day = date(2026, 5, 3)
    case = breast_case(HEAD + "L1 | areola | left | malignant | ulceration", left="in_situ")
    sure = {"confirmed_by": "Dr. A", "is_confirmed": not organ.endswith("?")}
    more = (Lesion(lesion_id="H1", organ=organ.strip("?"), **sure),) if organ else ()
    stages = (StageEntered(value=stage, edition="AJCC 8", stated_on=day),) if stage else ()
    study = {"study_id": "I1", "modality": "ct", "done_on": day, "organs": ("bone",)}
    studies = (ImagingStudy(**study, finding=scan),) if scan else ()
    case = case.model_copy(
        update={
            "lesions": case.lesions + more,
            "history": case.history.model_copy(update={"stages": stages}),
            "imaging_studies": studies,
        }
    )
    got = propose_extent(case=case, rules=SHIPPED)
    assert (got.beside, got.meaning) == ((beside,) if beside else (), meaning)
    assert got.statement == "T4b, no M effect", "the extent stays that of the skin"
    in_force = current_extent(case=case, rules=SHIPPED)
    assert (in_force.beside, in_force.meaning) == (got.beside, meaning)
    assert ("extent.beside" in got.rule_ids) is bool(beside)


M_NOT_SETTLED = """
second lesion                          | M
scalp | | none | nodule                | unconfirmed
neck | left | malignant | nodule       | undetermined
axilla | left | malignant | continuous | indeterminate
back | | malignant | nodule            | distant_skin_m1
"""


@pytest.mark.parametrize("row", M_NOT_SETTLED.strip().splitlines()[1:])
def test_no_word_on_the_stage_where_m_is_not_settled_as_none(row):
    second, _, m = row.rpartition("|")
    got = propose(f"L1 | areola | left | malignant | ulceration\nL2 | {second}", left="in_situ")
    assert (got.t_effect, got.m_effect, got.meaning) == ("t4b", m.strip(), "")


# ---------------------------------------------------------------- tissue
BENIGN_TISSUE_OF_A_LESION_FIRST_SEEN = """
first seen | taken      | tissue        | M
2026-01-05 | 2026-01-05 | benign        | none
2026-01-06 | 2026-01-05 | benign        | unconfirmed
           | 2026-01-05 | benign        | none
2026-01-06 | 2026-01-05 | malignant     | distant_skin_m1
"""


@pytest.mark.parametrize("row", BENIGN_TISSUE_OF_A_LESION_FIRST_SEEN.strip().splitlines()[1:])
def test_benign_tissue_from_before_a_lesion_was_there_says_nothing_of_it(row):
    first, _, tissue, m = (cell.strip() for cell in row.split("|"))
    case = breast_case(HEAD + f"L1 | scalp | | {tissue} | nodule", left="in_situ")
    on = date.fromisoformat(first) if first else None
    lesion = case.lesions[0].model_copy(update={"first_seen_on": on})
    case = case.model_copy(update={"lesions": (lesion,)})
    assert propose_extent(case=case, rules=SHIPPED).m_effect == m


GONE_LESIONS_AND_THE_TASK_OF_TISSUE = """
last found    | specimen     | named
measured      | none         | yes
absent        | none         | no
absent, here  | none         | yes
treated       | none         | no
treated       | not reported | yes
absent, undone| none         | no
"""


@pytest.mark.parametrize("row", GONE_LESIONS_AND_THE_TASK_OF_TISSUE.strip().splitlines()[1:])
def test_tissue_is_asked_for_of_lesions_that_are_still_there(row):
    found, tissue, named = (cell.strip() for cell in row.split("|"))
    told = {"lesion_id": "L2", "is_confirmed": True, "confirmed_by": "Dr. A"}
    kinds = {
        "measured": Present(**told),
        "here": Present(**told),
        "absent": Absent(**told),
        "treated": TreatedLocally(**told, treatment="excision"),
        "undone": NotDone(**told, reason="not photographed"),
    }
    visits = tuple(
        Visit(visited_on=TAKEN_ON + timedelta(days=n), findings=(kinds[each.strip()],))
        for n, each in enumerate(found.split(","))
    )
    rows = f"L1 | back | | none | nodule\nL2 | scalp | | {tissue} | nodule"
    got = propose(rows, left="in_situ", visits=visits)
    (task,) = (each for each in got.tasks if each.key == "tissue")
    assert task.lesion_ids == (("L1", "L2") if named == "yes" else ("L1",))


def test_both_breasts_show_t4_and_recurrence():
    got = propose(
        """L1 | areola | left  | malignant | ulceration
           L2 | areola | right | malignant | nodule""",
        primary="bilateral",
        left="in_situ",
        right="removed",
    )
    assert got.statement == "T4b and locoregional recurrence, no M effect"


# ---------------------------------------------------------------- decisions
def decision(**more) -> ExtentDecision:
    return ExtentDecision(
        **{
            "kind": "confirmed",
            "t_effect": "none",
            "m_effect": "distant_skin_m1",
            "proposed_t_effect": "none",
            "proposed_m_effect": "distant_skin_m1",
            "decided_by": "Dr. A",
            "decided_on": date(2026, 2, 1),
            "rules_version": "extent 1",
            **more,
        }
    )


def current(rows: str, *decisions, **facts):
    case = breast_case(HEAD + rows, left="removed", extent_decisions=decisions, **facts)
    return current_extent(case=case, rules=SHIPPED)


SCALP = "L1 | scalp | | malignant | nodule"


def test_without_a_decision_the_extent_is_proposed():
    got = current(SCALP)
    assert (got.state, got.statement, got.is_outdated) == ("proposed", "distant skin M1", False)


def test_a_confirmed_extent_stands_until_the_facts_change():
    assert current(SCALP, decision()).state == "confirmed"
    assert not current(SCALP, decision()).is_outdated
    more = SCALP + "\nL2 | areola | left | malignant | nodule"
    got = current(more, decision())
    assert got.is_outdated
    assert got.patient.note.startswith("decided on other facts")
    assert got.t_effect == "none", "the decision stands until a person changes it"


def test_an_override_keeps_reason_and_proposal_and_drops_tasks_that_no_longer_follow():
    put_aside = decision(
        kind="overridden", m_effect="none", reason="second melanoma, slides reviewed"
    )
    got = current(SCALP, put_aside)
    assert (got.state, got.m_effect) == ("overridden", "none")
    assert got.patient.proposed_m_effect == "distant_skin_m1"
    assert got.patient.decision.reason
    assert keys(got.tasks) == []
    assert got.codes == ()


def test_the_last_decision_holds_and_a_lesion_decision_enters_the_patient():
    of_lesion = decision(lesion_id="L1", kind="overridden", m_effect="none", reason="burn")
    got = current(SCALP, of_lesion)
    assert (got.state, got.m_effect) == ("proposed", "none")
    assert got.lesions[0].state == "overridden"
    later = decision(lesion_id="L1", decided_on=date(2026, 3, 1))
    assert current(SCALP, later, of_lesion).m_effect == "distant_skin_m1"


def test_a_decision_under_other_rules_says_so():
    got = current(SCALP, decision(rules_version="extent 0"))
    assert "extent 0" in got.patient.note


def test_every_rule_and_source_is_named_and_unverified_is_said():
    got = propose("L1 | areola | left | malignant | ulceration", left="in_situ")
    assert "extent.breast_skin" in got.rule_ids
    assert {"seer_eod_2018", "pdq_breast"} <= set(got.cites)
    assert got.status == "unverified"
    assert got.rules_version == "extent 1"


# ---------------------------------------------------------------- origins that disagree
ORIGINS = """
first        | later        | same day | effect
breast       | melanoma     | yes      | locoregional_recurrence
melanoma     | breast       | no       | locoregional_recurrence
brest        |              | no       | locoregional_recurrence
melanoma     | adnexal      | no       | none
melanoma     |              | no       | none
undetermined | melanoma     | no       | none
melanoma     | undetermined | no       | locoregional_recurrence
"""


@pytest.mark.parametrize("row", ORIGINS.strip().splitlines()[1:], ids=lambda each: each.strip())
def test_origins_that_disagree_settle_nothing(row):
    first, later, same, effect = (cell.strip() for cell in row.split("|"))
    day = TAKEN_ON if same == "yes" else TAKEN_ON + timedelta(days=30)
    second = Specimen(
        specimen_id="S2",
        lesion_id="L1",
        kind="punch",
        taken_on=day,
        is_malignant=True,
        report=PathologyReport(origin=later or None),
    )
    got = propose(
        f"L1 | chest_wall_anterior | left | malignant of {first} | nodule, scar",
        left="removed",
        specimens=[second],
    )
    assert got.t_effect == effect


def test_a_proven_lesion_with_missing_facts_asks_for_restaging():
    row = "L1 | chest_wall_anterior | right | {} | nodule"
    proven = breast_case(HEAD + row.format("malignant"), left="removed")
    assert "undetermined" in effects(propose_extent(case=proven, rules=SHIPPED))
    assert "restaging" in keys(propose_extent(case=proven, rules=SHIPPED).tasks)
    assert "restaging" in keys(current_extent(case=proven, rules=SHIPPED).tasks)
    pending = breast_case(HEAD + row.format("none"), left="removed")
    assert "restaging" not in keys(propose_extent(case=pending, rules=SHIPPED).tasks)
    assert "restaging" not in keys(current_extent(case=pending, rules=SHIPPED).tasks)


def test_unknown_primary_with_breast_origin_named_says_what_is_still_open():
    got = propose("L1 | axilla | left | malignant of breast | nodule", primary="unknown")
    assert got.m_effect == "indeterminate"
    assert "side and breast are not known" in got.lesions[0].statement
    assert keys(got.tasks) == ["restaging", "tumor_board"]
    unnamed = propose("L1 | axilla | left | malignant | nodule", primary="unknown")
    assert "primary_workup" in keys(unnamed.tasks)


def test_stage_three_by_itself_is_not_said_beside_distant_disease():
    rows = "L1 | nipple | left | malignant | ulceration\n"
    assert propose(rows, left="in_situ").meaning == "Stage III by itself."
    assert propose(rows + "L2 | scalp | | malignant | nodule", left="in_situ").meaning == ""
