"""What became of the arms after the day a report speaks of: each difference in words."""

from collections.abc import Iterable, Iterator, Sequence

from dermetry.report.arms.values import Arms, Since
from dermetry.report.values import Cell, Fact, Table

NOTHING_ANY_MORE = "nothing any more"


def since_words(*, then: Arms, now: Arms) -> Since:
    """Say per arm what the case says now in place of what it said on the day."""
    return Since(
        tasks=(
            *listed_changes("Alert or task", first_cells(then.alerts), first_cells(now.alerts)),
            *row_changes(then.biopsies, now.biopsies),
            *listed_changes("Doubtful entry", then.questions, now.questions),
        ),
        extent=(
            *fact_changes(then.extent, now.extent),
            *row_changes(then.extent_lesions, now.extent_lesions),
            *fact_changes(then.spread, now.spread),
        ),
        receptors=(
            *fact_changes(then.receptor_facts, now.receptor_facts),
            *row_changes(then.receptors, now.receptors),
        ),
        skin=tuple(fact_changes(then.skin, now.skin)),
    )


def fact_changes(then: Iterable[Fact], now: Iterable[Fact]) -> Iterator[str]:
    """Give every fact that reads otherwise now; what is no longer said is said to be so."""
    old = {fact.label: fact.text for fact in then}
    new = {fact.label: fact.text for fact in now}
    for label in dict.fromkeys((*new, *old)):
        if new.get(label) != old.get(label):
            yield f"{label}: {new.get(label, NOTHING_ANY_MORE)}"


def row_changes(then: Table | None, now: Table | None) -> Iterator[str]:
    """Give every row that is new, gone, or has other words in a column."""
    old, new = rows_of(then), rows_of(now)
    columns = (now or then or Table("", (), ())).columns
    for name in dict.fromkeys((*new, *old)):
        if name not in new:
            yield f"{name}: no longer listed"
            continue
        cells = zip(columns[1:], new[name], old.get(name, ()), strict=False)
        said = (
            [f"{column.lower()} {words(cell)}" for column, cell, was in cells if cell != was]
            if name in old
            else [words(cell) for cell in new[name]]
        )
        if said:
            yield f"{name}{'' if name in old else ' (new)'}: {'; '.join(said)}"


def rows_of(table: Table | None) -> dict[str, Sequence[Cell]]:
    """Give the rows of a table by their name."""
    return {row[0].text: row[1:] for row in table.rows} if table else {}


def words(cell: Cell) -> str:
    """Give a cell in one line."""
    return f"{cell.text} ({cell.detail})" if cell.detail else cell.text


def first_cells(table: Table | None) -> tuple[str, ...]:
    """Name the rows of a table."""
    return tuple(row[0].text for row in table.rows) if table else ()


def listed_changes(what: str, then: Iterable[str], now: Iterable[str]) -> Iterator[str]:
    """Give what opened since and what no longer waits."""
    old, new = dict.fromkeys(then), dict.fromkeys(now)
    yield from (f"{what} opened since: {each}" for each in new if each not in old)
    yield from (f"{what} no longer open: {each}" for each in old if each not in new)
