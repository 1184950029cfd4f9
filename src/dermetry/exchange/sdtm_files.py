"""Where the SDTM data sets of a study lie: in one folder, under the names of the standard."""

from pathlib import Path

from dermetry.errors import InputNotFound
from dermetry.pathway.files import recorded_name


def find_sdtm_files(*, path: Path) -> tuple[Path, Path]:
    """Find tu.csv and tr.csv in a folder, or beside one of the two; capitals do not matter.

    Raises ``InputNotFound`` naming what is missing.
    """
    folder = path if path.is_dir() else path.parent
    found = {each.name.casefold(): each for each in sorted(folder.iterdir()) if each.is_file()}
    missing = [name for name in ("tu.csv", "tr.csv") if name not in found]
    if missing:
        where = recorded_name(path.resolve())
        what = "is a folder without" if path.is_dir() else "has beside it no"
        raise InputNotFound(
            f"{where} {what} {' and '.join(missing)}",
            why="lesions of SDTM are identified in TU and measured in TR",
            next_step="name a folder that holds tu.csv and tr.csv, or give one file: a case file "
            "or a CSV",
        )
    return found["tu.csv"], found["tr.csv"]
