"""ER and PR of one specimen: from the percentage, else from the laboratory's word."""

from dataclasses import dataclass
from decimal import Decimal

from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.receptors import ids
from dermetry.pathology.receptors.values import SETTLED, ReadFrom, ReceptorReading, ReceptorState
from dermetry.pathology.receptors.words import say_percent, say_stains
from dermetry.pathology.values import basis_of
from dermetry.record.stain import Stain

STATE_WORDS = {
    "positive": "positive",
    "low_positive": "low positive",
    "negative": "negative",
    "equivocal": "equivocal",
    "contradictory": "contradictory",
    "not_evaluable": "not evaluable",
    "not_stated": "stained, result not stated",
    "not_tested": "not tested",
}


@dataclass(frozen=True)
class Judged:
    """What one stain says by itself, and the rule that says it."""

    state: ReceptorState
    rule_id: str
    read_from: ReadFrom
    question: str = ""


def read_hormone(
    *, marker: str, stains: tuple[Stain, ...], file: RuleFile, is_typed: bool
) -> ReceptorReading:
    """Read ER or PR from all its stains on one specimen."""
    judged = [judge_stain(marker, each, file) for each in stains]
    whole = join_judged(judged)
    percents = {each.percent for each in stains if each.percent is not None}
    percent = next(iter(percents)) if len(percents) == 1 else None
    typed = (ids.STATED_TYPED,) if is_typed else ()
    asked = [each for each in (*judged, whole) if each.question]
    unsettled = (ids.CONTRADICTION,) if whole.state == "contradictory" else ()
    named = (whole.rule_id, *unsettled, *(each.rule_id for each in asked), *typed)
    basis = basis_of(file=file, rule_ids=named)
    read_from: ReadFrom = "as_typed" if is_typed and stains else whole.read_from
    return ReceptorReading(
        marker=marker,
        state=whole.state,
        label=label_of(marker, whole.state, percent, say_stains(stains), read_from),
        raw=say_stains(stains),
        read_from=read_from,
        percent=percent,
        missing=(f"{marker} result",) if whole.state == "not_stated" else (),
        questions=tuple(dict.fromkeys(each.question for each in asked)),
        rule_ids=basis.rule_ids,
        cites=basis.cites,
        status=basis.status,
    )


def judge_stain(marker: str, stain: Stain, file: RuleFile) -> Judged:
    """Say what one stain means: the percentage counts, the word only where it is alone."""
    if stain.percent is not None:
        return judge_percent(marker, stain, stain.percent, file)
    if stain.result is not None:
        return Judged(stain.result, ids.STATED_WORD, "as_stated")
    return Judged("not_stated", ids.STATED_NOTHING, "nothing")


def judge_percent(marker: str, stain: Stain, percent: Decimal, file: RuleFile) -> Judged:
    """Read the percentage, and compare it with the laboratory's word."""
    is_positive = percent >= file.threshold("hormone_positive_percent")
    is_low = is_positive and percent <= file.threshold("er_low_percent")
    rule_id = ids.ER_LOW if marker == "ER" and is_low else ids.HORMONE_POSITIVE
    state: ReceptorState = "positive" if is_positive else "negative"
    state = "low_positive" if rule_id == ids.ER_LOW else state
    word, side = stain.result, "positive" if is_positive else "negative"
    if word in (None, side) or (word == "equivocal" and is_low):
        return Judged(state, rule_id, "raw_values")
    if word == "negative" and percent <= file.threshold("word_doubt_percent"):
        asked = f"{marker} {say_percent(percent)} was called negative: was another limit used?"
        return Judged(state, ids.OLDER_CUT, "raw_values", asked)
    asked = f"{marker} {say_percent(percent)} was called {STATE_WORDS[word or '']}: which is right?"
    return Judged("contradictory", ids.CONTRADICTION, "raw_values", asked)


def join_judged(judged: list[Judged]) -> Judged:
    """Join what the stains of one marker say; stains that differ are not settled here."""
    if not judged:
        return Judged("not_tested", ids.STATED_NOTHING, "nothing")
    telling = [each for each in judged if each.state not in ("not_stated", "not_evaluable")]
    heard = telling or [each for each in judged if each.state == "not_evaluable"] or judged
    if len({each.state for each in heard}) > 1:
        asked = "Two stains of one marker differ: which holds?"
        return Judged("contradictory", ids.ASK_TWO_STAINS, heard[0].read_from, asked)
    return next((each for each in heard if each.read_from == "raw_values"), heard[0])


def label_of(
    marker: str, state: ReceptorState, percent: Decimal | None, raw: str, read_from: ReadFrom
) -> str:
    """Write the reading as it is shown."""
    words = f"{marker} {STATE_WORDS[state]}"
    if state == "contradictory":
        return f"{words}: {raw}"
    if state in SETTLED and percent is not None:
        words = f"{words}, {say_percent(percent)}"
    how = {"as_stated": " (as stated)", "as_typed": " (as typed)"}
    return words + how.get(read_from, "") if state not in ("not_tested", "not_stated") else words
