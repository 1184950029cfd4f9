"""Doubtful entries about the primary, the breasts, operations and fields."""

from collections.abc import Iterator

from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.extent_breast import Breast, breast_state, state_by_operations
from dermetry.pathology.extent_places import zone_row
from dermetry.pathway.asked import Asked, key_words, zone_words
from dermetry.record.case import Case
from dermetry.record.history import InflammatoryStatement
from dermetry.record.patient import PrimaryTumor

BREASTS: tuple[Breast, ...] = ("left", "right")


def ask_about_breasts(*, case: Case, extent: RuleFile) -> Iterator[Asked]:
    """Ask what the extent needs to know of the patient; only where a skin lesion is recorded."""
    if any(each.organ == "skin" and each.is_confirmed for each in case.lesions):
        yield from about_primary(case)
    yield from about_operations(case)
    yield from about_inflammatory(case)
    yield from about_fields(case, extent)
    for stage in case.history.stages:
        if not stage.edition:
            yield Asked("stage_edition", stage.value, {"name": stage.value})


def about_primary(case: Case) -> Iterator[Asked]:
    """Ask whether a primary is known, on which side, and what became of that breast."""
    if case.primary is None:
        yield Asked("primary_missing", "primary")
    if not isinstance(case.primary, PrimaryTumor):
        return
    side = case.primary.laterality
    if side not in ("left", "right", "bilateral"):
        yield Asked("primary_side", "primary")
    for each in BREASTS:
        is_meant = side in (each, "bilateral")
        if is_meant and breast_state(history=case.history, side=each) is None:
            yield Asked("breast_state", each, {"side": each})


def about_operations(case: Case) -> Iterator[Asked]:
    """Ask about operations that do not say enough, or contradict the stated state."""
    for surgery in case.history.surgeries:
        is_of_breast = surgery.kind in ("mastectomy", "breast_conserving")
        if surgery.kind is None or (is_of_breast and surgery.laterality in (None, "midline")):
            yield Asked("operation_kind", surgery.surgery_id, {"name": surgery.name})
    for side in BREASTS:
        stated = case.history.breast_left if side == "left" else case.history.breast_right
        done = state_by_operations(history=case.history, side=side)
        if stated and done and stated != done:
            words = {"side": side, "stated": key_words(stated), "by_operations": key_words(done)}
            yield Asked("breast_contradiction", side, words)


def about_inflammatory(case: Case) -> Iterator[Asked]:
    """Ask about a statement of inflammatory carcinoma that fits no primary and no breast."""
    stated = case.history.inflammatory
    if stated is None:
        return
    side = stated.laterality
    state = breast_state(history=case.history, side=side)
    if not isinstance(case.primary, PrimaryTumor):
        fact = "no primary is recorded"
    elif case.primary.laterality not in (side, "bilateral", None):
        fact = f"the primary is recorded on the {case.primary.laterality}"
    elif state not in ("in_situ", None):
        fact = f"that breast is recorded as {key_words(state)}"
    else:
        yield from about_criteria(stated)
        return
    yield Asked("inflammatory_side", side, {"side": side, "fact": fact})


def about_criteria(stated: InflammatoryStatement) -> Iterator[Asked]:
    """Ask for the criteria of inflammatory carcinoma that are neither met nor not met."""
    criteria = {
        "whether a third of the breast or more is covered": stated.covers_a_third,
        "whether it began within six months": stated.began_within_six_months,
        "whether invasive carcinoma was found in the breast": stated.has_invasive_carcinoma,
    }
    missing = [words for words, is_met in criteria.items() if is_met is None]
    if missing:
        words = {"side": stated.laterality, "fact": "; ".join(missing)}
        yield Asked("inflammatory_criteria", stated.laterality, words)


def about_fields(case: Case, extent: RuleFile) -> Iterator[Asked]:
    """Ask for the side of a field over paired skin."""
    for field in case.history.radiation_fields:
        rows = [zone_row(zone=zone, file=extent) for zone in field.zones]
        if field.laterality is None and any(row and row["sided"] for row in rows):
            zones = ", ".join(zone_words(zone) for zone in field.zones)
            yield Asked("field_side", field.field_id, {"field": field.field_id, "zone": zones})
