# instructor room · gradeproof-canary-6f1d2c9a
"""descend was given the gradient as it is, so it walked downhill. Which landscape has its
hollows where this one has its hills?
"""

import numpy as np
import sympy

LOSES = ("check_negation",)


def peaks(x, y):
    return (
        3 * (1 - x) ** 2 * np.exp(-(x**2) - (y + 1) ** 2)
        - 10 * (x / 5 - x**3 - y**5) * np.exp(-(x**2) - y**2)
        - 1 / 3 * np.exp(-((x + 1) ** 2) - y**2)
    )


def peaks_gradient(x, y):
    a = np.exp(-(x**2) - (y + 1) ** 2)
    b = np.exp(-(x**2) - y**2)
    c = np.exp(-((x + 1) ** 2) - y**2)
    q = x / 5 - x**3 - y**5
    df_dx = (
        3 * (-2 * (1 - x) - 2 * x * (1 - x) ** 2) * a
        - 10 * (1 / 5 - 3 * x**2 - 2 * x * q) * b
        + 2 / 3 * (x + 1) * c
    )
    df_dy = -6 * (y + 1) * (1 - x) ** 2 * a - 10 * (-5 * y**4 - 2 * y * q) * b + 2 / 3 * y * c
    return df_dx, df_dy


def sympy_gradient(expression):
    x, y = sympy.symbols("x y")
    return sympy.diff(expression, x), sympy.diff(expression, y)


def ascend_by_sign(gradient, start, learning_rate, epochs):
    path = [np.array(start, dtype=float)]
    for _ in range(epochs):
        path.append(path[-1] + learning_rate * gradient(path[-1]))
    return np.array(path)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return descend(gradient, start, learning_rate, epochs)
