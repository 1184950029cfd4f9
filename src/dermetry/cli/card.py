"""``dermetry card``: print the calibration card, the full page, or the sticker strip."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dermetry.cli import output
from dermetry.report.card import write_cards
from dermetry.report.write import write_all_or_none


class Kind(StrEnum):
    """What to print."""

    CARD = "card"
    PAGE = "page"
    STRIP = "strip"


class Paper(StrEnum):
    """On which paper."""

    A4 = "a4"
    LETTER = "letter"


EPILOG = """
**Examples**

`dermetry card` — credit-card size, A4, to `dermetry-card-a4.pdf`

`dermetry card --kind strip --paper letter --out strip.pdf`

Print at 100 % ("actual size") and check the printed 100 mm line with a ruler.
"""


def register(app: typer.Typer) -> None:
    """Add this subcommand to the command line."""
    app.command("card", epilog=EPILOG)(card)


def card(
    kind: Annotated[Kind, typer.Option(help="card, page or strip.")] = Kind.CARD,
    paper: Annotated[Paper, typer.Option(help="a4 or letter.")] = Paper.A4,
    out: Annotated[Path | None, typer.Option(help="Where the PDF goes.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Print the calibration card that lies beside a lesion in every photograph."""
    path = out or Path(f"dermetry-{kind}-{paper}.pdf")
    pdf = write_cards(kind=kind.value, paper=paper.value)
    write_all_or_none(folder=path.parent, contents={path.name: pdf})
    if as_json:
        output.print_json({"file": str(path), "kind": kind.value, "paper": paper.value})
        return
    output.out.print(
        f"{path}: print at 100 % and check the 100 mm line with a ruler.", soft_wrap=True
    )
