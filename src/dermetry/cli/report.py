"""``dermetry report``: the report of a case file, made again from its photographs."""

from pathlib import Path
from typing import Annotated

import typer

from dermetry import __version__
from dermetry.cli import assess, output
from dermetry.cli.respond import load_case
from dermetry.pathway.reopen import reopen_case
from dermetry.report.write import write_report

EPILOG = """
**Example**

`dermetry report case.json --photographs anna/ --out anna-report/`
"""


def register(app: typer.Typer) -> None:
    """Add this subcommand to the command line."""
    app.command("report", epilog=EPILOG)(report)


def report(
    case_file: Annotated[Path, typer.Argument(help="A case.json that dermetry wrote.")],
    photographs: Annotated[
        Path, typer.Option(help="Folder that holds the photographs, at any depth.")
    ],
    out: Annotated[Path, typer.Option(help="Where the report goes.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Make the report of a case file again; photographs are found by their hash."""
    with output.progress("Looking for photographs") as step:
        assessed = reopen_case(
            case=load_case(case_file),
            photographs=photographs,
            today=assess.today(),
            on_progress=step,
        )
    files = write_report(assessed=assessed, folder=out, version=__version__, is_complete_run=False)
    assess.show(assessed, files, as_json)
