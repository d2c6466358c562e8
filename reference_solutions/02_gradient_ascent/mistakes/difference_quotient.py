# instructor room · gradeproof-canary-6f1d2c9a
"""The slopes come from a one-sided difference quotient with a coarse h. They are close, but not
the derivatives: the task is to derive them, and the formulas are exact.
"""

import numpy as np
import sympy

LOSES = ("check_slope_along_x", "check_slope_along_y", "check_three_hills")


def peaks(x, y):
    return (
        3 * (1 - x) ** 2 * np.exp(-(x**2) - (y + 1) ** 2)
        - 10 * (x / 5 - x**3 - y**5) * np.exp(-(x**2) - y**2)
        - 1 / 3 * np.exp(-((x + 1) ** 2) - y**2)
    )


def peaks_gradient(x, y):
    h = 1e-2
    here = peaks(x, y)
    return (peaks(x + h, y) - here) / h, (peaks(x, y + h) - here) / h


def sympy_gradient(expression):
    x, y = sympy.symbols("x y")
    return sympy.diff(expression, x), sympy.diff(expression, y)


def ascend_by_sign(gradient, start, learning_rate, epochs):
    path = [np.array(start, dtype=float)]
    for _ in range(epochs):
        path.append(path[-1] + learning_rate * gradient(path[-1]))
    return np.array(path)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return descend(lambda point: -gradient(point), start, learning_rate, epochs)
