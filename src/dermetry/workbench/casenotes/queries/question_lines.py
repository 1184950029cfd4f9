"""Something impossible or doubtful in the record, as pages ask it."""

import re
from dataclasses import dataclass
from datetime import date

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.values import Question
from dermetry.report.words import say_date
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes.queries.rule_words import Basis, basis_words

DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True)
class QuestionLine:
    """One question; ``facts`` may quote what a person wrote and are empty for other roles."""

    what: str
    why: str
    what_to_do: str
    facts: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True)
class Named:
    """A result that rests on one rule."""

    rule_ids: tuple[str, ...]
    cites: tuple[str, ...]
    status: str


def question_line(*, actor: Actor, asked: Question, rules: RuleSet) -> QuestionLine:
    """Give one question with its days as the pages write them."""
    return QuestionLine(
        say_days(asked.what),
        asked.why,
        asked.what_to_do.rstrip("."),
        tuple(map(say_days, asked.facts)) if actor.sees_identity else (),
        basis_words(result=Named((asked.rule_id,), asked.cites, asked.status), rules=rules),
    )


def say_days(text: str) -> str:
    """Write the days in a sentence of the library as pages write them (4 May 2026)."""
    return DAY.sub(lambda hit: str(say_date(date.fromisoformat(hit[0]))), text)
