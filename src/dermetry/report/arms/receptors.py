"""Receptors of the current specimen beside those of the primary, with what changed."""

from collections.abc import Sequence

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.origin import score_origin
from dermetry.pathology.receptors import conversions, current_receptors, primary_receptors
from dermetry.pathology.receptors.values import (
    Conversion,
    CurrentReceptors,
    ReceptorReading,
    SpecimenReceptors,
)
from dermetry.pathology.vocabulary import marker_label
from dermetry.record.case import Case
from dermetry.record.patient import PrimaryTumor
from dermetry.report.values import Cell, Fact, Table
from dermetry.report.words import in_words, say_date

NOT_RECORDED = "not recorded"


def receptor_table(*, case: Case, rules: RuleSet) -> Table | None:
    """Make the table of ER, PR, HER2 and Ki-67: current specimen, primary, change."""
    current = current_receptors(case=case, rules=rules)
    if current.receptors is None:
        return None
    primaries = primary_receptors(case=case, rules=rules)
    changes = {each.marker: each for each in current_changes(case=case, rules=rules)}
    rows = tuple(
        (
            Cell(marker_label(marker=now.marker)),
            reading_cell(now),
            primary_cell(now.marker, primaries),
            change_cell(changes.get(now.marker)),
        )
        for now in current.receptors.readings
    )
    columns = ("Receptor", "Current specimen", "Primary", "Change")
    return Table("Receptors, current specimen against the primary", columns, rows)


def current_changes(*, case: Case, rules: RuleSet) -> tuple[Conversion, ...]:
    """Give the comparisons of the current specimen with the primary."""
    return tuple(each for each in conversions(case=case, rules=rules) if each.is_current)


def changed_words(*, case: Case, rules: RuleSet) -> str:
    """Name the receptors of the current specimen that changed against the primary."""
    return ", ".join(
        f"{marker_label(marker=each.marker)} {each.kind.replace('_', ' ')}"
        for each in current_changes(case=case, rules=rules)
        if each.is_conversion
    )


def reading_cell(reading: ReceptorReading) -> Cell:
    """Give one reading over the raw values it was read from."""
    return Cell(reading.label, reading.raw, kind="" if reading.is_tested else "missing")


def primary_cell(marker: str, primaries: Sequence[SpecimenReceptors]) -> Cell:
    """Give the primary's reading of one receptor."""
    found = [each for of in primaries for each in of.readings if each.marker == marker]
    tested = next((each for each in found if each.is_tested), None)
    return reading_cell(tested) if tested else Cell(NOT_RECORDED, kind="missing")


def change_cell(change: Conversion | None) -> Cell:
    """Say what became of one receptor; the full sentence stands below the word."""
    if change is None:
        return Cell("nothing to compare", kind="missing")
    words = change.kind.replace("_", " ")
    is_plain = not change.is_status_change
    return Cell(words, in_words("; ".join(change.caveats)), kind="" if is_plain else "strong")


def receptor_facts(*, case: Case, rules: RuleSet) -> tuple[Fact, ...]:
    """Say which specimen counts as current and why, its subtype, remarks, and the origin."""
    current = current_receptors(case=case, rules=rules)
    subtype = current.subtype.statement if current.subtype else ""
    facts = (
        Fact("Current specimen", specimen_words(case, current)),
        Fact("Why this one", in_words(current.why) if current.specimen_id else ""),
        Fact("Subtype", subtype),
        Fact("Remarks", in_words("; ".join(current.remarks))),
        Fact("As typed", typed_words(case, current)),
        Fact("Origin", origin_words(case, rules)),
    )
    return tuple(fact for fact in facts if fact.text)


def specimen_words(case: Case, current: CurrentReceptors) -> str:
    """Name the current specimen with its day; that there is none is said with why."""
    if current.specimen_id is None:
        return current.statement
    specimen = next(e for e in case.specimens if e.specimen_id == current.specimen_id)
    of = f" of {specimen.lesion_id}" if specimen.lesion_id else ""
    return f"{specimen.specimen_id}{of}, taken {say_date(specimen.taken_on)}"


def typed_words(case: Case, current: CurrentReceptors) -> str:
    """Give typed texts that no reading came from: they are shown, never lost."""
    primary = case.primary.receptors if isinstance(case.primary, PrimaryTumor) else None
    said = [f"primary {primary}"] if primary else []
    if current.receptors is None:
        said += [
            f"{each.specimen_id} {each.receptors}" for each in case.specimens if each.receptors
        ]
    return "; ".join(said)


def origin_words(case: Case, rules: RuleSet) -> str:
    """Say the origin score where no primary is known: a computed share, never a diagnosis."""
    if isinstance(case.primary, PrimaryTumor):
        return ""
    malignant = [each for each in case.specimens if each.is_malignant]
    if not malignant:
        return ""
    latest = max(malignant, key=lambda each: (each.taken_on, each.specimen_id))
    score = score_origin(specimen=latest, case=case, rules=rules)
    return in_words(score.statement)
