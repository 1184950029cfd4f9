"""Data set TU: which lesions there are, their roles, and which have grown out of others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from dermetry.exchange import sdtm_terms as terms
from dermetry.exchange.sdtm_table import Cells, SdtmTable

Reader = tuple[str, str]  # patient, evaluator
NEEDED = ("usubjid", "tulnkid", "tuorres")


@dataclass(frozen=True)
class Identified:
    """One lesion as one evaluator identified it; parents for a mass or a fragment."""

    row: int
    lesion_id: str
    role: str
    location: str
    visit: str  # what names the visit of identification
    parents: tuple[str, ...] = ()
    how: Literal["", "split_into", "merged_into"] = ""


@dataclass
class Lesions:
    """The lesions of every reader by id, in the order of the data set."""

    found: dict[Reader, dict[str, Identified]] = field(default_factory=dict)
    set_aside: dict[Reader, set[str]] = field(default_factory=dict)  # said to be no tumor

    def of(self, reader: Reader) -> Mapping[str, Identified]:
        """Give the lesions of one reader."""
        return self.found.get(reader, {})


def read_lesions(table: SdtmTable) -> Lesions:
    """Read the lesions of TU, noting every row that does not hold."""
    lesions = Lesions()
    for row, cells in table.rows:
        reader = table.get(cells, "subject"), table.evaluator(cells)
        lesion_id, code = table.get(cells, "lnkid"), table.get(cells, "testcd").upper()
        is_known = not code or code in (*terms.IDENTIFIED, terms.SPLIT, terms.MERGED)
        if not is_known:
            table.remarks.append(f"{table.name} row {row}: TUTESTCD {code} was not used")
        elif table.is_id(row, "subject", reader[0]) and table.is_id(row, "lnkid", lesion_id):
            add_lesion(table, lesions, reader, row, cells)
    for reader, found in lesions.found.items():
        check_spelling(table, reader, found)
    return lesions


def add_lesion(table: SdtmTable, lesions: Lesions, reader: Reader, row: int, cells: Cells) -> None:
    """Add one lesion of a reader, or note why it cannot be one."""
    lesion_id, code = table.get(cells, "lnkid"), table.get(cells, "testcd").upper()
    known = lesions.found.setdefault(reader, {})
    word = (table.get(cells, "stresc") or table.get(cells, "orres")).upper()
    if word in terms.NO_TUMOR:
        lesions.set_aside.setdefault(reader, set()).add(lesion_id)
        table.remarks.append(f"{table.name} row {row}: {lesion_id} is {word}: not used")
        return
    if lesion_id in known:
        what = f"{lesion_id!r} is identified a second time, after row {known[lesion_id].row}"
        table.blame(row, "lnkid", what)
        return
    role = terms.ROLES.get(word)
    if role is None:
        what = f"{word!r} is not known (known: {', '.join(terms.ROLES)})" if word else "is empty"
        table.blame(row, "orres", what)
        return
    how = {terms.SPLIT: "split_into", terms.MERGED: "merged_into"}.get(code, "")
    parents = tuple(find_parents(table.get(cells, "grpid"), lesion_id, how, known)) if how else ()
    if how and len(parents) < (2 if how == "merged_into" else 1):
        what = (
            f"{lesion_id!r} is a {code}, but not of which lesions: name them in TUGRPID, "
            "as T02/T03, in rows before this one"
        )
        table.blame(row, "lnkid", what)
        return
    known[lesion_id] = Identified(
        row=row,
        lesion_id=lesion_id,
        role="" if how else role,
        location=table.get(cells, "loc"),
        visit=table.visit(cells) or table.get(cells, "dtc"),
        parents=parents,
        how="split_into" if how == "split_into" else "merged_into" if how else "",
    )


def find_parents(
    group: str, lesion_id: str, how: str, known: Mapping[str, Identified]
) -> Iterator[str]:
    """Give the known lesions that a mass or fragment has grown out of, by TUGRPID or its id."""
    if how == "split_into":
        yield from [each for each in (group, lesion_id.rpartition(".")[0]) if each in known][:1]
        return
    parts = (group if "/" in group or "," in group else lesion_id).replace(",", "/").split("/")
    stem = parts[0].strip()
    prefix = stem[: stem.rfind("-") + 1]  # R1-T02/T03 names R1-T03
    for part in (each.strip() for each in parts):
        yield from [each for each in (part, prefix + part) if each in known][:1]


def check_spelling(table: SdtmTable, reader: Reader, found: Mapping[str, Identified]) -> None:
    """Note ids of one reader that differ by capitals only."""
    spelled: dict[str, Identified] = {}
    for each in found.values():
        other = spelled.setdefault(each.lesion_id.casefold(), each)
        if other is not each:
            what = f"{each.lesion_id!r} differs from {other.lesion_id!r} by capitals only"
            table.blame(each.row, "lnkid", f"{what} ({reader[0]}, row {other.row})")
