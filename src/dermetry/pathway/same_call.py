"""Whether a call says what was signed, also where another policy has other letters for it."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from dermetry.record.signature import Signature
from dermetry.response.explain import in_unit
from dermetry.response.names import PROGRESSION, WORDS, policy_name
from dermetry.response.statements import join_statements
from dermetry.response.values import VisitCall


def _plain_words() -> Mapping[str, str]:
    """Give the RECIST 1.1 word of every word of the other criteria."""
    found: dict[str, str] = {}
    for words in WORDS.values():
        for plain, own in words.items():
            found.setdefault(own, plain)  # NC is SD first: RECIST has two words for it
    return found


PLAIN: Final = _plain_words()
WORD: Final = re.compile(r"(?<![\w/-])(" + "|".join(map(re.escape, PLAIN)) + r")(?![\w/-])")


def in_plain_words(*, text: str) -> str:
    """Give a statement with every category in the words of RECIST 1.1."""
    return WORD.sub(lambda found: PLAIN[found[0]], text)


def is_same_meaning(*, signed: str | None, today: str | None) -> bool:
    """Tell whether two categories say the same, as SD and iSD do.

    Progression never does in other letters: iRECIST asks for it to be confirmed.
    """
    if signed == today or signed is None or today is None:
        return signed == today
    is_progression = bool({signed, today} & PROGRESSION)
    return not is_progression and PLAIN.get(signed, signed) == PLAIN.get(today, today)


def tell_differences(*, signature: Signature, calls: Sequence[VisitCall]) -> tuple[str, ...]:
    """Say in what the calls of a visit differ from what was signed; letters alone do not."""
    if not calls:
        return ("no call can be computed",)
    found, first = [], calls[0]
    if not is_same_meaning(signed=signature.category, today=first.category):
        words = [each or "no category" for each in (signature.category, first.category)]
        found.append(f"category {words[0]} was signed, {words[1]} is computed")
    signed = signature.sum_mm if first.unit == "mm" else signature.sum_mm2
    if signed != first.total:
        sums = ["none" if e is None else in_unit(e, first.unit) for e in (signed, first.total)]
        found.append(f"sum {sums[0]} was signed, {sums[1]} is computed")
    said = join_statements(calls=calls)
    if not found and in_plain_words(text=signature.statement) != in_plain_words(text=said):
        found.append(f'"{signature.statement}" was signed, "{said}" is computed')
    return tuple(found)


def same_in_other_words(*, signed: str | None, call: VisitCall) -> str:
    """Say that a call is the signed one in the letters of its policy; empty: the same letters."""
    if signed == call.category or not is_same_meaning(signed=signed, today=call.category):
        return ""
    name = policy_name(preset=call.preset)
    return f"same, in {name}'s words" if "," not in name else f"same, in the words of {name}"
