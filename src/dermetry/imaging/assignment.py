"""One-to-one assignment of least cost, some rows and columns left alone."""

import numpy as np
from numpy.typing import NDArray

Pairs = tuple[tuple[int, int], ...]


def assign(*, cost: NDArray[np.float64]) -> Pairs:
    """Find the pairs of rows and columns with the least sum of costs below zero.

    ``cost`` is (rows, columns); a pair of cost zero or more (or inf) is never chosen: leaving
    both alone is as good. Returns (row, column), sorted. Shortest augmenting paths with
    potentials (Jonker and Volgenant 1987, Crouse 2016), O(n^3).
    """
    if cost.size == 0 or not (cost < 0).any():
        return ()
    clipped = np.minimum(np.where(np.isnan(cost), 0.0, cost), 0.0)  # zero = "leave alone"
    rows, columns = (np.nonzero((clipped < 0).any(axis=axis))[0] for axis in (1, 0))
    gain = clipped[np.ix_(rows, columns)]  # the others stay alone anyway
    is_tall = gain.shape[0] > gain.shape[1]
    found = _assign_rows(gain.T if is_tall else gain)
    chosen = [(int(c), r) if is_tall else (r, int(c)) for r, c in enumerate(found)]
    kept = [(int(rows[r]), int(columns[c])) for r, c in chosen if gain[r, c] < 0]
    return tuple(sorted(kept))


def _assign_rows(cost: NDArray[np.float64]) -> NDArray[np.int64]:
    """Give every row its own column; rows <= columns. Index 0 stands for "none yet"."""
    rows, columns = cost.shape
    row_potential = np.zeros(rows + 1)
    column_potential = np.zeros(columns + 1)
    row_of = np.zeros(columns + 1, dtype=np.int64)
    favorites = cost.argmin(axis=1)
    row_potential[1:] = cost.min(axis=1)
    waiting = []
    for row, column in enumerate(favorites, start=1):  # whose favorite is free has it
        if row_of[column + 1]:
            waiting.append(row)
        else:
            row_of[column + 1] = row
    for row in waiting:
        row_of[0] = row
        _augment(cost, row_potential, column_potential, row_of)
    columns_of = np.zeros(rows, dtype=np.int64)
    for column in range(1, columns + 1):
        if row_of[column]:
            columns_of[row_of[column] - 1] = column - 1
    return columns_of


def _augment(
    cost: NDArray[np.float64],
    row_potential: NDArray[np.float64],
    column_potential: NDArray[np.float64],
    row_of: NDArray[np.int64],
) -> None:
    """Add the row waiting at column 0 along the shortest path; changes the last three."""
    size = cost.shape[1] + 1
    shortest = np.full(size, np.inf)
    came_from = np.zeros(size, dtype=np.int64)
    is_done = np.zeros(size, dtype=bool)
    column = 0
    while True:
        is_done[column] = True
        row = row_of[column]
        reach = cost[row - 1] - row_potential[row] - column_potential[1:]
        is_nearer = ~is_done[1:] & (reach < shortest[1:])
        shortest[1:][is_nearer] = reach[is_nearer]
        came_from[1:][is_nearer] = column
        nearest = int(np.argmin(np.where(is_done, np.inf, shortest)))
        step = shortest[nearest]
        row_potential[row_of[is_done]] += step
        column_potential[is_done] -= step
        shortest[~is_done] -= step
        column = nearest
        if row_of[column] == 0:
            break
    while column:
        row_of[column] = row_of[came_from[column]]
        column = int(came_from[column])
