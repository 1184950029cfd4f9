"""The effect of one lesion on T and M: facts in, rows of the table read, words out."""

from collections.abc import Mapping, Sequence
from typing import Any

from dermetry.knowledge.rules import RuleFile
from dermetry.pathology import extent_words as words
from dermetry.pathology.extent_facts import (
    DOMAINS,
    facts_of,
    fill_silence,
    inflammatory_of,
    primary_of,
)
from dermetry.pathology.extent_table import (
    Condition,
    Facts,
    Row,
    Way,
    assumed_facts,
    read_ways,
)
from dermetry.pathology.extent_tissue import Tissue, tissue_of
from dermetry.pathology.extent_values import LesionExtent
from dermetry.pathology.values import basis_of
from dermetry.record.case import Case
from dermetry.record.lesion import Lesion


def lesion_extent(*, lesion: Lesion, case: Case, file: RuleFile) -> LesionExtent:
    """Propose what one skin lesion means for T and M, with every reading its facts leave open."""
    stated = facts_of(lesion=lesion, case=case, file=file)
    facts, silent = fill_silence(facts=stated, file=file)
    tissue = tissue_of(lesion=lesion, case=case)
    ways = read_effects(file, facts)
    worth_asking = [fact for fact in silent if read_effects(file, open_again(facts, fact)) != ways]
    return build(lesion.lesion_id, ways, tissue, worth_asking, file)


def read_effects(file: RuleFile, facts: Facts) -> tuple[Way, ...]:
    """Read the worked table; rows with the same effects mean the same."""
    return read_ways(
        rows=file.table("lesions"),
        facts=facts,
        same=lambda row: (row["t"], row["m"], bool(row.get("clinical"))),
    )


def open_again(facts: Facts, fact: str) -> dict[str, frozenset[str]]:
    """Take back what silence was taken for."""
    return {**facts, fact: DOMAINS[fact]}


def breast_extent(*, case: Case, file: RuleFile) -> LesionExtent | None:
    """Propose T4d for a stated inflammatory carcinoma, which needs no lesion and no punch."""
    stated = case.history.inflammatory
    if stated is None:
        return None
    breast = Lesion(lesion_id="breast", zone="nipple", laterality=stated.laterality)
    facts = facts_of(lesion=breast, case=case, file=file)
    is_here = inflammatory_of(breast, case) != "not_stated" and "in_situ" in facts["breast"]
    if not is_here or primary_of(case) != {"known"}:
        return None
    ways = read_effects(file, fill_silence(facts=facts, file=file)[0])
    return build("", ways, "pending", [], file)


def build(
    lesion_id: str, ways: Sequence[Way], tissue: Tissue, asked: Sequence[str], file: RuleFile
) -> LesionExtent:
    """Put the ways of reading together: one effect where they agree, else undetermined."""
    rows = [way.row for way in ways]
    t, m = agreed(rows, "t"), agreed(rows, "m")
    is_proven = tissue == "malignant" or all(row.get("clinical") for row in rows)
    is_open = tissue == "pending" and not is_proven
    first, later = missing_facts(ways, asked)
    rule_ids = [f"extent.{row['rule']}" for row in rows]
    rule_ids += ["extent.tissue_pending"] if is_open else []
    basis = basis_of(file=file, rule_ids=rule_ids)
    return LesionExtent(
        lesion_id=lesion_id,
        t_effect=unproven(t) if is_open else t,
        m_effect=unproven(m) if is_open else m,
        t_if_proven=t,
        m_if_proven=m,
        tissue=tissue,
        is_proven=is_proven,
        statement=statement(file, rows, t, m, not is_open),
        readings=readings(file, ways, not is_open),
        missing=words.ask_words(file=file, facts=first),
        may_matter=words.ask_words(file=file, facts=later),
        asks=tuple(str(row["ask"]) for row in rows if "ask" in row and len(rows) == 1),
        rule_ids=basis.rule_ids,
        cites=basis.cites,
        status=basis.status,
    )


def missing_facts(
    ways: Sequence[Way], asked: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the facts to ask for first, on which every way depends, and those that may follow."""
    if len(ways) == 1:
        return tuple(asked), ()
    every = assumed_facts(ways=ways)
    first = common_facts(ways) or every
    return first, tuple(fact for fact in (*every, *asked) if fact not in first)


def common_facts(ways: Sequence[Way]) -> tuple[str, ...]:
    """Give the facts that every way had to assume, in order."""
    assumed = [dict(way.assumed) for way in ways]
    return tuple(fact for fact in assumed[0] if all(fact in each for each in assumed))


def agreed(rows: Sequence[Row], axis: str) -> str:
    """Give the effect all readings share, or "undetermined"."""
    effects = {str(row[axis]) for row in rows}
    return effects.pop() if len(effects) == 1 else "undetermined"


def unproven(effect: str) -> str:
    """Give what an effect is called as long as tissue has not proven it."""
    return effect if effect in ("none", "undetermined") else "unconfirmed"


def statement(file: RuleFile, rows: Sequence[Mapping[str, Any]], t: str, m: str, sure: bool) -> str:
    """Say the effect with its reason, or that facts are missing."""
    say = rows[0]["say"] if len(rows) == 1 else "Facts are missing; see what they leave open."
    return words.lesion_words(file=file, say=say, t=t, m=m, is_proven=sure)


def readings(file: RuleFile, ways: Sequence[Way], is_proven: bool) -> tuple[str, ...]:
    """Give the readings of a row where the rules disagree, or one for each open way.

    Many ways are put together by the first missing fact that they share.
    """
    if len(ways) == 1:
        return tuple(ways[0].row.get("readings", ()))
    first = common_facts(ways)[:1]
    groups: dict[tuple[Condition, ...], list[Row]] = {}
    for way in ways:
        kept = tuple(each for each in way.assumed if each[0] in first or not first)
        groups.setdefault(kept, []).append(way.row)
    return tuple(
        words.reading(file=file, assumed=assumed, rows=rows, is_proven=is_proven)
        for assumed, rows in groups.items()
    )
