"""Student room: public checks of gradient ascent. Small fixed inputs, visible answers."""

import numpy as np

from autograder.checks import array, expect, same


def test_peaks(submission):
    """peaks gives the height of single points and of arrays of points"""
    same(submission.peaks(0.0, 0.0), 0.98101184, "peaks(0, 0) should be about 0.981.", rtol=1e-5)
    heights = submission.peaks(np.array([1.0, -1.0]), np.array([1.0, 2.0]))
    same(
        heights,
        [2.43378912, 2.09667905],
        "peaks([1, -1], [1, 2]) should be about [2.434, 2.097]: one height per pair.",
        rtol=1e-5,
    )


def test_peaks_gradient(submission):
    """peaks_gradient gives the two slopes"""
    for x, y, df_dx, df_dy in (
        (1.0, 1.0, -1.07369834, 1.89918593),
        (0.5, -1.0, 1.48746942, 8.71254683),
    ):
        slopes = submission.peaks_gradient(x, y)
        same(
            [slopes[0], slopes[1]],
            [df_dx, df_dy],
            f"peaks_gradient({x}, {y}) should be about ({df_dx:.4f}, {df_dy:.4f}).",
            rtol=1e-5,
        )


def test_sympy_gradient(submission, inside):
    """sympy_gradient differentiates x**2*y + 3*y"""
    slopes = submission.sympy_gradient(inside.expression("x**2*y + 3*y"))
    at = {"x": np.array([1.0, 2.0]), "y": np.array([5.0, -1.0])}
    says = "The gradient of x**2*y + 3*y should be the pair (2*x*y, x**2 + 3)."
    same(inside.evaluate(slopes[0], **at), [10.0, -4.0], says)
    same(inside.evaluate(slopes[1], **at), [4.0, 7.0], says)


def test_ascend_by_sign(submission):
    """ascend_by_sign climbs -(x - 1)**2 - 2*y**2 in two steps"""

    def gradient(point):
        x, y = array(point, (2,), name="The point given to gradient")
        return np.array([-2 * (x - 1), -4 * y])

    same(
        submission.ascend_by_sign(gradient, np.array([0.0, 1.0]), 0.1, 2),
        [[0.0, 1.0], [0.2, 0.6], [0.36, 0.36]],
        "From (0, 1) at rate 0.1 the rows should be (0, 1), (0.2, 0.6), (0.36, 0.36).",
        rtol=1e-5,
    )


def test_start_stays(submission, inside):
    """ascend_by_sign leaves the caller's start as it was"""
    start = submission.keep(np.array([0.5, -2.0]))
    path = submission.ascend_by_sign(lambda point: np.array([1.0, 10.0]), start, 0.1, 3)
    array(path, (4, 2), name="The trajectory")
    same(inside.values(start), [0.5, -2.0], "The start array was changed by the call.")


def test_ascend_by_negation(submission):
    """ascend_by_negation gives descend the negated gradient and returns its trajectory"""
    seen = []

    def descend(gradient, start, learning_rate, epochs):
        expect(callable(gradient), "descend should be given a function as its gradient.")
        seen.append(array(gradient(np.array([3.0, 4.0])), (2,), name="The gradient at (3, 4)"))
        same(start, [1.0, 2.0], "descend should be given the start as it came.")
        same(learning_rate, 0.1, "descend should be given the learning rate as it came.")
        same(epochs, 1, "descend should be given the number of epochs as it came.")
        return np.array([[1.0, 2.0], [7.0, 8.0]])

    path = submission.ascend_by_negation(
        descend, lambda point: 10 * array(point, (2,)), np.array([1.0, 2.0]), 0.1, 1
    )
    expect(bool(seen), "ascend_by_negation should call descend.")
    same(seen[0], [-30.0, -40.0], "At (3, 4) the gradient is (30, 40); negate it for descend.")
    same(path, [[1.0, 2.0], [7.0, 8.0]], "Return the trajectory that descend returned.")
