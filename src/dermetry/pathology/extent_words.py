"""Extent in words: one lesion, the patient, and the readings a missing fact leaves open."""

from collections.abc import Mapping, Sequence
from typing import Any

from dermetry.knowledge.rules import RuleFile
from dermetry.pathology.extent_table import Condition, Row
from dermetry.pathology.extent_values import LesionExtent

OPEN = ("T and M not determined", "T not determined, no M effect")


def effect_row(*, file: RuleFile, axis: str, key: str) -> Mapping[str, Any]:
    """Give the row of one effect ("t" or "m"); an unknown key is read as it stands."""
    rows = file.table(f"effects_{axis}")
    return next((r for r in rows if r["key"] == key), {"word": key, "rank": -1, "task": ""})


def meaning_of(*, file: RuleFile, t: str, m: str, beside: Sequence[str]) -> str:
    """Say what an effect on T means by itself; nothing of a stage that an M could make untrue.

    ``beside`` is what is recorded outside the skin: with it, no stage is said either.
    """
    row = effect_row(file=file, axis="t", key=t)
    is_untrue = row.get("is_stage", False) and (m != "none" or bool(beside))
    return "" if is_untrue else str(row.get("meaning", ""))


def rank(*, file: RuleFile, axis: str, key: str) -> int:
    """Give how far an effect goes; the higher one wins in the patient."""
    return int(effect_row(file=file, axis=axis, key=key)["rank"])


def pair_words(*, file: RuleFile, t: str, m: str, also_t: Sequence[str] = ()) -> str:
    """Say T and M together: "T4b and distant skin M1", "T4b, no M effect"."""
    t_row, m_word = effect_row(file=file, axis="t", key=t), effect_row(file=file, axis="m", key=m)
    words = [t_row.get("short", t_row["word"])]
    words += [effect_row(file=file, axis="t", key=each)["word"] for each in also_t]
    short = " and ".join(filter(None, words))
    if t == m == "undetermined":
        return "T and M not determined"
    if t == m == "unconfirmed":
        return "unconfirmed"
    if m == "none":
        return t_row.get("alone", short) if not also_t else f"{short}, no M effect"
    if not short:
        return str(m_word["word"])
    joint = " and " if m == "distant_skin_m1" else ", "
    return f"{short}{joint}{m_word['word']}"


def lesion_words(*, file: RuleFile, say: str, t: str, m: str, is_proven: bool) -> str:
    """Say what one lesion means; without tissue as what it would mean."""
    pair = pair_words(file=file, t=t, m=m)
    if is_proven or (t == "none" and m == "none"):
        return f"{capital(pair)}. {say}"
    return f"Unconfirmed; {if_proven(pair)}. {say}"


def if_proven(pair: str) -> str:
    """Say what an unproven lesion would mean."""
    return f"{pair} even if proven" if pair in OPEN else f'"{pair} if proven"'


def unproven_words(
    *, file: RuleFile, parts: Sequence[LesionExtent], is_beside: bool
) -> tuple[str, ...]:
    """Say what unproven lesions would mean, those that would mean the same together.

    Where nothing is proven: unconfirmed; "distant skin M1 if proven".
    """
    groups: dict[str, list[str]] = {}
    for part in parts:
        pair = pair_words(file=file, t=part.t_if_proven, m=part.m_if_proven)
        groups.setdefault(pair, []).append(part.lesion_id or "the breast")
    if not is_beside and len(groups) == 1:
        return ("unconfirmed", if_proven(next(iter(groups))))
    said = (f"{', '.join(ids)} not proven by tissue (would be {p})" for p, ids in groups.items())
    return (*(() if is_beside or not groups else ("unconfirmed",)), *said)


def reading(
    *, file: RuleFile, assumed: Sequence[Condition], rows: Sequence[Row], is_proven: bool
) -> str:
    """Say what is assumed, and what it would mean; several ends where more facts are missing."""
    pairs = dict.fromkeys(pair_words(file=file, t=row["t"], m=row["m"]) for row in rows)
    end = " / ".join(pairs)
    if not is_proven and any("no effect" not in pair for pair in pairs):
        end = f"{end} (if proven)"
    if not assumed:
        return end
    return f"if {' and '.join(value_words(file, fact, values) for fact, values in assumed)}: {end}"


def value_words(file: RuleFile, fact: str, values: frozenset[str]) -> str:
    """Say the assumed values of one fact."""
    row = next(each for each in file.table("facts") if each["fact"] == fact)
    return " or ".join(word for value, word in row["values"].items() if value in values)


def ask_words(*, file: RuleFile, facts: Sequence[str]) -> tuple[str, ...]:
    """Say what has to be stated for each missing fact."""
    asks = {row["fact"]: str(row["ask"]) for row in file.table("facts")}
    return tuple(asks[fact] for fact in facts)


def capital(text: str) -> str:
    """Begin a sentence."""
    return text[:1].upper() + text[1:]
