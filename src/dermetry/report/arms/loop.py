"""Biopsies on their way, and the alerts and tasks that stand open."""

from collections.abc import Iterable, Sequence

from dermetry.pathway.alerts.values import StandingAlert
from dermetry.record.biopsy import Biopsy
from dermetry.report.values import Cell, Table
from dermetry.report.words import in_words, say_date

STAGES = {
    "suggested": "suggested, not ordered",
    "ordered": "ordered, not taken",
    "taken": "taken, not at the laboratory",
    "at_lab": "at the laboratory, not reported",
    "reported": "reported, nobody has acted on it",
}
COUNTED = (("done", "done"), ("suppressed", "put off"), ("ended", "ended with their facts"))


def open_biopsies(*, biopsies: Iterable[Biopsy]) -> tuple[Biopsy, ...]:
    """Give the biopsies that are neither acted on nor cancelled."""
    return tuple(each for each in biopsies if each.stage in STAGES)


def biopsy_words(*, biopsy: Biopsy) -> str:
    """Say one open biopsy in a line."""
    since = next(day for _, day in reversed(biopsy.steps()) if day) if any_day(biopsy) else None
    of = f" of {biopsy.lesion_id}" if biopsy.lesion_id else ""
    dated = f" since {say_date(since)}" if since else ""
    return f"{biopsy.biopsy_id}{of}: {STAGES[biopsy.stage]}{dated}"


def any_day(biopsy: Biopsy) -> bool:
    """Tell whether any step of a biopsy has its day."""
    return any(day for _, day in biopsy.steps())


def biopsy_table(*, biopsies: Iterable[Biopsy]) -> Table | None:
    """Make the table of the biopsies on their way."""
    rows = tuple(
        (
            Cell(each.biopsy_id, each.lesion_id or "lesion not stated"),
            Cell(each.purpose or "not stated", kind="" if each.purpose else "missing"),
            Cell(STAGES[each.stage]),
            Cell(", ".join(f"{name} {say_date(day)}" for name, day in each.steps() if day)),
        )
        for each in open_biopsies(biopsies=biopsies)
    )
    columns = ("Biopsy", "Question", "Stands at", "Steps")
    return Table("Biopsies on their way", columns, rows) if rows else None


def open_alerts(*, alerts: Iterable[StandingAlert]) -> tuple[StandingAlert, ...]:
    """Give the alerts that wait for a person, the most urgent first."""
    return tuple(each for each in alerts if each.needs_a_person)


def alert_table(*, alerts: Iterable[StandingAlert]) -> Table | None:
    """Make the table of the alerts and tasks that wait for a person."""
    rows = tuple(
        (
            Cell(in_words(each.statement), in_words(" ".join(each.facts))),
            Cell(
                each.urgency, answer_words(each), kind="strong" if each.urgency == "urgent" else ""
            ),
            Cell(each.owner),
            due_cell(each),
            Cell(each.rule_id),
        )
        for each in open_alerts(alerts=alerts)
    )
    columns = ("What, and why", "Urgency", "Owner", "Due", "Rule")
    return Table("Open alerts and tasks", columns, rows) if rows else None


def due_cell(alert: StandingAlert) -> Cell:
    """Say when an alert is due, and that the day has passed."""
    if alert.due_on is None:
        return Cell("no day set", kind="missing")
    if alert.is_overdue:
        return Cell(say_date(alert.due_on), "overdue", kind="strong")
    return Cell(say_date(alert.due_on))


def answer_words(alert: StandingAlert) -> str:
    """Say who has seen an alert, and when."""
    if alert.state != "acknowledged":
        return ""
    return f"acknowledged by {alert.answered_by}, {say_date(alert.answered_on)}"


def closed_words(*, alerts: Sequence[StandingAlert]) -> str:
    """Count the alerts that nobody has to act on, and name those that were put off."""
    counts = [(word, [e for e in alerts if e.state == state]) for state, word in COUNTED]
    said = ", ".join(f"{len(found)} {word}" for word, found in counts if found)
    put_off = (
        f"Put off: {in_words(each.statement)} ({each.reason}"
        + (f", until {say_date(each.until_on)}" if each.until_on else "")
        + ")."
        for each in alerts
        if each.state == "suppressed"
    )
    return " ".join([f"Not listed: {said}.", *put_off]) if said else ""
