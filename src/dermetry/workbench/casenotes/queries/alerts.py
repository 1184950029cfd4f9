"""Alerts: the lines of a patient, the page of one, and how the rules did at a site."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dermetry.pathway.alerts.answering import allowed_answers
from dermetry.pathway.alerts.book import read_book
from dermetry.pathway.alerts.standing import show
from dermetry.pathway.alerts.statistics import statistics_of
from dermetry.pathway.alerts.values import RuleStatistics, StandingAlert
from dermetry.record.alert import Alert as RecordedAlert
from dermetry.record.alert import AlertEvent
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.file_names import hides_file_names
from dermetry.workbench.casenotes.models import Alert, Lesion
from dermetry.workbench.casenotes.owners import people_for_alerts
from dermetry.workbench.casenotes.queries.banner import PatientBanner, patient_banner
from dermetry.workbench.casenotes.queries.biopsy_cards import shown
from dermetry.workbench.casenotes.queries.links import PageLink, link, patient_pages
from dermetry.workbench.casenotes.queries.rule_words import is_signed, sources_of
from dermetry.workbench.casenotes.queries.rules import rules_in_force

RULE_FILE: Final = "alerts"
PROGRAM_EVENTS: Final = ("fired", "ended", "reopened", "restored")
PERIODS: Final = (30, 90, 365)
HAPPENED: Final = {
    "fired": "Fired",
    "acknowledged": "Acknowledged",
    "assigned": "Handed on",
    "suppressed": "Put off",
    "done": "Closed",
    "reopened": "Opened again",
    "ended": "Ended: the facts no longer hold",
    "restored": "Stands again as it was answered",
}


@dataclass(frozen=True)
class HistoryLine:
    """One thing that happened to an alert."""

    happened_on: date
    what: str
    by: str
    text: str
    until_on: date | None
    was_useful: bool | None


@dataclass(frozen=True)
class AlertPage:
    """One alert with everything that is known of it."""

    banner: PatientBanner
    pages: tuple[PageLink, ...]
    alert_pk: int
    version: int
    alert: StandingAlert
    owner: str
    is_mine: bool
    allowed: tuple[str, ...]  # what this person may do now
    people: tuple[tuple[int, str], ...]
    lesions: tuple[tuple[str, str], ...]  # id, address
    sources: tuple[str, ...]
    rule_url: str
    shows_keys: bool
    is_unchecked: bool  # neither compared with its source nor signed by a clinician
    outcome: str
    reason: str
    history: tuple[HistoryLine, ...]  # newest first


@dataclass(frozen=True)
class Cell:
    """One number of a rule; None where nothing happened that could be measured."""

    label: str
    value: float | None
    note: str = ""


@dataclass(frozen=True)
class RuleLine:
    """How one rule did."""

    title: str
    rule_id: str
    numbers: RuleStatistics
    useful_percent: int | None  # of those who said

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Give the numbers in the order of the columns."""
        n = self.numbers
        useful = "" if self.useful_percent is None else f"{self.useful_percent} %"
        return (
            Cell("Fired", n.fired, f"again {n.reopened}" if n.reopened else ""),
            Cell("Open now", n.open_now),
            Cell("Acknowledged", n.acknowledged),
            Cell("Closed", n.done),
            Cell("Useful", n.useful, useful),
            Cell("Not useful", n.not_useful),
            Cell("Put off", n.suppressed),
            Cell(
                "Ended by facts",
                n.ended_by_facts,
                f"{n.ended_unanswered} unseen" if n.ended_unanswered else "",
            ),
            Cell("Days to answer", n.median_days_to_answer),
            Cell("Days to end", n.median_days_to_action),
        )


@dataclass(frozen=True)
class StatisticsPage:
    """How the alert rules of a site did over a period."""

    days: int
    periods: tuple[int, ...]
    since: date
    lines: tuple[RuleLine, ...]
    silent: tuple[tuple[str, str], ...]  # rules in force that fired nowhere: id, title
    rules_url: str
    shows_keys: bool  # of rules: for those who tune them

    @property
    def fired(self) -> int:
        """Give how many alerts fired."""
        return sum(each.numbers.fired for each in self.lines)


@hides_file_names
def alert_page(*, actor: Actor, alert_pk: int, patient_pk: int, today: date) -> AlertPage:
    """Give the page of an alert; raises NotHere."""
    row = scope.get(actor=actor, model=Alert, pk=alert_pk, patient_id=patient_pk)
    alert = RecordedAlert.model_validate(mapping.values_of(row))
    rules = rules_in_force(actor=actor)
    standing = show(alert, today, read_book(rules=rules))
    may_answer = actor.can("answer_alerts")
    return AlertPage(
        banner=patient_banner(actor=actor, patient_pk=patient_pk, today=today),
        pages=patient_pages(actor=actor, patient_pk=patient_pk),
        alert_pk=row.pk,
        version=row.version,
        alert=standing,
        owner=standing.owner,
        is_mine=row.assignee_id is not None and row.assignee_id == actor.user_id,
        allowed=allowed_answers(alert=alert, on=today) if may_answer else (),
        people=people_for_alerts(site_id=actor.site_id) if may_answer else (),
        lesions=lesion_links(actor, patient_pk, alert.lesion_ids),
        sources=sources_of(standing.cites),
        rule_url=rule_address(actor),
        shows_keys=shows_keys(actor),
        is_unchecked=standing.status != "verified_in_source"
        and not is_signed((standing.rule_id,), rules),
        outcome=shown(actor, standing.outcome),
        reason=shown(actor, standing.reason),
        history=tuple(history_line(actor, each) for each in reversed(alert.events)),
    )


def patient_of_alert(*, actor: Actor, alert_pk: int) -> int:
    """Give the key of the patient an alert is of; raises NotHere."""
    return int(scope.get(actor=actor, model=Alert, pk=alert_pk).patient_id)


def rule_address(actor: Actor) -> str:
    """Give the page on which the numbers of the alert rules are changed."""
    return link(actor, "rule_file", RULE_FILE)


def lesion_links(
    actor: Actor, patient_pk: int, lesion_ids: Iterable[str]
) -> tuple[tuple[str, str], ...]:
    """Give the lesions an alert is about with their pages; one that is gone has none."""
    rows = Lesion.objects.filter(patient_id=patient_pk, lesion_id__in=list(lesion_ids))
    keys = dict(rows.values_list("lesion_id", "pk"))
    return tuple(
        (each, link(actor, "lesion", keys[each]) if each in keys else "") for each in lesion_ids
    )


def history_line(actor: Actor, event: AlertEvent) -> HistoryLine:
    """Give one event in words; what a person wrote is not for roles without identity."""
    is_ours = event.kind in PROGRAM_EVENTS
    return HistoryLine(
        happened_on=event.happened_on,
        what=HAPPENED[event.kind],
        by=event.by,
        text=program_words(event) if is_ours else shown(actor, event.text),
        until_on=event.until_on,
        was_useful=event.was_useful,
    )


def program_words(event: AlertEvent) -> str:
    """Give what the program did, with the words that had been answered where it has new ones."""
    earlier = event.earlier_statement
    return f'{event.text} Until then: "{earlier}".' if earlier else event.text


def statistics_page(*, actor: Actor, today: date, days: int) -> StatisticsPage:
    """Give how the alert rules did at the actor's site over the last days."""
    days = days if days in PERIODS else PERIODS[1]
    since = today - timedelta(days=days)
    rows = scope.rows(actor=actor, model=Alert).filter(fired_on__gte=since)
    alerts = (RecordedAlert.model_validate(mapping.values_of(row)) for row in rows.iterator())
    file = rules_in_force(actor=actor).file(RULE_FILE)
    titles = {key: rule.title for key, rule in file.rules.items()}
    lines = [rule_line(each, titles) for each in statistics_of(alerts)]
    told = {each.rule_id for each in lines}
    return StatisticsPage(
        days=days,
        periods=PERIODS,
        since=since,
        lines=tuple(sorted(lines, key=lambda each: (-each.numbers.fired, each.rule_id))),
        silent=tuple((key, title) for key, title in titles.items() if key not in told),
        rules_url=rule_address(actor),
        shows_keys=shows_keys(actor),
    )


def shows_keys(actor: Actor) -> bool:
    """Tell whether somebody needs the keys of rules beside their titles: who signs them."""
    return actor.can("sign_rules")


def rule_line(numbers: RuleStatistics, titles: dict[str, str]) -> RuleLine:
    """Give one rule's numbers with its title."""
    said = numbers.useful + numbers.not_useful
    return RuleLine(
        title=titles.get(numbers.rule_id, "a rule no longer in force"),
        rule_id=numbers.rule_id,
        numbers=numbers,
        useful_percent=round(100 * numbers.useful / said) if said else None,
    )
