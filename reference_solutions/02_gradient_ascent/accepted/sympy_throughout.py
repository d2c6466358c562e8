# instructor room · gradeproof-canary-6f1d2c9a
"""Sympy does the calculus: formulas written once, then turned into NumPy functions."""

import numpy as np
import sympy as sym

X, Y = sym.Symbol("x"), sym.Symbol("y")
SURFACE = (
    3 * (1 - X) ** 2 * sym.exp(-(X**2) - (Y + 1) ** 2)
    - 10 * (X / 5 - X**3 - Y**5) * sym.exp(-(X**2) - Y**2)
    - sym.Rational(1, 3) * sym.exp(-((X + 1) ** 2) - Y**2)
)


def sympy_gradient(expression):
    return sym.Matrix([expression]).jacobian([X, Y])


_heights = sym.lambdify((X, Y), SURFACE)
_slopes = [sym.lambdify((X, Y), slope) for slope in sympy_gradient(SURFACE)]


def peaks(x, y):
    return np.asarray(_heights(x, y), dtype=np.float64)


def peaks_gradient(x, y):
    return np.stack([slope(x, y) for slope in _slopes])


def ascend_by_sign(gradient, start, learning_rate, epochs):
    rate = sym.Float(learning_rate)
    point = sym.Matrix([float(value) for value in start])
    rows = [point.T]
    for _ in range(epochs):
        slope = gradient(np.array(point.evalf(), dtype=float).ravel())
        point = point + rate * sym.Matrix(slope)
        rows.append(point.T)
    return np.array(sym.Matrix.vstack(*rows)).astype(float)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return np.asarray(descend(lambda p: np.negative(gradient(p)), start, learning_rate, epochs))
