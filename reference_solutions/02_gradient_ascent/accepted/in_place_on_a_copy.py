# instructor room · gradeproof-canary-6f1d2c9a
"""In place on a copy: one buffer, keyword arguments, options, one gradient more than needed."""

from typing import NamedTuple

import numpy as np
import sympy


class Slopes(NamedTuple):
    along_x: np.ndarray
    along_y: np.ndarray


def peaks(x, y, out=None):
    x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
    out = np.zeros(x.shape) if out is None else out
    out += 3 * np.square(1 - x) * np.exp(-np.square(x) - np.square(y + 1))
    out -= 10 * (x / 5 - np.power(x, 3) - np.power(y, 5)) * np.exp(-np.square(x) - np.square(y))
    out -= np.exp(-np.square(x + 1) - np.square(y)) / 3
    return out


def peaks_gradient(x, y):
    near = np.exp(-np.square(x) - np.square(y))
    hill = 3 * np.exp(-np.square(x) - np.square(y + 1))
    dent = np.exp(-np.square(x + 1) - np.square(y)) / 3
    odd = np.asarray(x) / 5 - np.power(x, 3) - np.power(y, 5)
    return Slopes(
        hill * (1 - x) * (-2 - 2 * x * (1 - x))
        + near * (20 * x * odd - 2 + 30 * np.square(x))
        + 2 * (x + 1) * dent,
        -2 * (y + 1) * hill * np.square(1 - x)
        + near * (20 * y * odd + 50 * np.power(y, 4))
        + 2 * y * dent,
    )


def sympy_gradient(expression, names="x y", simplify=True):
    slopes = tuple(sympy.diff(expression, symbol) for symbol in sympy.symbols(names))
    return tuple(map(sympy.simplify, slopes)) if simplify else slopes


def ascend_by_sign(gradient, start, learning_rate=0.01, epochs=1000, verbose=False):
    point = np.array(start, dtype=np.float64, copy=True)
    trajectory = np.full((epochs + 1, 2), np.nan)
    for k, row in enumerate(trajectory):
        row[:] = point
        slope = gradient(point)
        if verbose:
            print(k, point, slope)
        point += learning_rate * slope
    return trajectory


def ascend_by_negation(descend, gradient, start, learning_rate=0.01, epochs=1000):
    return descend(
        gradient=lambda point: -1 * gradient(point),
        start=start,
        learning_rate=learning_rate,
        epochs=epochs,
    )
