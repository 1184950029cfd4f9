"""HER2 of one specimen, from IHC score and hybridization; low and ultralow as labels beside."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from dermetry.errors import KnowledgeInvalid
from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.receptors import ids
from dermetry.pathology.receptors.hormone import STATE_WORDS
from dermetry.pathology.receptors.ish import Ish, read_ish
from dermetry.pathology.receptors.values import ReadFrom, ReceptorReading, ReceptorState
from dermetry.pathology.receptors.words import say_percent, say_stains
from dermetry.pathology.values import basis_of
from dermetry.record.stain import Stain

MARKER = "HER2"
OPPOSITE = {"positive": "negative", "negative": "positive"}


@dataclass(frozen=True)
class Her2Facts:
    """What the stains of HER2 on one specimen say, gathered."""

    scores: frozenset[str]
    words: frozenset[str]  # of the IHC
    membranes: frozenset[bool]
    percents: frozenset[Decimal]
    ish: Ish
    is_reviewed: bool
    is_score_doubted: bool  # a stain that holds a score is called not evaluable

    @property
    def score(self) -> str | None:
        """Give the one IHC score; None where none is stated, or two differ."""
        return next(iter(self.scores)) if len(self.scores) == 1 else None

    @property
    def has_membrane_staining(self) -> bool | None:
        """Tell whether membrane staining is present; None: not stated, or two differ.

        A stated percentage above 0 of a score 0 says that it is.
        """
        if len(self.membranes) == 1:
            return next(iter(self.membranes))
        return True if not self.membranes and self.score == "0" and any(self.percents) else None

    @property
    def is_staining_doubted(self) -> bool:
        """Tell whether the percentage says the opposite of the stated membrane staining."""
        staining = self.has_membrane_staining
        return any((each > 0) != staining for each in self.percents if staining is not None)


@dataclass(frozen=True)
class Outcome:
    """The state of HER2, with the rules it rests on."""

    state: ReceptorState
    rule_ids: tuple[str, ...]
    read_from: ReadFrom = "raw_values"
    missing: tuple[str, ...] = ()
    question: str = ""


def read_her2(*, stains: tuple[Stain, ...], file: RuleFile, is_typed: bool) -> ReceptorReading:
    """Read HER2 from all its stains and hybridizations on one specimen."""
    facts = gather(stains, file)
    outcome = judge(stains, facts, file)
    label, label_rules = trial_label(facts, outcome, file)
    typed = (ids.STATED_TYPED,) if is_typed and stains else ()
    basis = basis_of(file=file, rule_ids=(*outcome.rule_ids, *label_rules, *typed))
    raw = say_stains(stains)
    read_from: ReadFrom = "as_typed" if typed else outcome.read_from
    return ReceptorReading(
        marker=MARKER,
        state=outcome.state,
        label=shown_label(facts, outcome, label, raw, read_from),
        raw=raw,
        read_from=read_from,
        percent=next(iter(facts.percents)) if len(facts.percents) == 1 else None,
        ihc_score=facts.score,
        ish_group=facts.ish.group,
        trial_label=label,
        has_membrane_staining=facts.has_membrane_staining,
        missing=(*outcome.missing, *missing_membrane(facts, outcome)),
        questions=(outcome.question,) if outcome.question else (),
        rule_ids=basis.rule_ids,
        cites=basis.cites,
        status=basis.status,
    )


def gather(stains: tuple[Stain, ...], file: RuleFile) -> Her2Facts:
    """Gather scores, words and hybridizations."""
    by_ihc = [each for each in stains if each.method == "ihc"]
    return Her2Facts(
        scores=frozenset(each.ihc_score for each in stains if each.ihc_score),
        words=frozenset(each.result for each in by_ihc if each.result),
        membranes=frozenset(
            each.membrane_staining_present
            for each in stains
            if each.membrane_staining_present is not None
        ),
        percents=frozenset(each.percent for each in by_ihc if each.percent is not None),
        ish=read_ish(stains=stains, file=file),
        is_reviewed=any(each.ish_reviewed for each in stains),
        is_score_doubted=any(
            each.ihc_score is not None and each.result == "not_evaluable" for each in by_ihc
        ),
    )


def judge(stains: tuple[Stain, ...], facts: Her2Facts, file: RuleFile) -> Outcome:
    """Give the state: nothing, contradiction, table of IHC and ISH, or the word alone."""
    if not stains:
        return Outcome("not_tested", (ids.STATED_NOTHING,), "nothing")
    if len(facts.scores) > 1 or facts.ish.key == "contradictory":
        return two_results()
    if not facts.scores and facts.ish.key in ("none", "not_evaluable"):
        return judge_words(facts)
    outcome = look_up(facts, file)
    return check_words(facts, outcome)


def judge_words(facts: Her2Facts) -> Outcome:
    """Read the laboratory's word where neither a score nor an ISH result stands."""
    words = {each for each in facts.words if each != "not_evaluable"}
    if len(words) > 1:
        return two_results()
    if words:
        state = words.pop()
        missing = ("ISH result",) if state == "equivocal" else ()
        return Outcome(state, (ids.STATED_WORD,), "as_stated", missing)  # type: ignore[arg-type]
    if facts.words or facts.ish.key == "not_evaluable":
        return Outcome("not_evaluable", (ids.STATED_NOTHING,), "as_stated")
    return Outcome("not_stated", (ids.STATED_NOTHING,), "nothing", ("HER2 score",))


def look_up(facts: Her2Facts, file: RuleFile) -> Outcome:
    """Find the row of the table that fits; first one wins, and one always fits."""
    row = next((each for each in file.table("her2") if fits(each, facts)), None)
    if row is None:
        where = f"IHC {facts.score or 'none'}, ISH {facts.ish.key}"
        raise KnowledgeInvalid(
            f"rules/{file.header.id}.toml: the table her2 has no row for {where}",
            next_step="add the row, or use the shipped rule file",
        )
    rule_id = f"{file.header.id}.{row['rule']}"
    rules = (rule_id, ids.ISH_GROUPS) if facts.ish.group else (rule_id,)
    missing = (str(row["missing"]),) if "missing" in row else ()
    is_word = not facts.scores and rule_id == ids.STATED_WORD
    question = ""
    if row["state"] == "contradictory":
        question = f"HER2 {say_score(facts)} and {say_ish(facts)} exclude each other: which holds?"
    return Outcome(row["state"], rules, "as_stated" if is_word else "raw_values", missing, question)


def fits(row: Mapping[str, Any], facts: Her2Facts) -> bool:
    """Tell whether a row of the table is about these facts."""
    reviewed = row["reviewed"] == "any" or facts.is_reviewed
    return (facts.score or "none") in row["ihc"] and facts.ish.key in row["ish"] and reviewed


def check_words(facts: Her2Facts, outcome: Outcome) -> Outcome:
    """Compare the state with the laboratory's words; a word for the opposite is not settled."""
    words = facts.words | facts.ish.words
    if OPPOSITE.get(outcome.state) in words:
        return contradiction(f"HER2 reads {outcome.state}, the word is {OPPOSITE[outcome.state]}")
    if facts.is_score_doubted:
        return contradiction(f"HER2 {' and '.join(sorted(facts.scores))} was called not evaluable")
    if "equivocal" in facts.words and facts.score not in (None, "2+"):
        return contradiction(f"HER2 {facts.score} was called equivocal")
    if outcome.state == "equivocal":
        said = sorted(words & {"positive", "negative"})
        if said:
            need = " and ".join(outcome.missing)
            asked = f"HER2 was called {' and '.join(said)}, but not stated: {need}."
            return Outcome("equivocal", outcome.rule_ids, outcome.read_from, outcome.missing, asked)
    return outcome


def contradiction(what: str) -> Outcome:
    """Give the outcome that nothing is settled, with its question."""
    return Outcome("contradictory", (ids.CONTRADICTION,), question=f"{what}: which holds?")


def two_results() -> Outcome:
    """Give the outcome of two stains, or two hybridizations, that differ."""
    question = "Two HER2 results on one specimen differ: which holds?"
    return Outcome("contradictory", (ids.CONTRADICTION, ids.ASK_TWO_STAINS), question=question)


def trial_label(
    facts: Her2Facts, outcome: Outcome, file: RuleFile
) -> tuple[Literal["low", "ultralow"] | None, tuple[str, ...]]:
    """Give the label of trials for a negative HER2, and the rule of it."""
    if outcome.state != "negative" or facts.score is None:
        return None, ()
    if facts.score != "0":
        return "low", (ids.HER2_LOW,)
    limit = file.threshold("ultralow_percent")
    is_within = all(each <= limit for each in facts.percents)
    if facts.has_membrane_staining and is_within and not facts.is_staining_doubted:
        return "ultralow", (ids.HER2_ULTRALOW,)
    return None, (ids.HER2_ULTRALOW,)


def missing_membrane(facts: Her2Facts, outcome: Outcome) -> tuple[str, ...]:
    """Name the fact that tells one 0 from the other, where it is not stated."""
    is_open = facts.score == "0" and facts.has_membrane_staining is None
    return ("whether membrane staining is present",) if is_open else ()


def shown_label(
    facts: Her2Facts,
    outcome: Outcome,
    label: Literal["low", "ultralow"] | None,
    raw: str,
    read_from: ReadFrom,
) -> str:
    """Write the reading with its raw score."""
    words = f"{MARKER} {STATE_WORDS[outcome.state]}"
    if outcome.state == "contradictory":
        return f"{words}: {raw}"
    parts = [part for part in (say_score(facts), say_ish(facts)) if part]
    if outcome.state == "equivocal" and facts.ish.key == "none":
        parts.append("ISH not stated")
    trial = f" ({label}: trial label)" if label else ""
    how = {"as_stated": " (as stated)", "as_typed": " (as typed)"}.get(read_from, "")
    return words + (": " + ", ".join(parts) if parts else "") + trial + how


def say_score(facts: Her2Facts) -> str:
    """Write the IHC score; a 0 never without whether the membrane stains."""
    if facts.score != "0":
        return facts.score or ""
    said = {True: "with staining", False: "no staining", None: "membrane staining not stated"}
    staining = f"0, {said[facts.has_membrane_staining]}"
    if facts.is_staining_doubted:
        found = " and ".join(say_percent(each) for each in sorted(facts.percents))
        return f"{staining}, but {found} of cells stained"
    percents = "".join(f" of {say_percent(each)}" for each in sorted(facts.percents) if each)
    return f"{staining}{percents}"


def say_ish(facts: Her2Facts) -> str:
    """Write the ISH: its group, or the word."""
    key = facts.ish.key
    said = {"none": "", "incomplete": "ISH with one number", "not_evaluable": "ISH not evaluable"}
    return f"ISH group {key}" if key.isdigit() else said.get(key, f"ISH {key}")
