"""Which kind of file a response evaluation is asked for: by its name, then by its columns."""

from pathlib import Path
from typing import Literal

from dermetry.errors import InputNotFound
from dermetry.pathway.csv_input import SEPARATORS, CsvInvalid, decode, split_rows
from dermetry.pathway.files import recorded_name
from dermetry.pathway.lesion_columns import NEEDED as LESIONS_NEEDED
from dermetry.pathway.visit_responses import VISITS_NEEDED

InputKind = Literal["case file", "table of lesions", "table of responses", "SDTM data sets"]
SDTM_LINKS = {"tulnkid", "trlnkid"}
TABLE_ENDINGS = frozenset((".csv", ".tsv", ".txt"))


def recognize_input(*, path: Path) -> InputKind:
    """Tell what a file is: a CSV by the columns of its first row, anything else a case file.

    A folder holds SDTM data sets. Raises ``CsvInvalid`` for a CSV with none of the sets of
    columns, ``InputNotFound`` for a file that is not there, empty, or cannot be read.
    """
    name = recorded_name(path)
    if path.is_dir():
        return "SDTM data sets"
    if path.suffix.casefold() not in TABLE_ENDINGS:
        return "case file"
    columns = read_columns(path, name)
    if "response" in columns:
        return "table of responses"
    if "lesion_id" in columns:
        return "table of lesions"
    if SDTM_LINKS & set(columns):
        return "SDTM data sets"
    raise CsvInvalid(name, [say_unrecognized(columns)])


def say_unrecognized(columns: tuple[str, ...]) -> str:
    """Say which columns were expected and which were found."""
    if "rstestcd" in columns:
        return (
            "it is SDTM RS, which holds answers: give it with --against, and as INPUT the "
            "folder of tu.csv and tr.csv"
        )
    found = f"found: {', '.join(columns)}"
    if len(columns) == 1:
        found += f"; columns are separated by one of {' '.join(SEPARATORS[:-1])} or a tab"
    return (
        f"its first row names neither the columns of a table of lesions "
        f"({', '.join(LESIONS_NEEDED)}) nor of responses ({', '.join(VISITS_NEEDED)}) "
        f"nor of SDTM TU or TR; {found}"
    )


def read_columns(path: Path, name: str) -> tuple[str, ...]:
    """Read the names of the columns of a CSV."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputNotFound(
            f"{name} cannot be read: {error.strerror or error}", next_step="check the file name"
        ) from error
    text = decode(content, name)
    if not text.strip():
        raise InputNotFound(f"{name} is empty", next_step="give a CSV with a first row of names")
    _, header = next(split_rows(text, name))
    return tuple(cell.strip().casefold() for cell in header)
