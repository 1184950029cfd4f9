"""Following lesions from visit to visit: proposals with evidence, and never more than that."""

from pathlib import Path

import pytest

from tests.made import Spot, mark, photograph, save, skin, write_marks

FIRST, SECOND = "2026-01-12", "2026-02-16"
SPOTS = {
    "L1": Spot((120, 30), 20, 15),
    "L2": Spot((172, 42), 14, 11),
    "L3": Spot((40, 90), 16, 12),
    "L4": Spot((105, 95), 24, 18),
    "L5": Spot((165, 100), 12, 10),
}
LATER = {key: spot.sized(0.6).moved(3, 2) for key, spot in SPOTS.items()}
NEW = f"new-{SECOND.replace('-', '')}-1"  # the id of a lesion proposed at the second visit


def write_first(folder: Path) -> None:
    save(folder / FIRST / "a.jpg", skin(SPOTS.values()))
    outlines = (mark(key, outline=spot.ring()) for key, spot in SPOTS.items())
    write_marks(folder / FIRST, photograph("a.jpg", *outlines))


def write_second(folder: Path, *marks: str, spots=None, confirmed: bool = True) -> None:
    """Write the second visit: the camera and the card have moved, every lesion is smaller."""
    pixels = skin((spots or LATER).values(), seed=4, card_mm=(9, 6))
    save(folder / SECOND / "a.jpg", pixels)
    write_marks(folder / SECOND, photograph("a.jpg", *marks), confirmed=confirmed)


def boxed(spots: dict[str, Spot], *, named: bool) -> list[str]:
    return [mark(key if named else None, box=spot.box()) for key, spot in spots.items()]


def findings_of(assessed, index: int) -> dict:
    return {each.lesion_id: each for each in assessed.case.visits[index].findings}


def proposals_of(assessed, index: int = 1) -> dict:
    return {each.lesion_id: each for each in assessed.case.visits[index].proposals}


@pytest.mark.parametrize("is_file_confirmed", [True, False])
def test_an_unnamed_outline_changes_no_call(tmp_path, assess, is_file_confirmed):
    """Not even in a file that says it is confirmed: what has no name has no confirmation."""
    write_first(tmp_path)
    write_second(tmp_path, *boxed(LATER, named=False), confirmed=is_file_confirmed)
    assessed = assess()
    proposals = proposals_of(assessed)
    assert {key: each.answer for key, each in proposals.items()} == dict.fromkeys(SPOTS, "same")
    for key, each in proposals.items():
        assert f"predict {key}" in each.evidence[0]
        assert any("mm before" in text for text in each.evidence)
    assert all(not each.is_confirmed for each in findings_of(assessed, 1).values())
    call = assessed.calls[1]
    assert (call.category, call.sum_mm, call.nadir_mm) == (
        "NE",
        None,
        assessed.calls[0].sum_mm,
    )
    assert {each.raw_status for each in call.values_used} == {"unconfirmed"}
    assert {each.used_mm for each in call.values_used} == {None}
    assert call.statement == "NE; PR if the measurements of L1, L4 are confirmed"


def test_confirming_what_was_proposed_gives_the_call_that_was_promised(tmp_path, assess):
    write_first(tmp_path)
    write_second(tmp_path, *boxed(LATER, named=False))
    proposed = assess()
    (promised,) = proposed.calls[1].conditionals
    write_second(tmp_path, *boxed(LATER, named=True))
    confirmed = assess()
    assert confirmed.calls[1].category == promised.category == "PR"
    assert confirmed.calls[1].conditionals == ()
    before, after = findings_of(proposed, 1), findings_of(confirmed, 1)
    for key in SPOTS:
        assert before[key].longest_diameter_mm == after[key].longest_diameter_mm
    assert confirmed.calls[1].sum_mm == sum(after[key].longest_diameter_mm for key in ("L1", "L4"))


def test_the_proposed_marks_confirmed_give_the_call_that_was_promised(tmp_path, assess):
    """The way the manual tells: copy the proposed file, confirm it, assess again."""
    write_first(tmp_path)
    write_second(tmp_path, *boxed(LATER, named=False))
    proposed = assess()
    text = proposed.proposed_marks[SECOND].replace("confirmed = false", "")
    write_marks(tmp_path / SECOND, text)
    again = assess()
    assert again.calls[1].category == proposed.calls[1].conditionals[0].category
    assert again.proposed_marks == {}


def test_a_proposed_finding_keeps_the_notes_of_its_measurement(tmp_path, assess):
    write_first(tmp_path)
    write_second(tmp_path, *boxed(LATER, named=False))
    evidence = findings_of(assess(), 1)["L5"].evidence
    assert any("away from the calibration object" in text for text in evidence)
    assert any("predict L5" in text for text in evidence)


def test_an_outline_far_from_all_is_proposed_as_a_new_lesion(tmp_path, assess):
    fresh = Spot((70, 75), 11, 9)
    write_first(tmp_path)
    spots = {**LATER, "new": fresh}
    marks = [*boxed(LATER, named=True), mark(box=fresh.box())]
    write_second(tmp_path, *marks, spots=spots)
    assessed = assess()
    assert proposals_of(assessed)[NEW].answer == "new"
    lesion = next(each for each in assessed.case.lesions if each.lesion_id == NEW)
    assert (lesion.role, lesion.is_confirmed, str(lesion.first_seen_on)) == ("new", False, SECOND)
    assert not findings_of(assessed, 1)[NEW].is_confirmed
    call = assessed.calls[1]
    assert (call.category, call.new_lesion_ids) == ("PR", ())
    assert call.statement == f"PR; PD if {NEW} is confirmed"
    text = assessed.proposed_marks[SECOND]
    write_marks(tmp_path / SECOND, text.replace("confirmed = false", ""))
    confirmed = assess().calls[1]
    assert (confirmed.category, confirmed.new_lesion_ids) == ("PD", (NEW,))


def write_second_photograph(folder: Path, fresh: Spot, *, named: bool, is_first_named: bool):
    """Write a second visit of two photographs that both show a new lesion."""
    spots = {**LATER, "new": fresh}
    aside = {key: spot.moved(-2, 1) for key, spot in spots.items()}
    save(folder / SECOND / "a.jpg", skin(spots.values(), seed=4, card_mm=(9, 6)))
    save(folder / SECOND / "b.jpg", skin(aside.values(), seed=5, card_mm=(7, 7)))
    name = {"lesion": "L6", "is_new": True, "confirmed": False} if is_first_named else {}
    known = {key: spot for key, spot in aside.items() if key != "new"}
    write_marks(
        folder / SECOND,
        photograph("a.jpg", *boxed(LATER, named=named), mark(box=fresh.box(), **name)),
        photograph("b.jpg", *boxed(known, named=named), mark(box=aside["new"].box())),
    )


@pytest.mark.parametrize("is_first_named", [False, True])
def test_a_new_lesion_in_two_photographs_is_one_lesion(tmp_path, assess, is_first_named):
    new = "L6" if is_first_named else NEW
    write_first(tmp_path)
    fresh = Spot((70, 75), 11, 9)
    write_second_photograph(tmp_path, fresh, named=True, is_first_named=is_first_named)
    assessed = assess()
    assert [each.lesion_id for each in assessed.case.lesions] == [*SPOTS, new]
    assert {each.lesion_id for each in assessed.case.visits[1].proposals} == {new}
    assert assessed.calls[1].statement == f"PR; PD if {new} is confirmed"
    text = assessed.proposed_marks[SECOND].replace("confirmed = false", "")
    write_marks(tmp_path / SECOND, text)
    assert assess().calls[1].new_lesion_ids == (new,)


def test_a_proposed_size_rests_on_every_photograph_of_the_visit(tmp_path, assess):
    write_first(tmp_path)
    write_second_photograph(tmp_path, Spot((70, 75), 11, 9), named=False, is_first_named=False)
    proposed = assess()
    found = findings_of(proposed, 1)
    assert {key: len(each.photograph_ids) for key, each in found.items()} == dict.fromkeys(
        [*SPOTS, NEW], 2
    )
    text = proposed.proposed_marks[SECOND].replace("confirmed = false", "")
    write_marks(tmp_path / SECOND, text)
    confirmed = findings_of(assess(), 1)
    for key, each in found.items():
        assert each.longest_diameter_mm == confirmed[key].longest_diameter_mm


def test_swapped_names_are_pointed_out(tmp_path, assess):
    write_first(tmp_path)
    names = {"L1": "L4", "L4": "L1"}
    marks = [mark(names.get(key, key), box=spot.box()) for key, spot in LATER.items()]
    write_second(tmp_path, *marks)
    assessed = assess()
    told = {
        each.lesion_id: each
        for each in assessed.attention
        if each.kind == "to_confirm" and "lies where" in each.message
    }
    assert set(told) == {"L1", "L4"}
    assert told["L1"].message.startswith("the outline named L1 lies where L4 was")
    assert "L1 and L4 are not swapped" in told["L1"].advice
    low, high = findings_of(assessed, 1)["L1"].interval_95_mm
    assert low < LATER["L4"].longest_mm < high  # the person's name is kept


def test_right_names_are_not_questioned(tmp_path, assess):
    write_first(tmp_path)
    write_second(tmp_path, *boxed(LATER, named=True))
    assert not [each for each in assess().attention if each.kind == "to_confirm"]


def test_a_zone_that_was_not_photographed_is_said(tmp_path, assess):
    back = Spot((130, 70), 18, 14)
    save(tmp_path / FIRST / "back.jpg", skin([back], seed=8))
    save(tmp_path / FIRST / "a.jpg", skin(SPOTS.values()))
    write_marks(
        tmp_path / FIRST,
        photograph("a.jpg", *(mark(key, outline=spot.ring()) for key, spot in SPOTS.items())),
        photograph("back.jpg", mark("L9", outline=back.ring()), zone="upper_back"),
    )
    write_second(tmp_path, *boxed(LATER, named=True))
    assessed = assess()
    proposal = proposals_of(assessed)["L9"]
    assert proposal.answer == "not_photographed"
    assert "no photograph of upper back" in proposal.evidence[0]
    assert "L9" not in findings_of(assessed, 1)
    value = next(each for each in assessed.calls[1].values_used if each.lesion_id == "L9")
    assert (value.raw_status, value.used_mm) == ("no_finding", None)
    assert any("L9: not photographed" in each.message for each in assessed.attention)


@pytest.mark.parametrize("gone", ["L5", "L4"])
def test_a_lesion_gone_from_a_framed_view_is_never_absent_by_itself(tmp_path, assess, gone):
    write_first(tmp_path)
    left = {key: spot for key, spot in LATER.items() if key != gone}
    write_second(tmp_path, *boxed(left, named=True), spots=left)
    assessed = assess()
    proposal = proposals_of(assessed)[gone]
    assert proposal.answer == "not_seen"
    assert "inside the frame" in proposal.evidence[0]
    assert gone not in findings_of(assessed, 1)
    call = assessed.calls[1]
    value = next(each for each in call.values_used if each.lesion_id == gone)
    assert (value.raw_status, value.used_mm) == ("no_finding", None)
    assert any(f"{gone}: not seen" in each.message for each in assessed.attention)
    if gone == "L4":  # a target: without it there is no complete sum, so no response
        assert (call.category, call.is_sum_complete) == ("NE", False)
        assert call.missing_lesion_ids == ("L4",)


def test_a_useless_photograph_does_not_make_a_lesion_not_seen(tmp_path, assess):
    """Nothing can be seen in it, so its zone counts as not photographed."""
    write_first(tmp_path)
    pixels = skin(LATER.values(), seed=4)
    pixels[:] = pixels.mean(axis=(0, 1)).astype("uint8")
    save(tmp_path / SECOND / "a.jpg", pixels)
    write_marks(tmp_path / SECOND, photograph("a.jpg"))
    assessed = assess()
    answers = {key: each.answer for key, each in proposals_of(assessed).items()}
    assert answers == dict.fromkeys(SPOTS, "not_photographed")
    assert findings_of(assessed, 1) == {}
    assert (assessed.calls[1].category, assessed.calls[1].sum_mm) == ("NE", None)
