"""Writing a report folder: everything rendered first, then all files or none."""

import contextlib
import errno
import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dermetry.errors import OutputNotWritten
from dermetry.pathway.values import Assessed
from dermetry.record.casefile import write_case_file
from dermetry.report.build import build_report
from dermetry.report.csv_file import write_csv
from dermetry.report.html import render_html
from dermetry.report.note import write_note
from dermetry.report.pdf import render_pdf
from dermetry.report.specimens_csv import write_specimens_csv

MARKS_FOLDER = "proposed-marks"
MARKS_HEADER = "# Written by dermetry and replaced at each run: copy it before editing.\n"
TEMPORARY = ".dermetry-new"
KEPT = ".dermetry-old"


class ReportNotWritten(OutputNotWritten):
    """The report folder cannot be written as asked; the message says what stands there now."""


@dataclass(frozen=True)
class ReportFiles:
    """Where each file of a report lies."""

    html: Path
    pdf: Path
    measurements: Path
    specimens: Path
    case: Path
    calls: Path
    note: Path
    proposed_marks: tuple[Path, ...]


def write_report(
    *, assessed: Assessed, folder: Path, version: str, is_complete_run: bool = True
) -> ReportFiles:
    """Write report.html, report.pdf, two CSV files, case.json, calls.json, note.txt, marks.

    All files or none: everything is rendered, written beside its place and synced before the
    first old file is replaced. The same assessed case gives identical bytes. A complete run
    (photographs were assessed) also removes proposed marks of earlier runs that no longer hold;
    a report from a case file alone knows nothing of them and leaves them. Raises
    ReportNotWritten on a read-only folder, a file in its place or a full disk.
    """
    contents = render_files(assessed=assessed, version=version)
    marks = {name: data for name, data in contents.items() if name.startswith(MARKS_FOLDER)}
    write_all_or_none(folder=folder, contents=contents)
    if is_complete_run:
        _remove_stale_marks(folder / MARKS_FOLDER, {Path(name).name for name in marks})
    return ReportFiles(
        html=folder / "report.html",
        pdf=folder / "report.pdf",
        measurements=folder / "measurements.csv",
        specimens=folder / "specimens.csv",
        case=folder / "case.json",
        calls=folder / "calls.json",
        note=folder / "note.txt",
        proposed_marks=tuple(folder / name for name in marks),
    )


def render_files(*, assessed: Assessed, version: str) -> dict[str, bytes]:
    """Render every file of a report: file name inside the folder -> bytes."""
    report = build_report(assessed=assessed, version=version)
    texts = {
        "report.html": render_html(report=report),
        "measurements.csv": write_csv(assessed=assessed, version=version),
        "specimens.csv": write_specimens_csv(case=assessed.case, version=version),
        "case.json": write_case_file(case=assessed.case),
        "calls.json": write_calls(assessed=assessed, version=version),
        "note.txt": write_note(assessed=assessed, version=version),
        **_marks(assessed.proposed_marks),
    }
    return {
        "report.pdf": render_pdf(report=report),
        **{name: text.encode("utf-8") for name, text in texts.items()},
    }


def write_calls(*, assessed: Assessed, version: str) -> str:
    """Write the calls with all their numbers and reasons as JSON text."""
    document = {
        "format": "dermetry calls",
        "version": 1,
        "software_version": version,
        "patient_id": assessed.case.patient.patient_id,
        "calls": [call.model_dump(mode="json") for call in assessed.calls],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _marks(proposed: Mapping[str, str]) -> dict[str, str]:
    """Give the files of proposed marks; a visit name can never leave the folder."""
    files: dict[str, str] = {}
    for visit, text in sorted(proposed.items()):
        stem = re.sub(r"[^A-Za-z0-9._-]+", "_", visit).lstrip(".") or "visit"
        name, count = f"{MARKS_FOLDER}/{stem}.toml", 2
        while name in files:
            name, count = f"{MARKS_FOLDER}/{stem}-{count}.toml", count + 1
        files[name] = MARKS_HEADER + text
    return files


def write_all_or_none(*, folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files into a folder so that either all are new or all are as before."""
    made: list[Path] = []
    staged: list[Path] = []
    try:
        for name, data in contents.items():
            target = folder / name
            _make_folder(target.parent, made)
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
            staged.append(_beside(target, TEMPORARY))
            _write_synced(staged[-1], data)
        _replace_all([folder / name for name in contents])
    except BaseException as error:  # also when the person stops it: nothing half done stays
        for path in staged:
            _remove_quietly(path)
        for path in reversed(made):
            _remove_if_empty(path)
        if isinstance(error, OSError):
            raise _explain(folder, error) from error
        raise
    try:
        _sync_folder(folder)
    finally:
        _remove_kept([folder / name for name in contents])


def _beside(target: Path, ending: str) -> Path:
    return target.with_name(f".{target.name}{ending}")


def _make_folder(folder: Path, made: list[Path]) -> None:
    """Make a folder and its parents, remembering which were new."""
    missing = []
    place = folder
    while not place.exists():
        missing.append(place)
        place = place.parent
    for place in reversed(missing):
        place.mkdir()
        made.append(place)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


def _write_synced(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _replace_all(targets: list[Path]) -> None:
    """Put every staged file in place; on a failure put the old files back."""
    done: list[Path] = []
    try:
        for target in targets:
            if target.exists():
                _keep(target)
            done.append(target)
            os.replace(_beside(target, TEMPORARY), target)
    except BaseException:  # a keyboard interrupt must not leave half a report either
        lost = [target for target in done if not _put_back(target)]
        for target in targets[len(done) :]:  # kept, but never replaced
            _remove_quietly(_beside(target, KEPT))
        if lost:
            raise _explain_half_written(lost) from None
        raise


def _put_back(target: Path) -> bool:
    """Put the old file back, or remove the new one where none was; False when that fails."""
    kept = _beside(target, KEPT)
    try:
        if kept.exists():
            os.replace(kept, target)
            kept.unlink(missing_ok=True)  # replacing a file by its own link leaves both
        elif not _beside(target, TEMPORARY).exists():
            target.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _remove_kept(targets: list[Path]) -> None:
    """Remove the second names of the old files; the new ones are all in place by now."""
    for target in targets:
        kept = _beside(target, KEPT)
        try:
            kept.unlink(missing_ok=True)
        except OSError as error:
            raise ReportNotWritten(
                f"The report is written, but the old {target.name} beside it could not be removed",
                why=str(error.strerror or error),
                next_step=f"Delete {kept} by hand",
            ) from error


def _keep(target: Path) -> None:
    """Keep the old file under a second name; a copy where the disk knows no links."""
    kept = _beside(target, KEPT)
    kept.unlink(missing_ok=True)
    try:
        os.link(target, kept)
    except OSError:
        shutil.copy2(target, kept)


def _sync_folder(folder: Path) -> None:
    """Make the new names last through a power cut, where the system allows it."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):  # the files are in place; some disks refuse this
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove_quietly(path: Path) -> None:
    with contextlib.suppress(OSError):  # a leftover must not hide the failure being reported
        path.unlink(missing_ok=True)


def _remove_if_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):  # something else lies in it: not ours to remove
        folder.rmdir()


def _remove_stale_marks(folder: Path, current: set[str]) -> None:
    """Remove marks of earlier runs that no longer hold; files of people stay."""
    for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        if path.name in current:
            continue
        try:
            with path.open("rb") as file:
                is_ours = file.read(len(MARKS_HEADER)) == MARKS_HEADER.encode()
            if is_ours:
                path.unlink()
        except OSError as error:
            raise ReportNotWritten(
                f"The report is written, but the outdated {path.name} could not be removed",
                why=str(error.strerror or error),
                next_step=f"Delete {path} by hand",
            ) from error


def _explain_half_written(lost: list[Path]) -> ReportNotWritten:
    """Say which old files could not be put back, and where they still are."""
    names = ", ".join(path.name for path in lost)
    return ReportNotWritten(
        f"The report was not written, and these files could not be put back: {names}",
        why="writing failed, and so did undoing it",
        next_step=f"The old files stand beside them with a dot before and {KEPT} behind their "
        "names: rename them",
    )


def _explain(folder: Path, error: OSError) -> ReportNotWritten:
    """Turn a failure of the file system into what happened, why, and what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        next_step = "Free some space, or give another folder, and run it again"
        why = "the disk is full or a size limit was met"
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        why = "the folder may not be written to"
        next_step = "Give a folder you may write to, and run it again"
    elif error.errno in (errno.ENOTDIR, errno.EEXIST, errno.EISDIR):
        why = f"something of another kind is in the way: {error.filename or folder}"
        next_step = "Move it away, or give another folder, and run it again"
    else:
        why, next_step = str(error.strerror or error), "Give another folder, and run it again"
    return ReportNotWritten(
        f"Nothing was written to {folder}; earlier files there are unchanged",
        why=why,
        next_step=next_step,
    )
