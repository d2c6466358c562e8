# instructor room · gradeproof-canary-6f1d2c9a
"""Gradient descent from good and bad starts: the reference.

Source: the course's section on gradient descent, CodeChallenge "unfortunate starting value".
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Function = Callable[[float], float]
"""One number -> one number."""

LEVEL = 1e-3
"""Slopes flatter than this count as none."""
STEP = 1e-3
"""How far to look to either side for the curvature."""


def f(x: float | np.ndarray) -> float | np.ndarray:
    """Height of the landscape at each x; shaped like x."""
    return np.cos(2 * np.pi * x) + x**2


def df(x: float | np.ndarray) -> float | np.ndarray:
    """Derivative of `f` at each x; the factor 2 pi comes from the chain rule."""
    return -2 * np.pi * np.sin(2 * np.pi * x) + 2 * x


def gradient_descent_1d(
    df: Function,
    start: float | np.ndarray,
    learning_rate: float,
    epochs: int,
) -> tuple[float, np.ndarray]:
    """(end, path) downhill; path is float64 of shape (epochs + 1,), its first number the start."""
    path = np.empty(epochs + 1)  # float64, so that a start of whole numbers may move
    path[:1] = start  # a number, or an array of one
    for k in range(epochs):
        path[k + 1] = path[k] - learning_rate * df(path[k])
    return path[-1], path


def multi_start(f: Function, descend: Function, starts: np.ndarray) -> tuple[np.ndarray, float]:
    """(ends, best): where each start leads, shape (n,), and the end where f is lowest."""
    ends = np.array([descend(start) for start in starts])
    heights = [f(end) for end in ends]
    return ends, ends[np.argmin(heights)]


def kind_of_point(df: Function, x: float) -> str:
    """By the curvature a "minimum" or a "maximum" where the slope is none, else "neither"."""
    if abs(df(x)) >= LEVEL:
        return "neither"
    curvature = (df(x + STEP) - df(x - STEP)) / (2 * STEP)
    return "minimum" if curvature > 0 else "maximum"


def escape(descend: Function, kind: Callable[[float], str], start: float, nudge: float) -> float:
    """The end of the descent, or of a second one from beside it if the first ends on a top."""
    end = descend(start)
    if kind(end) == "maximum":
        end = descend(end + nudge)
    return end
