"""Grids that many visits share, though each is chosen from what was known by its visit."""

from collections.abc import Callable, Sequence
from math import floor, log2
from typing import TypeVar

Key = TypeVar("Key")
Found = TypeVar("Found")


def steps_of_ladder(value: float) -> float:
    """Round a positive number down to a half power of two, so that few of them are in use."""
    return float(2 ** (floor(2 * log2(value)) / 2))


def run_by_key(*, keys: Sequence[Key], run: Callable[[Key, int], Sequence[Found]]) -> list[Found]:
    """Run once for each key as far as it is asked for, and give each place the result of its own.

    ``run`` takes a key and how many places to work out, from the first on.
    """
    last = {key: at for at, key in enumerate(keys)}
    found = {key: run(key, at + 1) for key, at in last.items()}
    return [found[key][at] for at, key in enumerate(keys)]
