"""Receptors of later specimens against the primary: gained, lost, moved into a low range."""

from dataclasses import dataclass
from typing import cast

from dermetry.knowledge.rule_set import RuleSet
from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.receptors import ids
from dermetry.pathology.receptors.current import (
    Tested,
    current_receptors,
    in_time,
    primary_receptors,
)
from dermetry.pathology.receptors.values import (
    Conversion,
    ConversionKind,
    ReceptorReading,
    SpecimenReceptors,
)
from dermetry.pathology.values import basis_of
from dermetry.record.case import Case
from dermetry.record.days import say_day

KIND_WORDS = {
    "unchanged": "unchanged",
    "not_comparable": "cannot be compared",
    "label_not_comparable": "status unchanged, low or ultralow (trial labels) cannot be compared",
    "gained": "gained",
    "gained_low": "gained, low positive",
    "lost": "lost",
    "lost_to_low": "lost (now HER2-low, trial label)",
    "lost_to_ultralow": "lost (now HER2-ultralow, trial label)",
    "to_low": "now low",
    "from_low": "no longer low, now positive",
    "to_ultralow": "now HER2-ultralow (trial label)",
    "low_lost": "no longer {label} (trial label)",
}
HORMONE_WORDS = {
    "to_low": "now low positive",
    "from_low": "no longer low positive, now positive",
}
OPEN_LEVELS = frozenset({"zero_open", "negative"})  # of HER2: which 0, or which score, is not known


@dataclass(frozen=True)
class Before:
    """The primary's reading of one receptor, and the specimen it is of."""

    reading: ReceptorReading
    of: SpecimenReceptors
    remark: str  # where other specimens of the primary read differently


def conversions(*, case: Case, rules: RuleSet) -> tuple[Conversion, ...]:
    """Compare ER, PR and HER2 of every later malignant specimen with the primary.

    The latest specimen comes first. A receptor of which the later specimen says nothing is left
    out; one that is not settled on either side "cannot be compared". Source: rule
    ``receptors.conversion.change`` and its table.
    """
    primaries = primary_receptors(case=case, rules=rules)
    current = current_receptors(case=case, rules=rules).specimen_id
    later = [each for each in in_time(case, rules) if each.specimen.source != "primary"]
    return tuple(
        compare(each, now, find_before(now.marker, primaries), current, rules)
        for each in reversed(later)
        for now in (each.receptors.er, each.receptors.pr, each.receptors.her2)
        if now.is_tested
    )


def find_before(marker: str, primaries: tuple[SpecimenReceptors, ...]) -> Before | None:
    """Find the first reading of the primary that is settled, else the first that says anything."""
    found = [
        (reading, each)
        for each in primaries
        for reading in each.readings
        if reading.marker == marker and reading.is_tested
    ]
    settled = [pair for pair in found if pair[0].is_settled] or found
    if not settled:
        return None
    reading, of = settled[0]
    others = {level_of(other) for other, _ in settled[1:]} - {level_of(reading)}
    remark = "another specimen of the primary reads differently" if others else ""
    return Before(reading, of, remark)


def level_of(reading: ReceptorReading) -> str:
    """Give the level that the table of changes names: the state, for HER2 with its label."""
    if reading.marker != "HER2" or reading.state != "negative":
        return reading.state
    if reading.trial_label or reading.ihc_score != "0":
        return reading.trial_label or "negative"
    return "zero" if reading.has_membrane_staining is False else "zero_open"


def kind_of(
    now: ReceptorReading, before: Before | None, file: RuleFile
) -> tuple[ConversionKind, bool]:
    """Find what the change is called, and whether the status of the receptor changed.

    Levels that are the same, or in no row, are unchanged. HER2 that stays negative is not called
    unchanged where one side leaves its level open.
    """
    if before is None or not (now.is_settled and before.reading.is_settled):
        return "not_comparable", False
    wanted = (
        "her2" if now.marker == "HER2" else "hormone",
        level_of(before.reading),
        level_of(now),
    )
    for row in file.table("conversion"):
        if (row["marker"], row["before"], row["after"]) == wanted:
            return cast(ConversionKind, row["kind"]), bool(row["is_status_change"])
    is_open = now.marker == "HER2" and not OPEN_LEVELS.isdisjoint(wanted[1:])
    return "label_not_comparable" if is_open else "unchanged", False


def compare(
    later: Tested,
    now: ReceptorReading,
    before: Before | None,
    current: str | None,
    rules: RuleSet,
) -> Conversion:
    """Compare one receptor of one later specimen with the primary."""
    file = rules.file("receptors")
    kind, is_status_change = kind_of(now, before, file)
    often = how_often(now.marker, kind, file)
    own = before.reading.rule_ids if before else ()
    named = (ids.CONVERSION, ids.PRIMARY, *((ids.CONVERSION_RATES,) if often else ()))
    basis = basis_of(file=file, rule_ids=(*named, *now.rule_ids, *own))
    is_typed = before is not None and before.reading.read_from == "as_typed"
    return Conversion(
        marker=now.marker,
        kind=kind,
        is_status_change=is_status_change,
        specimen_id=later.specimen.specimen_id,
        lesion_id=later.specimen.lesion_id,
        is_current=later.specimen.specimen_id == current,
        now_label=now.label,
        now_raw=now.raw,
        now_on=later.specimen.taken_on,
        primary_specimen_id=before.of.specimen_id or None if before else None,
        primary_label=before.reading.label if before else "not recorded",
        primary_raw=before.reading.raw if before else "",
        primary_on=before.of.taken_on if before else None,
        is_primary_as_typed=is_typed,
        statement=say_change(now, later, before, kind),
        how_often=often,
        caveats=caveats(later, before),
        rule_ids=basis.rule_ids,
        cites=basis.cites,
        status=basis.status,
        rules_version=basis.rules_version,
    )


def say_change(
    now: ReceptorReading, later: Tested, before: Before | None, kind: ConversionKind
) -> str:
    """Say what changed, with both readings and both days."""
    specimen = later.specimen
    after = f"specimen {specimen.specimen_id} {now.label} ({say_day(on=specimen.taken_on)})"
    if before is None:
        return f"{now.marker} {KIND_WORDS[kind]}: primary not recorded, {after}"
    day = say_day(on=before.of.taken_on) if before.of.taken_on else "day not recorded"
    words = KIND_WORDS if now.marker == "HER2" else KIND_WORDS | HORMONE_WORDS
    said = words[kind].format(label=before.reading.trial_label)
    return f"{now.marker} {said}: primary {before.reading.label} ({day}), {after}"


def how_often(marker: str, kind: ConversionKind, file: RuleFile) -> str:
    """Say how often such a change was found, for staff; "" where no rate is known."""
    direction = "lost" if kind.startswith("lost") else "gained" if kind.startswith("gained") else ""
    for row in file.table("conversion_rates"):
        if (row["marker"], row["direction"]) == (marker, direction):
            range_of = f" (95 % interval {row['interval']} %)" if row["interval"] else ""
            return f"{marker} {direction} in {row['percent']} %{range_of} of metastases, all organs"
    return ""


def caveats(later: Tested, before: Before | None) -> tuple[str, ...]:
    """Name what makes the comparison less sure, on either side."""
    name = later.specimen.specimen_id
    found = [f"specimen {name}: {each}" for each in later.receptors.caveats]
    if before:
        found += [f"primary: {each}" for each in before.of.caveats]
        if before.remark:
            found.append(before.remark)
        if before.reading.read_from in ("as_typed", "as_stated"):
            how = before.reading.read_from.replace("_", " ")
            found.append(f"primary {how}, not from raw values")
    return tuple(found)
