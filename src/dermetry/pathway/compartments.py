"""The calls of skin, of other organs and of all lesions, side by side.

A compartment's case is the whole case with the lesions, findings and treated lesions of the
others left out; roles suggested for the whole case hold in it too, so that the sums of the two
add up to the overall sum. Zones of the skin that were examined say nothing of other organs.
"""

from collections.abc import Callable, Mapping
from typing import Literal

from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.pathway.respond import (
    Responded,
    list_assessed,
    respond,
    without_overridden_plan,
)
from dermetry.record.case import Case
from dermetry.record.lesion import Lesion
from dermetry.record.visit import Visit
from dermetry.response.evaluate import evaluate_case
from dermetry.response.values import RoleSuggestion

Compartment = Literal["skin", "other", "overall"]
NAMES: Mapping[Compartment, str] = {"skin": "skin", "other": "other organs", "overall": "overall"}


def respond_by_compartment(
    *,
    case: Case,
    settings: Mapping[str, str] | None = None,
    preset: str | None = None,
    rules: RuleSet = SHIPPED,
) -> dict[Compartment, Responded | None]:
    """Call every visit by skin lesions alone, by other organs alone, and by all.

    None: the compartment has no lesion, so that there is nothing to call. The official call is
    the overall one. ``preset`` None is that of the case's plan. Source: rule compartments.parts.
    """
    case = without_overridden_plan(case, settings or {})
    overall = respond(case=case, settings=settings, preset=preset, rules=rules)
    return {
        "skin": respond_within(case, overall, is_skin),
        "other": respond_within(case, overall, is_other),
        "overall": overall,
    }


def is_skin(lesion: Lesion) -> bool:
    """Tell whether a lesion is one of the skin."""
    return lesion.organ == "skin"


def is_other(lesion: Lesion) -> bool:
    """Tell whether a lesion is one of another organ than the skin."""
    return lesion.organ != "skin"


def respond_within(
    case: Case, overall: Responded, belongs: Callable[[Lesion], bool]
) -> Responded | None:
    """Call a case by the lesions of one compartment, roles as in the whole case."""
    ids = frozenset(each.lesion_id for each in case.lesions if belongs(each))
    if not ids:
        return None
    suggestions: tuple[RoleSuggestion, ...] = tuple(
        each for each in overall.suggestions if each.lesion_id in ids
    )
    part = restrict(case=case, lesion_ids=ids, keeps_zones=belongs is is_skin)
    calls = evaluate_case(case=part, policy=overall.policy, suggestions=suggestions)
    return Responded(
        calls=calls,
        suggestions=suggestions,
        policy=overall.policy,
        assessed=list_assessed(part),
    )


def restrict(*, case: Case, lesion_ids: frozenset[str], keeps_zones: bool) -> Case:
    """Give the case with only these lesions, for calls; laws are not checked again.

    Families are of one organ by law, so none is torn apart. Outlines and proposals, which no
    call reads, are left out.
    """
    return case.model_copy(
        update={
            "lesions": tuple(each for each in case.lesions if each.lesion_id in lesion_ids),
            "visits": tuple(restrict_visit(v, lesion_ids, keeps_zones) for v in case.visits),
            "treatments": tuple(
                each.model_copy(
                    update={"lesion_ids": tuple(x for x in each.lesion_ids if x in lesion_ids)}
                )
                for each in case.treatments
            ),
        }
    )


def restrict_visit(visit: Visit, lesion_ids: frozenset[str], keeps_zones: bool) -> Visit:
    """Give a visit with only the findings of these lesions."""
    return visit.model_copy(
        update={
            "findings": tuple(each for each in visit.findings if each.lesion_id in lesion_ids),
            "photographs": (),
            "proposals": (),
            "regions_examined": visit.regions_examined if keeps_zones else (),
            "regions_not_examined": visit.regions_not_examined if keeps_zones else (),
        }
    )


def describe_compartment(*, compartment: Compartment, responded: Responded | None) -> str:
    """Say in a sentence what the calls of a compartment rest on; empty where they need none."""
    name = NAMES[compartment]
    if responded is None:
        return f"No lesion of {name} is recorded: there is nothing to call."
    if not any(value.role == "target" for call in responded.calls for value in call.values_used):
        return f"No target lesion ({name}): the call rests on non-target and new lesions."
    return ""
