"""Printing results: tables for people on stdout, progress and talk on stderr."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from dermetry.pathway.values import Assessed
from dermetry.response.values import VisitCall

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def print_json(value: Any) -> None:
    """Print one JSON document on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n")


@contextmanager
def progress(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """Show progress on stderr; silent where stderr is no terminal."""
    columns = (
        TextColumn(title),
        BarColumn(),
        TextColumn("{task.completed}/{task.total} {task.description}"),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def step(name: str, done: int, total: int) -> None:
            bar.update(task, description=escape(name), completed=done, total=total)

        yield step


def call_table(calls: tuple[VisitCall, ...], *, title: str = "Response by RECIST 1.1") -> Table:
    """Build the table of calls: one row per visit; ``title`` names rules and changed settings."""
    table = Table(title=escape(title), title_justify="left", box=box.SIMPLE_HEAD)
    is_product = any(call.criteria == "who" for call in calls)
    table.add_column("Visit", overflow="fold")
    table.add_column("Sum, mm²" if is_product else "Sum, mm (95 %)", justify="right", no_wrap=True)
    table.add_column("from baseline", justify="right", no_wrap=True)
    table.add_column("from nadir", justify="right", no_wrap=True)
    table.add_column("Call", overflow="fold", min_width=8)
    for call in calls:
        suggested = " [dim](targets suggested)[/dim]" if call.is_provisional else ""
        table.add_row(
            f"{call.visited_on}" + (f" ({escape(call.evaluator)})" if call.evaluator else ""),
            sum_text(call),
            percent(call.change_from_baseline_percent),
            percent(call.change_from_nadir_percent),
            escape(call.statement) + suggested + dated_back(call),
        )
    return table


def dated_back(call: VisitCall) -> str:
    """Say when progression is dated to another day, or to this one only with hindsight."""
    is_here = call.progression_on == call.visited_on and call.category == "PD"
    if call.progression_on is None or is_here:
        return ""
    return f" (progression dated {call.progression_on})"


def print_flags(calls: tuple[VisitCall, ...]) -> None:
    """Print the flags of the last visit's calls."""
    last = max((call.visited_on for call in calls), default=None)
    for call in calls:
        if call.visited_on == last:
            for flag in call.flags:
                out.print(f"[yellow]Flag[/yellow] {escape(flag)}")


def sum_text(call: VisitCall) -> str:
    """Give the sum with its interval, or why there is none, in words."""
    total = call.sum_mm2 if call.criteria == "who" else call.sum_mm
    if total is None:
        return "no target measured"
    text = f"{total}"
    if not call.is_sum_complete:
        return f"{text}, incomplete"
    if call.sum_interval_95_mm:
        low, high = call.sum_interval_95_mm
        text += f" ({low} to {high})"
    return text


def percent(value: Any) -> str:
    """Give a signed percentage, or an en dash where there is none to give."""
    return "–" if value is None else f"{value:+} %"


def print_attention(assessed: Assessed) -> None:
    """Print what was not measured and what needs confirming, in words."""
    titles = {
        "unreadable": "Could not be read",
        "not_measured": "Not measured, and why",
        "to_confirm": "Needs confirmation",
        "candidate": "Possibly missed (not used)",
        "note": "Notes",
    }
    for kind, title in titles.items():
        lines = [each for each in assessed.attention if each.kind == kind]
        if not lines:
            continue
        out.print(f"\n[bold]{title}[/bold]")
        for each in lines[:12]:
            place = " ".join(str(part) for part in (each.visited_on, each.file_name) if part)
            advice = f"; [dim]{escape(each.advice)}[/dim]" if each.advice else ""
            out.print(f"  {escape(place)}{': ' if place else ''}{escape(each.message)}{advice}")
        if len(lines) > 12:
            out.print(f"  … and {len(lines) - 12} more, all in the report")


def print_reasons(call: VisitCall) -> None:
    """Print the reasons of one call with their rule ids, and what would change it."""
    out.print(f"\n[bold]{call.visited_on}[/bold]  {escape(call.statement)}")
    for reason in call.reasons:
        out.print(f"  {escape(reason.sentence)} [dim]{escape(reason.rule_id)}[/dim]")
    for point in call.turning_points:
        out.print(f"  What would change the call: {escape(point.sentence)}")
    for flag in call.flags:
        out.print(f"  [yellow]{escape(flag)}[/yellow]")
