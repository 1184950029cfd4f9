"""``dermetry doctor``: can this machine do the work?"""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from dermetry.cli import output
from dermetry.cli.assess import today
from dermetry.cli.checks import Check, check_site_rules, guarded, run_checks
from dermetry.cli.checks_workbench import fix_home, open_home, run_home_checks
from dermetry.errors import EnvironmentUnfit

EPILOG = """
**Example**

`dermetry doctor --home /srv/dermetry` — the machine, and all that the clinic keeps in that folder
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
    home: Annotated[
        Path | None,
        typer.Option(help="Also check the workbench's data in this folder."),
    ] = None,
    site_rules: Annotated[
        Path | None,
        typer.Option("--site-rules", help="Also check a site's rule files in this folder."),
    ] = None,
    fix: Annotated[
        bool,
        typer.Option("--fix", help="With --home: put old stray files aside, clear old documents."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Check Python, packages, the photograph sandbox, the PDF maker and the knowledge files.

    With --home also what a clinic keeps: the database, its tables, every entry of the audit log
    (with the hash of the last one), every photograph byte for byte, stray files, and
    documents that should have been cleared.
    """
    if fix and home is None:
        raise typer.BadParameter("--fix needs --home")
    checks = run_checks(today=today())
    if site_rules is not None:
        checks.append(guarded("site rules", lambda: check_site_rules(site_rules)))
    if home is not None:
        checks += check_home(home, fix)
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


def check_home(home: Path, fix: bool) -> list[Check]:
    """Check a data folder, after putting stray files aside if asked."""
    module = open_home(home=home)
    done = fix_home(module=module) if fix else ""
    found = run_home_checks(module=module)
    return [*found, Check("put aside", "ok", done)] if done else found


def print_checks(checks: list[Check]) -> None:
    """Print one row per check."""
    table = Table(show_edge=False)
    for name in ("Check", "State", "Found"):
        table.add_column(name, overflow="fold")
    for check in checks:
        table.add_row(escape(check.name), MARKS[check.state], escape(check.message))
    output.out.print(table)
