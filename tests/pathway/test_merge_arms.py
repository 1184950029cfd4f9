"""Merging two records: biopsies, receptors, extent and alerts; nothing lost, nothing guessed."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from dermetry.pathway.merge_cases import CasesNotMergeable, merge_cases
from dermetry.pathway.merge_names import Names, rename_case
from dermetry.record.alert import Alert, AlertEvent
from dermetry.record.biopsy import Biopsy
from dermetry.record.case import Case
from dermetry.record.dermoscopy import Dermoscopy
from dermetry.record.extent import ExtentDecision
from dermetry.record.history import History, InflammatoryStatement, Surgery
from dermetry.record.lesion import Surroundings
from dermetry.record.photograph import Photograph
from dermetry.record.specimen import Specimen, SpecimenChoice
from dermetry.record.stain import Stain
from tests.pathway.cases import case_of, day
from tests.strategies.cases import cases


def case_with(table="L1 | 20", **parts) -> Case:
    """Give a small case with parts set, its laws checked."""
    return Case.model_validate(case_of(table).model_dump() | parts)


def of_visit(table="L1 | 20", **parts) -> Case:
    """Give a small case whose one visit has parts set."""
    case = case_of(table)
    visit = case.visits[0].model_copy(update=parts)
    return Case.model_validate(case.model_dump() | {"visits": [visit]})


def specimen(name="B1", lesion="L1", percent=80) -> Specimen:
    stains = (Stain(marker="ER", percent=percent),)
    return Specimen(
        specimen_id=name, lesion_id=lesion, kind="punch", taken_on=day(0), stains=stains
    )


def biopsy(name="X1", lesion="L1", **parts) -> Biopsy:
    return Biopsy(biopsy_id=name, lesion_id=lesion, **parts)


def event(kind, on, **parts) -> AlertEvent:
    return AlertEvent(kind=kind, happened_on=on, by="dermetry", **parts)


def alert(subject="L1", *events, **parts) -> Alert:
    given_ = {
        "key": f"alerts.tissue.none:{subject}:2026-01-05",
        "rule_id": "alerts.tissue.none",
        "rules_version": "1",
        "statement": f"{subject} has no tissue, {subject}0 has.",
        "facts": (f"{subject} grew.",),
        "lesion_ids": (subject,) if subject.startswith("L") else (),
        "urgency": "soon",
        "owner": "physician",
        "events": events or (event("fired", day(0)),),
    }
    return Alert.model_validate(given_ | parts)


def decision(on: date, t_effect="t4b", lesion=None) -> ExtentDecision:
    return ExtentDecision(
        lesion_id=lesion,
        kind="confirmed",
        t_effect=t_effect,
        m_effect="none",
        proposed_t_effect=t_effect,
        proposed_m_effect="none",
        decided_by="Dr. A",
        decided_on=on,
        rules_version="1",
    )


def choice(name: str, on: date) -> SpecimenChoice:
    return SpecimenChoice(specimen_id=name, chosen_by="Dr. A", chosen_on=on, reason="newest")


def test_a_specimen_with_a_clashing_id_is_followed_by_its_biopsy_and_its_choice():
    kept = case_with(specimens=[specimen()])
    other = case_with(
        "L2 | 9",
        specimens=[specimen(lesion="L2", percent=0)],
        biopsies=[biopsy(lesion="L2", specimen_id="B1")],
        current_specimen=choice("B1", day(1)),
    )
    found = merge_cases(kept=kept, merged=other)
    assert [(s.specimen_id, s.stains[0].percent) for s in found.case.specimens] == [
        ("B1", 80),
        ("B1-b", 0),
    ]
    assert found.case.biopsies[0].specimen_id == "B1-b"
    assert found.case.current_specimen.specimen_id == "B1-b"
    assert "B1 of the merged record is now B1-b" in found.remarks


def test_the_same_specimen_of_both_is_kept_once():
    kept, other = case_with(specimens=[specimen()]), case_with(specimens=[specimen()])
    other = Case.model_validate(other.model_dump() | {"visits": []})
    found = merge_cases(kept=kept, merged=other, same_lesions={"L1": "L1"}).case
    assert found.specimens == (specimen(),)


def test_two_biopsies_with_one_id_both_stay_and_follow_their_lesions():
    kept = case_with(biopsies=[biopsy(ordered_on=day(0))])
    other = case_with("L1 | 9", biopsies=[biopsy(taken_on=day(1))])
    other = Case.model_validate(other.model_dump() | {"visits": []})
    found = merge_cases(kept=kept, merged=other)
    assert [(b.biopsy_id, b.lesion_id, b.stage) for b in found.case.biopsies] == [
        ("X1", "L1", "ordered"),
        ("X1-b", "L1-b", "taken"),
    ]
    assert "X1 of the merged record is now X1-b" in found.remarks


def test_the_biopsy_of_one_specimen_is_one_biopsy_with_the_steps_of_both():
    kept = case_with(
        specimens=[specimen()],
        biopsies=[biopsy(specimen_id="B1", lesion=None, taken_on=day(0)), biopsy("X2")],
    )
    other = case_with(
        specimens=[specimen()],
        biopsies=[biopsy("X2", specimen_id="B1", taken_on=day(0), at_lab_on=day(1)),
                  biopsy("X3", ordered_on=day(1))],
        alerts=[alert("X2", key="alerts.biopsy.not_reported:X2", statement="X2 is at the lab")],
    )  # fmt: skip
    other = Case.model_validate(other.model_dump() | {"visits": []})
    found = merge_cases(kept=kept, merged=other, same_lesions={"L1": "L1"}).case
    assert [(b.biopsy_id, b.lesion_id, b.stage) for b in found.biopsies] == [
        ("X1", "L1", "at_lab"),
        ("X2", "L1", "suggested"),
        ("X3", "L1", "ordered"),
    ]
    assert (found.alerts[0].key, found.alerts[0].statement) == (
        "alerts.biopsy.not_reported:X1",
        "X1 is at the lab",
    )


def test_the_choice_made_last_holds_and_the_other_is_told():
    kept = case_with(specimens=[specimen()], current_specimen=choice("B1", day(0)))
    other = case_with(
        "L2 | 9", specimens=[specimen("B2", "L2")], current_specimen=choice("B2", day(1))
    )
    for first, second in ((kept, other), (other, kept)):
        found = merge_cases(kept=first, merged=second)
        assert found.case.current_specimen == choice("B2", day(1))
        assert any("the other record had B1, chosen by Dr. A on 5 Jan 2026" in e
                   for e in found.remarks)  # fmt: skip


def test_decisions_on_extent_stand_in_order_of_their_day():
    kept = case_with(extent_decisions=[decision(day(1))])
    other = case_with("L2 | 9", extent_decisions=[decision(day(0), "none", "L2")])
    found = merge_cases(kept=kept, merged=other)
    assert [each.decided_on for each in found.case.extent_decisions] == [day(0), day(1)]
    assert any("the extent was decided on in both records" in each for each in found.remarks)


def test_an_alert_follows_its_lesion_in_key_facts_and_words():
    kept = case_with(alerts=[alert()])
    other = case_with("L1 | 9", alerts=[alert()])
    other = Case.model_validate(other.model_dump() | {"visits": []})
    mine, theirs = merge_cases(kept=kept, merged=other).case.alerts
    assert mine == alert()
    assert theirs.key == "alerts.tissue.none:L1-b:2026-01-05"
    assert theirs.statement == "L1-b has no tissue, L10 has."
    assert theirs.facts == ("L1-b grew.",)
    assert theirs.lesion_ids == ("L1-b",)


def test_an_old_alert_of_a_lesion_long_gone_is_never_taken_for_another_lesion():
    kept = case_with("L1 | 20", alerts=[alert("L1")])
    other = case_with("L2 | 20", alerts=[alert("L1"), alert("L2")])  # its own L1 was deleted
    found = merge_cases(kept=kept, merged=other, same_lesions={"L2": "L1"})
    ids = [each.lesion_ids[0] for each in found.case.alerts]
    assert ids == ["L1", "L1-b"], "the alert of L2 joins that of L1, the old one stays apart"
    assert set(found.alert_keys.values()) == {each.key for each in found.case.alerts}


def test_a_new_id_is_none_that_an_old_alert_names():
    kept = case_with("L1 | 20")
    other = case_with("L1 | 9", alerts=[alert("L1"), alert("L1-b", lesion_ids=())])
    other = Case.model_validate(other.model_dump() | {"visits": []})
    found = merge_cases(kept=kept, merged=other)
    assert found.renamed == {"L1": "L1-c"}
    assert [each.key.split(":")[1] for each in found.case.alerts] == ["L1-c", "L1-b"]


def test_an_alert_of_a_specimen_outside_the_loop_follows_it():
    loop = alert("x", key="alerts.biopsy.not_reported:specimen B1", statement="specimen B1 waits")
    kept = case_with(specimens=[specimen()])
    other = case_with("L2 | 9", specimens=[specimen(lesion="L2", percent=0)], alerts=[loop])
    (found,) = merge_cases(kept=kept, merged=other).case.alerts
    assert found.key == "alerts.biopsy.not_reported:specimen B1-b"


def test_ids_that_clash_within_a_record_are_refused_in_words():
    other = case_with("L2 | 9", alerts=[alert("L2"), alert("L3", lesion_ids=())])
    with pytest.raises(CasesNotMergeable, match="the record cannot take its new ids"):
        rename_case(case=other, names=Names(lesions={"L2": "L3"}))


@pytest.mark.parametrize("kind", ["biopsy", "specimen"])
def test_two_site_photographs_of_one_biopsy_are_no_contradiction(kind):
    def record(table, sha, point):
        scale = {"kind": "missing", "reason": "no marker found"}
        photo = {"photograph_id": "P1", "file_name": "a.jpg", "sha256": sha * 64}
        case = of_visit(
            table, photographs=(Photograph(**photo, width_px=9, height_px=9, scale=scale),)
        )
        site = {"photograph_id": "P1", "point_px": point}
        piece = specimen().model_copy(update=site if kind == "specimen" else {})
        step = biopsy(specimen_id="B1", taken_on=day(0), **(site if kind == "biopsy" else {}))
        return Case.model_validate(case.model_dump() | {"specimens": [piece], "biopsies": [step]})

    kept, other = record("L1 | 20", "a", (1.0, 2.0)), record("L1 | 20", "b", (3.0, 4.0))
    found = merge_cases(kept=kept, merged=other, same_lesions={"L1": "L1"})
    (step,), (piece,) = found.case.biopsies, found.case.specimens
    tissue = step if kind == "biopsy" else piece
    assert (tissue.photograph_id, tissue.point_px) == ("P1", (1.0, 2.0))
    assert any(
        f"the site photograph of {kind}" in each and "P1-b" in each for each in found.remarks
    )
    photos = [each.photograph_id for visit in found.case.visits for each in visit.photographs]
    assert photos == ["P1", "P1-b"]


def test_an_alert_follows_its_biopsy():
    kept = case_with(biopsies=[biopsy(ordered_on=day(0))])
    loop = alert("X1", key="alerts.biopsy.not_taken:X1", statement="X1 of L1 waits")
    other = case_with("L2 | 9", biopsies=[biopsy(lesion="L2")], alerts=[loop])
    (found,) = merge_cases(kept=kept, merged=other).case.alerts
    assert (found.key, found.statement) == ("alerts.biopsy.not_taken:X1-b", "X1-b of L1 waits")


def test_an_id_that_may_be_a_word_is_not_changed_in_words():
    other = case_with("A | 9", alerts=[alert("A", statement="A nodule", lesion_ids=("A",))])
    other = Case.model_validate(other.model_dump() | {"visits": []})
    (found,) = merge_cases(
        kept=case_of("L1 | 20"), merged=other, same_lesions={"A": "L1"}
    ).case.alerts
    assert (found.key, found.statement) == ("alerts.tissue.none:L1:2026-01-05", "A nodule")
    assert found.lesion_ids == ("L1",)


def test_one_alert_of_both_records_keeps_what_happened_to_either():
    done = event("done", day(2), text="biopsy taken", was_useful=True)
    seen = event("acknowledged", day(1))
    kept = case_with(
        alerts=[alert("skin", event("fired", day(1)), done, due_on=day(3), urgency="routine")]
    )
    other = case_with("L2 | 9", alerts=[alert("skin", event("fired", day(0)), seen, due_on=day(2))])
    found = merge_cases(kept=kept, merged=other)
    (joined,) = found.case.alerts
    assert [each.kind for each in joined.events] == ["fired", "fired", "acknowledged", "done"]
    assert (joined.urgency, joined.due_on) == ("soon", day(2))
    assert any("stood in both records" in each for each in found.remarks)


def test_a_lesion_said_to_be_the_same_keeps_what_either_says_of_its_surroundings():
    kept, other = case_of("L1 | 20"), case_of("L1 | 20")
    scarred = kept.lesions[0].model_copy(update={"surroundings": Surroundings(in_scar=True)})
    flapped = other.lesions[0].model_copy(
        update={"surroundings": Surroundings(in_flap=False), "skin_change": "nodule"}
    )
    kept = Case.model_validate(kept.model_dump() | {"lesions": [scarred]})
    other = Case.model_validate(other.model_dump() | {"lesions": [flapped]})
    (lesion,) = merge_cases(kept=kept, merged=other, same_lesions={"L1": "L1"}).case.lesions
    assert lesion.surroundings == Surroundings(in_scar=True, in_flap=False)
    assert lesion.skin_change == "nodule"


def test_histories_fill_each_others_gaps():
    first = InflammatoryStatement(
        laterality="left", stated_by="Dr. A", stated_on=day(0), covers_a_third=True, note="one"
    )
    second = InflammatoryStatement(
        laterality="left", stated_by="Dr. B", stated_on=day(1), has_invasive_carcinoma=True,
        note="two",
    )  # fmt: skip
    operation = Surgery(surgery_id="S1", name="ablation", kind="mastectomy", laterality="left")
    kept = case_with(history=History(breast_left="removed", inflammatory=second))
    other = case_with(
        "L2 | 9",
        history=History(
            breast_right="in_situ", chest_wall_invasion="none", inflammatory=first,
            surgeries=(operation,),
        ),
    )  # fmt: skip
    found = merge_cases(kept=kept, merged=other)
    history = found.case.history
    assert (history.breast_left, history.breast_right) == ("removed", "in_situ")
    assert (history.chest_wall_invasion, history.surgeries) == ("none", (operation,))
    assert history.inflammatory == first.model_copy(
        update={"has_invasive_carcinoma": True, "note": "one\ntwo"}
    )
    assert any("by Dr. A on 5 Jan 2026 and by Dr. B" in each for each in found.remarks)


def test_two_visits_of_one_day_keep_refused_zones_dermoscopies_and_the_word_on_stability():
    seen = Dermoscopy(lesion_id="L1", structures=("crystalline",))
    also = Dermoscopy(lesion_id="L2", structures=())
    kept = of_visit(regions_refused=("breast", "scalp"), dermoscopies=(seen,))
    other = of_visit(
        "L2 | 9",
        regions_examined=("scalp",),
        regions_refused=("perineum",),
        dermoscopies=(also,),
        clinically_stable=False,
    )
    (visit,) = merge_cases(kept=kept, merged=other).case.visits
    assert visit.regions_refused == ("breast", "perineum")
    assert visit.dermoscopies == (seen, also)
    assert visit.clinically_stable is False


def inflamed(side: str) -> History:
    return History(
        inflammatory=InflammatoryStatement(laterality=side, stated_by="Dr. A", stated_on=day(0))
    )


def in_scar(answer: bool) -> Case:
    case = case_of("L1 | 20")
    lesion = case.lesions[0].model_copy(update={"surroundings": Surroundings(in_scar=answer)})
    return Case.model_validate(case.model_dump() | {"lesions": [lesion]})


def born(on: date) -> Case:
    case = case_of("L2 | 9")
    patient = case.patient.model_copy(update={"born_on": on})
    return case.model_copy(update={"patient": patient})


@pytest.mark.parametrize(
    ("kept", "merged", "words"),
    [
        (
            case_with(history=History(breast_left="removed")),
            case_with("L2 | 9", history=History(breast_left="in_situ")),
            "history: breast left is removed in one and in situ in the other",
        ),
        (
            case_with(history=History(chest_wall_invasion="none")),
            case_with("L2 | 9", history=History(chest_wall_invasion="left")),
            "history: chest wall invasion is none in one and left in the other",
        ),
        (
            case_with(history=inflamed("left")),
            case_with("L2 | 9", history=inflamed("right")),
            "inflammatory carcinoma: laterality is left in one and right in the other",
        ),
        (
            born(date(1967, 11, 11)),
            born(date(1931, 1, 1)),
            "patient: birth date is 11 Nov 1967 in one and 1 Jan 1931 in the other",
        ),
        (
            of_visit(clinically_stable=True),
            of_visit("L2 | 9", clinically_stable=False),
            "visit of 5 Jan 2026: clinically stable in one record, not in the other",
        ),
        (in_scar(True), in_scar(False), "lesion L1: in scar is yes in one and no in the other"),
        (
            case_with(specimens=[specimen()], biopsies=[biopsy(specimen_id="B1", lab="east")]),
            case_with(specimens=[specimen()], biopsies=[biopsy("X2", specimen_id="B1", lab="w")]),
            "biopsy X1: lab is east in one and w in the other",
        ),
    ],
)
def test_a_contradiction_is_named_and_nothing_is_merged(kept, merged, words):
    same = {"L1": "L1"} if merged.lesion("L1") else {}
    with pytest.raises(CasesNotMergeable) as caught:
        merge_cases(kept=kept, merged=merged, same_lesions=same)
    assert words in caught.value.what


def what_stands(case: Case) -> Counter:
    """Count what a case holds in the arms, by what a merge never changes."""
    held: Counter = Counter()
    held.update(("specimen", e.taken_on, e.report, e.stains, e.note) for e in case.specimens)
    held.update(("biopsy", e.steps(), e.purpose, e.action, e.point_px) for e in case.biopsies)
    held.update(("decision", e.decided_on, e.t_effect, e.reason) for e in case.extent_decisions)
    held.update(("event", each) for e in case.alerts for each in e.events)
    held.update(
        ("dermoscopy", e.structures, e.note) for visit in case.visits for e in visit.dermoscopies
    )
    return held


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(kept=cases(), merged=cases())
def test_nothing_of_either_record_is_lost(kept: Case, merged: Case):
    another = {"patient_id": "P2", "died_on": None, "last_contact_on": None}
    patient = {"patient": kept.patient.model_copy(update=another), "primary": None}
    other = Case.model_validate(merged.model_copy(update=patient).model_dump())
    try:
        found = merge_cases(kept=kept, merged=other).case
    except CasesNotMergeable:
        return  # named, and nothing was changed
    before = set(what_stands(kept)) | set(what_stands(other))
    assert before <= set(what_stands(found))
    biopsied = {each.specimen_id for each in found.biopsies} - {None}
    assert biopsied <= {each.specimen_id for each in found.specimens}
