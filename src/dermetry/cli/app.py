"""The ``dermetry`` command: its subcommands, and errors turned into words and exit codes."""

import json
import os
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from dermetry import __version__
from dermetry.cli import assess, card, check, demo_case, doctor, measure, report, respond, workbench
from dermetry.errors import DermetryError

app = typer.Typer(
    name="dermetry",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Photographs of skin metastases in, calibrated measurements and defensible response "
    "calls out. It documents and computes; a clinician decides.",
    epilog="Exit codes: 0 done, 1 defect in dermetry, 2 wrong command line, 3 input not found, "
    "4 photograph unreadable, 5 not measurable, 6 case file not valid, 7 marks or values not "
    "valid, 8 output not written, 9 knowledge file not valid, 10 machine not ready, 11 not "
    "allowed.",
)
for module in (assess, measure, respond, check, report, card, demo_case, doctor, workbench):
    module.register(app)


def show_version(value: bool) -> None:
    """Print the version and stop."""
    if value:
        typer.echo(f"dermetry {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Show version.")
    ] = False,
) -> None:
    """Hold the options that stand before a subcommand."""


def main() -> None:
    """Run the command line; never show a traceback for anything a person can mend."""
    wants_json = "--json" in sys.argv[1:]
    try:
        app()
    except DermetryError as error:
        sys.exit(show_error(error, wants_json))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        Console(stderr=True).print("Stopped. Nothing already written was changed.")
        sys.exit(130)
    except Exception as error:
        if os.environ.get("DERMETRY_TRACEBACK"):
            raise
        sys.exit(show_defect(error, wants_json))


def show_error(error: DermetryError, wants_json: bool) -> int:
    """Show what happened, why, and what to do next; give the exit code."""
    if wants_json:
        fields = {"kind": error.kind, "what": error.what, "why": error.why}
        fields |= {"next": error.next_step, "exit_code": error.exit_code}
        print(json.dumps({"error": fields}, ensure_ascii=False), file=sys.stderr)
        return error.exit_code
    console = Console(stderr=True, highlight=False)
    console.print(Text.assemble(("Error: ", "bold red"), error.what))
    if error.why:
        console.print(Text.assemble(("Why:   ", "bold"), error.why))
    if error.next_step:
        console.print(Text.assemble(("Next:  ", "bold"), error.next_step))
    return error.exit_code


def show_defect(error: Exception, wants_json: bool) -> int:
    """Own up to a defect: an error that no rule of ours foresaw."""
    defect = DermetryError(
        f"dermetry met an error it did not foresee: {type(error).__name__}: {error}",
        why="this is a defect in dermetry, not in your input; nothing already written was changed",
        next_step="please report it with the command you ran; DERMETRY_TRACEBACK=1 shows details",
    )
    return show_error(defect, wants_json)
