"""Files a person sent, single or in a zip; a zip is judged whole before anything is unpacked."""

import lzma
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import IO, Any, Final

from dermetry.errors import MarksInvalid
from dermetry.imaging.limits import read_limits
from dermetry.pathway.files import clean_name

FILES_MOST: Final = 2000
TOTAL_MOST: Final = 4 * 2**30  # bytes, unpacked
RATIO_MOST: Final = 100  # photographs hardly shrink in a zip; what shrinks more is a trap
TEXT_MOST: Final = 64 * 2**20  # bytes of a case file
PHOTOGRAPHS: Final = frozenset(
    (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".heic", ".heif")
)
ARCHIVES: Final = frozenset((".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz"))
DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)  # all that reading a damaged entry may raise
STRAYS: Final = frozenset(("thumbs.db", "desktop.ini", ".ds_store"))  # left by computers
DAY: Final = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})[-_. ]?(?P<month>\d{2})[-_. ]?(?P<day>\d{2})(?!\d)"
)
DAY_FIRST: Final = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>(?:19|20)\d{2})(?!\d)"
)


class ArchiveRefused(MarksInvalid):
    """A zip is broken, or made to do harm; nothing of it was unpacked."""


class FileTooLarge(MarksInvalid):
    """A file is larger than what is taken in."""


@dataclass(frozen=True)
class SentFile:
    """One file: its path as sent, its size, and how its bytes are read."""

    path: str
    size: int
    read: Callable[[], bytes]

    @property
    def name(self) -> str:
        """Give the name without folders, as the record can hold it."""
        return clean_name(PurePosixPath(self.path.replace("\\", "/")).name)

    @property
    def suffix(self) -> str:
        """Give the ending of the name."""
        return PurePosixPath(self.name).suffix.lower()

    @property
    def is_stray(self) -> bool:
        """Tell whether a computer left this file beside the photographs."""
        parts = PurePosixPath(self.path.replace("\\", "/")).parts
        return self.name.lower() in STRAYS or self.name.startswith("._") or "__MACOSX" in parts

    @property
    def is_photograph(self) -> bool:
        """Tell by the name whether this is meant as a photograph."""
        return self.suffix in PHOTOGRAPHS

    @property
    def day(self) -> date | None:
        """Give the day that a folder, else the name, states; the innermost folder counts."""
        *folders, name = PurePosixPath(self.path.replace("\\", "/")).parts or ("",)
        found = (day_in(each) for each in (*reversed(folders), name))
        return next((each for each in found if each), None)


def day_in(words: str) -> date | None:
    """Give the day that a name states: 2024-03-12, 20240312 or 12.03.2024."""
    for pattern in (DAY, DAY_FIRST):
        match = pattern.search(words)
        if match:
            try:
                return date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                continue
    return None


def read_sent(*, uploads: Sequence[Any], paths: Sequence[str] = ()) -> list[SentFile]:
    """Give the files that were sent, those of a zip each by itself.

    ``paths`` are the files' paths in their folder, in the same order, where the browser told
    them.  Raises ArchiveRefused, FileTooLarge.
    """
    told = list(paths) if len(paths) == len(uploads) else [str(each.name) for each in uploads]
    found: list[SentFile] = []
    for upload, path in zip(uploads, told, strict=True):
        if PurePosixPath(str(upload.name)).suffix.lower() == ".zip":
            found += read_archive(file=upload.file, name=clean_name(str(upload.name)))
        else:
            found.append(SentFile(path, upload.size, whole(upload)))
    if len(found) > FILES_MOST:
        raise FileTooLarge(
            f"{len(found)} files are too many at once",
            why=f"up to {FILES_MOST} are taken in together",
            next_step="send them in several parts",
        )
    for each in found:
        check_size(each)
    return found


def whole(upload: Any) -> Callable[[], bytes]:
    """Give what reads an upload from its beginning."""

    def read() -> bytes:
        upload.seek(0)
        return bytes(upload.read())

    return read


def check_size(file: SentFile) -> None:
    """Refuse a file that is larger than a photograph or case file can be."""
    most = TEXT_MOST if file.suffix == ".json" else int(read_limits(table="opener")["bytes_most"])
    if file.size > most:
        raise FileTooLarge(
            f"{file.name} has {file.size / 1e6:.0f} MB",
            why=f"up to {most / 1e6:.0f} MB are taken in",
            next_step="leave this file out, or save the photograph smaller",
        )


def read_archive(*, file: IO[bytes], name: str) -> list[SentFile]:
    """Judge a zip by its list of contents, then give its files; raises ArchiveRefused."""
    try:
        archive = zipfile.ZipFile(file)
        entries = [each for each in archive.infolist() if not each.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refused(f"{name} is no zip that can be read ({error})") from error
    for problem in problems_of(entries):
        raise refused(f"{name}: {problem}")
    return [SentFile(each.filename, each.file_size, unpack(archive, each)) for each in entries]


def problems_of(entries: Sequence[zipfile.ZipInfo]) -> Iterator[str]:
    """Name what makes a zip one that is not unpacked."""
    if len(entries) > FILES_MOST:
        yield f"it holds {len(entries)} files, more than {FILES_MOST}"
    if len({each.filename for each in entries}) < len(entries):
        yield "it holds two files of one name"
    if sum(each.file_size for each in entries) > TOTAL_MOST:
        yield "unpacked it would be larger than 4 GB"
    for each in entries:
        said = problem_of(each)
        if said:
            yield f"{clean_name(each.filename)} {said}"


def problem_of(entry: zipfile.ZipInfo) -> str:
    """Say what is wrong with one entry; empty where nothing is."""
    path = entry.filename.replace("\\", "/")
    parts = PurePosixPath(path).parts
    if path.startswith("/") or ".." in parts or re.match(r"^[A-Za-z]:", path):
        return "points outside of the zip"
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "is a link or device, not a file"
    if entry.flag_bits & 0x1:
        return "is encrypted"
    if PurePosixPath(path).suffix.lower() in ARCHIVES:
        return "is an archive within the zip; unpack it first"
    if entry.file_size > RATIO_MOST * max(entry.compress_size, 1) and entry.file_size > 2**20:
        return "unpacks to far more than photographs do"
    return ""


def unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[], bytes]:
    """Give what reads one entry, never more than its stated size."""

    def read() -> bytes:
        try:
            with archive.open(entry) as opened:
                data = opened.read(entry.file_size)
        except DAMAGED as error:
            raise refused(f"{clean_name(entry.filename)} in the zip is damaged") from error
        if len(data) != entry.file_size:
            raise refused(f"{clean_name(entry.filename)} in the zip is not whole")
        return data

    return read


def refused(what: str) -> ArchiveRefused:
    """Say why a zip is not taken."""
    return ArchiveRefused(
        what,
        why="a zip is taken only when all of it is safe and whole; nothing of it was taken",
        next_step="pack the photographs again in a plain zip, or choose the files themselves",
    )
