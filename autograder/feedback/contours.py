"""Trusted room: contour lines of a table of heights, by marching squares. Pure numbers."""

from __future__ import annotations

from collections.abc import Sequence

Heights = Sequence[Sequence[float]]
Point = tuple[float, float]
Edge = tuple[int, int, bool]
"""(row, column, whether it runs along the row) of its first corner."""


def contours(heights: Heights, level: float) -> list[list[Point]]:
    """Lines along which the table is at `level`, as points (column, row) between its corners."""
    beside: dict[Edge, list[Edge]] = {}
    for row in range(len(heights) - 1):
        for column in range(len(heights[0]) - 1):
            for one, other in _pieces(heights, level, row, column):
                beside.setdefault(one, []).append(other)
                beside.setdefault(other, []).append(one)
    lines = []
    # Open lines first, from one of their ends; then what is left are rings.
    for start in sorted(beside, key=lambda edge: (len(beside[edge]) != 1, edge)):
        if beside[start]:
            lines.append([_crossing(heights, level, edge) for edge in _walk(beside, start)])
    return lines


def _walk(beside: dict[Edge, list[Edge]], start: Edge) -> list[Edge]:
    """Follow a line from `start`, taking its pieces out of `beside`."""
    line = [start]
    while beside[line[-1]]:
        here = line[-1]
        there = beside[here].pop()
        beside[there].remove(here)
        line.append(there)
    return line


def _pieces(heights: Heights, level: float, row: int, column: int) -> list[tuple[Edge, Edge]]:
    """Which sides of a cell a line of this level joins: none, one pair, or two at a saddle."""
    corners = (
        heights[row][column] > level,
        heights[row][column + 1] > level,
        heights[row + 1][column + 1] > level,
        heights[row + 1][column] > level,
    )
    sides: tuple[Edge, ...] = (
        (row, column, True),
        (row, column + 1, False),
        (row + 1, column, True),
        (row, column, False),
    )
    cut = [sides[k] for k in range(4) if corners[k] != corners[(k + 1) % 4]]
    if len(cut) == 2:
        return [(cut[0], cut[1])]
    if len(cut) == 4:
        middle = sum(heights[row + i][column + j] for i in (0, 1) for j in (0, 1)) / 4 > level
        if middle == corners[0]:
            return [(cut[0], cut[1]), (cut[2], cut[3])]
        return [(cut[3], cut[0]), (cut[1], cut[2])]
    return []


def _crossing(heights: Heights, level: float, edge: Edge) -> Point:
    row, column, along = edge
    here = heights[row][column]
    there = heights[row][column + 1] if along else heights[row + 1][column]
    share = (level - here) / (there - here)
    return (column + share, row) if along else (column, row + share)
