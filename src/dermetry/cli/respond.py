"""``dermetry respond``: the response calls of a case file."""

from pathlib import Path
from typing import Annotated

import typer

from dermetry.cli import output
from dermetry.cli.options import FileMissing, existing_file
from dermetry.errors import MarksInvalid
from dermetry.pathway.respond import respond as respond_case
from dermetry.record.case import Case
from dermetry.record.casefile import CaseFileBroken, read_case_file

EPILOG = """
**Examples**

`dermetry respond anna/report/case.json`

`dermetry respond case.json --set targets_per_organ=5 --json`
"""


def register(app: typer.Typer) -> None:
    """Add this subcommand to the command line."""
    app.command("respond", epilog=EPILOG)(respond)


def respond(
    case_file: Annotated[Path, typer.Argument(help="A case.json that dermetry wrote.")],
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="Switch of the policy: name=value.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Call the response of every visit by RECIST 1.1, with reasons and rule ids."""
    settings = read_settings(setting or [])
    responded = respond_case(case=load_case(case_file), settings=settings)
    if as_json:
        output.print_json([call.model_dump(mode="json") for call in responded.calls])
        return
    changed = ", ".join(f"{name}={value}" for name, value in settings.items())
    output.out.print(output.call_table(responded.calls, changed))
    for call in responded.calls:
        output.print_reasons(call)


def load_case(path: Path) -> Case:
    """Read a case file from disk."""
    try:
        text = existing_file(path, what="case file").read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CaseFileBroken(
            f"{path.name} is not a case file: it is not text",
            next_step="pass the case.json that dermetry assess wrote",
        ) from error
    except OSError as error:
        raise FileMissing(
            f"{path.name} cannot be read: {error.strerror or error}",
            next_step="check that you may read it",
        ) from error
    return read_case_file(text=text, name=path.name)


def read_settings(texts: list[str]) -> dict[str, str]:
    """Read settings of the form name=value."""
    settings = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise MarksInvalid(
                f"--set {text!r} is not name=value", next_step="write --set name=value"
            )
        settings[name.strip()] = value.strip()
    return settings
