# instructor room · gradeproof-canary-6f1d2c9a
"""Plain Python: math, lists and loops; NumPy only to take arrays apart."""

import math

import numpy as np


def height(x, y):
    first = 3 * (1 - x) ** 2 * math.exp(-x * x - (y + 1) ** 2)
    second = 10 * (x / 5 - x**3 - y**5) * math.exp(-x * x - y * y)
    third = math.exp(-((x + 1) ** 2) - y * y) / 3
    return first - second - third


def slopes(x, y):
    first = math.exp(-x * x - (y + 1) ** 2)
    second = math.exp(-x * x - y * y)
    third = math.exp(-((x + 1) ** 2) - y * y)
    left = 1 - x
    bend = x / 5 - x**3 - y**5
    along_x = -6 * left * first - 6 * x * left * left * first
    along_x += (30 * x * x - 2) * second + 20 * x * bend * second
    along_x += 2 * (x + 1) * third / 3
    along_y = -6 * left * left * (y + 1) * first
    along_y += 50 * y**4 * second + 20 * y * bend * second
    along_y += 2 * y * third / 3
    return along_x, along_y


def for_each(function, x, y):
    if np.ndim(x) == 0:
        return function(float(x), float(y))
    return [for_each(function, a, b) for a, b in zip(x, y, strict=True)]


def peaks(x, y):
    return for_each(height, x, y)


def peaks_gradient(x, y):
    return [
        for_each(lambda a, b: slopes(a, b)[0], x, y),
        for_each(lambda a, b: slopes(a, b)[1], x, y),
    ]


def sympy_gradient(expression):
    return [expression.diff(name) for name in ("x", "y")]


def ascend_by_sign(gradient, start, learning_rate, epochs):
    x, y = float(start[0]), float(start[1])
    rows = [[x, y]]
    while len(rows) <= epochs:
        slope_x = float(gradient([x, y])[0])
        slope_y = float(gradient([x, y])[1])
        x, y = x + learning_rate * slope_x, y + learning_rate * slope_y
        rows.append([x, y])
    return rows


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    def downhill(point):
        slope_x, slope_y = gradient(point)
        return [0 - slope_x, 0 - slope_y]

    return descend(downhill, start, learning_rate, epochs)
