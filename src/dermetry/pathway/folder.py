"""A case folder on disk: one subfolder per visit named by date, photographs inside.

Reads names and marks only; photographs are opened elsewhere, one at a time.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dermetry.errors import InputNotFound, MarksInvalid
from dermetry.pathway.description import CaseDescription
from dermetry.pathway.files import recorded_name
from dermetry.pathway.marks import VisitMarks
from dermetry.pathway.toml_input import read_toml

VISIT_NAME = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:[ _].*)?$")
NEARLY_A_DATE = re.compile(
    r"^(\d{4}[-_. ]\d{1,2}[-_. ]\d{1,2}|\d{8}|\d{1,2}[-_. /]\d{1,2}[-_. ]\d{2,4})(\D|$)"
)
NOT_PHOTOGRAPHS = {".toml", ".txt", ".md", ".json", ".csv", ".pdf", ".db", ".ini"}
PHOTOGRAPHS = {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic"}
MARKS_SLIPS = {"marks.toml", "marks.toml.txt", "mark.toml", "marks.txt"}
REPORT_FOLDER = "report"


class CaseFolderEmpty(InputNotFound):
    """The folder is missing, is no folder, or holds no visit."""


class FolderNotListed(InputNotFound):
    """A folder is there, but its names cannot be read."""


class VisitNameInvalid(MarksInvalid):
    """A visit folder's name is no date, or lies in the future, or stands twice."""


@dataclass(frozen=True)
class VisitFolder:
    """One visit on disk: its date, its files in order, and what a person marked."""

    visited_on: date
    path: Path
    files: tuple[Path, ...]
    marks: VisitMarks
    has_marks: bool
    strays: tuple[str, ...] = ()  # entries that look meant and are not used, each as a sentence


@dataclass(frozen=True)
class CaseFolder:
    """A case on disk, visits in order of date, and the names that were passed over."""

    path: Path
    description: CaseDescription
    visits: tuple[VisitFolder, ...]
    passed_over: tuple[str, ...]


def read_case_folder(*, folder: Path, today: date) -> CaseFolder:
    """Read names and marks of a case folder.

    Raises CaseFolderEmpty, VisitNameInvalid, or TomlBroken / TomlValuesInvalid.
    """
    if not folder.is_dir():
        raise CaseFolderEmpty(
            f"{folder.name or folder} is not a folder that can be read",
            next_step="pass the folder that holds one subfolder per visit, such as 2026-01-12",
        )
    dated, passed_over = sort_entries(list_folder(folder))
    if not dated:
        raise CaseFolderEmpty(
            f"{folder.name} holds no visit",
            why="no subfolder is named by a date",
            next_step="make one subfolder per visit, named YYYY-MM-DD, with its photographs inside",
        )
    description = read_description(folder)
    visits = tuple(read_visit(path, visited_on) for visited_on, path in check_dates(dated, today))
    if not any(visit.files or visit.has_marks for visit in visits):
        raise CaseFolderEmpty(
            f"the visits in {folder.name} hold neither photographs nor marks",
            next_step="put the photographs of each visit into its subfolder",
        )
    return CaseFolder(folder, description, visits, tuple(passed_over))


def list_folder(folder: Path) -> list[Path]:
    """List a folder in order of name, or say why it cannot be listed."""
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise FolderNotListed(
            f"the folder {folder.name} cannot be read: {error.strerror or error}",
            next_step="check that it is there and that you may read it",
        ) from error


def sort_entries(entries: list[Path]) -> tuple[list[tuple[str, Path]], list[str]]:
    """Sort the entries of a folder into visits and names passed over."""
    dated, passed_over = [], []
    for entry in entries:
        match = VISIT_NAME.match(entry.name)
        if entry.is_dir() and match:
            dated.append((match.group(1), entry))
        elif entry.is_dir() and NEARLY_A_DATE.match(entry.name):
            refuse_name(entry.name)
        elif is_stray(entry):
            passed_over.append(entry.name)
    return dated, passed_over


def refuse_name(name: str) -> None:
    """Refuse a folder that is meant as a visit but not named so: it must not be left out."""
    raise VisitNameInvalid(
        f"the folder {name} looks like a visit, but its name is no date of the form YYYY-MM-DD",
        why="a visit that is left out changes every call after it",
        next_step="rename it, for example to 2026-02-16; rename other folders so that they do "
        "not begin with a date",
    )


def is_stray(entry: Path) -> bool:
    """Tell whether an entry beside the visits looks like something a person meant to use."""
    if entry.name.startswith(".") or entry.name in ("case.toml", REPORT_FOLDER):
        return False
    return entry.is_dir() or entry.suffix.lower() not in NOT_PHOTOGRAPHS


def check_dates(dated: list[tuple[str, Path]], today: date) -> list[tuple[date, Path]]:
    """Check that visit names are real dates, not in the future, one folder per date."""
    checked: dict[date, Path] = {}
    for text, path in dated:
        try:
            visited_on = date.fromisoformat(text)
        except ValueError as error:
            raise VisitNameInvalid(
                f"the visit folder {path.name} is not named by a real date ({error})",
                next_step="rename it to YYYY-MM-DD",
            ) from error
        if visited_on > today:
            raise VisitNameInvalid(
                f"the visit folder {path.name} lies in the future (today is {today})",
                why="a visit that has not happened cannot be assessed; a wrong year is common",
                next_step="correct the folder's name, or this computer's date",
            )
        if visited_on in checked:
            raise VisitNameInvalid(
                f"two visit folders carry the date {visited_on}: "
                f"{checked[visited_on].name} and {path.name}",
                next_step="put the photographs of one day into one folder",
            )
        checked[visited_on] = path
    return sorted(checked.items())


def read_description(folder: Path) -> CaseDescription:
    """Read case.toml, or give an empty description where there is none."""
    path = folder / "case.toml"
    if not path.exists():
        return CaseDescription()
    return read_toml(path=path, model=CaseDescription, name="case.toml")


def read_visit(path: Path, visited_on: date) -> VisitFolder:
    """Read the marks and the list of files of one visit folder."""
    entries = list_folder(path)
    files = tuple(entry for entry in entries if is_photograph_name(entry))
    strays = tuple(sentence for entry in entries if (sentence := stray_words(entry)))
    marks_path = path / "marks.toml"
    if not marks_path.exists():
        return VisitFolder(visited_on, path, files, VisitMarks(), has_marks=False, strays=strays)
    marks = read_toml(path=marks_path, model=VisitMarks, name=f"{path.name}/marks.toml")
    check_files(marks, files, path.name)
    return VisitFolder(visited_on, path, files, marks, has_marks=True, strays=strays)


def is_photograph_name(entry: Path) -> bool:
    """Tell whether an entry of a visit is to be opened; also a dead link, to be named."""
    is_hidden = entry.name.startswith(".")
    return not is_hidden and not entry.is_dir() and entry.suffix.lower() not in NOT_PHOTOGRAPHS


def stray_words(entry: Path) -> str:
    """Say that an entry of a visit is not used although it looks meant; empty for the rest."""
    name = recorded_name(entry)
    if entry.is_dir() and not entry.name.startswith("."):
        return f"the folder {name} inside the visit was not looked into"
    if entry.name.startswith(".") and entry.suffix.lower() in PHOTOGRAPHS:
        return f"{name} is hidden by the dot in its name and was not used"
    if entry.name != "marks.toml" and entry.name.lower() in MARKS_SLIPS:
        return f"{name} was not read: marks are read from marks.toml"
    return ""


def check_files(marks: VisitMarks, files: tuple[Path, ...], visit: str) -> None:
    """Check that every photograph the marks name is in the folder."""
    there = {file.name for file in files}
    for photo in marks.photograph:
        if photo.file not in there:
            listed = ", ".join(sorted(there)[:5]) or "no photograph"
            raise MarksInvalid(
                f"{visit}/marks.toml names the photograph {photo.file}, which is not there",
                why=f"the folder holds {listed}",
                next_step="correct the name in marks.toml, or put the photograph back",
            )
