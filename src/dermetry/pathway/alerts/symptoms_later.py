"""Urgent symptoms while they are fresh, and later: a task to document what followed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from dermetry.pathway.alerts.lesion_facts import was_closed
from dermetry.pathway.alerts.situation import Condition, Situation
from dermetry.pathway.alerts.symptoms import CONDITIONS as SYMPTOMS
from dermetry.pathway.alerts.values import Held

ONE_DAY = timedelta(days=1)
LASTING = ("symptoms.pain_rising",)  # not urgent: it stands until somebody asks again


def fresh(condition: Condition) -> Condition:
    """Give a condition that holds for the days of the window only."""

    def held(situation: Situation) -> Iterator[Held]:
        """Find what was seen within the window."""
        window = situation.book.days("symptom_window_days")
        return (each for each in condition(situation) if situation.on <= each.since + window)

    return held


def not_documented(situation: Situation) -> Iterator[Held]:
    """Find urgent symptoms of long ago that nothing later answers and nobody closed."""
    window = situation.book.days("symptom_window_days")
    for key, condition in SYMPTOMS.items():
        rule = situation.book.by_key[key]
        for each in condition(situation) if key not in LASTING else ():
            if was_closed(situation.case, f"{rule.rule.rule_id}:{each.subject}:{each.occasion}"):
                continue
            yield replace(
                each,
                since=each.since + window + ONE_DAY,
                occasion=f"{key.partition('.')[2]}-{each.occasion}",
                words={"what": rule.statement.format_map(each.words)},
            )


CONDITIONS: Mapping[str, Condition] = {
    **{key: each if key in LASTING else fresh(each) for key, each in SYMPTOMS.items()},
    "symptoms.not_documented": not_documented,
}
