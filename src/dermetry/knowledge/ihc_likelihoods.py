"""How often tumors of each origin stain for each marker: the table behind the origin score."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from io import StringIO
from types import MappingProxyType
from typing import cast

from dermetry.errors import KnowledgeInvalid
from dermetry.knowledge.files import STATUSES, Status, read_knowledge_text

COLUMNS = [
    *("marker", "entity", "subtype", "n", "low", "high", "point"),
    *("as_named", "source", "bounds_status"),
]
ANY = "any"  # the row that holds whatever the subtype of the tumor is


@dataclass(frozen=True)
class StainRate:
    """The share of tumors of one origin that stain for one marker, of 1.

    ``low`` and ``high`` are the sourced bounds, ``point`` is our choice between them;
    ``subtype`` is the treatment group the row is for, or "any". ``n`` None: not stated.
    """

    marker: str
    entity: str
    subtype: str
    n: int | None
    low: Decimal
    high: Decimal
    point: Decimal
    as_named: str
    source: str
    bounds_status: Status


Rates = Mapping[tuple[str, str, str], StainRate]


@cache
def load_stain_rates() -> Rates:
    """Load the shipped rates by marker, entity and subtype."""
    text = read_knowledge_text(folder="codes", file_name="ihc_origin_likelihoods.csv")
    return parse_stain_rates(text=text, name="codes/ihc_origin_likelihoods.csv")


def parse_stain_rates(*, text: str, name: str) -> Rates:
    """Parse the table of rates; raises ``KnowledgeInvalid`` naming file and line."""
    rows = csv.reader(StringIO(text))
    if next(rows, None) != COLUMNS:
        raise KnowledgeInvalid(f"{name}: the first line must be {','.join(COLUMNS)}")
    rates: dict[tuple[str, str, str], StainRate] = {}
    for number, row in enumerate(rows, start=2):
        where = f"{name}, line {number}"
        rate = read_rate(row, where)
        key = (rate.marker, rate.entity, rate.subtype)
        if key in rates:
            raise KnowledgeInvalid(f"{where}: {', '.join(key)} stands twice")
        rates[key] = rate
    return MappingProxyType(rates)


def read_rate(row: list[str], where: str) -> StainRate:
    """Read one row; the point must lie between the bounds, and all three from 0 to 1."""
    if len(row) != len(COLUMNS) or not all(row[:3] + row[4:]):
        raise KnowledgeInvalid(f"{where}: needs {len(COLUMNS)} columns, only n may be empty")
    given = dict(zip(COLUMNS, row, strict=True))
    try:
        low, high, point = (Decimal(given[key]) for key in ("low", "high", "point"))
        n = int(given["n"]) if given["n"] else None
    except (InvalidOperation, ValueError) as error:
        raise KnowledgeInvalid(f"{where}: a rate or n is no number", why=str(error)) from error
    if not 0 <= low <= point <= high <= 1:
        raise KnowledgeInvalid(f"{where}: needs 0 <= low <= point <= high <= 1")
    if given["bounds_status"] not in STATUSES:
        raise KnowledgeInvalid(f"{where}: unknown status {given['bounds_status']!r}")
    return StainRate(
        marker=given["marker"],
        entity=given["entity"],
        subtype=given["subtype"],
        n=n,
        low=low,
        high=high,
        point=point,
        as_named=given["as_named"],
        source=given["source"],
        bounds_status=cast(Status, given["bounds_status"]),
    )
