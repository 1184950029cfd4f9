"""Reading a spec table into a case: one row per lesion, one column per visit.

Lesion names: T target, N non-target, L new, U undecided, M merged mass, T4.1 fragment of T4;
"(node)" after the name makes a lymph node, "?" a lesion nobody has confirmed.
Cells: 20 | 15s (short axis) | 20x15 (and its perpendicular) | small | absent | present | PD |
PD+ (has grown further) | PD= (has not) | ND | NE | treated | ->M1 (merged into) | split |
empty (no finding); "?20" is a proposal, "A:20 B:21" two evaluators.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dermetry.record.case import Case, ResponsePlan
from dermetry.record.finding import (
    Absent,
    Finding,
    Measured,
    MergedInto,
    NotDone,
    NotEvaluable,
    Present,
    Progressed,
    SplitInto,
    TooSmall,
    TreatedLocally,
)
from dermetry.record.lesion import Lesion
from dermetry.record.patient import Patient
from dermetry.record.visit import Visit

BASELINE_ON = date(2026, 1, 5)
ROLES = {"T": "target", "N": "non_target", "L": "new", "U": "undecided", "M": "undecided"}


def visit_date(name: str) -> date:
    """Turn "baseline" or "week 6" into a date."""
    return BASELINE_ON + timedelta(weeks=0 if name == "baseline" else int(name.split()[1]))


def read_table(table: str) -> tuple[list[str], dict[str, list[str]]]:
    """Split a table into visit names and cells by lesion."""
    lines = [line.strip() for line in table.strip().splitlines() if line.strip()]
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    (_, *visits), *lesions = rows
    assert all(len(row) == len(visits) + 1 for row in lesions), "a row lacks or exceeds a column"
    return visits, {row[0]: row[1:] for row in lesions}


def build_case(
    table: str,
    *,
    lesions: Mapping[str, Mapping[str, Any]] | None = None,
    regions: Mapping[str, Mapping[str, tuple[str, ...]]] | None = None,
    plan: Mapping[str, Any] | None = None,
    treatments: tuple[Any, ...] = (),
) -> Case:
    """Build the case of a table."""
    visits, rows = read_table(table)
    names = {row.split()[0].rstrip("?"): row for row in rows}
    made = []
    findings: dict[str, list[Finding]] = {name: [] for name in visits}
    for key, row in names.items():
        extra = {k: v for k, v in (lesions or {}).get(key, {}).items()}
        made.append(build_lesion(key, row, rows, extra))
        for name, cell in zip(visits, rows[row], strict=True):
            findings[name] += read_cell(key, cell, is_open="?" in row, names=names, row=row)
    return Case(
        patient=Patient(patient_id="P1"),
        plan=ResponsePlan(**{"baseline_on": BASELINE_ON, **(plan or {})}),
        treatments=treatments,
        lesions=tuple(made),
        visits=tuple(
            Visit(
                visited_on=visit_date(name),
                findings=tuple(findings[name]),
                **(regions or {}).get(name, {}),
            )
            for name in visits
        ),
    )


def build_lesion(
    key: str, row: str, rows: Mapping[str, list[str]], extra: dict[str, Any]
) -> Lesion:
    """Build one lesion from its name and from who merged into it."""
    parents = [
        other.split()[0].rstrip("?")
        for other, cells in rows.items()
        if any(cell.lstrip("?") == f"->{key}" for cell in cells)
    ]
    parent = key.split(".")[0] if "." in key else None
    is_confirmed = "?" not in row
    facts = {
        "lesion_id": key,
        "organ": "lymph_node" if "(node)" in row else "skin",
        "role": "undecided" if parent else ROLES[key[0]],
        "is_confirmed": is_confirmed,
        "confirmed_by": "Dr A" if is_confirmed else None,
        "merged_from": tuple(parents),
        "split_from": parent,
    }
    return Lesion(**{**facts, **extra})


def read_cell(
    key: str, cell: str, *, is_open: bool, names: Mapping[str, str], row: str
) -> list[Finding]:
    """Read one cell into no, one or several findings."""
    if not cell or cell == "-":
        return []
    parts = cell.split() if ":" in cell else [cell]
    found = []
    for part in parts:
        evaluator, _, text = part.rpartition(":")
        is_proposal = is_open or text.startswith("?")
        base = {
            "lesion_id": key,
            "evaluator": evaluator,
            "is_confirmed": not is_proposal,
            "confirmed_by": None if is_proposal else "Dr A",
        }
        found.append(read_finding(text.lstrip("?"), base, names, "(node)" in row))
    return found


def read_finding(
    text: str, base: dict[str, Any], names: Mapping[str, str], is_node: bool
) -> Finding:
    """Read the text of one cell."""
    word, _, rest = text.partition(" ")
    if text.startswith("->"):
        return MergedInto(**base, into_lesion_id=text[2:])
    if word == "split":
        fragments = tuple(name for name in names if name.startswith(base["lesion_id"] + "."))
        return SplitInto(**base, fragment_ids=fragments)
    simple = {
        "small": lambda: TooSmall(**base),
        "absent": lambda: Absent(**base),
        "present": lambda: Present(**base),
        "PD": lambda: Progressed(**base, reason=rest or "clearly worse"),
        "PD+": lambda: Progressed(**base, reason="worse", has_grown_further=True),
        "PD=": lambda: Progressed(**base, reason="worse", has_grown_further=False),
        "ND": lambda: NotDone(**base, reason=rest or "not photographed"),
        "NE": lambda: NotEvaluable(**base, reason=rest or "covered by crust"),
        "treated": lambda: TreatedLocally(**base, treatment=rest or "excision"),
    }
    if word in simple:
        return simple[word]()
    return Measured(**base, **read_size(text, is_node), method="caliper")


def read_size(text: str, is_node: bool) -> dict[str, Decimal]:
    """Read the diameters of a cell."""
    longest, _, across = text.partition("x")
    if across:
        field = "short_axis_mm" if is_node else "perpendicular_mm"
        return {"longest_diameter_mm": Decimal(longest), field: Decimal(across)}
    field = "short_axis_mm" if is_node or text.endswith("s") else "longest_diameter_mm"
    return {field: Decimal(text.removesuffix("s"))}


def read_rows(table: str) -> list[dict[str, str]]:
    """Read a published table: one dictionary per line, by the words of its first line."""
    lines = [line.strip() for line in table.strip().splitlines() if line.strip()]
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    assert all(len(row) == len(head) for row in rows), "a row lacks or exceeds a column"
    return [dict(zip(head, row, strict=True)) for row in rows]
