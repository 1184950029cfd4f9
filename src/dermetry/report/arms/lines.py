"""The clinical arms in a note: extent, receptors, and what waits for a person, in short lines."""

from collections.abc import Iterator
from datetime import date

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.extent import current_extent
from dermetry.pathology.receptors import current_receptors
from dermetry.pathway.alerts import alerts_on
from dermetry.pathway.alerts.as_of import as_of
from dermetry.record.case import Case
from dermetry.report.arms.build import last_day
from dermetry.report.arms.extent import beside_words, state_words
from dermetry.report.arms.loop import open_alerts
from dermetry.report.arms.receptors import changed_words, typed_words
from dermetry.report.words import in_words, say_date

Section = tuple[str, tuple[str, ...]]  # a title, its items


def arm_sections(*, case: Case, rules: RuleSet, on: date | None = None) -> tuple[Section, ...]:
    """Give extent, receptors and open alerts as known on a day (default: the last of the case)."""
    day = on or last_day(case=case)
    if day is None:
        return ()
    known = as_of(case=case, on=day)
    alerts = tuple(alert_words(case, rules, day))
    counted = f"Open alerts {say_date(day)}" + (f" ({len(alerts)})" if alerts else "")
    return (
        ("Extent, from the skin lesions", extent_words(known, rules)),
        ("Receptors", receptor_words(known, rules)),
        (counted, alerts or ("none.",)),
    )


def extent_words(case: Case, rules: RuleSet) -> tuple[str, ...]:
    """Say the extent with its state, and what is recorded beside it."""
    current = current_extent(case=case, rules=rules)
    beside = beside_words(current=current)
    said = in_words(f"{current.statement} ({state_words(decided=current.patient)}).")
    return (said, *((f"Recorded beside it: {beside}.",) if beside else ()))


def receptor_words(case: Case, rules: RuleSet) -> tuple[str, ...]:
    """Say what changed against the primary, the current receptors, and of which specimen."""
    current = current_receptors(case=case, rules=rules)
    changed = changed_words(case=case, rules=rules)
    typed = typed_words(case, current)
    parts = [f"{changed}; {current.statement}" if changed else current.statement]
    if current.receptors is None and typed:
        parts.append(f"As typed: {typed}")
    return tuple(f"{in_words(each).rstrip('.')}." for each in parts)


def alert_words(case: Case, rules: RuleSet, day: date) -> Iterator[str]:
    """Say the alerts that wait for a person, the most urgent first."""
    for each in open_alerts(alerts=alerts_on(case=case, on=day, rules=rules)):
        due = f", due {say_date(each.due_on)}" if each.due_on else ""
        yield in_words(f"{each.urgency.capitalize()}{due}: {each.statement.rstrip('.')}.")
