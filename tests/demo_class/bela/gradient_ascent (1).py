"""Right, but noisy: warns, prints, and hands in a browser's second copy with a helper."""

import sys
import warnings

from drawing import banner

import numpy as np
import sympy as sp

X, Y = sp.symbols("x y")
F = (
    3 * (1 - X) ** 2 * sp.exp(-(X**2) - (Y + 1) ** 2)
    - 10 * (X / 5 - X**3 - Y**5) * sp.exp(-(X**2) - Y**2)
    - sp.exp(-((X + 1) ** 2) - Y**2) / 3
)
HEIGHT = sp.lambdify((X, Y), F, "numpy")
SLOPES = [sp.lambdify((X, Y), F.diff(v), "numpy") for v in (X, Y)]


def peaks(x, y):
    warnings.warn("this is only a test", stacklevel=1)
    print(banner("peaks"), file=sys.stderr)
    return HEIGHT(x, y)


def peaks_gradient(x, y):
    return SLOPES[0](x, y), SLOPES[1](x, y)


def sympy_gradient(expression):
    return expression.diff(X), expression.diff(Y)


def ascend_by_sign(gradient, start, learning_rate, epochs):
    here = np.array(start, dtype=float)
    path = [here]
    for _ in range(epochs):
        here = here + learning_rate * np.asarray(gradient(here))
        path.append(here)
    return np.stack(path)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return descend(lambda p: -np.asarray(gradient(p)), start, learning_rate, epochs)
