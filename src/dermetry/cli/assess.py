"""``dermetry assess``: from a folder of dated photographs to a response report."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from dermetry import __version__
from dermetry.cli import output
from dermetry.cli.options import existing_file
from dermetry.errors import OutputNotWritten
from dermetry.pathway.assess import assess_folder
from dermetry.pathway.folder import VISIT_NAME
from dermetry.pathway.sheets import load_layout
from dermetry.pathway.values import Assessed
from dermetry.report.write import ReportFiles, write_report

EPILOG = """
**Examples**

`dermetry assess anna/` — visits in `anna/2026-01-12/`, `anna/2026-02-16/`, ...; the report
goes to `anna/report/`

`dermetry assess anna/ --out anna-report --sheet my-sheet.toml --json`
"""


def register(app: typer.Typer) -> None:
    """Add this subcommand to the command line."""
    app.command("assess", epilog=EPILOG)(assess)


def assess(
    folder: Annotated[
        Path, typer.Argument(help="Folder with one subfolder per visit, named YYYY-MM-DD.")
    ],
    out: Annotated[
        Path | None, typer.Option(help="Where the report goes. Default: FOLDER/report.")
    ] = None,
    sheet: Annotated[
        list[Path] | None, typer.Option(help="TOML of a plain marker sheet (repeatable).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Assess a folder of dated photographs: measure, follow, call, report.

    Marks of a person (`marks.toml` per visit, `case.toml`) say which outline is which lesion;
    what nobody confirmed never enters a sum or a call.
    """
    target = out or folder / "report"
    refuse_visit_folder(target, folder)
    layouts = [load_layout(path=existing_file(path, what="sheet")) for path in sheet or ()]
    with output.progress("Assessing") as step:
        assessed = assess_folder(folder=folder, today=today(), sheets=layouts, on_progress=step)
    files = write_report(assessed=assessed, folder=target, version=__version__)
    show(assessed, files, as_json)
    if any(each.kind == "unreadable" for each in assessed.attention):
        raise typer.Exit(code=4)


class OutputInCase(OutputNotWritten):
    """The report would be written among the photographs."""


def refuse_visit_folder(target: Path, folder: Path) -> None:
    """Refuse to write a report into the case folder itself or into a visit."""
    place, case = target.resolve(), folder.resolve()
    if place == case or (
        case in place.parents and VISIT_NAME.match(place.relative_to(case).parts[0])
    ):
        raise OutputInCase(
            f"the report was not written to {target}",
            why="it would lie among the photographs of a visit",
            next_step="name another folder with --out, or leave --out away",
        )


def today() -> date:
    """Give today's date: the command line is one of the few places that know the clock."""
    return datetime.now().astimezone().date()


def show(assessed: Assessed, files: ReportFiles, as_json: bool) -> None:
    """Show the result as a table, or as JSON."""
    if as_json:
        output.print_json(
            {
                "calls": [call.model_dump(mode="json") for call in assessed.calls],
                "attention": [vars(each) for each in assessed.attention],
                "files": {name: str(path) for name, path in vars(files).items()},
            }
        )
        return
    output.out.print(output.call_table(assessed.calls))
    output.print_flags(assessed.calls)
    output.print_attention(assessed)
    output.out.print(f"\nReport: {files.html}", soft_wrap=True)
    output.out.print(f"        {files.pdf}", soft_wrap=True)
    for path in files.proposed_marks:
        output.out.print(f"Marks to start from, check and confirm: {path}", soft_wrap=True)
