"""``dermetry demo-case``: a made-up case, rendered, assessed and reported."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from dermetry import __version__
from dermetry.cli import assess, output
from dermetry.demo.case import write_demo_case
from dermetry.errors import OutputNotWritten
from dermetry.pathway.assess import assess_folder
from dermetry.report.write import write_report


class DemoFolderRefused(OutputNotWritten):
    """The folder for the demo holds something else, or cannot be used."""


LAST_DEMO_VISIT = date(2026, 4, 27)  # a computer whose clock is behind can still show the demo

EPILOG = """
**Example**

`dermetry demo-case --out try-it` — photographs in `try-it/case/`, the report in `try-it/report/`
"""


def register(app: typer.Typer) -> None:
    """Add this subcommand to the command line."""
    app.command("demo-case", epilog=EPILOG)(demo_case)


def demo_case(
    out: Annotated[Path, typer.Option(help="Where the demo goes.")] = Path("dermetry-demo-case"),
    seed: Annotated[int, typer.Option(help="Seed of the renderer.")] = 20260112,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Render a made-up patient's photographs, then run the main job on them.

    Four visits, five lesions: partial response, then a new lesion and progression. No real
    person is shown; every photograph is rendered. Run again, it assesses what is there, so
    that you can change the marks and see what follows.
    """
    refuse_other_content(out)
    if (out / "truth.json").is_file() and (out / "case").is_dir():
        output.err.print(f"{out / 'case'} is there already: assessed as it is.", soft_wrap=True)
    else:
        with output.progress("Rendering photographs") as step:
            write_demo_case(folder=out / "case", seed=seed, on_progress=step)
    with output.progress("Assessing") as step:
        assessed = assess_folder(
            folder=out / "case", today=max(assess.today(), LAST_DEMO_VISIT), on_progress=step
        )
    files = write_report(assessed=assessed, folder=out / "report", version=__version__)
    assess.show(assessed, files, as_json)


def refuse_other_content(out: Path) -> None:
    """Refuse a folder that holds anything but an earlier demo: its report would be replaced."""
    try:
        others = [path.name for path in out.iterdir()] if out.exists() else []
    except OSError as error:
        raise DemoFolderRefused(
            f"{out} cannot be used: {error.strerror or error}", next_step="name another folder"
        ) from error
    if others and "truth.json" not in others:
        raise DemoFolderRefused(
            f"{out} is not empty and holds no demo",
            why="the demo's report would replace what lies there",
            next_step="name another folder with --out",
        )
