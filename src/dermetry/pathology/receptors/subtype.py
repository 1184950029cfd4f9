"""Treatment group and surrogate subtype of one specimen, with what makes them uncertain."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import product
from typing import Any

from dermetry.knowledge.rule_set import RuleSet
from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.receptors.values import (
    ReceptorReading,
    SpecimenReceptors,
    Subtype,
    SurrogateVariant,
    join_bases,
)
from dermetry.pathology.receptors.words import say_number, say_percent
from dermetry.pathology.values import Basis, basis_of

UNDETERMINED = "undetermined"
MAIN = "st_gallen_2013"
CLEAR_ONLY = "st_gallen_2017"
LUMINAL = "hr_positive_her2_negative"
GROUP_FIVE = "subtypes.group.five"
ER_LOW = "subtypes.group.er_low"
OTHER_GROUPS = "subtypes.surrogate.other_groups"
PR_ALONE = "ER negative, PR positive"
CLEAR_RULE = "subtypes.surrogate.st_gallen_2017"
UNCERTAIN = "subtypes.surrogate.uncertain"


def subtype(*, receptors: SpecimenReceptors, rules: RuleSet) -> Subtype:
    """Derive treatment group and surrogate subtype of one specimen from its readings.

    Sources: rule files ``subtypes`` and ``receptors``. A receptor that is not settled leaves the
    group unknown and is named.
    """
    file = rules.file("subtypes")
    row, because = find_group(receptors, file)
    if row is None:
        return unknown_subtype(receptors, because, file)
    rule_id, surrogate = OTHER_GROUPS, UNDETERMINED
    doubts: tuple[str, ...] = ()
    variants: tuple[SurrogateVariant, ...] = ()
    missing: tuple[str, ...] = ()
    if hormone_side(receptors) == "positive" and receptors.er.state == "negative":
        doubts = (PR_ALONE,)
    elif row["group"] == LUMINAL:
        rule_id = f"subtypes.surrogate.{MAIN}"
        surrogate, doubts, variants, missing = judge_luminal(receptors, rules)
    else:
        fixed = next(each for each in file.table("surrogates") if each["group"] == row["group"])
        surrogate = fixed["surrogate"]
        rule_id = f"subtypes.{fixed['rule']}"
    is_er_low = receptors.er.state == "low_positive"
    named = (GROUP_FIVE, rule_id, *(each.rule_id for each in variants))
    named += ((ER_LOW,) if is_er_low else ()) + ((UNCERTAIN,) if doubts else ())
    basis = join_bases(basis_of(file=file, rule_ids=named), basis_of_readings(receptors))
    return Subtype(
        specimen_id=receptors.specimen_id,
        group=row["group"],
        group_label=row["label"] + (" (ER low positive)" if is_er_low else ""),
        is_er_low=is_er_low,
        surrogate=surrogate,
        surrogate_label=label_of(surrogate, file),
        is_uncertain=bool(doubts),
        uncertain_because=doubts,
        variants=variants,
        missing=missing,
        rule_ids=basis.rule_ids,
        cites=basis.cites,
        status=basis.status,
        rules_version=basis.rules_version,
    )


def find_group(
    receptors: SpecimenReceptors, file: RuleFile
) -> tuple[Mapping[str, Any] | None, tuple[str, ...]]:
    """Find the row of the treatment group, or say why there is none."""
    hormone, her2 = hormone_side(receptors), side_of(receptors.her2)
    if hormone and her2:
        rows = file.table("groups")
        return next(r for r in rows if (r["hormone"], r["her2"]) == (hormone, her2)), ()
    open_ones = () if hormone else (receptors.er, receptors.pr)
    open_ones = (*open_ones, *(() if her2 else (receptors.her2,)))
    return None, tuple(each.label for each in open_ones if side_of(each) is None)


def hormone_side(receptors: SpecimenReceptors) -> str | None:
    """Give positive when ER or PR is, negative when both are, else None."""
    sides = (side_of(receptors.er), side_of(receptors.pr))
    if "positive" in sides:
        return "positive"
    return None if None in sides else "negative"


def side_of(reading: ReceptorReading) -> str | None:
    """Give positive (low included) or negative of a settled reading, else None."""
    if not reading.is_settled:
        return None
    return "negative" if reading.state == "negative" else "positive"


def unknown_subtype(
    receptors: SpecimenReceptors, because: tuple[str, ...], file: RuleFile
) -> Subtype:
    """Give the answer that the group is unknown, with the receptors that leave it open."""
    basis = join_bases(basis_of(file=file, rule_ids=(GROUP_FIVE,)), basis_of_readings(receptors))
    return Subtype(
        specimen_id=receptors.specimen_id,
        group="unknown",
        group_label="unknown",
        is_er_low=receptors.er.state == "low_positive",
        surrogate=UNDETERMINED,
        surrogate_label=label_of(UNDETERMINED, file),
        is_uncertain=True,
        uncertain_because=because,
        variants=(),
        missing=because,
        rule_ids=basis.rule_ids,
        cites=basis.cites,
        status=basis.status,
        rules_version=basis.rules_version,
    )


def basis_of_readings(receptors: SpecimenReceptors) -> Basis:
    """Give what the readings rest on."""
    return Basis(receptors.rule_ids, receptors.cites, receptors.status, receptors.rules_version)


def judge_luminal(
    receptors: SpecimenReceptors, rules: RuleSet
) -> tuple[str, tuple[str, ...], tuple[SurrogateVariant, ...], tuple[str, ...]]:
    """Part A-like from B-like: label, doubts, the label of each variant, what is missing."""
    file = rules.file("subtypes")
    ki67, pr = receptors.ki67.percent, receptors.pr.percent
    cuts = [each.value for each in file.thresholds.values()]
    names = list(dict.fromkeys(row["variant"] for row in file.table("luminal")))
    labels = {name: only(labels_of(name, ki67, pr, cuts, file)) for name in names}
    doubts, missing = [], []
    if labels[MAIN] == UNDETERMINED:
        missing = [
            f"{name} percentage" for name, value in (("Ki-67", ki67), ("PR", pr)) if value is None
        ]
        doubts.append(" and ".join(missing) + " not stated")
    labels[CLEAR_ONLY] = labels[MAIN]
    if receptors.ki67.state == "uncertain" and is_decided_by_ki67(pr, cuts, rules):
        doubts.append(say_range(ki67, rules.file("receptors")))
        labels[CLEAR_ONLY] = UNDETERMINED
    if labels[names[1]] != labels[MAIN] and UNDETERMINED not in labels.values():
        doubts.append("the published definitions differ")
    variants = tuple(
        SurrogateVariant(name=name, label=label_of(key, file), rule_id=f"subtypes.surrogate.{name}")
        for name, key in labels.items()
    )
    return labels[MAIN], tuple(doubts), variants, tuple(missing)


def say_range(ki67: Decimal | None, file: RuleFile) -> str:
    """Say that Ki-67 lies where laboratories differ."""
    low, high = file.threshold("ki67_low_percent"), file.threshold("ki67_high_percent")
    said = "" if ki67 is None else f" {say_percent(ki67)}"
    return f"Ki-67{said} lies between {say_number(low)} and {say_percent(high)}"


def is_decided_by_ki67(pr: Decimal | None, cuts: list[Decimal], rules: RuleSet) -> bool:
    """Tell whether the label changes when Ki-67 moves within the range of doubt."""
    file, receptors = rules.file("subtypes"), rules.file("receptors")
    low = receptors.threshold("ki67_low_percent")
    high = receptors.threshold("ki67_high_percent")
    within = [low, high, *(cut for cut in cuts if low < cut < high)]
    found = {only(labels_of(MAIN, each, pr, cuts, file)) for each in within}
    return len(found) > 1


def labels_of(
    variant: str, ki67: Decimal | None, pr: Decimal | None, cuts: list[Decimal], file: RuleFile
) -> set[str]:
    """Give every label that the variant allows: an unknown value may lie on either side."""
    anywhere = [Decimal(0), *cuts]
    pairs = product(
        anywhere if ki67 is None else [ki67],
        anywhere if pr is None else [pr],
    )
    return {label_for(variant, each_ki67, each_pr, file) for each_ki67, each_pr in pairs}


def label_for(variant: str, ki67: Decimal, pr: Decimal, file: RuleFile) -> str:
    """Find the first row of a variant that fits both percentages."""
    for row in file.table("luminal"):
        sides = (
            (row["ki67"], ki67, file.threshold(row["ki67_cut"])),
            (row["pr"], pr, file.threshold("pr_cut_percent")),
        )
        if row["variant"] == variant and all(is_side(*each) for each in sides):
            return str(row["surrogate"])
    return UNDETERMINED


def is_side(side: str, value: Decimal, cut: Decimal) -> bool:
    """Tell whether a value lies on the side of the cut that a row asks for."""
    return side == "any" or (side == "high") == (value >= cut)


def only(labels: Iterable[str]) -> str:
    """Give the one label, or that there are several."""
    found = set(labels)
    return found.pop() if len(found) == 1 else UNDETERMINED


def label_of(surrogate: str, file: RuleFile) -> str:
    """Give the label of a surrogate as it is shown."""
    rows = file.table("labels")
    return str(next(row["label"] for row in rows if row["surrogate"] == surrogate))
