"""One uploaded photograph without a folder: examined, stored, drawn on, proposed for, recorded."""

import io
import json
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dermetry.errors import NotMeasurable, PhotographUnreadable
from dermetry.imaging.appearance import Look
from dermetry.imaging.photograph import Opener
from dermetry.imaging.values import Issue, Outline, Scale, ScaleAbsent
from dermetry.pathway.examine import examine_photograph
from dermetry.pathway.marks import OutlineMark, PhotographMark, RulerMark
from dermetry.pathway.outlines import MarkOnCard, PhotographUseless
from dermetry.pathway.propose_outline import propose_outline
from dermetry.pathway.recording import record_photograph
from dermetry.pathway.redraw import ScaleMarksChanged, redraw_photograph
from dermetry.pathway.results import OutlinedLesion, PhotographResult
from dermetry.pathway.stored_result import (
    StoredPhotograph,
    StoredResultUnusable,
    StoredScale,
    dump_result,
    engine_of,
    load_result,
)
from tests.made import Spot, skin
from tests.pathway.conftest import TODAY

DAY = date(2026, 2, 16)
FIRST, SECOND = Spot((120, 30), 20, 15), Spot((105, 95), 24, 18)
ENGINE = "0.1.0"


@pytest.fixture(scope="module")
def opener():
    with Opener() as opener:
        yield opener


def jpeg(pixels) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def data() -> bytes:
    return jpeg(skin([FIRST, SECOND]))


def drawn(spot: Spot, lesion: str | None) -> OutlineMark:
    return OutlineMark(lesion=lesion, outline=spot.ring())


def marks(*outlines: OutlineMark, **given) -> PhotographMark:
    return PhotographMark(file="a.jpg", zone="abdomen", lesion=outlines, **given)


def examine(data, opener, mark=None, **given) -> PhotographResult:
    return examine_photograph(
        data=data,
        file_name="a.jpg",
        visited_on=DAY,
        mark=mark,
        opener=opener,
        today=TODAY,
        **given,
    )


def sizes(result):
    return {e.lesion_id: e.measurement.longest_diameter_mm.value for e in result.outlined}


def test_an_upload_without_any_mark_gives_scale_quality_and_candidates(data, opener):
    result = examine(data, opener)
    assert isinstance(result.scale, Scale)
    assert (result.outlined, result.issues) == ((), ())
    assert len(result.candidates) == 2


def test_marks_are_measured_without_a_folder(data, opener):
    result = examine(data, opener, marks(drawn(FIRST, "L1"), drawn(SECOND, "L2")))
    for each, true_mm in zip(result.outlined, (20, 24), strict=True):
        low, high = each.measurement.longest_diameter_mm.interval_95
        assert low < true_mm < high
    assert result.photograph_id.startswith("2026-02-16-")


def test_an_unreadable_upload_names_the_file_alone(opener):
    with pytest.raises(PhotographUnreadable, match=r"^a\.jpg"):
        examine(b"no photograph", opener)


def test_a_hostile_file_name_is_cleaned(data, opener):
    result = examine_photograph(
        data=data,
        file_name="x\n" * 300,
        visited_on=DAY,
        mark=None,
        opener=opener,
        today=TODAY,
    )
    assert "\n" not in result.file_name
    assert len(result.file_name) < 200


def test_own_ids_stay_when_an_outline_before_them_goes(data, opener):
    both = marks(drawn(FIRST, "L1"), drawn(SECOND, "L2"))
    ids = {"photograph_id": "ph-7", "outline_ids": ("out-1", "out-2")}
    first = examine(data, opener, both, **ids)
    alone = marks(drawn(SECOND, "L2"))
    second = examine(data, opener, alone, photograph_id="ph-7", outline_ids=("out-2",))
    assert [each.outline_id for each in first.outlined] == ["out-1", "out-2"]
    assert second.outlined == first.outlined[1:]
    photo = record_photograph(result=second, confirmed_by=None)
    assert photo.photograph_id == "ph-7"
    assert photo.outlines[0].outline_id == "out-2"


def test_ids_must_belong_to_the_marks_one_by_one(data, opener):
    with pytest.raises(ValueError, match="1 outlines, but 2 ids"):
        examine(data, opener, marks(drawn(FIRST, "L1")), outline_ids=("a", "b"))


# Storing


def full_result(data, opener) -> PhotographResult:
    """Give a result with every kind of part: tap, drawn, failed, ruler, candidate."""
    ruler = RulerMark(first=(100, 600), second=(600, 600), mm=Decimal("100.0"))
    tapped = OutlineMark(lesion="L1", tap=FIRST.tap(), morphology="nodule", ulcerated=True)
    nothing = OutlineMark(lesion="L3", tap=(150, 450))
    return examine(
        data,
        opener,
        marks(tapped, nothing, ruler=ruler),
        is_confirmed={0: True},
        calipers_mm={"L1": Decimal("19.5")},
    )


def test_a_stored_result_reads_back_exactly(data, opener):
    result = full_result(data, opener)
    assert result.failed
    assert result.candidates
    text = dump_result(result=result, engine=ENGINE)
    again = load_result(text=text, engine=ENGINE)
    assert_equal(again, result)
    assert dump_result(result=again, engine=ENGINE) == text
    assert engine_of(text=text) == ENGINE


def assert_equal(again: PhotographResult, result: PhotographResult) -> None:
    for each in fields(PhotographResult):
        one, other = getattr(again, each.name), getattr(result, each.name)
        if isinstance(other, Scale):
            assert np.array_equal(one.homography, other.homography)
            assert one.homography.dtype == np.float64
            one, other = (replace(x, homography=None) for x in (one, other))
        assert one == other, each.name


FLOAT = st.floats(allow_nan=False, allow_infinity=False)
POINT = st.tuples(FLOAT, FLOAT)


@given(
    numbers=st.lists(FLOAT, min_size=9, max_size=9),
    polygon=st.lists(POINT, min_size=3, max_size=8),
    confidence=FLOAT,
    look=st.tuples(FLOAT, FLOAT, FLOAT),
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    is_absent=st.booleans(),
)
def test_any_number_and_any_text_reads_back_exactly(
    numbers, polygon, confidence, look, text, is_absent
):
    scale = Scale("card", text, np.reshape(numbers, (3, 3)), None, confidence, 0.01, (polygon[0],))
    absent = ScaleAbsent(reason=text, advice="put the card in")
    outline = Outline(tuple(polygon), "tap", confidence, tuple(polygon), None, (text,))
    lesion = OutlinedLesion(
        "o1", None, None, outline, None, text, "", Look(look, 0.1, 1.0, 0.9), True
    )
    result = PhotographResult(
        photograph_id="p1",
        file_name=text,
        sha256="0" * 64,
        width_px=10,
        height_px=20,
        taken_on=DAY,
        mark=None,
        scale=absent if is_absent else scale,
        issues=(Issue("glare", False, text, "", confidence),),
        notes=(text,),
        outlined=(lesion,),
        failed=(),
        candidates=(outline,),
        found_scale=scale,
    )
    assert_equal(load_result(text=dump_result(result=result, engine=text)), result)


def test_everything_a_result_holds_is_stored():
    """A field added to a result and forgotten here would be lost without a word."""
    assert set(StoredPhotograph.model_fields) == {each.name for each in fields(PhotographResult)}
    assert set(StoredScale.model_fields) - {"kind"} == {each.name for each in fields(Scale)}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda text: text[:-20], "broken or cut off"),
        (lambda _: "[]", "no photograph result"),
        (lambda _: '{"format": "dermetry case"}', "no photograph result"),
        (lambda text: text.replace('"version":1', '"version":2'), "format 2, this one reads 1"),
        (lambda text: text.replace('"sha256"', '"sha1"'), "a field is missing"),
        (lambda text: json.dumps({**json.loads(text), "engine": "0.0.9"}), "version 0.0.9"),
    ],
)
def test_a_result_that_cannot_be_used_says_why_and_what_to_do(data, opener, change, why):
    text = dump_result(result=examine(data, opener), engine=ENGINE)
    with pytest.raises(StoredResultUnusable, match=why) as caught:
        load_result(text=change(text), engine=ENGINE)
    assert "examine the photograph again" in caught.value.next_step


# Drawing on a stored result


def test_drawing_on_a_stored_result_measures_as_examining_does(data, opener):
    stored = load_result(text=dump_result(result=examine(data, opener), engine=ENGINE))
    mark = marks(drawn(FIRST, "L1"), drawn(SECOND, "L2"))
    redrawn = redraw_photograph(result=stored, mark=mark, is_confirmed={1: True})
    fresh = examine(data, opener, mark, is_confirmed={1: True})
    assert [replace(e, look=None) for e in fresh.outlined] == list(redrawn.outlined)
    assert redrawn.candidates == fresh.candidates == ()


def test_with_the_picture_at_hand_everything_is_as_examined(data, opener):
    mark = marks(OutlineMark(lesion="L1", tap=FIRST.tap()), drawn(SECOND, "L2"))
    picture = opener.open(data=data, file_name="a.jpg", today=TODAY)
    redrawn = redraw_photograph(result=examine(data, opener), mark=mark, picture=picture)
    assert redrawn.outlined == examine(data, opener, mark).outlined


def test_a_tapped_border_is_kept_while_others_are_drawn(data, opener):
    tapped = OutlineMark(lesion="L1", tap=FIRST.tap())
    before = examine(data, opener, marks(tapped), outline_ids=("o-1",))
    named = marks(drawn(SECOND, "L2"), tapped.model_copy(update={"lesion": "L9"}))
    after = redraw_photograph(result=before, mark=named, outline_ids=("o-2", "o-1"))
    kept = after.outlined[1]
    assert (kept.lesion_id, kept.outline) == ("L9", before.outlined[0].outline)
    assert kept.look == before.outlined[0].look


def test_a_new_tap_without_pixels_is_never_dropped_in_silence(data, opener):
    mark = marks(OutlineMark(lesion="L1", tap=FIRST.tap()))
    result = redraw_photograph(result=examine(data, opener), mark=mark)
    (failed,) = result.failed
    assert (result.outlined, failed.mark) == ((), mark.lesion[0])
    assert "analyse the photograph again" in failed.advice


def test_another_ruler_means_examining_again(data, opener):
    ruler = RulerMark(first=(100, 600), second=(600, 600), mm=Decimal(100))
    with pytest.raises(ScaleMarksChanged, match="examined"):
        redraw_photograph(result=examine(data, opener), mark=marks(ruler=ruler))


def test_a_caliper_typed_later_scales_a_stored_photograph_without_card(opener):
    stored = examine(jpeg(skin([FIRST], card_mm=None)), opener)
    mark = marks(drawn(FIRST, "L1"))
    without = redraw_photograph(result=stored, mark=mark)
    assert (without.outlined[0].measurement, without.outlined[0].not_measured) == (
        None,
        stored.scale.reason,
    )
    with_caliper = redraw_photograph(result=without, mark=mark, calipers_mm={"L1": Decimal("20.0")})
    assert sizes(with_caliper) == pytest.approx({"L1": 20.0})
    taken_back = redraw_photograph(result=with_caliper, mark=mark)
    assert taken_back.outlined == without.outlined
    assert isinstance(taken_back.scale, ScaleAbsent)


# Proposals for the editor


def propose(data, opener, result=None, **place):
    return propose_outline(
        data=data, file_name="a.jpg", opener=opener, today=TODAY, result=result, **place
    )


@pytest.mark.parametrize("place", [{"tap": tuple(FIRST.tap())}, {"box": tuple(FIRST.box())}])
def test_a_tap_or_box_proposes_what_examining_would_find(data, opener, place):
    found = propose(data, opener, examine(data, opener), **place)
    (examined,) = examine(data, opener, marks(OutlineMark(**place))).outlined
    assert found.outline == examined.outline
    assert found.measurement == examined.measurement
    assert 0 < found.outline.confidence <= 1


def test_without_a_result_a_border_is_proposed_and_not_measured(data, opener):
    found = propose(data, opener, tap=tuple(FIRST.tap()))
    assert found.measurement is None
    assert found.not_measured == "the photograph has not been examined yet"


def test_a_tap_on_the_card_is_refused(data, opener):
    with pytest.raises(MarkOnCard, match="calibration object"):
        propose(data, opener, examine(data, opener), tap=(150, 130))


def test_a_tap_on_plain_skin_says_what_to_do(data, opener):
    with pytest.raises(NotMeasurable) as caught:
        propose(data, opener, examine(data, opener), tap=(150, 450))
    assert "Draw the border by hand" in caught.value.next_step


def test_a_useless_photograph_says_so(opener):
    pixels = skin([FIRST])
    pixels[:] = 128
    black = jpeg(pixels)
    with pytest.raises(PhotographUseless) as caught:
        propose(black, opener, examine(black, opener), tap=(500, 300))
    assert caught.value.next_step


def test_the_bytes_of_another_photograph_are_refused(data, opener):
    other = examine(jpeg(skin([SECOND])), opener)
    with pytest.raises(Exception, match="not the photograph this result was made from"):
        propose(data, opener, other, tap=tuple(FIRST.tap()))


# Recording


def test_who_confirmed_each_outline_is_recorded(data, opener):
    both = marks(drawn(FIRST, "L1"), drawn(SECOND, "L2"))
    result = examine(data, opener, both, is_confirmed={0: True, 1: True}, outline_ids=("a", "b"))
    photo = record_photograph(
        result=result,
        confirmed_by="Dr. A",
        confirmers={"b": "Nurse B"},
        cleansing="after",
    )
    assert [each.confirmed_by for each in photo.outlines] == ["Dr. A", "Nurse B"]
    assert photo.cleansing == "after"
    assert photo.outlines[0].polygon == tuple(tuple(point) for point in FIRST.ring())
