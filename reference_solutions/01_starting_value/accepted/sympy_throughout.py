# instructor room · gradeproof-canary-6f1d2c9a
"""Sympy does the calculus, the descent too; heights and slopes are lambdified."""

import numpy as np
import sympy as sym

X = sym.Symbol("x")
LANDSCAPE = sym.cos(2 * sym.pi * X) + X**2

f = sym.lambdify(X, LANDSCAPE)
df = sym.lambdify(X, sym.diff(LANDSCAPE))


def gradient_descent_1d(df, start, learning_rate=0.01, epochs=100):
    path = [sym.Float(float(np.ravel(start)[0]))]
    for _ in range(epochs):
        path.append(path[-1] - sym.Float(learning_rate) * sym.Float(float(df(float(path[-1])))))
    path = np.array(path, dtype=float)
    return path[-1], path


def multi_start(f, descend, starts):
    ends = np.vectorize(descend, otypes=[float])(starts)
    order = np.argsort(f(ends))
    return ends, ends[order[0]]


def kind_of_point(df, x):
    if abs(df(x)) > 0.001:
        return "neither"
    # The parabola through three slopes, differentiated at x.
    nodes = [x - 0.004, x, x + 0.004]
    through = sym.interpolate([(sym.Float(n), sym.Float(df(n))) for n in nodes], X)
    return "minimum" if sym.diff(through, X).subs(X, x) > 0 else "maximum"


def escape(descend, kind, start, nudge):
    ends = [descend(start)]
    if kind(ends[-1]) == "maximum":
        ends.append(descend(ends[-1] + nudge))
    return ends[-1]
