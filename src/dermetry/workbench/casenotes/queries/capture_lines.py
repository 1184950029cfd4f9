"""How to photograph and sample at the difficult places of a visit's lesions."""

from collections.abc import Iterable
from dataclasses import dataclass

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathway.capture_advice import CaptureAdvice, advise_capture
from dermetry.record.lesion import Lesion
from dermetry.workbench.casenotes.queries.rule_words import Basis, basis_words


@dataclass(frozen=True)
class AdviceLine:
    """Advice for one kind of place, with the lesions it is for."""

    label: str
    photograph: str
    biopsy: str
    lesion_ids: tuple[str, ...]
    basis: Basis


def capture_lines(*, lesions: Iterable[Lesion], rules: RuleSet) -> tuple[AdviceLine, ...]:
    """Give the advice for some lesions of the skin, each kind of place once."""
    found: dict[str, tuple[CaptureAdvice, list[str]]] = {}
    for lesion in lesions:
        if lesion.organ == "skin":
            for each in advise_capture(lesion=lesion, rules=rules):
                found.setdefault(each.key, (each, []))[1].append(lesion.lesion_id)
    return tuple(
        AdviceLine(
            each.label,
            each.photograph,
            each.biopsy,
            tuple(names),
            basis_words(result=each, rules=rules),
        )
        for each, names in found.values()
    )
