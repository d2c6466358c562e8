"""Gradient ascent on the "peaks" surface, two ways. The task is in README.md beside this file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import sympy

Gradient = Callable[[np.ndarray], np.ndarray]
"""Point of shape (2,), first x, then y -> gradient of shape (2,)."""
Descend = Callable[[Gradient, Sequence[float] | np.ndarray, float, int], np.ndarray]
"""(gradient, start, learning_rate, epochs) -> trajectory of shape (epochs + 1, 2)."""


def peaks(x: float | np.ndarray, y: float | np.ndarray) -> float | np.ndarray:
    """Height of the peaks surface at each pair (x, y).

    Args:
        x: first coordinate, a number or a float array of any shape; usually within [-3, 3].
        y: second coordinate, of the same shape as `x`.

    Returns:
        The heights, one per pair: a number for numbers, else an array shaped like `x`.
    """
    raise NotImplementedError("Write peaks: the formula stands in README.md.")


def peaks_gradient(
    x: float | np.ndarray, y: float | np.ndarray
) -> tuple[float | np.ndarray, float | np.ndarray]:
    """Partial derivatives of `peaks` at each pair (x, y), derived by hand.

    Args:
        x: first coordinate, a number or a float array of any shape; usually within [-3, 3].
        y: second coordinate, of the same shape as `x`.

    Returns:
        (df_dx, df_dy), each shaped like `x`.
    """
    raise NotImplementedError("Write peaks_gradient: derive the two slopes on paper first.")


def sympy_gradient(expression: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
    """Partial derivatives of any expression in the plain symbols x and y.

    Args:
        expression: a sympy expression; x or y may be absent from it.

    Returns:
        (df_dx, df_dy), two sympy expressions.
    """
    raise NotImplementedError("Write sympy_gradient: sympy does the calculus here.")


def ascend_by_sign(
    gradient: Gradient,
    start: Sequence[float] | np.ndarray,
    learning_rate: float,
    epochs: int,
) -> np.ndarray:
    """Walk uphill: every step adds the learning rate times the gradient.

    Args:
        gradient: takes a point of shape (2,), returns the gradient there, shape (2,).
        start: two numbers (array, list or tuple; floats or whole numbers); left as it is.
        learning_rate: positive factor of the gradient, the same in every step.
        epochs: number of steps, at least 1.

    Returns:
        The trajectory, floats of shape (epochs + 1, 2): row 0 is the start, row k the point
        after k steps.
    """
    raise NotImplementedError("Write ascend_by_sign: a loop of `epochs` steps uphill.")


def ascend_by_negation(
    descend: Descend,
    gradient: Gradient,
    start: Sequence[float] | np.ndarray,
    learning_rate: float,
    epochs: int,
) -> np.ndarray:
    """Walk uphill by descending on the upside-down landscape.

    Args:
        descend: given; `descend(gradient, start, learning_rate, epochs)` walks downhill and returns
            its trajectory, shape (epochs + 1, 2).
        gradient: takes a point of shape (2,), returns the gradient there, shape (2,).
        start: two numbers (array, list or tuple; floats or whole numbers); left as it is.
        learning_rate: positive; passed on.
        epochs: number of steps, at least 1; passed on.

    Returns:
        What `descend` returns.
    """
    raise NotImplementedError("Write ascend_by_negation: give descend another landscape.")
