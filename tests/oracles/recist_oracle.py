"""A second, slow reading of RECIST 1.1, written from the rule sheet with fractions.

It shares no code with the package. A patient is a list of rows; a row has a name, a kind
(target, non_target, new), whether it is a node, and one cell per visit; the first visit is the
baseline. Cells: a number as text, "small", "absent", "present", "PD" (or "PD+" and "PD=", stated
as grown further or not since an earlier progression), "ND", "NE", "" (silence), "treated",
"->M" (merged into the row named M), "split" (into the rows "name.1", "name.2").
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Row:
    """One lesion and what was said of it at each visit."""

    name: str
    kind: str  # target | non_target | new | mass | fragment
    node: bool
    cells: tuple[str, ...]
    equivocal: bool = False
    proved_at: int | None = None


@dataclass(frozen=True)
class Answer:
    """What the oracle says of one visit."""

    overall: str | None
    total: Fraction | None
    complete: bool
    nadir: Fraction | None


def is_number(cell):
    """Tell whether a cell is a size."""
    return cell[:1].isdigit()


def value(cell):
    """Give the value used of a cell, None for a gap."""
    if is_number(cell):
        return Fraction(cell)
    return {"small": Fraction(5), "absent": Fraction(0)}.get(cell)


def was_treated(row, visit, rows):
    """Tell whether the lesion, or one it has grown out of, was treated locally by a visit."""
    if "treated" in row.cells[: visit + 1]:
        return True
    origins = [
        each
        for each in rows
        if f"->{row.name}" in each.cells or row.name.startswith(each.name + ".")
    ]
    return any(was_treated(each, visit, rows) for each in origins)


def holders(row, rows, visit):
    """Give the rows that hold the size of a lesion at a visit, itself if nothing happened."""
    if was_treated(row, visit, rows):
        return [row]
    by_name = {each.name: each for each in rows}
    for back in range(visit, -1, -1):
        cell = row.cells[back]
        if cell.startswith("->"):
            return holders(by_name[cell[2:]], rows, visit)
        if cell == "split":
            parts = [each for each in rows if each.name.startswith(row.name + ".")]
            return [final for part in parts for final in holders(part, rows, visit)]
        if cell not in ("", "ND", "NE"):
            return [row]
    return [row]


def held(kind, rows, visit):
    """Give every row that holds a size of lesions of one kind, each once."""
    found = []
    for row in rows:
        if row.kind == kind:
            found += [each for each in holders(row, rows, visit) if each not in found]
    return found


def used(row, visit, rows):
    """Give the value used of a row at a visit."""
    return None if was_treated(row, visit, rows) else value(row.cells[visit])


def evaluate(rows):
    """Answer for every visit, the baseline included (overall None)."""
    count = len(rows[0].cells)
    sums = []
    for visit in range(count):
        values = [used(row, visit, rows) for row in held("target", rows, visit)]
        known = [each for each in values if each is not None]
        complete = bool(values) and len(known) == len(values)
        sums.append((sum(known, Fraction(0)) if known else None, complete))
    answers, target_calls, overall_calls = [], [], []
    for visit in range(count):
        total, complete = sums[visit]
        if visit == 0:
            answers.append(Answer(None, total, complete, total if complete else None))
            target_calls.append(None)
            overall_calls.append(None)
            continue
        earlier = [each for each, full in sums[:visit] if full]
        baseline = sums[0][0] if sums[0][1] else None
        nadir = min(earlier) if baseline is not None else None
        target = judge_target(rows, visit, sums[visit], baseline, nadir, target_calls)
        other = judge_other(rows, visit)
        bad = new_at(rows, visit) or ("CR" in overall_calls and back_again(rows, visit))
        overall = judge_overall(target, other, bad)
        target_calls.append(target)
        overall_calls.append(overall)
        answers.append(Answer(overall, total, complete, nadir))
    return answers


def judge_target(rows, visit, now, baseline, nadir, history):
    """Judge the targets of one visit."""
    lesions = held("target", rows, visit)
    if not lesions:
        return None
    total, complete = now
    if baseline is None:
        return "NE"
    grown = total is not None and total - nadir >= 5 and total >= nadir * Fraction(6, 5)
    if not complete:
        return "PD" if grown else "NE"
    gone = [
        used(row, visit, rows) < 10 if row.node else used(row, visit, rows) == 0 for row in lesions
    ]
    if all(gone):
        return "CR"
    if grown:
        return "PD"
    if total <= baseline * Fraction(7, 10):
        return "PR"
    since = history[len(history) - history[::-1].index("PD") :] if "PD" in history else history
    return "PR" if "PR" in since or "CR" in since else "SD"


def judge_other(rows, visit):
    """Judge the non-targets of one visit."""
    lesions = held("non_target", rows, visit)
    if not lesions:
        return None
    states = [state(row, visit, rows) for row in lesions]
    for answer, sought in (("PD", "worse"), ("NE", "unknown"), ("NON-CR/NON-PD", "there")):
        if sought in states:
            return answer
    return "CR"


def state(row, visit, rows):
    """Say in a word what a row shows at a visit."""
    cell = row.cells[visit]
    if was_treated(row, visit, rows) or cell in ("", "ND", "NE", "split") or cell.startswith("->"):
        return "unknown"
    if cell.startswith("PD"):
        return "worse"
    if cell == "absent" or (row.node and cell == "small"):
        return "gone"
    if row.node and is_number(cell) and Fraction(cell) < 10:
        return "gone"
    return "there"


def shown(row, visit, rows):
    """Say in a word whether a row shows disease; a lymph node needs a size, or a proof."""
    is_unsized = row.node and row.cells[visit] == "present"
    return "unknown" if is_unsized and row.proved_at is None else state(row, visit, rows)


def new_at(rows, visit):
    """Tell whether a new lesion counts at a visit."""
    return any(new_counts(row, visit, rows) for row in rows if row.kind == "new")


def new_counts(row, visit, rows):
    """Tell whether one new lesion counts: seen, not gone since, and not uncertain."""
    seen = [shown(row, each, rows) for each in range(visit + 1)]
    known = [word for word in seen if word != "unknown"]
    standing = bool(known) and known[-1] in ("there", "worse")
    if row.proved_at is not None:
        ever = any(word in ("there", "worse") for word in seen)
        return visit >= row.proved_at and ever and (standing or first_word(row, visit, rows))
    return standing and not row.equivocal


def first_word(row, visit, rows):
    """Tell whether this is the first visit at which a proof of a seen lesion counts."""
    before = [shown(row, each, rows) for each in range(visit)]
    return not (visit > row.proved_at and any(word in ("there", "worse") for word in before))


def back_again(rows, visit):
    """Tell whether any lesion of the baseline shows disease at a visit."""
    lesions = held("target", rows, visit) + held("non_target", rows, visit)
    return any(shown(row, visit, rows) in ("there", "worse") for row in lesions)


def judge_overall(target, other, bad):
    """Combine by tables 1 and 2."""
    if bad or "PD" in (target, other):
        return "PD"
    if target is None:
        return other
    if target == "CR" and other not in (None, "CR"):
        return "PR"
    return target
