"""Where a page of a long list begins: the place in the order, not a number of rows to skip."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Final

TRAIL: Final = 20  # pages that "previous" can walk back; beyond that it leads to the first
LONGEST: Final = 400


@dataclass(frozen=True)
class Cursor:
    """The last row of a page: which list it came from, its value there, its key."""

    part: int
    value: str | int
    pk: int


@dataclass(frozen=True)
class Found:
    """One patient of a page."""

    patient_pk: int
    cursor: Cursor


@dataclass(frozen=True)
class Page:
    """The patients of one page, and where the next one begins."""

    found: tuple[Found, ...] = ()
    rest: Cursor | None = None  # None: there is no more
    is_cut: bool = False  # enough was read before the page was full; more may follow

    @property
    def keys(self) -> list[int]:
        """Give the patients in their order."""
        return [each.patient_pk for each in self.found]


def write(cursor: Cursor) -> str:
    """Write a cursor as text for an address."""
    plain = json.dumps([cursor.part, cursor.value, cursor.pk], ensure_ascii=False)
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def read(text: str) -> Cursor | None:
    """Read a cursor; whatever else stands in the address is the first page."""
    if not text or len(text) > LONGEST:
        return None
    try:
        padded = text + "=" * (-len(text) % 4)
        part, value, pk = json.loads(base64.urlsafe_b64decode(padded.encode()))
    except (ValueError, binascii.Error, TypeError):
        return None
    is_whole = isinstance(part, int) and isinstance(pk, int) and isinstance(value, str | int)
    is_small = is_whole and 0 <= part < 99 and 0 <= pk < 2**62
    return Cursor(part, value, pk) if is_small else None
