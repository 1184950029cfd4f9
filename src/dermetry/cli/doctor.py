"""``dermetry doctor``: can this machine do the work?"""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from dermetry.cli import output
from dermetry.cli.assess import today
from dermetry.cli.checks import Check, run_checks
from dermetry.errors import EnvironmentUnfit

EPILOG = """
**Example**

`dermetry doctor --json`
"""
MARKS = {
    "ok": "[green]ok[/green]",
    "warning": "[yellow]warning[/yellow]",
    "failed": "[red]failed[/red]",
}


class MachineNotReady(EnvironmentUnfit):
    """At least one check of ``dermetry doctor`` failed."""


def register(app: typer.Typer) -> None:
    """Add this subcommand to the command line."""
    app.command("doctor", epilog=EPILOG)(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Check Python, packages, the photograph sandbox, the PDF maker and the knowledge files."""
    checks = run_checks(today=today())
    if as_json:
        output.print_json([vars(check) for check in checks])
    else:
        print_checks(checks)
    failed = [check.name for check in checks if check.state == "failed"]
    if failed:
        raise MachineNotReady(
            f"{len(failed)} checks failed: {', '.join(failed)}",
            next_step="mend what the table says, then run dermetry doctor again",
        )


def print_checks(checks: list[Check]) -> None:
    """Print one row per check."""
    table = Table(show_edge=False)
    for name in ("Check", "State", "Found"):
        table.add_column(name)
    for check in checks:
        table.add_row(escape(check.name), MARKS[check.state], escape(check.message))
    output.out.print(table)
