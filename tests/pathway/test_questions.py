"""Questions about what cannot be, or is doubtful: each asked once, in words, with its facts."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings

from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathway.alerts.case_check import check_case
from dermetry.pathway.questions import ask_about
from dermetry.record.appearance import Appearance
from dermetry.record.biopsy import Biopsy
from dermetry.record.dermoscopy import Dermoscopy
from dermetry.record.extent import ExtentDecision
from dermetry.record.finding import Absent, Present
from dermetry.record.history import RadiationField, StageEntered, Surgery
from dermetry.record.imaging_study import ImagingStudy
from dermetry.record.specimen import Specimen
from dermetry.record.visit import Visit
from tests.pathology.drawn import breast_cases
from tests.pathology.extent_tables import breast_case, mastectomy

PAGE = "questions"
HEAD = "lesion | zone | side | tissue | facts\n"
DAY = date(2026, 1, 5)
SCALP = "L1 | scalp | | none | "
AREOLA = "L1 | areola | left | none | "


def asked(rows: str = "", **facts) -> dict[str, str]:
    case = breast_case(HEAD + rows, **{"left": "in_situ", **facts})
    found = ask_about(case=case, rules=SHIPPED)
    assert len({each.key for each in found}) == len(found)
    return {each.key: each.what for each in found if not each.rule_id.startswith("receptors")}


def keys(rows: str = "", **facts) -> set[str]:
    return {key.removeprefix("questions.") for key in asked(rows, **facts)}


ASKED_OF_A_LESION = """
breast  | lesion                                                       | asked
removed | L1 | areola | left | none | nodule, clinical                  | removed_breast:L1
removed | L1 | chest_wall_anterior | left | none | in breast            | removed_breast:L1
removed | L1 | chest_wall_anterior | left | none | satellite_nodule     | removed_breast:L1
removed | L1 | areola | right | none | separate                         | extent.contralateral:L1
removed | L1 | chest_wall_anterior | left | none | nodule               |
in_situ | L1 | areola | left | none | satellite_nodule, both            |
in_situ | L1 | axilla | | none | separate                               | side_missing:L1
in_situ | L1 | scalp | | none |                                         |
in_situ | L1 | areola | midline | none |                                | side_impossible:L1
in_situ | L1 | sternum | midline | none | separate                      |
in_situ | L1 | areola | left | none | microscopic_invasion, clinical    | evidence:L1
in_situ | L1 | areola | left | none | ulceration, histological          | evidence:L1
in_situ | L1 | areola | left | none | ulceration, both                  |
in_situ | L1 | scalp | | none | continuous                              | continuity:L1
removed | L1 | chest_skin | left | none | separate, crosses midline     | continuity:L1
in_situ | L1 | sternum | | none | continuous                            | continuous_with:L1
removed | L1 | sternum | | none | continuous                            |
in_situ | L1? | axilla | | none | separate                              |
in_situ | L1? | axilla | left | malignant | nodule                      | not_confirmed:L1
in_situ | L1 | shoulder | left | none | separate                         | zone_unknown:L1
removed | L1 | chest_skin | right | malignant | nodule                  | extent_missing:L1
removed | L1 | chest_skin | left | malignant of brest | nodule, scar    | origin_unknown:L1
removed | L1 | chest_skin | left | malignant of melanoma | nodule, scar |
"""


@pytest.mark.parametrize(
    "row", ASKED_OF_A_LESION.strip().splitlines()[1:], ids=lambda each: each.strip()
)
def test_question_about_a_lesion(row):
    breast, *lesion, expected = (cell.strip() for cell in row.split("|"))
    assert keys(" | ".join(lesion), left=breast) == {expected} - {""}


PATIENTS = [
    ({"primary": "not recorded"}, {"primary_missing:primary"}),
    ({"primary": "no side"}, {"primary_side:primary"}),
    ({"primary": "left", "left": None}, {"breast_state:left"}),
    ({"primary": "bilateral"}, {"breast_state:right"}),
    ({"primary": "unknown"}, set()),
    ({"left": "in_situ", "history": mastectomy("left")}, {"breast_contradiction:left"}),
    ({"left": "removed", "history": mastectomy("left")}, set()),
    ({"inflammatory": "right"}, {"inflammatory_side:right"}),
    ({"inflammatory": "left", "left": "removed"}, {"inflammatory_side:left"}),
    ({"inflammatory": "left"}, {"inflammatory_criteria:left"}),
    ({"history": {"stages": (StageEntered(value="IV", edition=""),)}}, {"stage_edition:IV"}),
]


@pytest.mark.parametrize(("facts", "expected"), PATIENTS, ids=lambda each: str(each)[:60])
def test_question_about_the_patient(facts, expected):
    assert keys(SCALP, **facts) == expected


def test_a_patient_without_skin_lesion_is_not_asked_for_the_breast():
    assert keys("", primary="not recorded") == set()


@pytest.mark.parametrize(
    ("kind", "side", "is_asked"),
    [(None, "left", True), ("mastectomy", None, True), ("axillary", None, False)],
)
def test_an_operation_without_kind_or_side_is_asked_about(kind, side, is_asked):
    operation = Surgery(surgery_id="OP1", name="Operation", kind=kind, laterality=side)
    got = asked(SCALP, history={"surgeries": (operation,)})
    assert ("questions.operation_kind:OP1" in got) == is_asked


def test_a_field_without_side_and_a_lesion_stated_outside_a_field():
    field = RadiationField(field_id="R1", zones=("areola",))
    assert keys(SCALP, history={"radiation_fields": (field,)}) == {"field_side:R1"}
    sided = field.model_copy(update={"laterality": "left"})
    case = breast_case(HEAD + AREOLA, left="in_situ", history={"radiation_fields": (sided,)})
    around = case.lesions[0].surroundings.model_copy(update={"in_radiation_field": False})
    lesion = case.lesions[0].model_copy(update={"surroundings": around})
    found = ask_about(case=case.model_copy(update={"lesions": (lesion,)}), rules=SHIPPED)
    assert [each.key for each in found] == ["questions.field:L1"]


@pytest.mark.parametrize(
    ("zone", "look", "is_asked"),
    [("back", "subungual", True), ("finger", "subungual", False), ("areola", "alopecia", True)],
)
def test_a_look_that_exists_in_one_place_only(zone, look, is_asked):
    visit = Visit(visited_on=DAY, appearances=(Appearance(lesion_id="L1", morphology=look),))
    got = asked(f"L1 | {zone} | left | none | ", visits=(visit,))
    assert any(key.startswith("questions.look_and_place:L1") for key in got) == is_asked


@pytest.mark.parametrize(
    ("look", "role", "is_asked"),
    [
        ("plaque (en cuirasse)", "target", True),
        ("erythema", "target", True),
        ("nodule", "target", False),
        ("en cuirasse", "non_target", False),
    ],
)
def test_a_target_of_a_kind_without_a_diameter(look, role, is_asked):
    case = breast_case(HEAD + SCALP, left="in_situ")
    lesion = case.lesions[0].model_copy(update={"morphology": look, "role": role})
    found = ask_about(case=case.model_copy(update={"lesions": (lesion,)}), rules=SHIPPED)
    assert [each.rule_id for each in found] == ["questions.look_not_measurable"] * is_asked


def test_open_skin_seen_at_a_visit_asks_for_the_skin_change():
    visit = Visit(visited_on=DAY, appearances=(Appearance(lesion_id="L1", ulcerated=True),))
    assert keys(AREOLA, visits=(visit,)) == {"open_skin:L1"}
    assert keys(AREOLA + "ulceration", visits=(visit,)) == set()
    assert keys(AREOLA + "nodule, clinical", visits=(visit,)) == set()


def findings(*days_and_states) -> tuple[Visit, ...]:
    words = {"gone": Absent, "there": Present}
    return tuple(
        Visit(
            visited_on=DAY + timedelta(days=days),
            findings=(words[state](lesion_id="L1", is_confirmed=True, confirmed_by="Dr. A"),),
        )
        for days, state in days_and_states
    )


TISSUE = [
    ([(0, "gone")], 0, "specimen_of_absent:specimen S1"),
    ([(0, "gone")], 27, None),
    ([(0, "gone")], 28, "specimen_of_gone:specimen S1"),
    ([(0, "gone"), (10, "there")], 60, None),
    ([(0, "gone"), (40, "there")], 28, "specimen_of_gone:specimen S1"),
    ([(0, "there")], 0, None),
    ([(0, "there"), (30, "gone")], 0, None),
    ([], 0, None),
]


@pytest.mark.parametrize(("visits", "taken", "expected"), TISSUE)
def test_tissue_of_a_lesion_that_was_not_there(visits, taken, expected):
    specimen = Specimen(
        specimen_id="S1", lesion_id="L1", kind="punch", taken_on=DAY + timedelta(days=taken)
    )
    got = keys(SCALP, visits=findings(*visits), specimens=[specimen])
    assert got == {expected} - {None}


BENIGN_TISSUE_AND_THE_DAY_A_LESION_WAS_FIRST_SEEN = """
first seen | tissue       | asked
2026-01-06 | benign       | is not malignant and does not settle the lesion
2026-01-06 | malignant    |
2026-01-06 | not reported |
2026-01-05 | benign       |
           | benign       |
"""


@pytest.mark.parametrize(
    "row", BENIGN_TISSUE_AND_THE_DAY_A_LESION_WAS_FIRST_SEEN.strip().splitlines()[1:]
)
def test_tissue_from_before_a_lesion_was_first_seen(row):
    first, tissue, said = (cell.strip() for cell in row.split("|"))
    case = breast_case(HEAD + f"L1 | scalp | | {tissue} | ", left="in_situ")
    seen = date.fromisoformat(first) if first else None
    lesion = case.lesions[0].model_copy(update={"first_seen_on": seen})
    case = case.model_copy(update={"lesions": (lesion,)})
    found = {each.key: each.what for each in ask_about(case=case, rules=SHIPPED)}
    what = found.get("questions.specimen_before:S-L1", "")
    assert bool(what) is bool(said)
    assert what.endswith(f"before L1 was first seen (6 Jan 2026); it {said}.") or not said


def test_a_lesion_first_seen_on_a_day_ahead_is_asked_about_and_a_look_back_is_not():
    case = breast_case(HEAD + SCALP, left="in_situ", visits=(Visit(visited_on=DAY),))
    ahead = case.lesions[0].model_copy(update={"first_seen_on": DAY + timedelta(days=366)})
    case = case.model_copy(update={"lesions": (ahead,)})
    key = "questions.first_seen_ahead:L1"

    def said(on):
        found = check_case(case=case, on=on, rules=SHIPPED).questions
        return {each.key: each.what for each in found}.get(key)

    assert said(DAY) == (
        "L1 is recorded as first seen on 6 Jan 2027, which is after the day looked at (5 Jan 2026)."
    )
    assert said(DAY + timedelta(days=365)) and said(DAY + timedelta(days=366)) is None
    assert said(DAY - timedelta(days=1)) is None, "a day of the past is looked at again"
    assert key in {each.key for each in ask_about(case=case, rules=SHIPPED)}


def test_gone_since_is_the_first_day_of_the_gap():
    specimen = Specimen(
        specimen_id="S1", lesion_id="L1", kind="punch", taken_on=DAY + timedelta(days=90)
    )
    visits = findings((0, "there"), (14, "gone"), (42, "gone"))
    got = asked(SCALP, visits=visits, specimens=[specimen])
    assert "gone since 19 Jan 2026" in got["questions.specimen_of_gone:specimen S1"]


def test_a_specimen_of_another_place_or_of_no_lesion():
    common = {"kind": "punch", "taken_on": DAY}
    elsewhere = Specimen(specimen_id="S1", lesion_id="L1", zone="back", **common)
    assert keys(SCALP, specimens=[elsewhere]) == {"specimen_place:S1"}
    nowhere = Specimen(specimen_id="S2", **common)
    assert keys(SCALP, specimens=[nowhere]) == {"specimen_of_nothing:S2"}
    node = Specimen(specimen_id="S3", source="lymph_node", **common)
    assert keys(SCALP, specimens=[node]) == set()


def test_a_biopsy_of_another_day_than_its_specimen_or_of_an_absent_lesion():
    specimen = Specimen(specimen_id="S1", lesion_id="L1", kind="punch", taken_on=DAY)
    later = DAY + timedelta(days=3)
    biopsy = Biopsy(biopsy_id="B1", lesion_id="L1", taken_on=later, specimen_id="S1")
    assert keys(SCALP, specimens=[specimen], biopsies=[biopsy]) == {"biopsy_dates:B1"}
    alone = Biopsy(biopsy_id="B1", lesion_id="L1", taken_on=DAY)
    got = keys(SCALP, visits=findings((0, "gone")), biopsies=[alone])
    assert got == {"specimen_of_absent:biopsy B1"}


ASKED_OF_A_STUDY = """
modality    | question     | asked
dxa         | staging      | dxa
dxa         | restaging    | dxa
dxa         | bone_density |
dxa         |              |
bone_scan   | restaging    |
bone_scan   | response     | wrong_test
mammography | restaging    | wrong_test
xray        | staging      | wrong_test
pet_ct      | staging      |
"""


@pytest.mark.parametrize(
    "row", ASKED_OF_A_STUDY.strip().splitlines()[1:], ids=lambda each: each.strip()
)
def test_a_study_that_does_not_answer_its_question(row):
    modality, question, rule = (cell.strip() for cell in row.split("|"))
    study = ImagingStudy(study_id="I1", modality=modality, done_on=DAY, question=question or None)
    got = asked(SCALP, imaging_studies=[study])
    assert set(got) == ({f"questions.{rule}:I1"} if rule else set())


def test_dxa_is_no_staging_test_is_said():
    study = ImagingStudy(study_id="I1", modality="dxa", done_on=DAY, question="staging")
    case = breast_case(HEAD + SCALP, left="in_situ", imaging_studies=[study])
    question = ask_about(case=case, rules=SHIPPED)[0]
    assert "it is no staging test" in question.why
    assert question.facts and question.what_to_do and question.status == "unverified"


def test_a_dermoscopy_word_outside_the_vocabulary():
    seen = Dermoscopy(lesion_id="L1", structures=("vessels_dotted", "green_stars"))
    got = asked(SCALP, visits=(Visit(visited_on=DAY, dermoscopies=(seen,)),))
    assert list(got.values()) == [
        '"green_stars" is no structure of the dermoscopy vocabulary (L1, 5 Jan 2026).'
    ]


def test_questions_of_extent_and_of_stains_are_among_them():
    assert "extent.erythema:L1" in asked(AREOLA.replace("none", "malignant") + "erythema")
    stain = (
        {"marker": "HER2", "ihc_score": "3+"},
        {"marker": "HER2", "method": "ish", "result": "negative"},
    )
    specimen = Specimen.model_validate(
        {
            "specimen_id": "S1",
            "lesion_id": "L1",
            "kind": "punch",
            "taken_on": DAY,
            "is_malignant": True,
            "stains": stain,
        }
    )
    case = breast_case(HEAD + SCALP, left="in_situ", specimens=[specimen])
    found = ask_about(case=case, rules=SHIPPED)
    assert any(each.rule_id.startswith("receptors.") for each in found)


@given(case=breast_cases())
@settings(max_examples=80, deadline=None)
def test_every_question_is_complete(case):
    for each in ask_about(case=case, rules=SHIPPED):
        assert each.what and each.why and each.what_to_do and each.cites
        assert "{" not in each.what + each.what_to_do
        assert SHIPPED.file(each.rule_id.split(".")[0]).rule(each.rule_id)


def test_every_rule_of_the_file_has_its_text():
    file = SHIPPED.file("questions")
    rules = {row["rule"] for row in file.table("texts")}
    assert {f"questions.{rule}" for rule in rules} == set(file.rules)


def test_origins_of_one_lesion_that_differ_are_asked():
    second = Specimen.model_validate(
        {
            "specimen_id": "S2",
            "lesion_id": "L1",
            "kind": "punch",
            "taken_on": DAY,
            "is_malignant": True,
            "report": {"origin": "melanoma"},
        }
    )
    row = "L1 | scalp | | malignant of breast | nodule"
    got = asked(row, specimens=[second])
    assert "breast" in got["questions.origins_differ:L1"]
    assert "melanoma" in got["questions.origins_differ:L1"]


DECIDED = {
    "kind": "overridden",
    "t_effect": "t4b",
    "m_effect": "none",
    "proposed_t_effect": "none",
    "proposed_m_effect": "none",
    "decided_by": "Dr. A",
    "decided_on": DAY,
    "reason": "seen by the board",
    "rules_version": "extent 1",
}


def test_a_decision_with_a_known_effect_is_not_asked():
    decision = ExtentDecision.model_validate(DECIDED)
    assert keys(SCALP, extent_decisions=(decision,)) == set()


def test_a_decision_with_an_effect_nobody_knows_is_asked():
    decision = ExtentDecision.model_validate({**DECIDED, "t_effect": "t9"})
    assert "extent_effect:t9" in keys(SCALP, extent_decisions=(decision,))
