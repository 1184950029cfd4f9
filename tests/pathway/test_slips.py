"""Slips of a person that would change a call: refused or pointed out, never passed over."""

import pytest

from dermetry.errors import MarksInvalid
from tests.made import PX_PER_MM, Spot, finding, mark, photograph, save, skin, write_marks

FIRST, SECOND = "2026-01-12", "2026-02-16"
L1, L2, L3 = Spot((120, 50), 20, 15), Spot((165, 90), 14, 11), Spot((60, 100), 16, 12)
SPOTS = {"L1": L1, "L2": L2, "L3": L3}


def write(folder, day, *marks, spots=SPOTS, card_mm=(5, 5), extra="", **fields):
    save(folder / day / "a.jpg", skin(spots.values(), card_mm=card_mm, seed=int(day[5:7])))
    write_marks(folder / day, photograph("a.jpg", *marks, **fields), extra)


def all_named():
    return [mark(key, box=spot.box()) for key, spot in SPOTS.items()]


def messages(assessed) -> str:
    return "\n".join(each.message for each in assessed.attention)


def test_two_names_for_one_place_are_refused(tmp_path, assess):
    write(tmp_path, FIRST, mark("L1", box=L1.box()), mark("L2", box=L1.box(1.2)))
    with pytest.raises(MarksInvalid, match="L1 and L2 are outlined in the same place"):
        assess()


def test_a_tap_on_the_card_is_refused(tmp_path, assess):
    write(tmp_path, FIRST, mark("L1", tap=[45 * PX_PER_MM, 30 * PX_PER_MM]))
    with pytest.raises(MarksInvalid, match="lies on the calibration object"):
        assess()


@pytest.mark.parametrize("zone", ["chestwall", "scalpp", "nowhere_at_all"])
def test_a_zone_nobody_knows_is_refused(tmp_path, assess, zone):
    write(tmp_path, FIRST, mark("L1", box=L1.box()), zone=zone)
    with pytest.raises(MarksInvalid, match="is no zone of the skin"):
        assess()


def test_confirmed_must_be_true_or_false(tmp_path, assess):
    write(tmp_path, FIRST, mark("L1", box=L1.box(), confirmed="y"))
    with pytest.raises(MarksInvalid, match="confirmed"):
        assess()


RULER = {"first": [100, 600], "second": [600, 600]}  # 100 mm at 5 pixels per millimeter


@pytest.mark.parametrize(
    ("ruler", "words"),
    [
        (RULER | {"second": [100, 600], "mm": 50}, "uler"),
        (RULER | {"second": [99999, 600], "mm": 50}, "outside"),
    ],
)
def test_an_impossible_ruler_is_refused_also_beside_a_card(tmp_path, assess, ruler, words):
    write(tmp_path, FIRST, mark("L1", box=L1.box()), ruler=ruler)
    with pytest.raises(MarksInvalid, match=words):
        assess()


def test_a_ruler_that_contradicts_the_card_leaves_no_scale(tmp_path, assess):
    write(tmp_path, FIRST, mark("L1", box=L1.box()), ruler=RULER | {"mm": 10})
    assessed = assess()
    assert "the ruler and" in messages(assessed)
    assert assessed.case.visits[0].findings[0].status == "present"


def test_a_ruler_that_agrees_with_the_card_changes_nothing(tmp_path, assess):
    write(tmp_path, FIRST, mark("L1", box=L1.box()), ruler=RULER | {"mm": 100})
    scale = assess().case.visits[0].photographs[0].scale
    assert scale.method == "card"


def test_a_wrong_ruler_shows_in_the_pattern_of_lesions(tmp_path, assess):
    write(tmp_path, FIRST, *all_named())
    write(tmp_path, SECOND, *all_named(), card_mm=None, ruler=RULER | {"mm": 10})
    assert "0.10 times as far from each other" in messages(assess())


def test_the_right_ruler_raises_no_alarm(tmp_path, assess):
    write(tmp_path, FIRST, *all_named())
    write(tmp_path, SECOND, *all_named(), card_mm=None, ruler=RULER | {"mm": 100})
    assert "times as far" not in messages(assess())


def test_gone_while_something_stands_out_is_pointed_out(tmp_path, assess):
    write(tmp_path, FIRST, *all_named())
    gone = "".join(finding(key, "absent") for key in SPOTS)
    write(tmp_path, SECOND, extra=gone)
    assert "L1, L2, L3 stated gone, and a.jpg shows areas nobody outlined" in messages(assess())


def test_what_lies_unused_in_a_visit_is_named(tmp_path, assess):
    write(tmp_path, FIRST, mark("L1", box=L1.box()))
    visit = tmp_path / FIRST
    (visit / "DCIM").mkdir()
    (visit / ".hidden.jpg").write_bytes(b"x")
    (visit / "marks.toml.txt").write_text("")
    (visit / "gone.jpg").symlink_to(tmp_path / "nowhere.jpg")
    assessed = assess()
    told = messages(assessed)
    for words in ("the folder DCIM", ".hidden.jpg is hidden", "marks.toml.txt was not read"):
        assert words in told
    assert [each.file_name for each in assessed.case.visits[0].unreadable] == ["gone.jpg"]


@pytest.mark.parametrize("missing", ["L1", "L3"])
def test_a_forgotten_baseline_mark_is_never_progression(tmp_path, assess, missing):
    roles = {"L1": "target", "L2": "target", "L3": "non_target"}
    declared = "".join(f'[[lesion]]\nid="{key}"\nrole="{role}"\n' for key, role in roles.items())
    (tmp_path / "case.toml").write_text(declared)
    write(tmp_path, FIRST, *(mark(k, box=s.box()) for k, s in SPOTS.items() if k != missing))
    write(tmp_path, SECOND, *all_named())
    call = assess().calls[1]
    assert call.category != "PD"
    assert call.new_lesion_ids == ()
    assert any(f"{missing} has no finding at baseline" in flag for flag in call.flags)


def test_a_declared_lesion_without_a_role_has_a_gap_and_is_not_new(tmp_path, assess):
    (tmp_path / "case.toml").write_text("".join(f'[[lesion]]\nid="{key}"\n' for key in SPOTS))
    write(tmp_path, FIRST, mark("L1", box=L1.box()))
    write(tmp_path, SECOND, *all_named())
    call = assess().calls[1]
    assert call.new_lesion_ids == ()
    assert call.category != "PD"
    assert any("L2 has no finding at baseline" in flag for flag in call.flags)


@pytest.mark.parametrize("gap", ["not_done", "not_evaluable"])
def test_a_stated_gap_at_baseline_is_not_progression(tmp_path, assess, gap):
    write(tmp_path, FIRST, mark("L1", box=L1.box()), extra=finding("L3", gap, reason="covered"))
    write(tmp_path, SECOND, mark("L1", box=L1.box()), mark("L3", box=L3.box()))
    call = assess().calls[1]
    assert (call.new_lesion_ids, call.category != "PD") == ((), True)


def test_a_lesion_declared_twice_is_refused(tmp_path, assess):
    (tmp_path / "case.toml").write_text('[[lesion]]\nid="L1"\nrole="target"\n[[lesion]]\nid="L1"')
    write(tmp_path, FIRST, mark("L1", box=L1.box()))
    with pytest.raises(MarksInvalid, match="declares lesion L1 twice"):
        assess()


@pytest.mark.parametrize("name", ["2026-2-16", "20260216", "16.02.2026", "2026_02_16"])
def test_a_folder_that_is_nearly_a_visit_is_refused(tmp_path, assess, name):
    write(tmp_path, FIRST, mark("L1", box=L1.box()))
    (tmp_path / name).mkdir()
    with pytest.raises(MarksInvalid, match="looks like a visit"):
        assess()
