"""Findings of all ten statuses, each lawful for its lesion."""

from decimal import Decimal

from hypothesis import strategies as st

from dermetry.record.finding import (
    Absent,
    Measured,
    MergedInto,
    NotDone,
    NotEvaluable,
    Present,
    Progressed,
    SplitInto,
    TooSmall,
    TreatedLocally,
    UncertaintyMm,
)
from dermetry.record.value import LENGTH_LIMIT_MM
from tests.strategies import plain

sizes = plain.decimals("0.01", "1000")
small = plain.decimals("0", "5", places=3)
NONE, MOST = Decimal(0), LENGTH_LIMIT_MM**2  # of an area, in mm2


@st.composite
def uncertainties(draw):
    """Give one standard deviation by cause, never surer than one of its parts."""
    parts = {name: draw(small) for name in ("scale", "tilt", "outline", "repeat")}
    return UncertaintyMm(**parts, combined=max(parts.values()) + draw(small))


@st.composite
def measurements(draw, *, lesion, photograph_ids, base):
    """Give a size: the short axis of a lymph node, the longest diameter of all else."""
    longest, shorter = sorted((draw(sizes), draw(sizes)), reverse=True)
    is_node = lesion.organ == "lymph_node"
    value = shorter if is_node else longest
    low, high = max(value - draw(small), NONE), value + draw(small)
    area = draw(plain.maybe(plain.decimals("0", "999999")))
    around = (
        None if area is None else (max(area - draw(small), NONE), min(area + draw(small), MOST))
    )
    return Measured(
        **base,
        longest_diameter_mm=None if is_node and draw(plain.flags) else longest,
        perpendicular_mm=draw(st.sampled_from([None, shorter])),
        short_axis_mm=shorter if is_node else draw(st.sampled_from([None, shorter])),
        area_mm2=area,
        area_interval_95_mm2=draw(st.sampled_from([None, around])),
        perimeter_mm=draw(plain.maybe(plain.decimals("0", "5000"))),
        uncertainty_mm=draw(plain.maybe(uncertainties())),
        interval_95_mm=draw(st.sampled_from([None, (low, high)])),
        method=draw(plain.short_texts),
        scale_source=draw(plain.maybe(plain.short_texts)),
        photograph_ids=draw(plain.some_of_these(photograph_ids)),
    )


@st.composite
def bases(draw, *, lesion, evaluator):
    """Give what every finding carries."""
    is_confirmed, confirmed_by = draw(plain.confirmations)
    return {
        "lesion_id": lesion.lesion_id,
        "evaluator": evaluator,
        "is_confirmed": lesion.is_confirmed and is_confirmed,
        "confirmed_by": confirmed_by,
        "evidence": draw(plain.some(plain.texts)),
        "ulcerated": draw(plain.maybe(plain.flags)),
    }


@st.composite
def findings(draw, *, lesion, evaluator, lesions, photograph_ids):
    """Give one finding of one evaluator; mergers and splits only as the lesions allow."""
    base = draw(bases(lesion=lesion, evaluator=evaluator))
    masses = [each.lesion_id for each in lesions if lesion.lesion_id in each.merged_from]
    fragments = [each.lesion_id for each in lesions if each.split_from == lesion.lesion_id]
    kinds = [TooSmall, Absent, Present, Progressed, NotDone, NotEvaluable, TreatedLocally]
    # Listed more often, for most lesions cannot have them.
    kinds += [MergedInto] * (4 * bool(masses)) + [SplitInto] * (4 * (len(fragments) > 1))
    kind = draw(st.sampled_from([Measured, *kinds, Measured, Measured]))
    if kind in (Measured, TooSmall, Present, Progressed):
        base["percent_of_region"] = draw(plain.maybe(plain.decimals("0", "100", places=1)))
        base["lesion_count"] = draw(plain.maybe(st.integers(1, 200)))
    if kind is Measured:
        return draw(measurements(lesion=lesion, photograph_ids=photograph_ids, base=base))
    if kind is MergedInto:
        return MergedInto(**base, into_lesion_id=draw(st.sampled_from(masses)))
    if kind is SplitInto:
        return SplitInto(**base, fragment_ids=tuple(fragments))
    if kind is TreatedLocally:
        return TreatedLocally(**base, treatment=draw(plain.short_texts))
    if kind is Present:
        return Present(**base, reason=draw(plain.maybe(plain.texts)))
    if kind is Progressed:
        further = draw(plain.maybe(plain.flags))
        return Progressed(**base, reason=draw(plain.texts), has_grown_further=further)
    if kind in (TooSmall, Absent):
        return kind(**base)
    return kind(**base, reason=draw(plain.texts))
