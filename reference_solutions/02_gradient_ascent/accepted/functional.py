# instructor room · gradeproof-canary-6f1d2c9a
"""Functions of functions: terms as a table, the path as an accumulation, minus by composition."""

from functools import partial, reduce
from itertools import accumulate, repeat
from operator import add, neg

import numpy as np
import sympy

# polynomial, its two slopes, and the center of the Gaussian that it is multiplied with
TERMS = (
    (
        lambda x, y: 3 * (1 - x) ** 2,
        lambda x, y: -6 * (1 - x),
        lambda x, y: 0 * y,
        (0, -1),
    ),
    (
        lambda x, y: -10 * (x / 5 - x**3 - y**5),
        lambda x, y: -2 + 30 * x**2,
        lambda x, y: 50 * y**4,
        (0, 0),
    ),
    (
        lambda x, y: 0 * x - 1 / 3,
        lambda x, y: 0 * x,
        lambda x, y: 0 * y,
        (-1, 0),
    ),
)


def gauss(center, x, y):
    return np.exp(-((x - center[0]) ** 2) - (y - center[1]) ** 2)


def peaks(x, y):
    return reduce(add, (factor(x, y) * gauss(center, x, y) for factor, _, _, center in TERMS))


def peaks_gradient(x, y):
    def slope(axis):
        return sum(
            (term[1 + axis](x, y) - 2 * ((x, y)[axis] - term[3][axis]) * term[0](x, y))
            * gauss(term[3], x, y)
            for term in TERMS
        )

    return tuple(map(slope, (0, 1)))


def sympy_gradient(expression):
    return tuple(map(partial(sympy.diff, expression), sympy.symbols(("x", "y"))))


def ascend_by_sign(gradient, start, learning_rate, epochs):
    def step(point, rate):
        return point + rate * gradient(point)

    rates = repeat(learning_rate, epochs)
    return list(accumulate(rates, step, initial=np.asarray(start, dtype=float)))


def ascend_by_negation(descend, gradient, *rest):
    return descend(lambda point: neg(gradient(point)), *rest)
