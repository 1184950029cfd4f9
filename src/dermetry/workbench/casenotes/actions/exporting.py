"""Giving a case out: the case file with its photographs in a zip, noted in the audit log."""

import hashlib
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Final, Literal

from pydantic import ValidationError

from dermetry.errors import DermetryError, MarksInvalid
from dermetry.imaging.photograph import encode_clean
from dermetry.imaging.values import Picture
from dermetry.pathway.files import clean_name
from dermetry.record.case import Case
from dermetry.record.casefile import describe, write_case_file
from dermetry.record.photograph import Photograph as RecordedPhotograph
from dermetry.record.visit import Visit
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope, store
from dermetry.workbench.casenotes.actions.base import Unit, change, read_lawful
from dermetry.workbench.casenotes.actions.patients import make_value
from dermetry.workbench.casenotes.consent_use import allows
from dermetry.workbench.casenotes.deidentifying import deidentify
from dermetry.workbench.casenotes.models import Patient, Photograph

Use = Literal["care", "teaching", "research"]
OpenPicture = Callable[[bytes, str], Picture]
FIXED_TIME: Final = (1980, 1, 1, 0, 0, 0)  # the same case gives the same zip
QUALITY: Final = 95  # of photographs written again without metadata
SPOOL: Final = 32 * 2**20  # bytes kept in memory before a file on the disk is used


class ExportRefused(MarksInvalid):
    """What was asked for may not be given out."""


@dataclass(frozen=True)
class Exported:
    """A zip to be sent."""

    file: IO[bytes]
    name: str


def export_case(
    *,
    actor: Actor,
    at: datetime,
    patient_pk: int,
    use: Use,
    is_deidentified: bool,
    code: str,
    with_photographs: bool,
    folder: Path,
    open_picture: OpenPicture,
) -> Exported:
    """Give a zip of case.json and photographs; teaching and research need a consent that holds.

    De-identified: no name of patient, staff or file, no birth date, no sentences, ``code`` for
    the identifier, photographs named by number and written again without metadata.  Raises
    ExportRefused, RecordNotLawful, NotHere.
    """
    actor.check("exchange")
    row = scope.get(actor=actor, model=Patient, pk=patient_pk)
    case = read_lawful(row)
    check_use(case, use)
    hides = is_deidentified or use != "care"
    check_code(case, code.strip(), is_needed=hides)
    out = tempfile.SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115  (sent, then closed)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        rows = {each.photograph_id: each for each in row.photographs.exclude(stored_as="")}
        packer = Packer(archive, rows if with_photographs else {}, folder, open_picture)
        packed = packer.pack(case, is_clean=hides)
        case = deidentified(case, packed, code.strip()) if hides else packed
        put(archive, "case.json", write_case_file(case=case).encode())
        if packer.missing:
            put(archive, "MISSING.txt", "\n".join(packer.missing).encode())
    with change(actor=actor, at=at, permission="exchange", patient_pk=patient_pk) as unit:
        note(unit, use, is_deidentified=hides, packer=packer)
    out.seek(0)
    return Exported(out, f"{case.patient.patient_id}.zip".replace("/", "-").replace(" ", "-"))


def note(unit: Unit, use: Use, *, is_deidentified: bool, packer: "Packer") -> None:
    """Say in the audit log what was given out, and for what."""
    unit.log(
        "case.exported",
        target=unit.patient.patient_id,
        details={
            "use": use,
            "is_deidentified": is_deidentified,
            "photographs": packer.packed,
            "photographs_missing": len(packer.missing),
        },
    )


def check_use(case: Case, use: Use) -> None:
    """Refuse a use that the patient has not agreed to."""
    if allows(case=case, use=use):
        return
    raise ExportRefused(
        f"The patient has not agreed to {use}",
        why="a use needs an answer that says “given”; a withdrawn one ends it",
        next_step="ask, and record the answer under Consent; or export for care",
    )


def check_code(case: Case, code: str, *, is_needed: bool) -> None:
    """Refuse a de-identified case without a code of its own."""
    if is_needed and (not code or code == case.patient.patient_id):
        raise ExportRefused(
            "A de-identified case needs a code of its own",
            why="the hospital's identifier names the patient to whoever knows it",
            next_step="enter the code of the study, or make one up and keep the list",
        )
    if is_needed:
        make_value(case.patient.model_dump() | {"patient_id": code})


def deidentified(case: Case, packed: Case, code: str) -> Case:
    """Give the case as it was packed, without what names somebody; raises ExportRefused."""
    try:
        return deidentify(original=case, renamed=packed, code=code)
    except ValidationError as error:
        raise ExportRefused(
            "Without its names this case is no longer a whole one",
            why=describe(error),
            next_step="give lesions and treatments ids that name nobody, then export again",
        ) from error


def put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Put one file into the zip."""
    archive.writestr(zipfile.ZipInfo(name, FIXED_TIME), data)


class Packer:
    """Puts photographs into a zip, named as the case file names them."""

    def __init__(
        self,
        archive: zipfile.ZipFile,
        rows: Mapping[str, Photograph],
        folder: Path,
        open_picture: OpenPicture,
    ) -> None:
        """Keep where they come from and where they go."""
        self.archive, self.rows, self.folder = archive, rows, folder
        self.open_picture = open_picture
        self.packed = 0
        self.missing: list[str] = []

    def pack(self, case: Case, *, is_clean: bool) -> Case:
        """Put every photograph in; gives the case as it names them."""
        visits = tuple(self.pack_visit(visit, is_clean=is_clean) for visit in case.visits)
        return case.model_copy(update={"visits": visits})

    def pack_visit(self, visit: Visit, *, is_clean: bool) -> Visit:
        """Put the photographs of one visit in."""
        numbered = enumerate(visit.photographs, start=1)
        found = tuple(self.pack_one(visit, n, photo, is_clean=is_clean) for n, photo in numbered)
        update: dict[str, object] = {"photographs": found}
        if is_clean:  # a file that cannot be read cannot be cleaned, and its name may tell
            update["unreadable"] = tuple(
                each.model_copy(update={"file_name": f"unreadable-{number}"})
                for number, each in enumerate(visit.unreadable, start=1)
            )
        return visit.model_copy(update=update)

    def pack_one(
        self, visit: Visit, number: int, photo: RecordedPhotograph, *, is_clean: bool
    ) -> RecordedPhotograph:
        """Put one photograph in, clean or as it was sent; what cannot be read is named."""
        if is_clean:
            name = f"photograph-{number}.jpg"
            photo = photo.model_copy(update={"file_name": name, "taken_on": None})
        row = self.rows.get(photo.photograph_id)
        if row is None:
            return photo
        try:
            data = store.read(folder=self.folder, name=row.stored_as)
            if is_clean:
                picture = self.open_picture(data, photo.file_name)
                data = encode_clean(pixels=picture.pixels, quality=QUALITY)
        except DermetryError as error:
            self.missing.append(f"{visit.visited_on} {photo.file_name}: {error.what}")
            return photo
        put(self.archive, self.place(visit, photo), data)
        self.packed += 1
        sha256 = hashlib.sha256(data).hexdigest()
        return photo.model_copy(update={"sha256": sha256}) if is_clean else photo

    def place(self, visit: Visit, photo: RecordedPhotograph) -> str:
        """Give the path in the zip: the day and the name, no folders of the name's own."""
        name = clean_name(PurePosixPath(photo.file_name.replace("\\", "/")).name)
        path = f"photographs/{visit.visited_on}/{name}"
        if path not in self.archive.NameToInfo:
            return path
        return f"photographs/{visit.visited_on}/{photo.photograph_id.replace('/', '-')}-{name}"
