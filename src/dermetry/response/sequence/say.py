"""Tying sentences to rules, and the small words they share."""

from datetime import date
from functools import lru_cache

from dermetry.errors import KnowledgeInvalid
from dermetry.response.sequence.reading import Reading
from dermetry.response.values import Reason


def give_reason(reading: Reading, rule_id: str, sentence: str) -> Reason:
    """Tie a sentence to its rule and the sources of the rule."""
    cites = reading.plan.rule_cites.get(rule_id)
    if cites is None:
        raise KnowledgeInvalid(f"rules/best_response.toml has no rule {rule_id}")
    return Reason(rule_id=rule_id, sentence=sentence, cites=cites)


@lru_cache(maxsize=2**16)
def on(day: int) -> str:
    """Write a day number as a date."""
    return date.fromordinal(day).isoformat()


def count(number: int, word: str) -> str:
    """Write a number with its word: "1 day", "2 days"."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
