"""``dermetry check``: the alerts, tasks and open questions of a case file."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from dermetry.cli import assess, output
from dermetry.cli.respond import load_case
from dermetry.errors import MarksInvalid
from dermetry.knowledge.citations import ReadAs, load_citations
from dermetry.knowledge.rule_set import SHIPPED
from dermetry.knowledge.site_rules import load_site_rules
from dermetry.pathology.values import Question
from dermetry.pathway.alerts.as_of import days_of
from dermetry.pathway.alerts.case_check import CaseCheck, check_case
from dermetry.pathway.alerts.values import FiredAlert, StandingAlert

EPILOG = """
**Examples**

`dermetry check case.json`

`dermetry check case.json --on 2026-03-01 --json`

`dermetry check case.json --site-rules rules-of-the-clinic`

Ends with 0 whatever it finds: an alert is a result, no failure. With `--json`, `counts` says how
many wait for a person and how many of those are urgent or overdue.
"""
YEARS_AHEAD_MOST = 10
READ_WORDS: Mapping[ReadAs, str] = {  # the worst first
    "not_read": "not compared with every source",
    "restatement": "compared with a restatement of the source",
    "original": "compared with the source",
}
COLORS = {"urgent": "bold red", "soon": "yellow", "routine": "bold"}


def register(app: typer.Typer) -> None:
    """Add this subcommand to the command line."""
    app.command("check", epilog=EPILOG)(check)


def check(
    case_file: Annotated[Path, typer.Argument(help="A case.json that dermetry wrote.")],
    on: Annotated[
        str | None, typer.Option("--on", help="The day to check, YYYY-MM-DD; today by default.")
    ] = None,
    site_rules: Annotated[
        Path | None,
        typer.Option("--site-rules", help="A folder of rule files that a site signed or changed."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """List what a case asks of people on a day: alerts, tasks and doubtful entries."""
    day = read_day(on) if on else assess.today()
    rules = load_site_rules(folder=site_rules) if site_rules else SHIPPED
    case = load_case(case_file)
    found = check_case(case=case, on=day, rules=rules)
    later = [each for each in days_of(case) if each > day]
    if as_json:
        more = {"site_rules": list(rules.words()), "left_out_days": later}
        output.print_json(as_document(found) | more)
        return
    for line in rules.words():
        output.out.print(f"[bold]Rules[/bold] {escape(line)}")
    print_alerts(found)
    print_rest(found)
    if later:
        output.out.print(
            f"\n[bold]Left out[/bold]: facts dated after {day} (on {len(later)} days, "
            f"the last {later[-1]})"
        )


def read_day(text: str) -> date:
    """Read the day to check; a day far ahead is a slip of the pen."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise MarksInvalid(
            f"--on {text!r} is not a day", next_step="write it as in --on 2026-03-01"
        ) from None
    if day.year > assess.today().year + YEARS_AHEAD_MOST:
        raise MarksInvalid(
            f"--on {day} lies more than {YEARS_AHEAD_MOST} years ahead",
            next_step="check the year",
        )
    return day


def as_document(found: CaseCheck) -> dict[str, Any]:
    """Give a check as plain values for JSON."""
    return {
        "on": found.on,
        "counts": counts(found),
        "alerts": [each.model_dump(mode="json") for each in found.alerts],
        "ahead": [each.model_dump(mode="json") for each in found.ahead],
        "questions": [asdict(each) for each in found.questions],
        "not_checked": [each.model_dump(mode="json") for each in found.not_checked],
    }


def counts(found: CaseCheck) -> dict[str, int]:
    """Count what waits for a person."""
    waiting = found.needing_a_person
    return {
        "waiting": len(waiting),
        "urgent": sum(each.urgency == "urgent" for each in waiting),
        "overdue": sum(each.is_overdue for each in waiting),
        "questions": len(found.questions),
        "not_checked": len(found.not_checked),
    }


def print_alerts(found: CaseCheck) -> None:
    """Print the alerts that wait for a person, each with its facts, rule and source."""
    waiting = found.needing_a_person
    title = f"{len(waiting)} to be seen to" if waiting else "No alert waits for a person"
    output.out.print(f"[bold]{title} on {found.on}[/bold]")
    for alert in waiting:
        print_alert(alert)
    rest = [each for each in found.alerts if not each.needs_a_person]
    if rest:
        output.out.print("\n[bold]Put off, done or ended[/bold]")
    for alert in rest:
        until = f" until {alert.until_on}" if alert.until_on else ""
        why = alert.reason or alert.outcome or alert.events[-1].text
        output.out.print(f"  {alert.state}{until}: {escape(alert.statement)} ({escape(why)})")


def print_alert(alert: StandingAlert) -> None:
    """Print one alert."""
    color = COLORS[alert.urgency]
    output.out.print(f"\n[{color}]{alert.urgency}[/{color}]  {escape(alert.statement)}")
    for fact in alert.facts:
        output.out.print(f"  {escape(fact)}")
    output.out.print(f"  To do: {escape(alert.advice)}")
    late = ", [bold]overdue[/bold]" if alert.is_overdue else ""
    answered = f", {alert.state} by {alert.answered_by}" if alert.answered_by else ""
    output.out.print(f"  {escape(alert.owner)}, due {alert.due_on}{late}{escape(answered)}")
    output.out.print(f"  [dim]{escape(rule_line(alert.rule_id, alert.cites, alert.status))}[/dim]")


def rule_line(rule_id: str, cites: tuple[str, ...], status: str) -> str:
    """Name a rule with its sources, and say whether it was compared with them."""
    by_key = load_citations().by_key
    sources = "; ".join(by_key[key].short for key in cites)
    read = [by_key[key].read_as for key in cites]
    verified = read_words(read) if status == "verified_in_source" else "not verified"
    return f"{rule_id} ({verified}; {sources})"


def read_words(read: Sequence[ReadAs]) -> str:
    """Say how the sources of a compared rule were read; no better than the worst of them."""
    return next(READ_WORDS[each] for each in READ_WORDS if each in read)


def print_rest(found: CaseCheck) -> None:
    """Print the questions, what lies ahead, and what could not be checked."""
    if found.questions:
        output.out.print("\n[bold]Questions about the record[/bold]")
    for question in found.questions:
        print_question(question)
    if found.ahead:
        output.out.print("\n[bold]Ahead, if nothing changes[/bold]")
    for alert in found.ahead:
        print_ahead(alert)
    if found.not_checked:
        output.out.print("\n[bold red]Could not be checked[/bold red]")
    for each in found.not_checked:
        output.out.print(f"  {escape(each.rule_id)}: {escape(each.why)}")


def print_question(question: Question) -> None:
    """Print one question."""
    output.out.print(f"  {escape(question.what)}")
    output.out.print(f"    {escape(question.why)} {escape(question.what_to_do)}")
    line = rule_line(question.rule_id, question.cites, question.status)
    output.out.print(f"    [dim]{escape(line)}[/dim]")


def print_ahead(alert: FiredAlert) -> None:
    """Print one alert that lies ahead."""
    output.out.print(f"  {alert.since}  {escape(alert.title)}: {escape(alert.statement)}")
