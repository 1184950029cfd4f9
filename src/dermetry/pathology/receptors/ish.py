"""The hybridization of HER2: its group from ratio and copies, or the laboratory's word."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from dermetry.knowledge.rules import RuleFile
from dermetry.record.stain import Stain


@dataclass(frozen=True)
class Ish:
    """What the hybridizations of one specimen say.

    ``key`` is the group "1" to "5", a word, "none" (nothing recorded), "incomplete" (one number
    of two), "not_evaluable" or "contradictory".
    """

    key: str
    words: frozenset[str]

    @property
    def group(self) -> str | None:
        """Give the group, None where ratio and copies give none."""
        return self.key if self.key.isdigit() else None


def read_ish(*, stains: Iterable[Stain], file: RuleFile) -> Ish:
    """Read all hybridizations of one specimen; several that differ are contradictory."""
    held = [each for each in stains if holds_ish(each)]
    words = frozenset(each.result for each in held if each.method == "ish" and each.result)
    keys = {key for key in (key_of(each, file) for each in held) if key}
    groups = {key for key in keys if key.isdigit()}
    if groups:
        keys = groups
    if not keys:
        keys = {word for word in words if word != "not_evaluable"} or set(words)
    elif "incomplete" in keys and words & {"positive", "negative"}:
        keys = set(words)  # one number and the laboratory's final word: the word stands
    if len(keys) > 1:
        return Ish("contradictory", words)
    return Ish(next(iter(keys), "none"), words)


def holds_ish(stain: Stain) -> bool:
    """Tell whether a stain is a hybridization or holds its numbers."""
    has_numbers = stain.ish_ratio is not None or stain.ish_copies is not None
    return stain.method == "ish" or has_numbers


def key_of(stain: Stain, file: RuleFile) -> str | None:
    """Give the group of one hybridization, "incomplete", or None where it holds no number."""
    ratio, copies = stain.ish_ratio, stain.ish_copies
    if ratio is None and copies is None:
        return None
    if ratio is None or copies is None:
        return "incomplete"
    return group_of(ratio=ratio, copies=copies, file=file)


def group_of(*, ratio: Decimal, copies: Decimal, file: RuleFile) -> str:
    """Give the group of a ratio of HER2 to CEP17 and of HER2 copies per cell."""
    is_raised = copies >= file.threshold("ish_copies_raised")
    if ratio >= file.threshold("ish_ratio"):
        return "1" if is_raised else "2"
    if copies >= file.threshold("ish_copies_high"):
        return "3"
    return "4" if is_raised else "5"
