"""A second, slow reading of the WHO criteria in both variants, on rows with products.

It shares no code with the package. Cells are those of the slow RECIST 1.1, sizes are written
"20x15" (longest by perpendicular) or "20" (no perpendicular: no value).
"""

from dataclasses import replace
from fractions import Fraction

from tests.oracles import recist_oracle as base


def evaluate(rows, scope):
    """Give (call, sum, complete) for every visit; ``scope`` is "sum" or "any_lesion"."""
    rows = [replace(row, kind=kind_of(row)) for row in rows]
    answers, calls = [], []
    for visit in range(len(rows[0].cells)):
        total, complete = products(rows, visit)
        call = judge(rows, visit, scope, calls) if visit else None
        calls.append(call)
        answers.append((call, total, complete))
    return answers


def kind_of(row):
    """Give the part of a row: what was measured at baseline is a target."""
    first = row.cells[0]
    is_sized = base.is_number(first) and not (row.node and across(first) < 10)
    return "target" if row.kind == "non_target" and is_sized else row.kind


def across(cell):
    """Give the shorter diameter of a cell."""
    return Fraction(cell.partition("x")[2] or cell)


def value(row, visit, rows):
    """Give the product used of a row at a visit, None for a gap."""
    cell = row.cells[visit]
    if base.was_treated(row, visit, rows):
        return None
    if base.is_number(cell):
        longest, _, other = cell.partition("x")
        return Fraction(longest) * Fraction(other) if other else None
    return {"small": Fraction(25), "absent": Fraction(0)}.get(cell)


def clear(row, visit, rows):
    """Tell whether a row is gone or a normal node."""
    size = value(row, visit, rows)
    if size is None or size == 0 or not row.node:
        return size == 0
    cell = row.cells[visit]
    return cell == "small" or across(cell) < 10


def products(rows, visit):
    """Give the sum of products and whether it is complete."""
    values = [value(row, visit, rows) for row in base.held("target", rows, visit)]
    known = [each for each in values if each is not None]
    return (sum(known, Fraction(0)) if known else None), bool(values) and len(known) == len(values)


def judge(rows, visit, scope, calls):
    """Judge one visit."""
    target, other = measurable(rows, visit, scope), base.judge_other(narrow(rows), visit)
    flat = narrow(rows)
    bad = base.new_at(flat, visit) or ("CR" in calls and base.back_again(flat, visit))
    call = base.judge_overall(target, other, bad)
    return {"SD": "NC", "NON-CR/NON-PD": "NC"}.get(call, call)


def narrow(rows):
    """Give the rows with the shorter diameter of nodes, which says whether they are normal."""
    return [replace(row, cells=tuple(one_size(row, cell) for cell in row.cells)) for row in rows]


def one_size(row, cell):
    """Give one diameter of a cell: the shorter of a node, else the longest."""
    if not base.is_number(cell):
        return cell
    longest, _, other = cell.partition("x")
    return (other or longest) if row.node else longest


def measurable(rows, visit, scope):
    """Judge the measurable lesions."""
    lesions = base.held("target", rows, visit)
    if not lesions:
        return None
    (total, complete), (first, has_baseline) = products(rows, visit), products(rows, 0)
    if has_baseline and complete and all(clear(row, visit, rows) for row in lesions):
        return "CR"
    if scope == "any_lesion" and one_has_grown(rows, visit):
        return "PD"
    if not has_baseline:
        return "NE"
    earlier = [value for value, full in (products(rows, each) for each in range(visit)) if full]
    if scope == "sum" and total is not None and bigger(total, min(earlier)):
        return "PD"
    if not complete:
        return "NE"
    return "PR" if total <= first / 2 else "SD"


def bigger(now, before):
    """Tell whether a product is progression over its smallest."""
    return now > before and now >= before * Fraction(5, 4)


def one_has_grown(rows, visit):
    """Tell whether any lesion, or those that have grown together, is progression by itself."""
    now_families = families(rows, visit)
    for day in range(visit):
        for earlier in families(rows, day):
            apart = [each for each in families(rows, visit) if each & earlier]
            if len(apart) > 1 and family_value(rows, day, earlier) is not None:
                now_families.append(frozenset().union(*apart))
    for family in now_families:
        smallest = []
        for day in range(visit):
            parts = [each for each in families(rows, day) if each & family]
            if frozenset().union(*parts) == family:
                values = [family_value(rows, day, each) for each in parts]
                if None not in values:
                    smallest.append(sum(values, Fraction(0)))
        members = [row for row in rows if row.kind == "target" and row.name in family]
        final = {each.name: each for row in members for each in base.holders(row, rows, visit)}
        if all(clear(row, visit, rows) for row in final.values()) or not smallest:
            continue
        known = [value(row, visit, rows) for row in final.values()]
        now = sum((each for each in known if each is not None), Fraction(0))
        if bigger(now, min(smallest)):
            return True
    return False


def families(rows, visit):
    """Give the targets of the baseline, grouped by what they have become together."""
    roots = [row for row in rows if row.kind == "target"]
    groups = [({row.name}, {each.name for each in base.holders(row, rows, visit)}) for row in roots]
    merged = True
    while merged:
        merged = False
        for one in groups:
            for two in groups:
                if one is not two and one[1] & two[1]:
                    groups = [each for each in groups if each not in (one, two)]
                    groups.append((one[0] | two[0], one[1] | two[1]))
                    merged = True
                    break
            if merged:
                break
    return [frozenset(names) for names, _ in groups]


def family_value(rows, visit, names):
    """Give the product of a family at a visit, None when a part has no value."""
    members = [row for row in rows if row.kind == "target" and row.name in names]
    final = {each.name: each for row in members for each in base.holders(row, rows, visit)}
    values = [value(row, visit, rows) for row in final.values()]
    return None if None in values else sum(values, Fraction(0))
