# instructor room · gradeproof-canary-6f1d2c9a
"""The trajectory is an array of sympy objects, not of floats: it looks like numbers when
printed, but NumPy cannot calculate with it at speed. Look at the dtype and turn what sympy
gives into float.
"""

import numpy as np
import sympy

LOSES = ("check_trajectory", "check_start", "check_three_hills")


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
    path = [[sympy.Float(value) for value in start]]
    for _ in range(epochs):
        slope = gradient(np.array(path[-1], dtype=float))
        path.append([path[-1][i] + learning_rate * sympy.Float(slope[i]) for i in range(2)])
    return np.array(path)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return descend(lambda point: -gradient(point), start, learning_rate, epochs)
