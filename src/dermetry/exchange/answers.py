"""Responses that others have given (SDTM RS, or a plain table), read to be compared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from dermetry.exchange.sdtm_table import Cells, SdtmTable, read_sdtm_table
from dermetry.exchange.sdtm_terms import NOT_DONE
from dermetry.exchange.sdtm_visits import VisitDays
from dermetry.pathway.csv_input import CsvInvalid, CsvTable, PartialDates, read_csv_file, read_day
from dermetry.pathway.files import recorded_name
from dermetry.pathway.response_input import read_columns
from dermetry.response.policy import Policy
from dermetry.response.sequence.kinds import NAMES, words_of

What = Literal["overall", "target", "non_target", "new", "best"]
TESTS: Mapping[str, What] = {
    "OVRLRESP": "overall",
    "TRGRESP": "target",
    "NTRGRESP": "non_target",
    "NEWLPROG": "new",
    "BESTRESP": "best",
}
RS_NEEDED = ("usubjid", "rstestcd")
TABLE_NEEDED = ("subject", "visited_on")
ANSWER_COLUMNS: Mapping[str, What] = {
    "response": "overall",
    "target_response": "target",
    "non_target_response": "non_target",
    "best_response": "best",
}
TABLE_KNOWN = (*TABLE_NEEDED, *ANSWER_COLUMNS, "evaluator", "progression_on", "reference_on")
NO_ANSWER = frozenset(("", "ND", "NA", "N/A", "NOT APPLICABLE", "NOT DONE"))
ALIASES: Mapping[str, str] = {
    "non-pd/non-cr": "NON-CR/NON-PD",
    "non-ipd/non-icr": "NON-iCR/NON-iUPD",
    "non-icr/non-ipd": "NON-iCR/NON-iUPD",
    "not evaluable": "NE",
    "complete response": "CR",
    "partial response": "PR",
    "stable disease": "SD",
    "progressive disease": "PD",
}
NEW_WORDS: Mapping[str, str] = {
    "unequivocal": "yes",
    "equivocal": "equivocal",
    "yes": "yes",
    "y": "yes",
    "no": "no",
    "n": "no",
}
CATEGORIES: Mapping[str, tuple[str, ...]] = {  # words of RSCAT -> criteria they stand for
    "IRECIST": ("irecist",),
    "RECIST": ("recist_1_1",),
    "WHO": ("who",),
}


@dataclass(frozen=True)
class Answer:
    """One response that somebody else has called."""

    row: int
    subject: str
    evaluator: str
    what: What
    given: str
    visited_on: date | None  # None: of no visit (best response)


@dataclass(frozen=True)
class Answers:
    """The answers of a file in its order, and what was remarked."""

    name: str
    answers: tuple[Answer, ...]
    remarks: tuple[str, ...]


def read_answers(
    *,
    path: Path,
    policy: Policy,
    visit_days: VisitDays | None = None,
    partial_dates: PartialDates = "error",
) -> Answers:
    """Read answers from SDTM RS, or from a table with the columns of ``TABLE_KNOWN``.

    RS: overall, target, non-target and best response and new lesions, of the criteria of
    ``policy`` where RSCAT names any. A row's visit is that of its VISITNUM where ``visit_days``
    knows it, else its RSDTC. Raises ``CsvInvalid`` naming rows and columns, ``InputNotFound``.
    """
    name = recorded_name(path)
    columns = read_columns(path, name)
    if "rstestcd" in columns:
        data_set = read_sdtm_table(path=path, domain="rs", needed=RS_NEEDED)
        found = tuple(read_rs(data_set, policy, visit_days, partial_dates))
        table: CsvTable = data_set
    elif set(TABLE_NEEDED) <= set(columns) and set(ANSWER_COLUMNS) & set(columns):
        table = read_csv_file(path=path, needed=TABLE_NEEDED, known=TABLE_KNOWN)
        found = tuple(read_plain(table, policy, partial_dates))
    else:
        what = f"it holds no answers: SDTM RS ({', '.join(RS_NEEDED)}) or a table with "
        raise CsvInvalid(name, [f"{what}{', '.join(TABLE_NEEDED)}, response"])
    table.refuse()
    return Answers(name, found, tuple(table.remarks))


def read_rs(
    table: SdtmTable, policy: Policy, visit_days: VisitDays | None, partial: PartialDates
) -> Iterator[Answer]:
    """Read the answers of RS; what is no answer by these criteria is counted and remarked."""
    skipped: dict[str, int] = {}
    for row, cells in table.rows:
        code, text = table.get(cells, "testcd").upper(), answer_text(table, cells)
        why = why_skipped(table, cells, code, text, policy)
        if why:
            skipped[why] = skipped.get(why, 0) + 1
            continue
        what = TESTS[code]
        given = read_answer(table, row, table.variable("stresc"), text, what, policy)
        day = None if what == "best" else find_day(table, row, cells, visit_days, partial)
        if given and (day or what == "best"):
            subject, evaluator = table.get(cells, "subject"), table.evaluator(cells)
            yield Answer(row, subject, evaluator, what, given, day)
    if skipped:
        counted = "; ".join(f"{why} ({count})" for why, count in skipped.items())
        table.remarks.append(f"{table.name}: rows that were not compared: {counted}")


def answer_text(table: SdtmTable, cells: Cells) -> str:
    """Give the answer of a row: the standard result, else the original one."""
    return table.get(cells, "stresc") or table.get(cells, "orres")


def why_skipped(table: SdtmTable, cells: Cells, code: str, text: str, policy: Policy) -> str:
    """Say why a row is no answer by the criteria of the policy; "" where it is one."""
    if code not in TESTS:
        return f"RSTESTCD {code or 'empty'}"
    category = table.get(cells, "cat").upper()
    if category and not is_of(category, policy):
        return f"RSCAT {category}"
    if table.get(cells, "stat").upper() == NOT_DONE or text.upper() in NO_ANSWER:
        return f"{code} without an answer"
    return ""


def is_of(category: str, policy: Policy) -> bool:
    """Tell whether RSCAT names the criteria of the policy; the longest known word decides."""
    named = next((criteria for word, criteria in CATEGORIES.items() if word in category), ())
    return policy.criteria in named


def find_day(
    table: SdtmTable, row: int, cells: Cells, visit_days: VisitDays | None, partial: PartialDates
) -> date | None:
    """Find the visit of an answer by its number, else by its date, noting one without both."""
    subject, visit = table.get(cells, "subject"), table.visit(cells)
    known = visit_days.day(subject, visit) if visit_days and visit else None
    text = table.get(cells, "dtc")
    if known is None and not text:
        table.blame(row, "dtc", "is empty, and the visit is not in TR")
    return known or read_day(table, row, table.variable("dtc"), text, partial)


def read_plain(table: CsvTable, policy: Policy, partial: PartialDates) -> Iterator[Answer]:
    """Read the answers of a plain table, one row per visit."""
    for row, cells in table.rows:
        for column in TABLE_NEEDED:
            if not cells[column]:
                table.blame(row, column, "is empty")
        day = read_day(table, row, "visited_on", cells["visited_on"], partial)
        for column, what in ANSWER_COLUMNS.items():
            text = cells.get(column, "")
            if text.upper() in NO_ANSWER:
                continue
            given = read_answer(table, row, column, text, what, policy)
            if given and day and cells["subject"]:
                on = None if what == "best" else day
                yield Answer(row, cells["subject"], cells.get("evaluator", ""), what, given, on)


def read_answer(
    table: CsvTable, row: int, column: str, text: str, what: What, policy: Policy
) -> str:
    """Give an answer in the words used here, or note one that is not known; then it is ""."""
    words = NEW_WORDS if what == "new" else known_words(policy)
    word = words.get(" ".join(text.split()).casefold(), "")
    if not word:
        known = ", ".join(dict.fromkeys(words.values()))
        table.problems.append(f"row {row}, {column}: {text!r} is not known (known: {known})")
    stable = {"SD": "NON-CR/NON-PD", "NC": "NON-CR/NON-PD", "iSD": "NON-iCR/NON-iUPD"}
    return stable.get(word, word) if what == "non_target" else word


def known_words(policy: Policy) -> dict[str, str]:
    """Give every word of a response, those of the policy's own criteria before the others."""
    others = {word for names in NAMES.values() for word in names if word}
    own = [*others, *words_of(policy.criteria), "MISSING"]
    return {word.casefold(): word for word in own} | dict(ALIASES)
