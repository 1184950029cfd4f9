"""Receptors as pages show them: of one specimen, current ones, and against the primary."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.receptors import (
    conversions,
    current_receptors,
    primary_receptors,
    read_receptors,
    subtype,
)
from dermetry.pathology.receptors.values import (
    Conversion,
    ReceptorReading,
    SpecimenReceptors,
    Subtype,
)
from dermetry.record.case import Case
from dermetry.record.patient import PrimaryTumor
from dermetry.record.specimen import Specimen
from dermetry.report.words import say_date
from dermetry.workbench.casenotes.queries.questions import say_days
from dermetry.workbench.casenotes.queries.rule_words import Basis, basis_words

READ_FROM = {
    "raw_values": "from raw values",
    "as_stated": "as the laboratory stated it, no raw values",
    "as_typed": "as typed in one text",
    "nothing": "",
}
SHORT_STATE = {
    "positive": "+",
    "low_positive": " low +",
    "negative": "−",
    "equivocal": " equivocal",
    "contradictory": " contradictory",
    "not_evaluable": " not evaluable",
}


@dataclass(frozen=True)
class ReadingLine:
    """One receptor with its raw value, and what the status rests on."""

    marker: str
    label: str
    raw: str
    read_from: str
    is_tested: bool
    is_in_doubt: bool
    missing: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True)
class SubtypeLine:
    """Treatment group and surrogate, with what makes them uncertain."""

    group: str
    surrogate: str
    is_uncertain: bool
    because: tuple[str, ...]
    variants: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True)
class ConversionLine:
    """One receptor against the primary."""

    marker: str
    flag: str  # "ER lost", empty where nothing changed
    is_status_change: bool
    is_comparable: bool
    is_current: bool
    specimen_id: str
    before: str
    before_raw: str
    before_on: date | None
    after: str
    after_raw: str
    after_on: date | None
    often: str
    caveats: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True)
class SpecimenReading:
    """What is derived of the receptors of one specimen."""

    lines: tuple[ReadingLine, ...]
    has_receptors: bool
    short: str  # "ER+ 90 %, PR−, HER2− (1+) low"
    subtype: SubtypeLine
    caveats: tuple[str, ...]
    conversions: tuple[ConversionLine, ...]


@dataclass(frozen=True)
class CurrentLine:
    """Which receptors count as current, and why."""

    specimen_id: str
    statement: str
    short: str  # "ER+ PR− HER2−"
    taken_on: date | None
    why: str
    is_chosen: bool
    chosen_by: str
    chosen_on: date | None
    reading: SpecimenReading | None
    primary: str
    remarks: tuple[str, ...]
    flags: tuple[str, ...]  # "ER lost"
    typed: str  # the text typed for the primary, where no specimen says anything
    basis: Basis


def reading_of(*, specimen: Specimen, case: Case, rules: RuleSet) -> SpecimenReading:
    """Derive what one specimen says of its receptors, and what changed since the primary."""
    receptors = read_receptors(specimen=specimen, rules=rules)
    changes = (
        each
        for each in conversions(case=case, rules=rules)
        if each.specimen_id == specimen.specimen_id
    )
    return SpecimenReading(
        lines=tuple(reading_line(each, rules) for each in receptors.readings),
        has_receptors=receptors.has_receptors,
        short=short_words(receptors),
        subtype=subtype_line(subtype(receptors=receptors, rules=rules), rules),
        caveats=receptors.caveats,
        conversions=tuple(conversion_line(each, rules) for each in changes),
    )


def current_line(*, case: Case, rules: RuleSet) -> CurrentLine:
    """Give the receptors that count as current."""
    current = current_receptors(case=case, rules=rules)
    specimen = next((e for e in case.specimens if e.specimen_id == current.specimen_id), None)
    reading = reading_of(specimen=specimen, case=case, rules=rules) if specimen else None
    primary = case.primary
    return CurrentLine(
        specimen_id=current.specimen_id or "",
        statement=current.statement,
        short=short_words(current.receptors),
        taken_on=specimen.taken_on if specimen else None,
        why=current.why,
        is_chosen=current.is_chosen,
        chosen_by=current.chosen_by,
        chosen_on=current.chosen_on,
        reading=reading,
        primary=primary_words(primary_receptors(case=case, rules=rules)),
        remarks=tuple(map(say_days, current.remarks)),
        flags=flags_of(reading.conversions if reading else ()),
        typed=(primary.receptors or "") if isinstance(primary, PrimaryTumor) else "",
        basis=basis_words(result=current, rules=rules),
    )


def short_words(receptors: SpecimenReceptors | None) -> str:
    """Say ER, PR and HER2 as short as a banner needs; what was not tested is left out."""
    if receptors is None:
        return ""
    said = [
        short_reading(each)
        for each in (receptors.er, receptors.pr, receptors.her2)
        if each.is_tested
    ]
    return ", ".join(said)


def short_reading(reading: ReceptorReading) -> str:
    """Say one receptor: sign, raw percent or score, and the trial label in words."""
    said = f"{reading.marker}{SHORT_STATE.get(reading.state, ' ' + reading.state)}"
    if reading.percent is not None and reading.marker != "HER2":
        said += f" {reading.percent.normalize():f} %"
    if reading.ihc_score is not None:
        said += f" ({reading.ihc_score})"
    return f"{said} {reading.trial_label}" if reading.trial_label else said


def primary_words(primaries: Iterable[SpecimenReceptors]) -> str:
    """Say the receptors of the primary with their day; empty where none are recorded."""
    said = []
    for each in primaries:
        if words := short_words(each):
            day = say_date(each.taken_on) if each.taken_on else "day not recorded"
            said.append(f"{words} ({day}{'' if each.specimen_id else ', as typed'})")
    return "; ".join(said)


def flags_of(lines: Iterable[ConversionLine]) -> tuple[str, ...]:
    """Give the changes of status against the primary."""
    return tuple(each.flag for each in lines if each.is_status_change)


def reading_line(reading: ReceptorReading, rules: RuleSet) -> ReadingLine:
    """Give one receptor as a line."""
    return ReadingLine(
        reading.marker,
        reading.label,
        reading.raw,
        READ_FROM[reading.read_from],
        reading.is_tested,
        reading.state in ("equivocal", "contradictory", "not_evaluable", "uncertain"),
        reading.missing,
        basis_words(result=reading, rules=rules),
    )


def subtype_line(found: Subtype, rules: RuleSet) -> SubtypeLine:
    """Give the subtype as a line."""
    return SubtypeLine(
        found.group_label,
        "" if found.group == "unknown" else found.surrogate_label,
        found.is_uncertain,
        found.uncertain_because,
        tuple((variant_words(each.name), each.label) for each in found.variants),
        found.missing,
        basis_words(result=found, rules=rules),
    )


def variant_words(name: str) -> str:
    """Name the source of a variant of the surrogate: St Gallen 2017."""
    return name.replace("_", " ").title()


def conversion_line(found: Conversion, rules: RuleSet) -> ConversionLine:
    """Give one comparison as a line."""
    flag = found.statement.partition(":")[0] if found.is_conversion else ""
    return ConversionLine(
        marker=found.marker,
        flag=flag,
        is_status_change=found.is_status_change,
        is_comparable=found.kind not in ("not_comparable", "label_not_comparable"),
        is_current=found.is_current,
        specimen_id=found.specimen_id,
        before=found.primary_label,
        before_raw=found.primary_raw,
        before_on=found.primary_on,
        after=found.now_label,
        after_raw=found.now_raw,
        after_on=found.now_on,
        often=found.how_often,
        caveats=tuple(map(say_days, found.caveats)),
        basis=basis_words(result=found, rules=rules),
    )
