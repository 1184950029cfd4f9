"""How the disease may have reached the skin, in lines for pages and reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.spread import spread_pattern
from dermetry.pathology.spread_values import LesionSpread, Suggestion
from dermetry.record.case import Case
from dermetry.workbench.casenotes.queries.questions import Named
from dermetry.workbench.casenotes.queries.rule_words import Basis, basis_words

ROUTES: Final[Mapping[str, str]] = {
    "local_lymphatic": "local or lymphatic",
    "distant_hematogenous": "distant, by the blood",
    "implantation": "implantation",
    "undetermined": "not determined",
    "none": "none: not malignant",
}
RELATIONS: Final[Mapping[str, str]] = {
    "ipsilateral": "side of the primary",
    "contralateral": "other side",
    "midline": "midline",
    "not_stated": "side not stated",
}
SURROUNDED: Final[Mapping[str, str]] = {
    "in_scar": "scar",
    "in_flap": "flap",
    "in_tract": "needle or drain tract",
    "in_lymphedema": "lymphedema",
}


@dataclass(frozen=True)
class RouteLine:
    """Where one lesion lies, and the route that points to."""

    lesion_id: str
    relation: str
    around: tuple[str, ...]  # what is stated or recorded: "scar", "field (stated)"
    route: str
    reason: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class SuggestionLine:
    """What the pattern suggests for the next examinations."""

    text: str
    lesion_ids: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True)
class SpreadLines:
    """The pattern of the patient, and what it suggests."""

    statement: str
    routes: tuple[RouteLine, ...]
    suggestions: tuple[SuggestionLine, ...]
    basis: Basis

    def route_of(self, lesion_id: str) -> RouteLine | None:
        """Give the route of one lesion, or None."""
        return next((each for each in self.routes if each.lesion_id == lesion_id), None)


def spread_lines(*, case: Case, rules: RuleSet) -> SpreadLines:
    """Give the spread of a patient as pages and reports show it."""
    found = spread_pattern(case=case, rules=rules)
    return SpreadLines(
        statement=found.statement,
        routes=tuple(route_line(each) for each in found.lesions),
        suggestions=tuple(suggestion_line(each, rules) for each in found.suggestions),
        basis=basis_words(result=found, rules=rules),
    )


def route_line(found: LesionSpread) -> RouteLine:
    """Give one lesion."""
    around = [word for name, word in SURROUNDED.items() if getattr(found, name) is True]
    if found.in_field.value is True:
        around.append(f"radiation field ({found.in_field.how})")
    return RouteLine(
        lesion_id=found.lesion_id,
        relation=RELATIONS[found.relation],
        around=tuple(around),
        route=ROUTES[found.route],
        reason=found.reason,
        missing=found.missing,
    )


def suggestion_line(found: Suggestion, rules: RuleSet) -> SuggestionLine:
    """Give one suggestion."""
    named = Named((found.rule_id,), found.cites, found.status)
    basis = basis_words(result=named, rules=rules)
    return SuggestionLine(found.text, found.lesion_ids, basis)
