"""Checks of the naive grader: fixed inputs, and the reference beside the submission."""

import numpy as np
import sympy


def draw():
    return np.random.default_rng(2024).uniform(-2, 2, (2, 12))


def hill(point):
    return np.array([0.3, -0.7]) - np.asarray(point)


def check_heights(submission, reference):
    x, y = draw()
    yield submission.peaks(x, y), reference.peaks(x, y)


def check_slopes(submission, reference):
    x, y = draw()
    yield submission.peaks_gradient(x, y)[0], reference.peaks_gradient(x, y)[0]
    yield submission.peaks_gradient(x, y)[1], reference.peaks_gradient(x, y)[1]


def check_sympy(submission, reference):
    x, y = sympy.symbols("x y")
    got = submission.sympy_gradient(x**2 * y)[0]
    yield np.array([float(sympy.sympify(got).subs({x: 3, y: 5}))]), np.array([30.0])


def check_path(submission, reference):
    start = [1.5, 1.0]
    yield (
        submission.ascend_by_sign(hill, start, 0.1, 8),
        reference.ascend_by_sign(hill, start, 0.1, 8),
    )


def check_negation(submission, reference):
    def descend(gradient, start, rate, epochs):
        return -reference.ascend_by_sign(gradient, start, rate, epochs)

    start = [1.5, 1.0]
    yield (
        submission.ascend_by_negation(descend, hill, start, 0.1, 8),
        reference.ascend_by_negation(descend, hill, start, 0.1, 8),
    )


CHECKS = [check_heights, check_slopes, check_sympy, check_path, check_negation]
