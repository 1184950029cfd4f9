"""Data set TR: what was measured or stated of each lesion at each visit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from dermetry.exchange import sdtm_terms as terms
from dermetry.exchange.sdtm_lesions import Lesions, Reader
from dermetry.exchange.sdtm_sizes import SizeNotes, is_bound, is_too_small, read_size
from dermetry.exchange.sdtm_table import Cells, SdtmTable
from dermetry.pathway.lesion_columns import NUMBER

NEEDED = ("usubjid", "trlnkid", "trtestcd", "trdtc")


@dataclass(frozen=True)
class Result:
    """One row of TR: a size in mm or mm2, a word, or a gap with its reason."""

    row: int
    code: str
    size: Decimal | None = None
    word: str = ""  # one of STATE_WORDS' values, or the gap that gap_of tells
    reason: str = ""
    method: str = ""


@dataclass(frozen=True)
class Silence:
    """A row of no lesion, saying that an assessment as a whole was not done."""

    row: int
    code: str
    visit: str
    role: str  # of the lesions it is about; "" of all
    word: str  # not_done or not_evaluable
    reason: str


@dataclass
class Results:
    """The results of every reader by visit and lesion, what was not done, and what is unused."""

    found: dict[Reader, dict[tuple[str, str], dict[str, Result]]] = field(default_factory=dict)
    silences: dict[Reader, list[Silence]] = field(default_factory=dict)
    notes: SizeNotes = field(default_factory=SizeNotes)
    unused: dict[str, int] = field(default_factory=dict)  # TRTESTCD -> rows


def read_results(table: SdtmTable, lesions: Lesions) -> Results:
    """Read the results of TR, noting every row that does not hold."""
    results = Results()
    for row, cells in table.rows:
        code, lesion_id = table.get(cells, "testcd").upper(), table.get(cells, "lnkid")
        reader = table.get(cells, "subject"), table.evaluator(cells)
        if lesion_id in lesions.set_aside.get(reader, ()):
            continue
        is_not_done = table.get(cells, "stat").upper() == terms.NOT_DONE
        if code and not lesion_id and is_not_done:
            results.silences.setdefault(reader, []).append(read_silence(table, row, cells))
        elif not lesion_id or code not in (*terms.LENGTHS, terms.AREA, *terms.STATES):
            note_unused(table, results, row, code, lesion_id)
        elif table.is_id(row, "subject", reader[0]):
            add_result(table, lesions, results, reader, row, cells)
    return results


def read_silence(table: SdtmTable, row: int, cells: Cells) -> Silence:
    """Read that an assessment was not done, of the group that TRGRPID names, else of all."""
    reason = table.get(cells, "reasnd")
    word = terms.gap_of(reason)
    return Silence(
        row=row,
        code=table.get(cells, "testcd").upper(),
        visit=table.visit(cells) or table.get(cells, "dtc"),
        role=terms.ROLES.get(table.get(cells, "grpid").upper(), ""),
        word="not_done" if word == "treated_locally" else word,
        reason=reason,
    )


def note_unused(table: SdtmTable, results: Results, row: int, code: str, lesion_id: str) -> None:
    """Count a row that no lesion rests on; a size of no lesion is a problem."""
    if not code:
        table.blame(row, "testcd", "is empty")
    elif not lesion_id and code in (*terms.LENGTHS, terms.AREA, "TUMSTATE"):
        table.blame(row, "lnkid", f"is empty, but {code} is of one lesion")
    else:
        results.unused[code] = results.unused.get(code, 0) + 1


def add_result(
    table: SdtmTable, lesions: Lesions, results: Results, reader: Reader, row: int, cells: Cells
) -> None:
    """Add one result, noting an unknown lesion and a second value of one visit."""
    lesion_id, code = table.get(cells, "lnkid"), table.get(cells, "testcd").upper()
    if lesion_id not in lesions.of(reader):
        who = f" by {reader[1]}" if reader[1] else ""
        what = f"unknown lesion {lesion_id!r}: tu.csv does not identify it for {reader[0]}{who}"
        table.blame(row, "lnkid", what)
        return
    visit = table.visit(cells) or table.get(cells, "dtc")
    own = results.found.setdefault(reader, {}).setdefault((visit, lesion_id), {})
    if code in own:
        what = f"a second {code} of {lesion_id!r} at visit {visit}, after row {own[code].row}"
        table.blame(row, "lnkid", what)
        return
    result = read_result(table, row, cells, code, results.notes)
    if result is not None:
        own[code] = result


def read_result(
    table: SdtmTable, row: int, cells: Cells, code: str, notes: SizeNotes
) -> Result | None:
    """Read what one row says, or note why it says nothing."""
    original, standard = (table.get(cells, each).upper() for each in ("orres", "stresc"))
    text = standard if standard in terms.TOO_SMALL else original or standard
    status, reason = table.get(cells, "stat").upper(), table.get(cells, "reasnd")
    if status == terms.NOT_DONE:
        refuse_both(table, row, cells)
        return Result(row, code, word=terms.gap_of(reason), reason=reason)
    if status:
        table.blame(row, "stat", f"{status!r} is not known (known: {terms.NOT_DONE})")
        return None
    if code in terms.STATES or text in terms.TOO_SMALL:
        return read_word(table, row, code, text)
    if is_bound(table, cells):
        small = is_too_small(table, row, cells, code, notes)
        return Result(row, code, word="too_small") if small else None
    size = read_size(table, row, cells, code, notes)
    method = table.get(cells, "method")
    return None if size is None else Result(row, code, size=size, method=method)


def refuse_both(table: SdtmTable, row: int, cells: Cells) -> None:
    """Note a number in a row that says that nobody measured."""
    for column in ("stresn", "orres"):
        if NUMBER.fullmatch(text := table.get(cells, column)):
            table.blame(row, "stat", f"is NOT DONE, but {table.variable(column)} is {text}")
            return


def read_word(table: SdtmTable, row: int, code: str, text: str) -> Result | None:
    """Read the state of a lesion in a word."""
    word = terms.STATE_WORDS.get(text)
    if word is None:
        known = ", ".join(terms.STATE_WORDS)
        what = f"{text!r} is not known (known: {known})" if text else "is empty"
        table.blame(row, "orres", what)
        return None
    return Result(row, code, word=word)


def name_unused(unused: Mapping[str, int], name: str) -> str:
    """Say which results were not used, because the calls are worked out from the lesions."""
    counts = ", ".join(f"{code} ({count})" for code, count in sorted(unused.items()))
    return f"{name}: rows that are not of a size or state of one lesion were not used: {counts}"
