"""Asking every alert rule what the facts of a case say on a day."""

from collections.abc import Mapping
from datetime import date

from dermetry.errors import DermetryError
from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathway.alerts import (
    biopsy_loop,
    extent_tasks,
    follow_up,
    receptor_tests,
    symptoms_later,
    tissue,
    whole_skin,
)
from dermetry.pathway.alerts.as_of import as_of
from dermetry.pathway.alerts.book import URGENCIES, AlertBook, read_book
from dermetry.pathway.alerts.situation import Condition, Situation
from dermetry.pathway.alerts.values import Checked, FiredAlert, NotChecked
from dermetry.record.case import Case

CONDITIONS: Mapping[str, Condition] = {
    **tissue.CONDITIONS,
    **biopsy_loop.CONDITIONS,
    **receptor_tests.CONDITIONS,
    **extent_tasks.CONDITIONS,
    **follow_up.CONDITIONS,
    **whole_skin.CONDITIONS,
    **symptoms_later.CONDITIONS,
}


def raise_alerts(*, case: Case, on: date, rules: RuleSet) -> tuple[FiredAlert, ...]:
    """Give what the facts known on a day say that must be seen, the most urgent first.

    Pure: what is dated later than ``on`` is left out. Of the alerts of the record only one thing
    is looked at: what a person closed. A rule that could not be checked is named by
    ``check_rules``.
    """
    return check_rules(case=case, on=on, rules=rules).raised


def check_rules(*, case: Case, on: date, rules: RuleSet) -> Checked:
    """Check every alert rule: what stands, what lies ahead, and what could not be checked.

    Raises ``KnowledgeInvalid`` where the rule file ``alerts`` is broken.
    """
    book = read_book(rules=rules)
    situation = Situation(case=as_of(case=case, on=on), on=on, book=book, rules=rules)
    found: dict[str, FiredAlert] = {}
    failed: list[NotChecked] = []
    for key, condition in CONDITIONS.items():
        try:
            fired = [book.by_key[key].fire(held) for held in condition(situation)]
        except DermetryError as error:
            failed.append(NotChecked(rule_id=rule_id_of(book, key), why=str(error)))
            continue
        except Exception as error:  # a defect of one rule must not keep a record from being saved
            failed.append(defect(rule_id_of(book, key), error))
            continue
        for each in fired:
            found.setdefault(each.key, each)
    ordered = sorted(found.values(), key=in_order)
    return Checked(
        raised=tuple(each for each in ordered if each.since <= on),
        ahead=tuple(each for each in ordered if each.since > on),
        not_checked=tuple(failed),
    )


def defect(rule_id: str, error: Exception) -> NotChecked:
    """Own up to a defect of one rule."""
    why = f"a defect in dermetry, please report it: {type(error).__name__}: {error}"
    return NotChecked(rule_id=rule_id, why=why, is_defect=True)


def rule_id_of(book: AlertBook, key: str) -> str:
    """Give the full id of a rule."""
    return book.by_key[key].rule.rule_id


def in_order(alert: FiredAlert) -> tuple[int, date, str]:
    """Order alerts: the most urgent first, then by the day they are due."""
    return URGENCIES.index(alert.urgency), alert.due_on, alert.key
