"""Sentences a clinician understands, with the numbers and dates they rest on."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

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


def change_percent(now: Decimal, before: Decimal) -> Decimal | None:
    """Give the change in percent with one decimal, for reading only; None from zero."""
    if before == 0:
        return None
    change = (now - before) * 100 / before
    return change.quantize(TENTH, rounding=ROUND_HALF_EVEN) + Decimal(0)  # no minus zero


def in_mm(value: Decimal) -> str:
    """Write a length in full, so that 4.95 stays 4.95."""
    return f"{value.normalize():f} mm"


def in_unit(value: Decimal, unit: Unit) -> str:
    """Write a size or a sum in full, with its unit."""
    return f"{value.normalize():f} {UNITS[unit]}"


def compare(now: Decimal, before: Decimal, unit: Unit = "mm") -> str:
    """Say how a sum compares with an earlier one, in its unit and in percent."""
    if now == before:
        return "unchanged"
    word = "above" if now > before else "below"
    percent = change_percent(now, before)
    relative = f" ({abs(percent)} %)" if percent is not None else ""
    return f"{in_unit(abs(now - before), unit)}{relative} {word}"


def against_baseline(now: Decimal, baseline: Decimal, unit: Unit = "mm") -> str:
    """Say where a sum stands against the baseline sum."""
    if now == baseline:
        return f"unchanged from the baseline of {in_unit(baseline, unit)}"
    return f"{compare(now, baseline, unit)} the baseline of {in_unit(baseline, unit)}"


def against_nadir(now: Decimal, nadir: Decimal, nadir_on: date | None, unit: Unit = "mm") -> str:
    """Say where a sum stands against the nadir, with its date."""
    dated = f"the nadir of {in_unit(nadir, unit)} ({nadir_on})"
    return f"unchanged from {dated}" if now == nadir else f"{compare(now, nadir, unit)} {dated}"


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
