"""8 points: one slope lacks a term; both ways of climbing are judged on slopes of the grader."""

import numpy as np
import sympy


def peaks(x, y):
    return (
        3 * (1 - x) ** 2 * np.exp(-(x**2) - (y + 1) ** 2)
        - 10 * (x / 5 - x**3 - y**5) * np.exp(-(x**2) - y**2)
        - np.exp(-((x + 1) ** 2) - y**2) / 3
    )


def peaks_gradient(x, y):
    a = np.exp(-(x**2) - (y + 1) ** 2)
    b = np.exp(-(x**2) - y**2)
    c = np.exp(-((x + 1) ** 2) - y**2)
    inner = x / 5 - x**3 - y**5
    along_x = -6 * (1 - x) * a - 6 * x * (1 - x) ** 2 * a
    along_x += -10 * (1 / 5 - 3 * x**2) * b + 20 * x * inner * b + 2 * (x + 1) * c / 3
    along_y = -6 * (y + 1) * (1 - x) ** 2 * a + 20 * y * inner * b + 2 * y * c / 3
    return along_x, along_y


def sympy_gradient(expression):
    return [sympy.diff(expression, name) for name in ("x", "y")]


def ascend_by_sign(gradient, start, learning_rate, epochs):
    path = [np.array(start, dtype=float)]
    for _ in range(epochs):
        path.append(path[-1] + learning_rate * np.asarray(gradient(path[-1])))
    return path


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return descend(lambda point: -np.asarray(gradient(point)), start, learning_rate, epochs)
