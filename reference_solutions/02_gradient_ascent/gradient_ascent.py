# instructor room · gradeproof-canary-6f1d2c9a
"""Gradient ascent on the "peaks" surface, two ways: the reference.

Source: the course's section on gradient descent, CodeChallenge "2D gradient ascent".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import sympy

Gradient = Callable[[np.ndarray], np.ndarray]
"""Point of shape (2,), first x, then y -> gradient of shape (2,)."""
Descend = Callable[[Gradient, Sequence[float] | np.ndarray, float, int], np.ndarray]
"""(gradient, start, learning_rate, epochs) -> trajectory of shape (epochs + 1, 2)."""


def peaks(x: float | np.ndarray, y: float | np.ndarray) -> float | np.ndarray:
    """Height of the peaks surface at each pair (x, y); shaped like x."""
    hill = 3 * (1 - x) ** 2 * np.exp(-(x**2) - (y + 1) ** 2)
    twins = -10 * (x / 5 - x**3 - y**5) * np.exp(-(x**2) - y**2)
    dent = -1 / 3 * np.exp(-((x + 1) ** 2) - y**2)
    return hill + twins + dent


def peaks_gradient(
    x: float | np.ndarray, y: float | np.ndarray
) -> tuple[float | np.ndarray, float | np.ndarray]:
    """Partial derivatives (df_dx, df_dy) of `peaks`; each shaped like x.

    Every term is a polynomial times an exponential e, so its slope along x is
    (polynomial' + polynomial * exponent') * e, primes meaning d/dx; likewise along y.
    """
    e_hill = np.exp(-(x**2) - (y + 1) ** 2)
    e_twins = np.exp(-(x**2) - y**2)
    e_dent = np.exp(-((x + 1) ** 2) - y**2)
    square = (1 - x) ** 2
    quintic = x / 5 - x**3 - y**5

    df_dx = (
        3 * (-2 * (1 - x) - 2 * x * square) * e_hill
        - 10 * (1 / 5 - 3 * x**2 - 2 * x * quintic) * e_twins
        + 2 / 3 * (x + 1) * e_dent
    )
    df_dy = (
        -6 * (y + 1) * square * e_hill
        - 10 * (-5 * y**4 - 2 * y * quintic) * e_twins
        + 2 / 3 * y * e_dent
    )
    return df_dx, df_dy


def sympy_gradient(expression: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
    """Partial derivatives (df_dx, df_dy) of any expression in the plain symbols x and y."""
    x, y = sympy.symbols("x y")
    return sympy.diff(expression, x), sympy.diff(expression, y)


def ascend_by_sign(
    gradient: Gradient,
    start: Sequence[float] | np.ndarray,
    learning_rate: float,
    epochs: int,
) -> np.ndarray:
    """Trajectory uphill, float64 of shape (epochs + 1, 2): row 0 is the start."""
    trajectory = np.empty((epochs + 1, 2))  # float64, so that a start of whole numbers may move
    trajectory[0] = start
    for k in range(epochs):
        trajectory[k + 1] = trajectory[k] + learning_rate * gradient(trajectory[k])
    return trajectory


def ascend_by_negation(
    descend: Descend,
    gradient: Gradient,
    start: Sequence[float] | np.ndarray,
    learning_rate: float,
    epochs: int,
) -> np.ndarray:
    """Trajectory uphill: `descend` walks down the upside-down landscape."""

    def negated(point: np.ndarray) -> np.ndarray:
        return -gradient(point)

    return descend(negated, start, learning_rate, epochs)
