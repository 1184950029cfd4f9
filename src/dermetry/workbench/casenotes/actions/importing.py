"""Taking in a case file with its photographs, and a folder of old photographs."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from dermetry.errors import MarksInvalid
from dermetry.record.case import Case
from dermetry.record.casefile import read_case_file
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope, store
from dermetry.workbench.casenotes.actions.base import change
from dermetry.workbench.casenotes.actions.loading import load_patient
from dermetry.workbench.casenotes.actions.patients import SimilarPatients, make_value
from dermetry.workbench.casenotes.actions.taking_in import Taking
from dermetry.workbench.casenotes.likeness import similar_patients
from dermetry.workbench.casenotes.models import Photograph
from dermetry.workbench.casenotes.sent_files import SentFile

NAMED = 5  # files named in a message; how many more is said


class ImportRefused(MarksInvalid):
    """What was sent cannot be taken in as it is; nothing was."""


@dataclass(frozen=True)
class CaseTaken:
    """A case that was taken in."""

    patient_pk: int
    kept: int  # photographs whose bytes came along
    missing: int  # photographs of which the record speaks, and whose bytes did not come


@dataclass(frozen=True)
class FolderTaken:
    """Photographs that were taken in."""

    added: tuple[int, ...]  # keys of the photographs
    visits: tuple[date, ...]  # of those that were added
    restored: tuple[str, ...]  # names of those whose file had been missing
    to_analyse: tuple[int, ...]  # keys of the photographs
    already: tuple[str, ...]  # names of those that were there
    left_out: tuple[str, ...]  # names of files that are no photographs


def name_some(names: Sequence[str]) -> str:
    """Name a few files, and say how many more there are."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def import_case(
    *,
    actor: Actor,
    at: datetime,
    files: Sequence[SentFile],
    folder: Path,
    identifier: str = "",
    is_somebody_else: bool = False,
) -> CaseTaken:
    """Take in a case file with any photographs it names, as a new patient of the site.

    ``identifier`` is the one it gets here, where another is wanted than the file's.  Raises
    ImportRefused, SimilarPatients, IdentifierTaken, CaseFileInvalid kinds, PhotographNotStored.
    """
    actor.check("exchange")
    wanted = [each for each in files if not each.is_stray]
    case = under(read_case(wanted), identifier.strip())
    found = similar_patients(
        actor=actor,
        patient_id=case.patient.patient_id,
        name=case.patient.name,
        born_on=case.patient.born_on,
    )
    others = [each for each in found if not each.is_same_identifier]
    if others and not is_somebody_else:
        raise SimilarPatients(found)
    named = photographs_of(case)
    sent = match(wanted, named)
    patient_pk = load_patient(
        actor=actor, at=at, case=case, photographs=sent, folder=folder, said="case.imported"
    )
    return CaseTaken(patient_pk, len(sent), len(named) - len(sent))


def read_case(files: Sequence[SentFile]) -> Case:
    """Read the one case file among the files."""
    texts = [each for each in files if each.suffix == ".json"]
    if len(texts) != 1:
        raise ImportRefused(
            "There is no case file among these files" if not texts else
            f"There are {len(texts)} case files: {name_some([each.name for each in texts])}",
            why="one case is taken in at a time, from its case.json",
            next_step="choose one case file with its photographs, or the zip of an export",
        )  # fmt: skip
    try:
        text = texts[0].read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportRefused(
            f"{texts[0].name} is no text in UTF-8", next_step="export the case again"
        ) from error
    return read_case_file(text=text, name=texts[0].name)


def under(case: Case, identifier: str) -> Case:
    """Give the case under another identifier, where one is wanted."""
    if not identifier:
        return case
    patient = make_value({**case.patient.model_dump(), "patient_id": identifier})
    return case.model_copy(update={"patient": patient})


def photographs_of(case: Case) -> dict[str, str]:
    """Give the name of every photograph that a case speaks of, by its hash."""
    return {
        each.sha256: each.file_name
        for visit in case.visits
        for each in (*visit.unreadable, *visit.photographs)
        if each.sha256
    }


def match(files: Sequence[SentFile], named: Mapping[str, str]) -> dict[str, "Held"]:
    """Match the files that came along by their bytes; refuse what the case does not name."""
    found: dict[str, Held] = {}
    unknown: list[str] = []
    for each in files:
        if each.suffix == ".json":
            continue
        sha256 = hashlib.sha256(each.read()).hexdigest()
        if sha256 in named:
            found[sha256] = Held(each)
        elif each.is_photograph:
            unknown.append(each.name)
    if unknown:
        raise ImportRefused(
            f"The case file does not name {name_some(unknown)}",
            why="photographs are matched by their bytes; one that was changed is not the same",
            next_step="leave these files out, or add them afterwards as old photographs",
        )
    return found


@dataclass(frozen=True)
class Held:
    """A file whose bytes are read when they are needed."""

    file: SentFile

    def read_bytes(self) -> bytes:
        """Give the bytes."""
        return self.file.read()


def import_photographs(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    patient_pk: int,
    files: Sequence[SentFile],
    visited_on: date | None,
    folder: Path,
) -> FolderTaken:
    """Take in old photographs, each in the visit of its day: all of them, or none.

    ``visited_on`` is the day of those whose folder and name state none.  The photographs wait to
    be analysed.  One that the record names and whose file was missing gets it, in whatever visit
    it stands.  Raises ImportRefused, VisitSigned, PhotographNotStored, NotHere.
    """
    actor.check("exchange")
    wanted = [each for each in files if not each.is_stray]
    photographs = [each for each in wanted if each.is_photograph]
    left_out = tuple(each.name for each in wanted if not each.is_photograph)
    by_day = sort_by_day(photographs, visited_on, today)
    mine = scope.rows(actor=actor, model=Photograph).filter(patient_id=patient_pk, state="erased")
    erased = set(mine.values_list("sha256", flat=True))
    kept = {id(each): keep_bytes(each, folder, erased) for each in photographs}
    with change(actor=actor, at=at, permission="exchange", patient_pk=patient_pk) as unit:
        taking = Taking(unit)
        for day in sorted(by_day):
            for each in by_day[day]:
                taking.take(each.name, day, *kept[id(each)])
        unit.log(
            "photographs.imported",
            details={
                "added": len(taking.added),
                "already_there": len(taking.already),
                "restored": len(taking.restored),
                "visits": [day.isoformat() for day in taking.visits],
            },
        )
    return FolderTaken(
        added=tuple(taking.added),
        visits=tuple(taking.visits),
        restored=tuple(taking.restored),
        to_analyse=(*taking.added, *taking.waiting),
        already=tuple(taking.already),
        left_out=left_out,
    )


def sort_by_day(
    photographs: Sequence[SentFile], visited_on: date | None, today: date
) -> dict[date, list[SentFile]]:
    """Give the photographs by their day; refuse those without one, and days that have not come."""
    if not photographs:
        raise ImportRefused(
            "There is no photograph among these files",
            why="photographs end in .jpg, .jpeg, .png, .webp, .tif, .tiff or .heic",
            next_step="choose the photographs, their folder, or a zip of them",
        )
    found: dict[date, list[SentFile]] = {}
    undated: list[str] = []
    for each in photographs:
        day = each.day or visited_on
        if day is None:
            undated.append(each.name)
        else:
            found.setdefault(day, []).append(each)
    if undated:
        raise ImportRefused(
            f"No day is known of {name_some(undated)}",
            why="neither the folder nor the name states one, and none was entered",
            next_step="enter the day for these, or put them in a folder named by it (2024-03-12)",
        )
    late = sorted(day for day in found if day > today)
    if late:
        names = [each.name for day in late for each in found[day]]
        raise ImportRefused(
            f"{late[0]:%-d %b %Y} lies in the future ({name_some(names)})",
            next_step="rename the folder or file to the day of the photograph",
        )
    return found


def keep_bytes(file: SentFile, folder: Path, erased: Collection[str]) -> tuple[str, int]:
    """Store the bytes before any row names them, but not of what was erased on purpose.

    Gives their hash and size.
    """
    data = file.read()
    sha256 = hashlib.sha256(data).hexdigest()
    if sha256 not in erased:
        store.write(folder=folder, data=data)
    return sha256, len(data)
