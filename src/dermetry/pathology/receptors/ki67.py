"""Ki-67 of one specimen: clearly low, clearly high, or in the range where readers differ."""

from decimal import Decimal

from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.receptors import ids
from dermetry.pathology.receptors.values import ReadFrom, ReceptorReading, ReceptorState
from dermetry.pathology.receptors.words import say_percent, say_stains
from dermetry.pathology.values import basis_of
from dermetry.record.stain import Stain

MARKER = "KI-67"


def read_ki67(*, stains: tuple[Stain, ...], file: RuleFile, is_typed: bool) -> ReceptorReading:
    """Read Ki-67; a word without a percentage says nothing that could be used."""
    percents = {each.percent for each in stains if each.percent is not None}
    percent = next(iter(percents)) if len(percents) == 1 else None
    state, rule_id = judge(percents, stains, file)
    asked = (ids.ASK_TWO_STAINS,) if state == "contradictory" else ()
    typed = (ids.STATED_TYPED,) if is_typed and stains else ()
    basis = basis_of(file=file, rule_ids=(rule_id, *asked, *typed))
    raw = say_stains(stains)
    read_from: ReadFrom = "raw_values" if percents else "nothing"
    return ReceptorReading(
        marker=MARKER,
        state=state,
        label=label_of(state, percent, raw) + (" (as typed)" if typed else ""),
        raw=raw,
        read_from="as_typed" if typed else read_from,
        percent=percent,
        missing=("Ki-67 percentage",) if state == "not_stated" else (),
        questions=(f"Ki-67 is given as {raw}: which holds?",) if len(percents) > 1 else (),
        rule_ids=basis.rule_ids,
        cites=basis.cites,
        status=basis.status,
    )


def judge(
    percents: set[Decimal], stains: tuple[Stain, ...], file: RuleFile
) -> tuple[ReceptorState, str]:
    """Give the state and its rule."""
    if not stains:
        return "not_tested", ids.STATED_NOTHING
    if len(percents) > 1:
        return "contradictory", ids.CONTRADICTION
    if not percents:
        is_said = any(each.result == "not_evaluable" for each in stains)
        return ("not_evaluable" if is_said else "not_stated"), ids.STATED_NOTHING
    (percent,) = percents
    if percent <= file.threshold("ki67_low_percent"):
        return "low", ids.KI67
    return ("high" if percent >= file.threshold("ki67_high_percent") else "uncertain"), ids.KI67


def label_of(state: ReceptorState, percent: Decimal | None, raw: str) -> str:
    """Write the reading as it is shown."""
    if percent is not None:
        words = {"low": "low", "high": "high", "uncertain": "between low and high"}
        return f"Ki-67 {say_percent(percent)} ({words[state]})"
    words = {
        "not_tested": "Ki-67 not tested",
        "not_evaluable": "Ki-67 not evaluable",
        "not_stated": "Ki-67 stained, percentage not stated",
        "contradictory": f"Ki-67 contradictory: {raw}",
    }
    return words[state]
