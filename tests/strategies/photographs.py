"""Photographs with their scale, issues and outlines; unreadable ones too."""

from hypothesis import strategies as st

from dermetry.record.photograph import (
    DrawnOutline,
    Photograph,
    QualityIssue,
    ScaleFound,
    ScaleMissing,
    UnreadablePhotograph,
)
from tests.strategies import plain

numbers = st.floats(-1e6, 1e6, allow_subnormal=False)
positive = st.floats(1e-6, 1e3)

scales_found = st.builds(
    ScaleFound,
    method=plain.short_texts,
    source=plain.short_texts,
    homography=st.tuples(*[numbers | st.sampled_from([0.0, 1.0])] * 9),
    mm_per_pixel=positive,
    tilt_deg=plain.maybe(st.floats(0, 89)),
    residual_mm=plain.maybe(positive),
    relative_sd=plain.shares,
    reference_px=plain.some(plain.points(4000, 3000), 4),
    notes=plain.some(plain.texts),
)
scales_missing = st.builds(ScaleMissing, reason=plain.texts, advice=plain.texts)
issues = st.builds(
    QualityIssue,
    code=st.sampled_from(["blurred", "too_dark", "ruler.missing"]),
    is_blocking=plain.flags,
    message=plain.texts,
    advice=plain.texts,
)


def shas(number: int) -> st.SearchStrategy[str]:
    """Give hashes that differ for every ``number``."""
    return st.integers(0, 16**8 - 1).map(lambda random: f"{random:08x}{number:056x}")


def unreadable(number: int) -> st.SearchStrategy[UnreadablePhotograph]:
    """Give a file that could not be opened."""
    return st.builds(
        UnreadablePhotograph,
        file_name=plain.short_texts,
        sha256=shas(number),
        reason=plain.texts,
    )


@st.composite
def outlines(draw, *, outline_id, lesion_ids, width_px, height_px):
    """Give one outline inside its photograph."""
    inside = plain.points(width_px, height_px)
    is_confirmed, confirmed_by = draw(plain.confirmations)
    return DrawnOutline(
        outline_id=outline_id,
        lesion_id=draw(plain.one_of_these(lesion_ids)),
        polygon=draw(st.lists(inside, min_size=3, max_size=5)),
        source=draw(st.sampled_from(["drawn", "tap", "box", "candidate", "noticed"])),
        is_confirmed=is_confirmed,
        confirmed_by=confirmed_by,
        confidence=draw(plain.maybe(plain.shares)),
        longest_axis_px=draw(plain.maybe(st.tuples(inside, inside))),
    )


@st.composite
def photographs(draw, *, number, prefix, lesion_ids):
    """Give one photograph; ``number`` makes its ids and hash its own within the case."""
    width_px, height_px = draw(st.integers(1, 8000)), draw(st.integers(1, 8000))
    drawn = tuple(
        draw(
            outlines(
                outline_id=f"{prefix}{number}.{index}",
                lesion_ids=lesion_ids,
                width_px=width_px,
                height_px=height_px,
            )
        )
        for index in range(draw(st.integers(0, 2)))
    )
    return Photograph(
        photograph_id=f"{prefix}{number}",
        file_name=draw(plain.short_texts),
        sha256=draw(shas(number)),
        width_px=width_px,
        height_px=height_px,
        taken_on=draw(plain.maybe(st.dates())),  # a camera's clock may say anything
        view=draw(st.sampled_from([None, "overview", "close_up", "dermoscopic"])),
        zone=draw(plain.maybe(plain.zones)),
        laterality=draw(plain.maybe(plain.sides)),
        cleansing=draw(st.sampled_from([None, "before", "after"])),
        scale=draw(scales_found | scales_missing),
        issues=draw(plain.some(issues)),
        notes=draw(plain.some(plain.texts)),
        outlines=drawn,
    )
