"""The value that leaves the certainty package: how certain one call is."""

from datetime import date
from decimal import Decimal
from typing import Literal

from dermetry.record.value import Value
from dermetry.response.values import Category

Shares = tuple[tuple[Category, Decimal], ...]  # 0.000 to 1.000, the likeliest first; adds up to 1
Verdict = Literal["clear", "too_close", "not_from_sum", "unknown"]
Advice = Literal["photograph again", "second reader", ""]


class CallCertainty(Value):
    """How certain the call of one visit and evaluator is, as far as sizes have errors.

    Two different questions are answered. ``target_probabilities`` and ``overall_probabilities``:
    which category the true sizes would give, if each true sum lay around the measured one as
    its error says, nothing else known. ``error_chance``: the chance that the true sums, without
    any error, would not have given this call, all visits so far taken together and with the
    stated assumption of how often disease changes (rules/certainty.toml).
    """

    visited_on: date
    evaluator: str = ""
    called: Category  # the overall call
    target_called: Category | None = None  # None: no targets
    rests_on_sum: bool  # False: whatever the sum of the targets, the call would be the same
    # (it may still hang on a single size: then the verdict is "unknown")
    is_known: bool  # False: no probability is given, see ``why_unknown``
    why_unknown: str = ""
    target_probabilities: Shares = ()
    overall_probabilities: Shares = ()
    error_chance: Decimal | None = None  # None: no PD or PR by the sum of this visit
    false_call_chance: Decimal | None = None  # of unchanged disease: such a call by this visit
    verdict: Verdict
    advice: Advice = ""
    statement: str  # a sentence or two for a clinician
    rests_on: tuple[str, ...] = ()  # "for L2 (caliper, typed in) an error of 9 % is assumed"
    flags: tuple[str, ...] = ()  # what a reader must know of how it was worked out
    rule_ids: tuple[str, ...] = ()  # of rules/certainty.toml
