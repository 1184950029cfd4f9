"""The facts of one lesion that the table of extent asks for, each as its possible values."""

from collections.abc import Mapping
from typing import Any

from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.extent_breast import STATES, breasts_of, possible_states
from dermetry.pathology.extent_places import (
    PLACES,
    SIDES,
    YES_NO,
    fields_over,
    in_breast,
    is_one_area,
    places_of,
    side_of,
)
from dermetry.pathology.extent_tissue import origin_of, tissue_of
from dermetry.record.case import Case
from dermetry.record.history import InflammatoryStatement
from dermetry.record.lesion import Lesion, Surroundings
from dermetry.record.patient import PrimaryTumor, PrimaryUnknown

DOMAINS: Mapping[str, frozenset[str]] = {
    "primary": frozenset({"known", "unknown"}),
    "breast": STATES,
    "place": PLACES,
    "side": SIDES,
    "in_breast": YES_NO,
    "continuity": frozenset({"continuous", "separate"}),
    "crossing": YES_NO,
    "treated_place": YES_NO,
    "inflammatory": frozenset({"stated", "doubted", "not_stated"}),
    "skin_change": frozenset(
        {"nodule", "satellite_nodule", "ulceration", "edema", "en_cuirasse", "erythema"}
        | {"dimpling", "tethering", "nipple_retraction", "microscopic_invasion"}
    ),
    "evidence": frozenset({"clinical", "histological", "both"}),
    "chest_wall": frozenset({"invaded", "not_invaded"}),
    "tissue": frozenset({"malignant", "not_malignant"}),
    "origin": frozenset({"breast", "other", "not_stated"}),
}


def facts_of(*, lesion: Lesion, case: Case, file: RuleFile) -> dict[str, frozenset[str]]:
    """Give the possible values of every fact of a lesion, before silence is filled in."""
    places = places_of(lesion=lesion, file=file)
    side = side_of(lesion=lesion, case=case, places=places)
    tissue = tissue_of(lesion=lesion, case=case)
    return {
        "primary": primary_of(case),
        "breast": possible_states(lesion_side=lesion.laterality, case=case),
        "place": places,
        "side": side,
        "in_breast": in_breast(lesion, places),
        "continuity": known(continuity_of(lesion), "continuity"),
        "crossing": known(crossing_of(lesion), "crossing"),
        "treated_place": known(treated_place_of(lesion=lesion, case=case), "treated_place"),
        "inflammatory": frozenset({inflammatory_of(lesion, case)}),
        "skin_change": known(lesion.skin_change, "skin_change"),
        "evidence": known(lesion.evidence, "evidence"),
        "chest_wall": known(chest_wall_of(lesion, case), "chest_wall"),
        # What a lesion without tissue would mean is read as if it were proven.
        "tissue": frozenset({"malignant" if tissue == "pending" else tissue}),
        "origin": frozenset({origin_of(lesion=lesion, case=case, file=file)}),
    }


def known(value: str | None, fact: str) -> frozenset[str]:
    """Give the one stated value, or every value the fact can have."""
    return DOMAINS[fact] if value is None else frozenset({value})


def primary_of(case: Case) -> frozenset[str]:
    """Tell whether a primary is known, stated as unknown, or not recorded at all."""
    if isinstance(case.primary, PrimaryTumor):
        return frozenset({"known"})
    if isinstance(case.primary, PrimaryUnknown):
        return frozenset({"unknown"})
    return DOMAINS["primary"]


def continuity_of(lesion: Lesion) -> str | None:
    """Give the stated continuity with the disease; what crosses the midline is continuous."""
    around = lesion.surroundings
    return "continuous" if around.crosses_midline else around.continuity


def crossing_of(lesion: Lesion) -> str | None:
    """Tell whether the lesion reaches over the midline or the edge of the field."""
    around = lesion.surroundings
    if lesion.laterality == "bilateral" and is_one_area(lesion):
        return "yes"
    return any_of(around.crosses_midline, around.crosses_field_edge)


def any_of(*told: bool | None) -> str | None:
    """Join statements: one yes is yes, all no is no, anything else is not stated."""
    if any(each is True for each in told):
        return "yes"
    return "no" if all(each is False for each in told) else None


def treated_place_of(*, lesion: Lesion, case: Case) -> str | None:
    """Tell whether a lesion lies in scar, flap, tract or field, as stated or as recorded."""
    around: Surroundings = lesion.surroundings
    field = around.in_radiation_field
    if field is None and fields_over(lesion=lesion, case=case):
        field = True
    return any_of(around.in_scar, around.in_flap, around.in_needle_or_drain_tract, field)


def statement_on(*, lesion: Lesion, case: Case) -> InflammatoryStatement | None:
    """Give the statement of inflammatory carcinoma when it is of the breast of this disease."""
    stated = case.history.inflammatory
    side = case.primary.laterality if isinstance(case.primary, PrimaryTumor) else None
    if stated is None or side not in (stated.laterality, "bilateral"):
        return None
    is_here = lesion.laterality in (stated.laterality, "bilateral", None)
    return stated if is_here else None


def inflammatory_of(lesion: Lesion, case: Case) -> str:
    """Tell whether inflammatory carcinoma is stated, and not at odds with its own criteria."""
    stated = statement_on(lesion=lesion, case=case)
    if stated is None:
        return "not_stated"
    criteria = (stated.covers_a_third, stated.began_within_six_months)
    return "doubted" if False in (*criteria, stated.has_invasive_carcinoma) else "stated"


def chest_wall_of(lesion: Lesion, case: Case) -> str | None:
    """Tell whether the chest wall under the breast of this disease is invaded."""
    stated = case.history.chest_wall_invasion
    if stated is None:
        return None
    sides = breasts_of(lesion_side=lesion.laterality, case=case)
    return "invaded" if stated == "bilateral" or stated in sides else "not_invaded"


def fill_silence(
    *, facts: dict[str, frozenset[str]], file: RuleFile
) -> tuple[dict[str, frozenset[str]], tuple[str, ...]]:
    """Take the ordinary case for facts whose silence means it; name those worth asking for."""
    filled, asked = dict(facts), []
    for row in file.table("silence"):
        if is_silent(facts, row):
            filled[row["fact"]] = frozenset({row["taken_as"]})
            asked += [row["fact"]] if row["asks"] else []
    return filled, tuple(asked)


def is_silent(facts: dict[str, frozenset[str]], row: Mapping[str, Any]) -> bool:
    """Tell whether a fact is not stated and the row's silence applies to the lesion."""
    excepted = frozenset(row.get("unless_skin_change", ()))
    only = row.get("only_places")
    return (
        len(facts[row["fact"]]) > 1
        and not facts["skin_change"] <= excepted
        and (only is None or facts["place"] <= frozenset(only))
    )
