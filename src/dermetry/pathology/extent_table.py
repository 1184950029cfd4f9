"""Reading a table of rows, first match wins, when some of the facts are not known.

A fact is the set of its possible values. A row that one of them would meet and another not
keeps both ways open; where the ways end alike, the missing fact does not matter.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dermetry.errors import KnowledgeInvalid

Row = Mapping[str, Any]
Facts = Mapping[str, frozenset[str]]
Condition = tuple[str, frozenset[str]]  # a fact, and the values assumed for it


@dataclass(frozen=True)
class Way:
    """One way the table can be read: the row it ends in, and what had to be assumed."""

    row: Row
    assumed: tuple[Condition, ...]


def read_ways(
    *, rows: Sequence[Row], facts: Facts, same: Callable[[Row], Hashable]
) -> tuple[Way, ...]:
    """Give every way the table can end; one way means that nothing relevant is missing.

    ``same`` tells which rows mean the same. Raises ``KnowledgeInvalid`` where no row fits.
    """
    for index, row in enumerate(rows):
        split = first_open(row, facts)
        if split is None:
            if is_met(row, facts):
                return (Way(row, ()),)
            continue
        fact, wanted = split
        met = facts[fact] & wanted
        rest = facts[fact] - wanted
        one = read_ways(rows=rows[index:], facts={**facts, fact: met}, same=same)
        other = read_ways(rows=rows[index + 1 :], facts={**facts, fact: rest}, same=same)
        return join(one, other, (fact, met), (fact, rest), same)
    shown = ", ".join(f"{key} {'/'.join(sorted(value))}" for key, value in sorted(facts.items()))
    raise KnowledgeInvalid(
        "no row of the table fits the facts",
        why=shown,
        next_step="add a row for this situation to the rule file",
    )


def first_open(row: Row, facts: Facts) -> Condition | None:
    """Give the first condition of a row that is neither met nor excluded, unless one excludes."""
    wanted = {fact: frozenset(values) for fact, values in row["when"].items()}
    if any(not facts[fact] & values for fact, values in wanted.items()):
        return None
    return next(((f, values) for f, values in wanted.items() if not facts[f] <= values), None)


def is_met(row: Row, facts: Facts) -> bool:
    """Tell whether every condition of a row holds for sure."""
    return all(facts[fact] <= frozenset(values) for fact, values in row["when"].items())


def join(
    one: tuple[Way, ...],
    other: tuple[Way, ...],
    met: Condition,
    rest: Condition,
    same: Callable[[Row], Hashable],
) -> tuple[Way, ...]:
    """Put the two sides of a missing fact together; a fact that changes nothing is dropped."""
    shapes = [[(same(way.row), way.assumed) for way in side] for side in (one, other)]
    if shapes[0] == shapes[1]:
        return one
    return tuple(
        Way(way.row, add(assumed, way.assumed))
        for side, assumed in ((one, met), (other, rest))
        for way in side
    )


def add(first: Condition, later: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Put an assumption before those that followed; a narrower one of the same fact wins."""
    if any(fact == first[0] for fact, _ in later):
        return later
    return (first, *later)


def assumed_facts(*, ways: Sequence[Way]) -> tuple[str, ...]:
    """Name the facts that the ways assumed, in order: those that are missing."""
    return tuple(dict.fromkeys(fact for way in ways for fact, _ in way.assumed))
