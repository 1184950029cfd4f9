"""Everything a case asks of people on a day: its alerts, what lies ahead, and its questions."""

from dataclasses import dataclass
from datetime import date

from dermetry.errors import DermetryError
from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.values import Question
from dermetry.pathway.alerts.as_of import as_of
from dermetry.pathway.alerts.raising import check_rules
from dermetry.pathway.alerts.renewing import merge_alerts, unbroken_keys
from dermetry.pathway.alerts.standing import standing_alerts
from dermetry.pathway.alerts.values import FiredAlert, NotChecked, StandingAlert
from dermetry.pathway.questions import ask_about, ask_ahead
from dermetry.record.case import Case

QUESTIONS = "questions"


@dataclass(frozen=True)
class CaseCheck:
    """What a case asks of people on a day; ``not_checked`` is said, never passed over."""

    on: date
    alerts: tuple[StandingAlert, ...]
    ahead: tuple[FiredAlert, ...]
    questions: tuple[Question, ...]
    not_checked: tuple[NotChecked, ...]

    @property
    def needing_a_person(self) -> tuple[StandingAlert, ...]:
        """Give the alerts that wait for somebody."""
        return tuple(each for each in self.alerts if each.needs_a_person)


def check_case(*, case: Case, on: date, rules: RuleSet) -> CaseCheck:
    """Check a case as it was known on a day: alerts renewed for it, and open questions.

    The alerts of the record keep what people answered by then. Raises ``KnowledgeInvalid``
    where the rule file ``alerts`` is broken.
    """
    known = as_of(case=case, on=on)
    checked = check_rules(case=known, on=on, rules=rules)
    unbroken = unbroken_keys(case=known, checked=checked, on=on, rules=rules)
    alerts = merge_alerts(alerts=known.alerts, checked=checked, on=on, unbroken=unbroken)
    renewed = known.model_copy(update={"alerts": alerts})
    questions, failed = ask(case, known, on, rules)
    return CaseCheck(
        on=on,
        alerts=standing_alerts(case=renewed, on=on, rules=rules),
        ahead=tuple(sorted(checked.ahead, key=lambda each: (each.since, each.key))),
        questions=questions,
        not_checked=(*checked.not_checked, *failed),
    )


def ask(
    case: Case, known: Case, on: date, rules: RuleSet
) -> tuple[tuple[Question, ...], tuple[NotChecked, ...]]:
    """Ask about doubtful entries; where that fails, say so.

    A lesion first seen after the day is not in the case as known then: it is asked about apart.
    """
    try:
        found = (
            *ask_about(case=known, rules=rules, on=on),
            *ask_ahead(case=case, rules=rules, on=on),
        )
    except DermetryError as error:
        return (), (NotChecked(rule_id=QUESTIONS, why=str(error)),)
    return tuple({each.key: each for each in found}.values()), ()
