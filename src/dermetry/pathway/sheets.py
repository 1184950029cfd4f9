"""Which plain marker sheets may lie in a photograph: named by its marks, or beside it."""

from pathlib import Path

from dermetry.errors import MarksInvalid
from dermetry.imaging.layout import Layout
from dermetry.imaging.sheet import read_sheet
from dermetry.pathway.marks import PhotographMark

DEFAULT_NAME = "sheet.toml"


def layouts_for(*, mark: PhotographMark | None, visit: Path, case: Path) -> tuple[Layout, ...]:
    """Give the sheet a photograph's marks name, else a sheet.toml of the visit or the case."""
    if mark and mark.sheet:
        for folder in (visit, case):
            path = folder / mark.sheet
            if path.is_file():
                return (load_layout(path=path),)
        raise MarksInvalid(
            f"{visit.name}/marks.toml names the sheet {mark.sheet}, which is not in this case",
            next_step="put the sheet's TOML beside marks.toml or case.toml",
        )
    for folder in (visit, case):
        if (folder / DEFAULT_NAME).is_file():
            return (load_layout(path=folder / DEFAULT_NAME),)
    return ()


def load_layout(*, path: Path) -> Layout:
    """Read one sheet file."""
    try:
        return read_sheet(text=path.read_text(encoding="utf-8"), name=path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise MarksInvalid(
            f"the sheet {path.name} cannot be read: {error}",
            next_step="check that the file is there and is plain text",
        ) from error
