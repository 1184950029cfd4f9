"""What else a lesion can be, beside how it was described: shown folded, never a diagnosis."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dermetry.knowledge.morphology import recognize_morphologies
from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.differential import Mimic, mimics
from dermetry.record.appearance import Appearance
from dermetry.record.case import Case
from dermetry.workbench.casenotes.queries.rule_words import Basis, basis_words


@dataclass(frozen=True)
class MimicLine:
    """One thing to think of."""

    name: str
    why: tuple[str, ...]
    tells_apart: str
    must_not_miss: bool
    basis: Basis


@dataclass(frozen=True)
class LookAlikes:
    """The kinds that the typed words name, and what else the lesion can be."""

    looks: tuple[str, ...]
    mimics: tuple[MimicLine, ...]


NONE = LookAlikes((), ())


def look_alikes(
    *, lesion_id: str, values: Mapping[str, Any], case: Case, rules: RuleSet
) -> LookAlikes:
    """Give what fits the look and the place of a lesion; ``values`` are those of its card."""
    lesion = case.lesion(lesion_id)
    if lesion is None:
        return NONE
    seen = Appearance(
        lesion_id=lesion_id, morphology=values["morphology"], ulcerated=values["ulcerated"]
    )
    typed = seen.morphology or lesion.morphology or ""
    found = mimics(lesion=lesion, appearance=seen, case=case, rules=rules)
    return LookAlikes(
        tuple(each.label for each in recognize_morphologies(text=typed)),
        tuple(mimic_line(each, rules) for each in found),
    )


def mimic_line(found: Mimic, rules: RuleSet) -> MimicLine:
    """Give one of them."""
    basis = basis_words(result=found, rules=rules)
    return MimicLine(found.name, found.why, found.tells_apart, found.must_not_miss, basis)
