"""All receptors of one specimen."""

from datetime import date

from dermetry.knowledge.rule_set import RuleSet
from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.receptors.caveats import caveats_of
from dermetry.pathology.receptors.her2 import read_her2
from dermetry.pathology.receptors.hormone import read_hormone
from dermetry.pathology.receptors.ki67 import MARKER as KI67
from dermetry.pathology.receptors.ki67 import read_ki67
from dermetry.pathology.receptors.typed import Typed, read_typed
from dermetry.pathology.receptors.values import ReceptorReading, SpecimenReceptors
from dermetry.pathology.values import basis_of
from dermetry.pathology.vocabulary import marker_key
from dermetry.record.specimen import Specimen
from dermetry.record.stain import Stain


def read_receptors(*, specimen: Specimen, rules: RuleSet) -> SpecimenReceptors:
    """Read ER, PR, HER2 and Ki-67 of one specimen from its raw values by the rules in force.

    A marker without a stain is read from the text typed for the specimen, if that text is
    understood as a whole. Source: rule file ``receptors``.
    """
    file = rules.file("receptors")
    typed = read_typed(specimen.receptors or "")
    er, pr, her2, ki67 = read_markers(specimen.stains, typed.stains or (), file)
    readings = (er, pr, her2, ki67)
    found = caveats_of(specimen=specimen, file=file)
    names = [rule for each in readings for rule in each.rule_ids] + [rule for rule, _ in found]
    basis = basis_of(file=file, rule_ids=names)
    return SpecimenReceptors(
        specimen_id=specimen.specimen_id,
        lesion_id=specimen.lesion_id,
        source=specimen.source,
        taken_on=specimen.taken_on,
        reported_on=specimen.reported_on,
        er=er,
        pr=pr,
        her2=her2,
        ki67=ki67,
        typed=typed.text,
        is_typed_read=was_read(typed),
        caveats=tuple(sentence for _, sentence in found),
        questions=tuple(asked for each in readings for asked in each.questions),
        rule_ids=basis.rule_ids,
        cites=basis.cites,
        status=basis.status,
        rules_version=basis.rules_version,
    )


def read_typed_primary(*, text: str, known_on: date | None, rules: RuleSet) -> SpecimenReceptors:
    """Read the receptors typed for the primary; every reading is marked "as typed"."""
    file = rules.file("receptors")
    typed = read_typed(text)
    er, pr, her2, ki67 = read_markers((), typed.stains or (), file)
    names = [rule for each in (er, pr, her2, ki67) for rule in each.rule_ids]
    basis = basis_of(file=file, rule_ids=names)
    return SpecimenReceptors(
        specimen_id="",
        lesion_id=None,
        source="primary",
        taken_on=known_on,
        reported_on=None,
        er=er,
        pr=pr,
        her2=her2,
        ki67=ki67,
        typed=text,
        is_typed_read=was_read(typed),
        rule_ids=basis.rule_ids,
        cites=basis.cites,
        status=basis.status,
        rules_version=basis.rules_version,
    )


def was_read(typed: Typed) -> bool | None:
    """Tell whether a typed text was understood; None where nothing was typed."""
    return typed.stains is not None if typed.text.strip() else None


def read_markers(
    stains: tuple[Stain, ...], typed: tuple[Stain, ...], file: RuleFile
) -> tuple[ReceptorReading, ReceptorReading, ReceptorReading, ReceptorReading]:
    """Read the four markers, each from its stains, else from what was typed."""

    def of(marker: str) -> tuple[tuple[Stain, ...], bool]:
        own = tuple(each for each in stains if marker_key(spelling=each.marker) == marker)
        by_text = tuple(each for each in typed if each.marker == marker)
        return (own, False) if own else (by_text, bool(by_text))

    (er, er_typed), (pr, pr_typed), (her2, her2_typed), (ki67, ki67_typed) = map(
        of, ("ER", "PR", "HER2", KI67)
    )
    return (
        read_hormone(marker="ER", stains=er, file=file, is_typed=er_typed),
        read_hormone(marker="PR", stains=pr, file=file, is_typed=pr_typed),
        read_her2(stains=her2, file=file, is_typed=her2_typed),
        read_ki67(stains=ki67, file=file, is_typed=ki67_typed),
    )
