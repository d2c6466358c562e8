"""Gradient descent from good and bad starts. The task is in README.md beside this file."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Function = Callable[[float], float]
"""One number -> one number."""


def f(x: float | np.ndarray) -> float | np.ndarray:
    """Height of the landscape, cos(2 pi x) + x^2.

    Args:
        x: a number or a float array of any shape, within [-2, 2]; angles are in radians.

    Returns:
        The heights: a number for a number, else an array shaped like `x`.
    """
    raise NotImplementedError("Write f: the formula stands in README.md.")


def df(x: float | np.ndarray) -> float | np.ndarray:
    """Derivative of `f`, exact.

    Args:
        x: a number or a float array of any shape, within [-2, 2].

    Returns:
        The slopes: a number for a number, else an array shaped like `x`.
    """
    raise NotImplementedError("Write df: derive f on paper first.")


def gradient_descent_1d(
    df: Function,
    start: float | np.ndarray,
    learning_rate: float,
    epochs: int,
) -> tuple[float, np.ndarray]:
    """Walk downhill: every step subtracts the learning rate times the slope.

    Args:
        df: takes x, returns the slope there.
        start: a number (float or whole), or an array of shape (1,), which is left as it is.
        learning_rate: positive factor of the slope, the same in every step.
        epochs: number of steps, at least 1.

    Returns:
        (end, path): path, floats of shape (epochs + 1,), holds the start and x after every step;
        end is its last number.
    """
    raise NotImplementedError("Write gradient_descent_1d: a loop of `epochs` steps downhill.")


def multi_start(f: Function, descend: Function, starts: np.ndarray) -> tuple[np.ndarray, float]:
    """Descend from many starts and pick the best end.

    Args:
        f: given; takes x (a number or an array), returns the height there.
        descend: given; takes one start, returns the end of the descent from there.
        starts: the starts, float array of shape (n,), n at least 1.

    Returns:
        (ends, best): ends of shape (n,), in the order of `starts`; best is the one of them where
        `f` is lowest.
    """
    raise NotImplementedError("Write multi_start: one descent per start, then compare the heights.")


def kind_of_point(df: Function, x: float) -> str:
    """Tell a minimum from a maximum by the curvature.

    Args:
        df: takes one number, returns the slope of some landscape there.
        x: the point in question.

    Returns:
        "minimum" or "maximum" where |df(x)| < 0.001, by the sign of the slope of `df` at x;
        "neither" elsewhere.
    """
    raise NotImplementedError("Write kind_of_point: look at df at x and close beside it.")


def escape(descend: Function, kind: Callable[[float], str], start: float, nudge: float) -> float:
    """Descend, and try once more from right beside the end if that is a maximum.

    Args:
        descend: given; takes one start, returns the end of the descent from there.
        kind: given; takes one number, returns "minimum", "maximum" or "neither".
        start: where the first descent starts.
        nudge: small number of either sign, added to an end that is a maximum.

    Returns:
        The end of the last descent.
    """
    raise NotImplementedError("Write escape: descend, look at the end, nudge if it is a top.")
