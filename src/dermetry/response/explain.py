"""Sentences a clinician understands, with the numbers and dates they rest on."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal, NamedTuple

from dermetry.errors import KnowledgeInvalid
from dermetry.response.policy import Policy
from dermetry.response.sums import Leaf
from dermetry.response.values import Reason

TENTH = Decimal("0.1")
Unit = Literal["mm", "mm2"]
UNITS: Mapping[Unit, str] = {"mm": "mm", "mm2": "mm²"}


def give_reason(policy: Policy, rule_id: str, sentence: str) -> Reason:
    """Tie a sentence to its rule and the sources of the rule."""
    if rule_id not in policy.rule_cites:
        raise KnowledgeInvalid(f"the rule files of {policy.preset} have no rule {rule_id}")
    return Reason(rule_id=rule_id, sentence=sentence, cites=policy.rule_cites[rule_id])


class PercentLimits(NamedTuple):
    """From which growth, and from which shrinkage on, a change is called; equality counts."""

    growth: Decimal
    shrinkage: Decimal

    def met(self, change: Decimal) -> tuple[bool, bool]:
        """Tell which of the two a change in percent meets."""
        return change >= self.growth, change <= -self.shrinkage


def limits_of(policy: Policy) -> PercentLimits:
    """Give the relative limits of progression and of partial response."""
    return PercentLimits(policy.pd_percent, policy.pr_percent)


def change_percent(
    now: Decimal, before: Decimal, limits: PercentLimits | None = None
) -> Decimal | None:
    """Give the change in percent, for reading only; None from zero.

    One decimal; near a limit as many as it takes for the written number to stand on the side
    of the limit on which the change stands: 19.96, where one decimal would read 20.0.
    """
    if before == 0:
        return None
    change, step = (now - before) * 100 / before, TENTH
    shown = change.quantize(step, rounding=ROUND_HALF_EVEN)
    while limits and limits.met(shown) != limits.met(change):
        step /= 10
        shown = change.quantize(step, rounding=ROUND_HALF_EVEN)
    return shown + Decimal(0)  # no minus zero


def barely_missed(now: Decimal, before: Decimal, policy: Policy) -> tuple[bool, bool]:
    """Tell whether one decimal of a percent would show growth, or shrinkage, as met that is not."""
    limits, change = limits_of(policy), (now - before) * 100 / before
    exact, shown = limits.met(change), limits.met(change.quantize(TENTH, rounding=ROUND_HALF_EVEN))
    return shown[0] > exact[0], shown[1] > exact[1]


def in_mm(value: Decimal) -> str:
    """Write a length in full, so that 4.95 stays 4.95."""
    return f"{value.normalize():f} mm"


def in_unit(value: Decimal, unit: Unit) -> str:
    """Write a size or a sum in full, with its unit."""
    return f"{value.normalize():f} {UNITS[unit]}"


def compare(now: Decimal, before: Decimal, policy: Policy) -> str:
    """Say how a sum compares with an earlier one, in its unit and in percent."""
    if now == before:
        return "unchanged"
    word = "above" if now > before else "below"
    percent = change_percent(now, before, limits_of(policy))
    relative = f" ({abs(percent)} %)" if percent is not None else ""
    return f"{in_unit(abs(now - before), policy.unit)}{relative} {word}"


def against_baseline(now: Decimal, baseline: Decimal, policy: Policy) -> str:
    """Say where a sum stands against the baseline sum."""
    named = in_unit(baseline, policy.unit)
    if now == baseline:
        return f"unchanged from the baseline of {named}"
    return f"{compare(now, baseline, policy)} the baseline of {named}"


def against_nadir(now: Decimal, nadir: Decimal, nadir_on: date | None, policy: Policy) -> str:
    """Say where a sum stands against the nadir, with its date."""
    dated = f"the nadir of {in_unit(nadir, policy.unit)} ({nadir_on})"
    return f"unchanged from {dated}" if now == nadir else f"{compare(now, nadir, policy)} {dated}"


def name_missing(leaves: Iterable[Leaf]) -> str:
    """Name the lesions without a value, each with why."""
    return "; ".join(f"{name_leaf(leaf)} ({leaf.note})" for leaf in leaves)


def name_leaf(leaf: Leaf) -> str:
    """Name a lesion and, for a mass or fragment, what it stands for."""
    return (
        f"{leaf.lesion_id}, grown out of {join(leaf.stands_for)}"
        if leaf.stands_for
        else (leaf.lesion_id)
    )


def in_order(names: Iterable[str]) -> list[str]:
    """Sort lesion ids the way people count: L2 before L10."""
    return sorted(names, key=count_order)


def count_order(name: str) -> list[tuple[int, str]]:
    """Give the key by which people order a lesion id: its numbers as numbers."""
    return [count_key(part) for part in re.split(r"(\d+)", name)]


def count_key(part: str) -> tuple[int, str]:
    """Order digits by their number, everything else as text."""
    return (int(part), "") if part.isdecimal() else (0, part)


def join(names: Iterable[str], word: str = "and") -> str:
    """Join names as a sentence does: "L1", "L1 and L2", "L1, L2 and L3"."""
    *first, last = list(names) or [""]
    return f"{', '.join(first)} {word} {last}" if first else last
