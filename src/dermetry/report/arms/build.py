"""From a case, the rules in force and a day to what the reports print of the arms."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathology.extent import current_extent
from dermetry.pathology.receptors import current_receptors
from dermetry.pathology.spread import spread_pattern
from dermetry.pathway.alerts import alerts_on
from dermetry.pathway.alerts.as_of import as_of, days_of
from dermetry.pathway.alerts.values import StandingAlert
from dermetry.pathway.questions import ask_about
from dermetry.pathway.skin_check import check_skin
from dermetry.record.case import Case
from dermetry.report.arms.basis import basis_line
from dermetry.report.arms.extent import extent_facts, extent_table, spread_facts
from dermetry.report.arms.loop import alert_table, biopsy_table, closed_words, open_alerts
from dermetry.report.arms.receptors import receptor_facts, receptor_table
from dermetry.report.arms.since import since_words
from dermetry.report.arms.skin import skin_facts
from dermetry.report.arms.values import Arms
from dermetry.report.words import in_words, say_date

UNDATED = (
    "Entries without a day of their own (the place of a lesion, the primary's receptors as typed, "
    "undated history) stand here as they are entered now."
)


def alerts_basis(*, alerts: Sequence[StandingAlert], rules: RuleSet) -> str:
    """Name the rules of the alerts that are listed; empty without any."""
    states = {each.status for each in open_alerts(alerts=alerts)}
    status = "unverified" if "unverified" in states else "verified_in_source"
    return basis_line(names=["alerts"], status=status, rules=rules) if states else ""


def last_day(*, case: Case) -> date | None:
    """Give the last day of which the case says anything; None: it says nothing yet."""
    answered = (event.happened_on for alert in case.alerts for event in alert.events)
    visited = (each.visited_on for each in case.visits)
    return max([*days_of(case), *answered, *visited], default=None)


def build_arms(*, case: Case, rules: RuleSet, on: date | None = None) -> Arms | None:
    """Build the clinical arms of a case as known on a day; None for a case without any day.

    Without ``on``, the day is the last of which the case says anything. Of an earlier day the
    arms also say what has changed since. Raises ``KnowledgeInvalid`` where a rule file is broken.
    """
    last = last_day(case=case)
    day = on or last
    if day is None:
        return None
    then = arms_on(case=case, rules=rules, day=day)
    if last is None or last <= day:
        return then
    now = arms_on(case=case, rules=rules, day=last)
    return replace(
        then,
        stands=f"as it stood on {then.as_of}",
        undated=UNDATED,
        since_on=now.as_of,
        since=since_words(then=then, now=now),
    )


def arms_on(*, case: Case, rules: RuleSet, day: date) -> Arms:
    """Build the arms of one day."""
    known = as_of(case=case, on=day)
    extent = current_extent(case=known, rules=rules)
    spread = spread_pattern(case=known, rules=rules)
    receptors = current_receptors(case=known, rules=rules)
    alerts = alerts_on(case=case, on=day, rules=rules)
    visit = max((v.visited_on for v in known.visits), default=day)
    check = check_skin(case=known, on=visit, rules=rules)
    return Arms(
        as_of=say_date(day),
        extent=extent_facts(current=extent),
        extent_lesions=extent_table(current=extent),
        extent_basis=basis_line(names=["extent"], status=extent.proposal.status, rules=rules),
        spread=spread_facts(spread=spread),
        spread_basis=basis_line(names=["spread"], status=spread.status, rules=rules),
        receptors=receptor_table(case=known, rules=rules),
        receptor_facts=receptor_facts(case=known, rules=rules),
        receptor_basis=basis_line(
            names=["receptors", "subtypes"], status=receptors.status, rules=rules
        ),
        biopsies=biopsy_table(biopsies=known.biopsies),
        alerts=alert_table(alerts=alerts),
        alerts_closed=closed_words(alerts=alerts),
        alerts_basis=alerts_basis(alerts=alerts, rules=rules),
        skin=skin_facts(check=check),
        skin_basis=basis_line(names=["skin_check"], status=check.status, rules=rules),
        questions=tuple(in_words(each.what) for each in ask_about(case=known, rules=rules, on=day)),
        stands=f"as of {say_date(day)}",
    )
