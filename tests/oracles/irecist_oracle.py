"""A second, slow reading of iRECIST, on the rows of the slow RECIST 1.1.

It shares no code with the package. For every visit it writes down what the targets, the
non-targets and the new lesions show, and looks back over those notes; nothing is carried along.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from tests.oracles import recist_oracle as base


@dataclass
class Note:
    """What one visit showed."""

    call: str | None
    target: str | None = None  # CR PR SD PD NE, None without targets
    back: bool = False  # targets are there again after iCR
    total: Fraction | None = None
    complete: bool = False
    non_target: str | None = None
    worse: set = field(default_factory=set)  # non-targets in progression
    new: set = field(default_factory=set)  # new lesions that count
    new_total: Fraction | None = None  # of those with a sum of their own
    new_complete: bool = False
    loose: dict = field(default_factory=dict)  # sizes of lesions outside of sums


def evaluate(rows):
    """Give (call, first iUPD of an open or confirmed block or None) for every visit."""
    notes, answers, start, confirmed = [Note(None)], [(None, None)], None, False
    for visit in range(1, len(rows[0].cells)):
        note = look(rows, visit, notes)
        notes.append(note)
        if confirmed:
            note.call = "iCPD"
        elif start is None:
            note.call = plain(note)
            start = visit if note.call == "iUPD" else None
        else:
            block = notes[start:visit]
            if confirms(rows, note, block, notes, visit):
                note.call, confirmed = "iCPD", True
            else:
                settle_targets(rows, note, block, visit)
                note.call = plain(note)
                if note.call not in ("iUPD", "NE"):
                    start = None
        answers.append((note.call, start))
    return answers


def look(rows, visit, notes):
    """Write down what a visit shows, as RECIST 1.1 sees it."""
    sums = [base_sum(rows, each) for each in range(visit + 1)]
    total, complete = sums[visit]
    baseline = sums[0][0] if sums[0][1] else None
    full = [value for value, is_full in sums[:visit] if is_full]
    nadir = min(full) if baseline is not None else None
    note = Note(None, total=total, complete=complete)
    note.target = base.judge_target(rows, visit, sums[visit], baseline, nadir, [])
    note.non_target = base.judge_other(rows, visit)
    others = base.held("non_target", rows, visit)
    if note.non_target == "PD":
        note.worse = {row.name for row in others if base.state(row, visit, rows) == "worse"}
    if any(each.call == "iCR" for each in notes):
        note.back = any(
            base.shown(row, visit, rows) in ("there", "worse") for row in held(rows, visit)
        )
        note.target = "PD" if note.back else note.target
        note.worse |= {
            row.name for row in others if base.shown(row, visit, rows) in ("there", "worse")
        }
    news = [row for row in rows if row.kind == "new"]
    note.new = {row.name for row in news if base.new_counts(row, visit, rows)}
    listed = own_list(rows, visit)
    values = [base.used(row, visit, rows) for row in rows if row.name in listed]
    known = [each for each in values if each is not None]
    note.new_total = sum(known, Fraction(0)) if known else None
    note.new_complete = bool(values) and len(known) == len(values)
    outside = others + [row for row in news if row.name in note.new - set(listed)]
    note.loose = {
        row.name: Fraction(row.cells[visit]) for row in outside if base.is_number(row.cells[visit])
    }
    return note


def held(rows, visit):
    """Give the rows that hold the sizes of the targets."""
    return base.held("target", rows, visit)


def base_sum(rows, visit):
    """Give the sum of the targets and whether it is complete."""
    values = [base.used(row, visit, rows) for row in held(rows, visit)]
    known = [each for each in values if each is not None]
    return (sum(known, Fraction(0)) if known else None), bool(values) and len(known) == len(values)


def own_list(rows, visit):
    """Give the names of the new lesions with a sum of their own, chosen by this visit."""
    listed, seen = [], set()
    for day in range(1, visit + 1):
        counting = [row for row in rows if row.kind == "new" and base.new_counts(row, day, rows)]
        fresh = [row for row in counting if row.name not in seen]
        seen |= {row.name for row in fresh}
        sized = [row for row in fresh if base.is_number(row.cells[day])]
        sized = [row for row in sized if Fraction(row.cells[day]) >= (15 if row.node else 10)]
        for row in sorted(sized, key=lambda row: (-Fraction(row.cells[day]), row.name)):
            same = [each for each in listed if each.node == row.node]
            if len(listed) < 5 and len(same) < 2:
                listed.append(row)
    return [row.name for row in listed]


def back_to(block, is_gap, is_worse):
    """Walk back over the block: the visits of one category in progression, gaps left out."""
    found = []
    for note in reversed(block):
        if is_worse(note):
            found.append(note)
        elif not is_gap(note):
            break
    return found


def target_visits(block):
    """Give the visits of the block at which the targets were in progression."""
    return back_to(block, lambda note: note.target == "NE", lambda note: note.target == "PD")


def confirms(rows, note, block, notes, visit):
    """Tell whether a visit confirms the progression of the block."""
    before = target_visits(block)
    if before:
        sums = [each.total for each in before if each.complete]
        grown = note.total is not None and sums and note.total - min(sums) >= 5
        if grown and note.target != "CR":
            return True
    elif note.target == "PD":
        return True
    stated = back_to(
        block, lambda each: each.non_target == "NE" and not each.worse, lambda each: each.worse
    )
    if note.worse:
        if not stated:
            return True
        known = set().union(*(each.worse for each in stated))
        by_word = {row.name for row in rows if row.cells[visit] == "PD+"}
        is_grown = by_word & note.worse if note.non_target == "PD" else set()
        others = {row.name for row in base.held("non_target", rows, visit)}
        if note.worse - known or is_grown or bigger(note, block, others):
            return True
    return new_confirms(rows, note, block, visit)


def new_confirms(rows, note, block, visit):
    """Tell whether the new lesions confirm the progression of the block."""
    if not note.new:
        return False
    seen = back_to(block, lambda each: False, lambda each: each.new)
    if not seen or note.new - set().union(*(each.new for each in seen)):
        return True
    sums = [each.new_total for each in seen if each.new_complete]
    if sums and note.new_total is not None and note.new_total - min(sums) >= 5:
        return True
    loose = note.new - set(own_list(rows, visit))
    stated = {row.name for row in rows if row.cells[visit].startswith("PD")}
    return bool(loose & stated) or bigger(note, block, loose)


def bigger(note, block, names):
    """Tell whether a lesion outside of sums is larger than ever in the block."""
    for name in names & set(note.loose):
        sizes = [each.loose[name] for each in block if name in each.loose]
        if sizes and note.loose[name] > min(sizes):
            return True
    return False


def settle_targets(rows, note, block, visit):
    """Judge targets that were in progression: still there, or shrunk against the baseline."""
    before = target_visits(block)
    if not before or note.target is None or note.back or not note.complete:
        return
    lesions = held(rows, visit)
    gone = [
        base.used(row, visit, rows) < 10 if row.node else base.used(row, visit, rows) == 0
        for row in lesions
    ]
    if all(gone):
        return
    total, first = note.total, base_sum(rows, 0)[0]
    sums = [each.total for each in before if each.complete]
    shrunk = total < min(sums) if sums else note.target != "PD"
    worse = total - first >= 5 and total >= first * Fraction(6, 5)
    if shrunk and not worse:
        note.target = "PR" if total <= first * Fraction(7, 10) else "SD"
    else:
        note.target = "PD"


def plain(note):
    """Combine as RECIST 1.1 does, in the words of iRECIST."""
    if note.new or note.worse or "PD" in (note.target, note.non_target):
        return "iUPD"
    category = base.judge_overall(note.target, note.non_target, False)
    words = {"CR": "iCR", "PR": "iPR", "SD": "iSD", "NON-CR/NON-PD": "NON-iCR/NON-iUPD"}
    return words.get(category, category)
