"""From identified lesions and their results to rows of a table of lesions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from dermetry.exchange import sdtm_terms as terms
from dermetry.exchange.sdtm_lesions import Identified
from dermetry.exchange.sdtm_results import Result
from dermetry.exchange.sdtm_table import SdtmTable
from dermetry.pathway.lesion_cells import LesionRow
from dermetry.pathway.lesion_columns import BETWEEN

GAPS = ("treated_locally", "not_done", "not_evaluable")
NOVELTY = ("equivocal", "unequivocal")
Own = Mapping[str, Result]  # results of one lesion and visit by TRTESTCD


@dataclass(frozen=True)
class Seen:
    """The results of one lesion at one visit, with whose they are."""

    subject: str
    evaluator: str
    lesion: Identified
    visited_on: date
    results: Own
    organ: str

    @property
    def row(self) -> int:
        """Give the row of the first result."""
        return min(each.row for each in self.results.values())


def find_organ(lesion: Identified, codes: set[str]) -> str:
    """Give the organ by TULOC; without one, a short axis alone makes a lymph node."""
    if lesion.location:
        return terms.organ_of(lesion.location)
    is_node = "SAXIS" in codes or ("LPERP" in codes and not codes & {"LDIAM", "DIAMETER"})
    return "lymph_node" if is_node else "other"


def build_row(table: SdtmTable, seen: Seen, heirs: tuple[str, ...], how: str) -> LesionRow:
    """Build the row of one lesion and visit; ``heirs`` are the lesions it has become by then."""
    sizes = read_sizes(table, seen)
    words = {"organ": seen.organ, "role": seen.lesion.role, "method": read_method(seen)}
    status, reason = settle_status(table, seen, sizes)
    if status in GAPS and heirs and is_family_reason(reason):
        status, words["into"] = how, BETWEEN.join(heirs)
    if status != "measured":
        sizes = {}
    return LesionRow(
        row=seen.row,
        subject=seen.subject,
        visited_on=seen.visited_on,
        lesion_id=seen.lesion.lesion_id,
        evaluator=seen.evaluator,
        status=status,
        words={key: word for key, word in {**words, "reason": reason}.items() if word},
        days={},
        sizes=sizes,
    )


def read_method(seen: Seen) -> str:
    """Give how the lesion was measured, as TRMETHOD names it."""
    return next((each.method for each in seen.results.values() if each.method), "")


def is_family_reason(reason: str) -> bool:
    """Tell whether a lesion was not measured because it has merged or split."""
    upper = reason.upper()
    return terms.SPLIT_REASON in upper or terms.MERGED_REASON in upper


def read_sizes(table: SdtmTable, seen: Seen) -> dict[str, Decimal]:
    """Give the sizes of a lesion by column, noting two that are one and differ."""
    sizes: dict[str, Decimal] = {}
    for code, result in seen.results.items():
        if not result.size:
            continue
        column = column_of(code, seen.organ)
        if sizes.setdefault(column, result.size) != result.size:
            what = f"{code} is {result.size}, but another row of this visit says {sizes[column]}"
            table.blame(result.row, "stresn", what)
    return sizes


def column_of(code: str, organ: str) -> str:
    """Give the column of a size: of a node, DIAMETER, LPERP and SAXIS are the short axis."""
    if code == terms.AREA:
        return "area_mm2"
    if organ == "lymph_node":
        return "longest_diameter_mm" if code == "LDIAM" else "short_axis_mm"
    return "longest_diameter_mm" if code in ("LDIAM", "DIAMETER") else "perpendicular_mm"


def settle_status(table: SdtmTable, seen: Seen, sizes: Mapping[str, Decimal]) -> tuple[str, str]:
    """Give the one status of a lesion at a visit and its reason; a contradiction is noted."""
    results = seen.results.values()
    said = {each.word for each in results if each.word} - set(NOVELTY)
    said |= {"absent" for each in results if each.size is not None and not each.size}
    if not said and not sizes:
        said = {"present"}  # only newness is stated of it
    reason = next((each.reason for each in results if each.word in GAPS), "")
    main = "short_axis_mm" if seen.organ == "lymph_node" else "longest_diameter_mm"
    if main in sizes:
        is_worse = "progressed" in said and seen.lesion.role != "target"
        refuse_contradiction(table, seen, said - {"present", "progressed", *GAPS}, sizes[main])
        size = f"measured {sizes[main]} mm"
        return ("progressed", f"TUMSTATE, {size}") if is_worse else ("measured", "")
    for status in ("progressed", *GAPS, "too_small"):
        if status in said:
            return status, reason or ("TUMSTATE" if status == "progressed" else "")
    if {"absent", "present"} <= said:
        table.blame(seen.row, "orres", f"{seen.lesion.lesion_id} is both present and absent")
    found = "absent" if "absent" in said else "present" if "present" in said else "measured"
    return found, ""


def refuse_contradiction(table: SdtmTable, seen: Seen, said: set[str], size: Decimal) -> None:
    """Note a lesion that is measured and at once said to be gone or too small.

    A lymph node below its limit is called ABSENT in SDTM although it has a size.
    """
    if said and seen.organ != "lymph_node":
        words = " and ".join(sorted(said)).replace("_", " ")
        table.blame(seen.row, "stresn", f"{size} mm, but the same visit says {words}")


def read_newness(seen: Iterable[Seen]) -> dict[date, str]:
    """Give EQUIVOCAL and UNEQUIVOCAL by day."""
    return {
        each.visited_on: result.word
        for each in seen
        for result in each.results.values()
        if result.word in NOVELTY
    }


def tell_newness(rows: list[LesionRow], words: Mapping[date, str]) -> list[LesionRow]:
    """Write down whether a new lesion was equivocal at first, and when it was proved.

    ``words`` holds EQUIVOCAL and UNEQUIVOCAL by day; without them nothing is said. Whoever
    states UNEQUIVOCAL has proved it, also of a lymph node without a size.
    """
    if not rows or not words:
        return rows
    days = sorted(words)
    first = replace(rows[0], words={**rows[0].words, "newness": words[days[0]]})
    proved = [day for day in days if words[day] == "unequivocal"]
    if proved:
        first = replace(first, days={**first.days, "proved_on": proved[0]})
    return [first, *rows[1:]]
