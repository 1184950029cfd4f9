"""One SDTM data set as CSV: any columns, problems named by row and variable."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from dermetry.errors import InputNotFound
from dermetry.pathway.csv_input import CsvTable, parse_csv
from dermetry.pathway.files import recorded_name
from dermetry.pathway.lesion_columns import IDENTIFIER
from dermetry.pathway.response_input import read_columns

Cells = Mapping[str, str]
UNNAMED: Mapping[str, str] = {  # variables without the prefix of the domain
    "subject": "USUBJID",
    "visitnum": "VISITNUM",
}
VARIABLES: Mapping[str, str] = {  # columns of a table of lesions -> SDTM variable
    "lesion_id": "LNKID",
    "visited_on": "DTC",
    "baseline_on": "VISITNUM",
    "role": "GRPID",
    "longest_diameter_mm": "TESTCD",
    "short_axis_mm": "TESTCD",
    "perpendicular_mm": "STRESN",
    "newness": "ORRES",
    "status": "ORRES",
    "into": "LNKID",
}


@dataclass
class SdtmTable(CsvTable):
    """The rows of one data set; ``blame`` names variables as SDTM does."""

    domain: str = ""

    def blame(self, row: int, column: str, what: str) -> None:
        """Note a problem of one cell; a column of a table of lesions becomes a variable."""
        super().blame(row, self.variable(column), what)

    def variable(self, column: str) -> str:
        """Give the name of a variable, such as TRLNKID for "lnkid" or "lesion_id"."""
        if column in UNNAMED or column.isupper():
            return UNNAMED.get(column, column)  # in capitals: it is the variable
        name = VARIABLES.get(column, column).upper()
        return name if name == "VISITNUM" else f"{self.domain.upper()}{name}"

    def has(self, column: str) -> bool:
        """Tell whether the data set has a variable."""
        return self.variable(column).casefold() in self.columns

    def get(self, cells: Cells, column: str) -> str:
        """Give the cell of a variable, "" where the data set has none."""
        return cells.get(self.variable(column).casefold(), "")

    def evaluator(self, cells: Cells) -> str:
        """Give who evaluated: the identifier of the evaluator, else her or his kind."""
        return self.get(cells, "evalid") or self.get(cells, "eval")

    def visit(self, cells: Cells) -> str:
        """Give what names the visit: its number, else its name; "" where neither is there."""
        return self.get(cells, "visitnum") or cells.get("visit", "")

    def is_id(self, row: int, column: str, text: str) -> bool:
        """Tell whether a cell holds an id, noting one that does not."""
        if IDENTIFIER.fullmatch(text):
            return True
        what = f"{text!r} is no id (letters, digits and . + _ - / only, up to 64)"
        self.blame(row, column, what if text else "is empty")
        return False


def read_sdtm_table(*, path: Path, domain: str, needed: Collection[str]) -> SdtmTable:
    """Read one data set with whatever variables it has.

    ``domain`` is "tu", "tr" or "rs"; ``needed`` names variables in full ("trlnkid").
    Raises ``CsvInvalid`` naming missing variables, rows and cells, and ``InputNotFound``.
    """
    name = recorded_name(path)
    columns = read_columns(path, name)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputNotFound(
            f"{name} cannot be read: {error.strerror or error}", next_step="check the file name"
        ) from error
    table = parse_csv(content=content, name=name, needed=needed, known=columns)
    return SdtmTable(table.name, table.columns, table.rows, table.problems, domain=domain)
