"""Lesions of SDTM without a result: of none at all, or of a visit that was not done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dermetry.exchange.sdtm_family import Became
from dermetry.exchange.sdtm_lesions import Identified, Lesions, Reader
from dermetry.exchange.sdtm_results import Results, Silence
from dermetry.exchange.sdtm_table import SdtmTable
from dermetry.exchange.sdtm_visits import VisitDays
from dermetry.pathway.lesion_cells import LesionRow

NO_RESULT = "identified in TU, without a result in TR"
NOT_DONE = "the assessment was not done"


@dataclass
class Silences:
    """What was not done as a whole, and which of it has become a gap of a lesion."""

    by_reader: dict[Reader, list[Silence]]
    used: set[int] = field(default_factory=set)  # rows
    said: list[str] = field(default_factory=list)  # one part of a remark for each row used

    def of(self, reader: Reader) -> list[Silence]:
        """Give those of a reader, and those of her or his patient that name no reader."""
        unnamed = (reader[0], "")
        others = self.by_reader.get(unnamed, []) if reader != unnamed else []
        return [*self.by_reader.get(reader, ()), *others]

    def conclude(self, results: Results, name: str) -> list[str]:
        """Say what has become a gap; the rows that have not are counted with the unused ones."""
        for each in (each for own in self.by_reader.values() for each in own):
            if each.row not in self.used:
                results.unused[each.code] = results.unused.get(each.code, 0) + 1
        if not self.said:
            return []
        return [
            f"{name}: an assessment that was not done as a whole counts for each of its lesions "
            f"without a result there ({len(self.said)}; {self.said[0]})"
        ]


def add_gaps(
    rows: list[LesionRow],
    lesion: Identified,
    reader: Reader,
    days: VisitDays,
    silences: Silences,
    lesions: Lesions,
    became: Became,
) -> Iterator[LesionRow]:
    """Give the rows of a lesion with a gap for each visit not done as a whole.

    None where it has a result, was not yet identified, or has merged or split by then.
    """
    yield from rows
    taken = {row.visited_on for row in rows}
    first = days.day(reader[0], lesion.visit)
    role = role_of(lesion, lesions.of(reader))
    gone = min((on for on, _ in became.values()), default=date.max)
    for each in silences.of(reader):
        day = days.day(reader[0], each.visit)
        is_of = each.role in ("", role)
        if day is None or first is None or not is_of:
            continue
        if day in taken or not first <= day < gone:
            continue
        taken.add(day)
        if each.row not in silences.used:
            silences.used.add(each.row)
            silences.said.append(f"row {each.row}: visit {each.visit} of {reader[0]}")
        yield gap_row(lesion, reader, day, each, rows)


def role_of(lesion: Identified, known: Mapping[str, Identified]) -> str:
    """Give the role of a lesion; a mass or a fragment has that of its first parent."""
    while not lesion.role and lesion.parents:
        lesion = known[lesion.parents[0]]
    return lesion.role


def gap_row(
    lesion: Identified, reader: Reader, day: date, silence: Silence, rows: Sequence[LesionRow]
) -> LesionRow:
    """Build the row of a lesion at a visit that was not done."""
    reason = silence.reason or NOT_DONE
    organ = next((row.words["organ"] for row in rows if "organ" in row.words), "")
    words = {"organ": organ, "role": lesion.role, "reason": reason}
    return plain_row(lesion, reader, day, silence.word, words, silence.row)


def silent_row(
    table: SdtmTable, lesion: Identified, reader: Reader, days: VisitDays, organ: str
) -> Iterator[LesionRow]:
    """Keep a lesion that has no result at all, as one that nobody looked at."""
    day = days.day(reader[0], lesion.visit)
    if day is None:
        table.problems.append(f"{lesion.lesion_id} of {reader[0]}: {NO_RESULT} and without a day")
        return
    table.remarks.append(f"{reader[0]}: {lesion.lesion_id} is {NO_RESULT}: it counts as not done")
    words = {"organ": organ, "role": lesion.role, "reason": NO_RESULT}
    yield plain_row(lesion, reader, day, "not_done", words, lesion.row)


def plain_row(
    lesion: Identified, reader: Reader, day: date, status: str, words: dict[str, str], row: int
) -> LesionRow:
    """Build a row without a size."""
    return LesionRow(
        row=row,
        subject=reader[0],
        visited_on=day,
        lesion_id=lesion.lesion_id,
        evaluator=reader[1],
        status=status,
        words={key: word for key, word in words.items() if word},
        days={},
        sizes={},
    )
