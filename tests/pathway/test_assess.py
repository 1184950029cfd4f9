"""From a folder to a case: what is measured, what is only said, and what is refused.

Longer than other files, because all tests speak of the same two lesions and helpers.
"""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import cv2
import numpy as np
import pytest

from dermetry.errors import MarksInvalid
from dermetry.pathway.marks import VisitMarks
from dermetry.pathway.reopen import PhotographsMissing, reopen_case
from dermetry.record.casefile import read_case_file, write_case_file
from tests.made import (
    PX_PER_MM,
    Spot,
    finding,
    mark,
    photograph,
    save,
    skin,
    write_marks,
)
from tests.pathway.conftest import TODAY

FIRST, SECOND = "2026-01-12", "2026-02-16"
L1, L2 = Spot((120, 40), 20, 15), Spot((60, 100), 16, 12)


def findings_of(assessed, index: int = 0) -> dict:
    return {each.lesion_id: each for each in assessed.case.visits[index].findings}


def said(assessed, kind: str) -> str:
    """Give everything of one kind that a person should look at, as one text."""
    found = [each for each in assessed.attention if each.kind == kind]
    return "\n".join(f"{e.file_name} {e.lesion_id}: {e.message} | {e.advice}" for e in found)


def used(call) -> dict:
    return {each.lesion_id: each for each in call.values_used}


def outlined(lesion: str | None, spot: Spot, **fields: object) -> str:
    return mark(lesion, outline=spot.ring(), **fields)


def write_plain_visit(
    folder: Path, name: str = FIRST, share: float = 1.0, card_mm=(5, 5), seed: int = 3
) -> Path:
    """Write a visit with L1 and L2 outlined in one photograph."""
    one, two = L1.sized(share), L2.sized(share)
    save(folder / name / "a.jpg", skin([one, two], card_mm=card_mm, seed=seed))
    write_marks(folder / name, photograph("a.jpg", outlined("L1", one), outlined("L2", two)))
    return folder / name


def test_several_photographs_of_a_lesion_are_one_measurement(tmp_path, assess):
    for name, seed in (("a.jpg", 1), ("b.jpg", 2), ("c.jpg", 3)):
        save(tmp_path / FIRST / name, skin([L1], seed=seed))
    write_marks(
        tmp_path / FIRST,
        photograph("a.jpg", outlined("L1", L1)),
        photograph("b.jpg", outlined("L1", L1.sized(1.1))),
        photograph("c.jpg", outlined("L1", L1.sized(0.9))),
    )
    assessed = assess()
    (found,) = assessed.case.visits[0].findings
    assert len(found.photograph_ids) == 3
    low, high = found.interval_95_mm
    assert low < 20 < high
    assert found.uncertainty_mm.repeat > 0
    assert assessed.calls[0].sum_mm == found.longest_diameter_mm


def test_an_unconfirmed_outline_never_mixes_into_a_confirmed_one(tmp_path, assess):
    for name, seed in (("a.jpg", 1), ("b.jpg", 2)):
        save(tmp_path / FIRST / name, skin([L1], seed=seed))
    write_marks(
        tmp_path / FIRST,
        photograph("a.jpg", outlined("L1", L1)),
        photograph("b.jpg", outlined("L1", L1.sized(1.6), confirmed=False)),
    )
    visit = assess().case.visits[0]
    (found,) = visit.findings
    confirmed_photo = next(each for each in visit.photographs if each.file_name == "a.jpg")
    assert found.photograph_ids == (confirmed_photo.photograph_id,)
    assert found.is_confirmed
    low, high = found.interval_95_mm
    assert low < 20 < high < 32


def test_a_lesion_with_only_unconfirmed_outlines_enters_no_sum(tmp_path, assess):
    save(tmp_path / FIRST / "a.jpg", skin([L1, L2]))
    write_marks(
        tmp_path / FIRST,
        photograph("a.jpg", outlined("L1", L1), outlined("L2", L2, confirmed=False)),
    )
    assessed = assess()
    found = findings_of(assessed)
    assert (found["L1"].is_confirmed, found["L2"].is_confirmed) == (True, False)
    assert assessed.calls[0].sum_mm == found["L1"].longest_diameter_mm
    assert "L2: measured, not confirmed" in said(assessed, "to_confirm")


def test_a_camera_date_of_another_day_is_pointed_out(tmp_path, assess):
    save(tmp_path / FIRST / "a.jpg", skin([L1], seed=1), taken_on=date(2025, 12, 24))
    save(tmp_path / FIRST / "b.jpg", skin([L1], seed=2), taken_on=date(2026, 1, 12))
    assessed = assess()
    notes = [each for each in assessed.attention if each.kind == "note"]
    assert [(each.file_name, each.visited_on) for each in notes] == [("a.jpg", date(2026, 1, 12))]
    assert "2025-12-24" in notes[0].message
    assert "2026-01-12" in notes[0].message
    assert "belongs to this patient" in notes[0].advice


def test_two_points_on_a_ruler_give_a_scale(tmp_path, assess):
    save(tmp_path / FIRST / "a.jpg", skin([L1], card_mm=None))
    points = {"first": [100, 600], "second": [100 + 60 * PX_PER_MM, 600], "mm": 60}
    write_marks(tmp_path / FIRST, photograph("a.jpg", outlined("L1", L1), ruler=points))
    assessed = assess()
    found = findings_of(assessed)["L1"]
    low, high = found.interval_95_mm
    assert low < 20 < high
    assert abs(found.longest_diameter_mm - 20) < 1
    assert "ruler" in assessed.case.visits[0].photographs[0].scale.method


SHEET = """
dictionary = "DICT_4X4_50"
ids = [10, 11, 12, 13]
marker_side_mm = 12
gap_w_mm = 30
gap_h_mm = 20
"""


def with_sheet(pixels: np.ndarray) -> np.ndarray:
    """Lay a plain sheet of four markers, 54 x 44 mm and a white margin, into a photograph."""
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    left, top, side = (10 * PX_PER_MM, 10 * PX_PER_MM, 12 * PX_PER_MM)
    pixels[top - 25 : top + 44 * PX_PER_MM + 25, left - 25 : left + 54 * PX_PER_MM + 25] = 250
    for marker_id, x_mm, y_mm in ((10, 0, 0), (11, 42, 0), (12, 0, 32), (13, 42, 32)):
        x, y = left + x_mm * PX_PER_MM, top + y_mm * PX_PER_MM
        printed = cv2.aruco.generateImageMarker(dictionary, marker_id, side)
        pixels[y : y + side, x : x + side] = printed[..., None]
    return pixels


def test_a_sheet_beside_the_photographs_gives_a_scale(tmp_path, assess):
    save(tmp_path / FIRST / "a.jpg", with_sheet(skin([L1], card_mm=None)))
    write_marks(tmp_path / FIRST, photograph("a.jpg", outlined("L1", L1)))
    assert findings_of(assess())["L1"].status == "present"
    (tmp_path / "sheet.toml").write_text(SHEET)
    found = findings_of(assess())["L1"]
    low, high = found.interval_95_mm
    assert low < 20 < high
    assert "sheet.toml" in found.scale_source


def test_a_sheet_that_is_named_and_not_there_is_refused(tmp_path, assess):
    save(tmp_path / FIRST / "a.jpg", skin([L1]))
    write_marks(tmp_path / FIRST, photograph("a.jpg", outlined("L1", L1), sheet="mine.toml"))
    with pytest.raises(MarksInvalid, match=r"mine\.toml"):
        assess()


def test_a_typed_value_wins_and_the_photograph_is_evidence(tmp_path, assess):
    save(tmp_path / FIRST / "a.jpg", skin([L1]))
    typed = finding("L1", "measured", longest_diameter_mm=20.5, method="caliper")
    write_marks(tmp_path / FIRST, photograph("a.jpg", outlined("L1", L1)), typed)
    assessed = assess()
    found = findings_of(assessed)["L1"]
    assert found.longest_diameter_mm == Decimal("20.5")
    assert found.method == "caliper"
    assert "photograph: 20" in found.evidence[0]
    assert "lies outside" not in found.evidence[0]
    assert assessed.calls[0].sum_mm == Decimal("20.5")


def test_a_typed_value_that_contradicts_the_photograph_is_pointed_out(tmp_path, assess):
    save(tmp_path / FIRST / "a.jpg", skin([L1]))
    typed = finding("L1", "measured", longest_diameter_mm=35)
    write_marks(tmp_path / FIRST, photograph("a.jpg", outlined("L1", L1)), typed)
    assessed = assess()
    found = findings_of(assessed)["L1"]
    assert found.longest_diameter_mm == 35
    assert "35 mm lies outside that interval" in found.evidence[0]
    assert "35 mm lies outside that interval" in said(assessed, "note")


def test_a_caliper_value_gives_the_scale_at_the_lesion(tmp_path, assess):
    save(tmp_path / FIRST / "a.jpg", skin([L1], card_mm=None))
    typed = finding("L1", "measured", longest_diameter_mm=20, method="caliper")
    write_marks(tmp_path / FIRST, photograph("a.jpg", outlined("L1", L1)), typed)
    assessed = assess()
    found = findings_of(assessed)["L1"]
    assert found.longest_diameter_mm == 20
    assert float(found.area_mm2) == pytest.approx(np.pi / 4 * 20 * 15, rel=0.02)
    assert "scaled by this value" in found.evidence[0]
    scale = assessed.case.visits[0].photographs[0].scale
    assert scale.source == "caliper value of 20 mm"
    assert scale.mm_per_pixel == pytest.approx(1 / PX_PER_MM, rel=0.02)


@pytest.mark.parametrize(
    "fact",
    [
        finding("L1", "absent"),
        finding("L1", "not_done", reason="dressing"),
        finding("L1", "merged_into", merged_into="L1+L2") + finding("L1+L2", "present"),
    ],
    ids=["absent", "not_done", "merged_into"],
)
def test_a_lesion_stated_gone_and_outlined_is_refused(tmp_path, assess, fact):
    save(tmp_path / FIRST / "a.jpg", skin([L1, L2]))
    marked = photograph("a.jpg", outlined("L1", L1), outlined("L2", L2))
    write_marks(tmp_path / FIRST, marked, fact)
    with pytest.raises(MarksInvalid, match=r"L1 has status .* and is outlined") as told:
        assess()
    assert "remove the finding, or remove the outline" in str(told.value.next_step)


def test_a_lesion_seen_without_scale_is_present_and_never_a_size(tmp_path, assess):
    write_plain_visit(tmp_path)
    write_plain_visit(tmp_path, SECOND, card_mm=None)
    assessed = assess()
    for lesion_id, found in findings_of(assessed, 1).items():
        assert found.status == "present", lesion_id
        assert "no marker" in found.reason.lower()
        assert getattr(found, "longest_diameter_mm", None) is None
    call = assessed.calls[1]
    assert (call.category, call.sum_mm) == ("NE", None)
    assert {each.used_mm for each in call.values_used} == {None}
    assert call.missing_lesion_ids == ("L1", "L2")
    assert "not measurable" in said(assessed, "not_measured")


def test_the_same_photograph_twice_is_used_once(tmp_path, assess):
    first = write_plain_visit(tmp_path)
    (first / "copy.jpg").write_bytes((first / "a.jpg").read_bytes())
    second = tmp_path / SECOND
    second.mkdir()
    (second / "again.jpg").write_bytes((first / "a.jpg").read_bytes())
    write_marks(second, photograph("again.jpg", outlined("L1", L1)))
    assessed = assess()
    assert [len(visit.photographs) for visit in assessed.case.visits] == [1, 0]
    assert findings_of(assessed, 1) == {}
    told = said(assessed, "not_measured")
    assert f"copy.jpg is the same photograph as {FIRST}/a.jpg" in told
    assert f"again.jpg is the same photograph as {FIRST}/a.jpg" in told
    assert "the marks for the second copy were not used" in told
    assert assessed.calls[1].category == "NE"


def test_a_black_photograph_measures_nothing_and_is_kept(tmp_path, assess):
    write_plain_visit(tmp_path)
    save(tmp_path / SECOND / "a.jpg", np.zeros((700, 1000, 3), np.uint8))
    marked = photograph("a.jpg", mark("L1", box=L1.box()), outlined("L2", L2))
    write_marks(tmp_path / SECOND, marked)
    assessed = assess()
    visit = assessed.case.visits[1]
    assert [each.file_name for each in visit.photographs] == ["a.jpg"]
    assert [issue.code for issue in visit.photographs[0].issues if issue.is_blocking]
    assert not [each for each in visit.findings if each.status == "measured"]
    assert assessed.calls[1].category == "NE"
    assert assessed.calls[1].missing_lesion_ids == ("L1", "L2")
    assert "a.jpg L1: the photograph is black" in said(assessed, "not_measured")


def test_candidates_are_listed_apart(tmp_path, assess):
    save(tmp_path / FIRST / "a.jpg", skin([L1, L2]))
    write_marks(tmp_path / FIRST, photograph("a.jpg", outlined("L1", L1)))
    assessed = assess()
    outlines = assessed.case.visits[0].photographs[0].outlines
    (candidate,) = [each for each in outlines if each.source == "candidate"]
    assert (candidate.lesion_id, candidate.is_confirmed) == (None, False)
    xs = [x for x, _ in candidate.polygon]
    assert min(xs) < L2.at_px[0] < max(xs)
    assert list(findings_of(assessed)) == ["L1"]
    assert [each.lesion_id for each in assessed.case.lesions] == ["L1"]
    assert list(used(assessed.calls[0])) == ["L1"]
    assert "1 area without an outline differs" in said(assessed, "candidate")


def test_marks_are_proposed_for_a_visit_without_any(tmp_path, assess):
    save(tmp_path / FIRST / 'Br"ust ä.jpg', skin([L1, L2]))
    assessed = assess()
    text = assessed.proposed_marks[FIRST]
    marks = VisitMarks.model_validate(tomllib.loads(text))
    assert [each.file for each in marks.photograph] == ['Br"ust ä.jpg']
    assert not marks.confirmed
    opened = text.replace("  # [[", "  [[").replace("  # box", "  box")
    candidates = VisitMarks.model_validate(tomllib.loads(opened)).photograph[0].lesion
    assert len(candidates) == 2


def test_proposed_marks_parse_and_confirm_nothing(tmp_path, assess):
    write_plain_visit(tmp_path)
    save(tmp_path / SECOND / "a.jpg", skin([L1, L2], seed=9))
    write_marks(
        tmp_path / SECOND, photograph("a.jpg", mark("L1", box=L1.box()), mark(tap=L2.tap()))
    )
    texts = assess().proposed_marks
    assert list(texts) == [SECOND]
    marks = VisitMarks.model_validate(tomllib.loads(texts[SECOND]))
    lesions = [each for photo in marks.photograph for each in photo.lesion]
    assert len(lesions) == 2
    assert not any(marks.is_confirmed(each) for each in (*lesions, *marks.finding))


def test_proposed_marks_lose_nothing_that_a_person_wrote(tmp_path, assess):
    """They are to be copied over the marks.toml they came from."""
    write_plain_visit(tmp_path)
    extra = Spot((150, 110), 12, 9)
    save(tmp_path / SECOND / "a.jpg", skin([L1, extra, L2], card_mm=None))
    ruler = {"first": [100, 600], "second": [400, 600], "mm": 60}
    write_marks(
        tmp_path / SECOND,
        'regions_examined = ["abdomen"]\nnote = "after \\"cleansing\\""\n',
        photograph(
            "a.jpg",
            outlined("L1", L1, ulcerated=True),
            mark("L6", tap=extra.tap(), is_new=True, morphology="papule"),
            mark(box=L2.box()),
            ruler=ruler,
            view="overview",
            laterality="left",
        ),
        finding("L2", "not_evaluable", reason="crust"),
    )
    assessed = assess()
    text = assessed.proposed_marks[SECOND]
    theirs = tomllib.loads((tmp_path / SECOND / "marks.toml").read_text())
    ours = tomllib.loads(text)
    assert ours["confirmed"] is False
    for name in ("regions_examined", "note", "finding"):
        assert ours[name] == theirs[name]
    written, proposed = theirs["photograph"][0], ours["photograph"][0]
    for name in ("file", "view", "zone", "laterality", "ruler"):
        assert proposed[name] == written[name]
    assert proposed["lesion"][:2] == written["lesion"][:2]
    write_marks(tmp_path / SECOND, text.replace("confirmed = false", ""))
    assert findings_of(assess(), 1)["L1"].longest_diameter_mm == (
        findings_of(assessed, 1)["L1"].longest_diameter_mm
    )


def test_proposed_marks_keep_a_stated_doubt_and_drop_a_confirmation(tmp_path, assess):
    save(tmp_path / FIRST / "a.jpg", skin([L1, L2]))
    unnamed = Spot((150, 110), 12, 9)
    write_marks(
        tmp_path / FIRST,
        'confirmed_by = "Dr. A"\n',
        photograph(
            "a.jpg",
            outlined("L1", L1, confirmed=True),
            outlined("L2", L2, confirmed=False),
            outlined(None, unnamed),
        ),
        confirmed=False,
    )
    ours = tomllib.loads(assess().proposed_marks[FIRST])
    assert ours["confirmed"] is False
    assert "confirmed_by" not in ours
    lesions = ours["photograph"][0]["lesion"]
    assert [each.get("confirmed") for each in lesions] == [None, False, None]


def test_the_same_folder_twice_gives_an_equal_case(tmp_path, assess):
    write_plain_visit(tmp_path)
    write_plain_visit(tmp_path, SECOND, 0.6, seed=4)
    first, second = assess(), assess()
    assert first == second
    assert write_case_file(case=first.case) == write_case_file(case=second.case)


def test_another_visit_leaves_the_earlier_ones_as_they_were(tmp_path, assess):
    write_plain_visit(tmp_path)
    write_plain_visit(tmp_path, SECOND, 0.6, seed=4)
    before = assess()
    third = tmp_path / "2026-03-23"
    save(third / "a.jpg", skin([L1, L2], seed=5))
    write_marks(third, photograph("a.jpg", outlined("L1", L1), mark(box=L2.box())))
    after = assess()
    assert after.case.visits[:2] == before.case.visits
    assert after.calls[:2] == before.calls
    assert len(after.case.visits) == 3


def test_a_reopened_case_gives_the_same_calls(tmp_path, assess):
    write_plain_visit(tmp_path)
    write_plain_visit(tmp_path, SECOND, 0.6, seed=4)
    assessed = assess()
    case = read_case_file(text=write_case_file(case=assessed.case), name="case.json")
    again = reopen_case(case=case, photographs=tmp_path, today=TODAY)
    assert (again.calls, again.growth, again.role_suggestions) == (
        assessed.calls,
        assessed.growth,
        assessed.role_suggestions,
    )
    photo = case.visits[1].photographs[0]
    assert again.open_picture(photo.photograph_id).sha256 == photo.sha256


def test_a_reopened_case_with_a_photograph_missing_is_refused(tmp_path, assess):
    write_plain_visit(tmp_path)
    second = write_plain_visit(tmp_path, SECOND, 0.6, seed=4)
    case = assess().case
    (second / "a.jpg").write_bytes((second / "a.jpg").read_bytes() + b"edited")
    with pytest.raises(PhotographsMissing, match=r"1 of 2 photographs .* a\.jpg") as told:
        reopen_case(case=case, photographs=tmp_path, today=TODAY)
    assert "original photographs" in told.value.next_step


def test_two_targets_that_merge_are_one_mass_in_a_complete_sum(tmp_path, assess):
    (tmp_path / "case.toml").write_text(
        'confirmed_by = "Dr. A"\n'
        '[[lesion]]\nid = "L1"\nrole = "target"\n[[lesion]]\nid = "L2"\nrole = "target"\n'
    )
    write_plain_visit(tmp_path)
    mass = Spot((130, 90), 30, 15)
    save(tmp_path / SECOND / "a.jpg", skin([mass], seed=4))
    write_marks(
        tmp_path / SECOND,
        photograph("a.jpg", outlined("L1+L2", mass, merged_from=["L1", "L2"])),
        finding("L1", "merged_into", merged_into="L1+L2"),
        finding("L2", "merged_into", merged_into="L1+L2"),
    )
    assessed = assess()
    call = assessed.calls[1]
    size = findings_of(assessed, 1)["L1+L2"].longest_diameter_mm
    assert abs(size - 30) < 2
    assert (call.sum_mm, call.is_sum_complete, call.missing_lesion_ids) == (size, True, ())
    assert [key for key, each in used(call).items() if each.used_mm] == ["L1+L2"]
    assert call.new_lesion_ids == ()


def test_a_photograph_of_both_sides_does_not_make_a_lesion_bilateral(tmp_path, assess):
    write_plain_visit(tmp_path)
    fresh = Spot((150, 110), 12, 9)
    save(tmp_path / SECOND / "a.jpg", skin([L1, L2, fresh], seed=4))
    write_marks(
        tmp_path / SECOND,
        photograph("a.jpg", outlined("L6", fresh, is_new=True), laterality="bilateral"),
    )
    assessed = assess()
    lesion = next(each for each in assessed.case.lesions if each.lesion_id == "L6")
    assert (lesion.laterality, lesion.role) == (None, "new")
    assert assessed.calls[1].new_lesion_ids == ("L6",)
    assert assessed.calls[1].category == "PD"


def test_an_empty_file_is_named_and_the_rest_goes_on(tmp_path, assess):
    visit = write_plain_visit(tmp_path)
    (visit / "b.jpg").write_bytes(b"")
    assessed = assess()
    assert [each.file_name for each in assessed.case.visits[0].unreadable] == ["b.jpg"]
    assert "b.jpg" in said(assessed, "unreadable")
    assert assessed.calls[0].sum_mm is not None
