"""Copying forward, duplicates, required views and merging, on cases without a photograph file."""

from datetime import date, timedelta

import pytest

from dermetry.pathway.copy_forward import copy_forward
from dermetry.pathway.duplicates import find_duplicates
from dermetry.pathway.merge_cases import CasesNotMergeable, merge_cases
from dermetry.pathway.overview import overview_of
from dermetry.pathway.required_views import required_views
from dermetry.record.appearance import Appearance
from dermetry.record.case import Case, ResponsePlan
from dermetry.record.casefile import read_case_file, write_case_file
from dermetry.record.days import say_day
from dermetry.record.observation import Observation
from dermetry.record.patient import Patient, PrimaryTumor, PrimaryUnknown, Treatment
from dermetry.record.photograph import (
    DrawnOutline,
    Photograph,
    ScaleMissing,
    UnreadablePhotograph,
)
from dermetry.record.signature import Signature
from dermetry.record.visit import MatchProposal
from tests.pathway.cases import case_of, day


def photo(photo_id, *lesions, sha=None, view="overview", zone="abdomen", side=None):
    return Photograph(
        photograph_id=photo_id,
        file_name=f"{photo_id}.jpg",
        sha256=(sha or photo_id[-1]) * 64,
        width_px=100,
        height_px=100,
        view=view,
        zone=zone,
        laterality=side,
        scale=ScaleMissing(reason="no marker found"),
        outlines=tuple(
            DrawnOutline(
                outline_id=f"{photo_id}-{lesion}",
                lesion_id=lesion,
                polygon=((1, 1), (9, 1), (5, 9)),
                source="drawn",
            )
            for lesion in lesions
        ),
    )


def with_visit(case: Case, index: int, **update) -> Case:
    """Give the case with fields of one visit changed, its laws checked."""
    visits = list(case.visits)
    visits[index] = visits[index].model_copy(update=update)
    return Case.model_validate(case.model_copy(update={"visits": tuple(visits)}).model_dump())


def with_lesions(case: Case, **update) -> Case:
    lesions = tuple(lesion.model_copy(update=update) for lesion in case.lesions)
    return case.model_copy(update={"lesions": lesions})


# Copying forward


def test_the_last_appearance_is_copied_and_marked():
    first = Appearance(lesion_id="L1", odor="mild", exudate="high", recorded_by="Nurse A")
    second = Appearance(
        lesion_id="L1",
        odor="strong",
        dressing="foam",
        dressing_change_on=day(1) + timedelta(days=2),
        infection_signs=(),
        note="looks angry",
        recorded_by="Nurse A",
    )
    case = with_visit(case_of("L1 | 20 | 20"), 0, appearances=(first,))
    case = with_visit(case, 1, appearances=(second,))
    (copied,) = copy_forward(case=case, visited_on=day(2))
    assert copied == Appearance(
        lesion_id="L1",
        odor="strong",
        dressing="foam",
        infection_signs=(),
        is_copied_forward=True,
    )
    assert copied.exudate is None  # not asked at the last visit: an older answer is not revived


def test_a_dressing_change_still_to_come_is_kept():
    due = day(1) + timedelta(days=3)
    seen = Appearance(lesion_id="L1", dressing_change_on=due)
    case = with_visit(case_of("L1 | 20"), 0, appearances=(seen,))
    (copied,) = copy_forward(case=case, visited_on=day(1))
    assert copied.dressing_change_on == due


@pytest.mark.parametrize("state", ["gone", "treated", "into M"])
def test_nothing_is_copied_for_a_lesion_that_has_ended(state):
    table = f"L1 | 20 | {state}\nL2 | 9 | {'into M' if state == 'into M' else '9'}"
    table += "\nM | - | 30" if state == "into M" else ""
    case = with_visit(case_of(table), 0, appearances=(Appearance(lesion_id="L1", odor="mild"),))
    assert copy_forward(case=case, visited_on=day(2)) == ()


def test_what_is_already_described_is_not_overwritten():
    case = with_visit(case_of("L1 | 20 | 20"), 0, appearances=(Appearance(lesion_id="L1"),))
    case = with_visit(case, 1, appearances=(Appearance(lesion_id="L1", odor="none"),))
    assert copy_forward(case=case, visited_on=day(1)) == ()


# Duplicates


def test_duplicates_are_found_by_their_bytes_also_unreadable_ones():
    lost = UnreadablePhotograph(file_name="b.jpg", sha256="b" * 64, reason="cut off")
    case = with_visit(case_of("L1 | 20"), 0, photographs=(photo("pa"),), unreadable=(lost,))
    found = find_duplicates(case=case, sha256s=["a" * 64, "b" * 64, "c" * 64])
    assert set(found) == {"a" * 64, "b" * 64}
    assert (found["a" * 64].photograph_id, found["a" * 64].visited_on) == ("pa", day(0))
    assert found["b" * 64].photograph_id is None


# Required views


def needed(case, on):
    return {(e.view, e.lesion_ids): e for e in required_views(case=case, visited_on=on)}


def test_each_followed_skin_lesion_needs_its_zone_and_a_close_up():
    table = "L1 | 20 | 20\nL2 | 9 | gone\nN1 lymph_node | 18 | 18"
    case = with_lesions(case_of(table), zone="abdomen")
    assert set(needed(case, day(0))) == {
        ("overview", ("L1", "L2")),
        ("close_up", ("L1",)),
        ("close_up", ("L2",)),
    }
    gone = {("overview", ("L1", "L2")), ("close_up", ("L1",))}  # at this visit: no close-up of it
    assert set(needed(case, day(1))) == gone
    assert set(needed(case, day(2))) == {("overview", ("L1",)), ("close_up", ("L1",))}


def test_the_last_photograph_of_the_same_view_stands_beside_the_camera():
    case = with_lesions(case_of("L1 | 20 | 20 | 20"), zone="abdomen")
    case = with_visit(case, 0, photographs=(photo("pa", "L1", view="close_up"), photo("pb")))
    case = with_visit(case, 1, photographs=(photo("pc", "L1"),))
    case = with_visit(case, 2, photographs=(photo("pd"),))
    views = needed(case, day(2))
    overview, close_up = views["overview", ("L1",)], views["close_up", ("L1",)]
    assert (overview.last.photograph_id, overview.last.is_same_view) == ("pc", True)
    assert (close_up.last.photograph_id, close_up.last.visited_on) == ("pa", day(0))
    assert (overview.taken_ids, close_up.taken_ids) == (("pd",), ())


def test_another_view_of_the_lesion_is_offered_and_named_as_such():
    case = with_visit(case_of("L1 | 20"), 0, photographs=(photo("pa", "L1"),))
    last = needed(case, day(1))["close_up", ("L1",)].last
    assert (last.photograph_id, last.is_same_view) == ("pa", False)


def test_sides_have_their_own_overview():
    case = case_of("L1 | 20\nL2 | 20\nL3 | 20")
    sides = ("left", "right", None)
    lesions = tuple(
        lesion.model_copy(update={"zone": "upper_arm", "laterality": side})
        for lesion, side in zip(case.lesions, sides, strict=True)
    )
    right = photo("pa", zone="upper_arm", side="right")
    case = with_visit(case.model_copy(update={"lesions": lesions}), 0, photographs=(right,))
    views = needed(case, day(1))
    assert views["overview", ("L1", "L3")].last is None
    assert views["overview", ("L2",)].last.photograph_id == "pa"


# Merging


def later(case: Case, weeks: int = 3) -> Case:
    """Give the case with every visit some weeks later."""
    visits = tuple(
        visit.model_copy(update={"visited_on": visit.visited_on + timedelta(weeks=weeks)})
        for visit in case.visits
    )
    return case.model_copy(update={"visits": visits})


def values_of(case: Case) -> dict:
    return {
        (visit.visited_on, each.lesion_id): each.longest_diameter_mm
        for visit in case.visits
        for each in visit.findings
    }


def test_clashing_lesions_get_an_id_of_their_own_and_nothing_is_lost():
    kept, other = case_of("L1 | 20 | 10"), later(case_of("L1 | 30 | 31\nL2 | 5 | 6"))
    found = merge_cases(kept=kept, merged=other)
    assert found.renamed == {"L1": "L1-b"}
    assert "lesion L1 of the merged record is now L1-b" in found.remarks[0]
    renamed = {
        (on, {"L1": "L1-b"}.get(lesion_id, lesion_id)): mm
        for (on, lesion_id), mm in values_of(other).items()
    }
    assert values_of(found.case) == values_of(kept) | renamed
    assert [v.visited_on for v in found.case.visits] == sorted(
        v.visited_on for v in (*kept.visits, *other.visits)
    )
    assert read_case_file(text=write_case_file(case=found.case), name="x") == found.case


def test_a_taken_letter_is_passed_over():
    kept, other = case_of("L1 | 20\nL1-b | 9"), later(case_of("L1 | 30\nL1-c | 7"))
    assert merge_cases(kept=kept, merged=other).renamed == {"L1": "L1-d"}


def test_a_lesion_said_to_be_the_same_is_followed_across_both():
    kept, other = case_of("L1 | 20~1"), later(case_of("A skin undecided | 30~1"))
    found = merge_cases(kept=kept, merged=other, same_lesions={"A": "L1"})
    assert found.renamed == {}
    (lesion,) = overview_of(case=found.case).lesions
    assert (lesion.change.before.mm, lesion.change.now.mm) == (20, 30)
    assert lesion.lesion.role == "target"


def test_the_same_lesion_was_first_seen_on_the_earlier_of_both_days():
    kept = with_lesions(case_of("L1 | 20"), first_seen_on=day(0))
    other = later(with_lesions(case_of("L1 | 30"), first_seen_on=day(0) - timedelta(days=9)))
    case = merge_cases(kept=kept, merged=other, same_lesions={"L1": "L1"}).case
    assert case.lesions[0].first_seen_on == day(0) - timedelta(days=9)


def test_families_proposals_and_photographs_keep_their_meaning():
    table = "L1 | 20 | into M\nL2 | 10 | into M\nM | - | 30"
    other = later(with_visit(
        case_of(table), 0,
        photographs=(photo("pa", "L1"),),
        proposals=(MatchProposal(answer="same", outline_id="pa-L1", lesion_id="L1",
                                 runner_up_id="L2", evidence=("near",)),),
    ))  # fmt: skip
    kept = with_visit(case_of("L1 | 9\nM | 8"), 0, photographs=(photo("pa", "L1", sha="c"),))
    case = merge_cases(kept=kept, merged=other).case
    merged_mass = case.lesion("M-b")
    assert merged_mass.merged_from == ("L1-b", "L2")
    visit = case.visits[1]
    assert visit.photographs[0].photograph_id == "pa-b"
    (outline,) = visit.photographs[0].outlines
    (proposal,) = visit.proposals
    assert (outline.outline_id, outline.lesion_id) == ("pa-L1-b", "L1-b")
    assert (proposal.outline_id, proposal.lesion_id, proposal.runner_up_id) == (
        "pa-L1-b",
        "L1-b",
        "L2",
    )


def test_two_visits_of_one_day_become_one():
    kept = with_visit(case_of("L1 | 20"), 0, regions_examined=("abdomen",), notes=("first",))
    other = with_visit(
        case_of("L2 | 9"),
        0,
        regions_examined=("scalp",),
        regions_not_examined=("abdomen",),
        notes=("second",),
        observations=(Observation(kind="ecog", value=1),),
        next_due_on=day(1),
        photographs=(photo("pa", "L2"),),
    )
    (visit,) = merge_cases(kept=kept, merged=other).case.visits
    assert {each.lesion_id for each in visit.findings} == {"L1", "L2"}
    assert (visit.regions_examined, visit.regions_not_examined) == (("abdomen", "scalp"), ())
    assert (visit.notes, visit.next_due_on) == (("first", "second"), day(1))
    assert (len(visit.observations), len(visit.photographs)) == (1, 1)


def test_the_same_photograph_is_kept_once_and_lost_outlines_are_told():
    kept = with_visit(case_of("L1 | 20"), 0, photographs=(photo("pa", "L1"),))
    other = with_visit(case_of("L2 | 9"), 0, photographs=(photo("pz", "L2", sha="a"),))
    found = merge_cases(kept=kept, merged=other)
    (visit,) = found.case.visits
    assert [each.photograph_id for each in visit.photographs] == ["pa"]
    assert any("1 outlines of the merged record's copy" in each for each in found.remarks)


def test_what_both_say_of_the_patient_is_joined():
    def patient(**fields):
        return Patient(patient_id="P1", **fields)

    kept = case_of("L1 | 20", patient=patient(allergies=(), name="A. Miller"))
    second = Patient(
        patient_id="P2", born_on=date(1961, 5, 4), allergies=("latex",), name="A. Meier"
    )
    other = later(case_of("L2 | 9", patient=second))
    found = merge_cases(kept=kept, merged=other)
    assert found.case.patient == patient(
        allergies=("latex",), name="A. Miller", born_on=date(1961, 5, 4)
    )
    said = " ".join(found.remarks)
    assert "the merged record had A. Meier" in said
    assert "the merged record had P2" in said


def test_an_earlier_baseline_is_told():
    kept, other = later(case_of("L1 | 20")), case_of("L2 | 9")
    (remark,) = [e for e in merge_cases(kept=kept, merged=other).remarks if "baseline" in e]
    assert f"from {say_day(on=kept.baseline_on)} to {say_day(on=other.baseline_on)}:" in remark


def test_a_planned_baseline_stays():
    kept = later(case_of("L1 | 20"))
    kept = kept.model_copy(update={"plan": ResponsePlan(baseline_on=kept.baseline_on)})
    assert merge_cases(kept=kept, merged=case_of("L2 | 9")).case.baseline_on == kept.baseline_on


def test_treatments_with_one_id_and_two_meanings_both_stay():
    def treated(name):
        return (Treatment(treatment_id="T1", name=name, kind="systemic", started_on=day(0)),)

    kept, other = (
        case_of("L1 | 20", treatments=treated("capecitabine")),
        later(case_of("L2 | 9", treatments=treated("paclitaxel"))),
    )
    case = merge_cases(kept=kept, merged=other).case
    assert {e.treatment_id: e.name for e in case.treatments} == {
        "T1": "capecitabine",
        "T1-b": "paclitaxel",
    }


SIGNED = Signature(
    signed_by="Dr. A",
    signed_on=day(0),
    statement="baseline",
    rules_version="1",
    software_version="1",
)


def born(year):
    return {"patient": Patient(patient_id="P1", born_on=date(year, 1, 1), sex="female")}


@pytest.mark.parametrize(
    ("kept", "merged", "same", "words"),
    [
        (
            case_of("L1 | 20", **born(1960)),
            case_of("L2 | 9", **born(1961)),
            {},
            "birth date is 1 Jan 1960",
        ),
        (
            case_of("L1 | 20", primary=PrimaryUnknown()),
            case_of("L2 | 9", primary=PrimaryTumor()),
            {},
            "primary tumor is known in one record, unknown in the other",
        ),
        (
            case_of("L1 | 20", primary=PrimaryTumor(laterality="left")),
            case_of("L2 | 9", primary=PrimaryTumor(laterality="right")),
            {},
            "primary tumor: laterality is left in one and right in the other",
        ),
        (
            with_lesions(case_of("L1 | 20"), laterality="left"),
            later(with_lesions(case_of("L1 | 9"), laterality="right")),
            {"L1": "L1"},
            "lesion L1: laterality is left in one and right in the other",
        ),
        (
            case_of("L1 | 20"),
            case_of("L1 | 21"),
            {"L1": "L1"},
            "visit of 5 Jan 2026, finding of L1 differs",
        ),
        (
            with_visit(case_of("L1 | 20"), 0, signature=SIGNED),
            case_of("L2 | 9"),
            {},
            "visit of 5 Jan 2026 is signed",
        ),
        (case_of("L1 | 20"), case_of("L2 | 9"), {"L7": "L1"}, "merged record has no lesion L7"),
        (case_of("L1 | 20"), case_of("L2 | 9"), {"L2": "L7"}, "kept record has no lesion L7"),
        (
            case_of("L1 | 20"),
            later(case_of("A | 9\nB | 9")),
            {"A": "L1", "B": "L1"},
            "two lesions of the merged record are said to be L1",
        ),
        (
            with_visit(case_of("L1 | 20"), 0, photographs=(photo("pa"),)),
            later(with_visit(case_of("L2 | 9"), 0, photographs=(photo("pa"),))),
            {},
            "pa.jpg stands in the visit of 5 Jan 2026 in one record and of 26 Jan 2026",
        ),
    ],
)
def test_a_contradiction_is_named_and_nothing_is_merged(kept, merged, same, words):
    with pytest.raises(CasesNotMergeable) as caught:
        merge_cases(kept=kept, merged=merged, same_lesions=same)
    assert words in caught.value.what
    assert caught.value.next_step


def test_all_contradictions_are_named_at_once():
    kept = case_of("L1 | 20", primary=PrimaryTumor(laterality="left"), **born(1960))
    other = case_of("L2 | 9", primary=PrimaryTumor(laterality="right"), **born(1961))
    with pytest.raises(CasesNotMergeable) as caught:
        merge_cases(kept=kept, merged=other)
    assert "birth date" in caught.value.what
    assert "laterality" in caught.value.what
