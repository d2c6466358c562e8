"""Student room: public checks of the unfortunate start. Small fixed inputs, visible answers."""

import numpy as np

from autograder.checks import array, expect, same


def test_f(submission):
    """f gives the height at single numbers and in arrays"""
    same(submission.f(0.5), -0.75, "f(0.5) should be -0.75.", rtol=1e-5)
    heights = submission.f(np.array([0.0, 0.25, -1.5]))
    says = "f([0, 0.25, -1.5]) should be [1, 0.0625, 1.25]: one height per number."
    same(heights, [1.0, 0.0625, 1.25], says, atol=1e-5)


def test_df(submission):
    """df gives the slope at single numbers and in arrays"""
    same(submission.df(0.3), -5.37566433, "df(0.3) should be about -5.3757.", rtol=1e-5)
    slopes = submission.df(np.array([0.25, -1.0]))
    same(slopes, [-5.78318531, -2.0], "df([0.25, -1]) should be about [-5.7832, -2].", atol=1e-5)


def test_gradient_descent_1d(submission, inside):
    """gradient_descent_1d descends (x - 1)^2 in two steps"""
    # A start of shape (1,) may ask for slopes of shape (1,).
    for start in (3.0, np.array([3.0])):
        box = submission.keep(start)
        end, path = submission.gradient_descent_1d(lambda x: 2 * (x - 1), box, 0.1, 2)
        path = array(path, (3,), name="The path")
        same(path, [3.0, 2.6, 2.28], "From 3 at rate 0.1 the path is 3, 2.6, 2.28.", rtol=1e-5)
        same(end, 2.28, "The end is the last number of the path.", rtol=1e-5, name="The end")
        same(inside.values(box), start, "The start was changed by the call.")


def test_multi_start(submission):
    """multi_start takes every start down and picks the lowest end"""
    leads_to = {-2.0: -1.0, 0.5: 2.0, 1.0: 3.0}

    def descend(start):
        given = float(array(start, (), name="The start given to descend"))
        expect(given in leads_to, "descend should be given the numbers of starts, one at a time.")
        return leads_to[given]

    ends, best = submission.multi_start(
        lambda x: (array(x) - 1.8) ** 2, descend, np.array([0.5, -2.0, 1.0])
    )
    same(ends, [2.0, -1.0, 3.0], "The ends should be 2, -1, 3.", name="The ends")
    same(best, 2.0, "Of the ends 2, -1, 3 the function is lowest at 2.", name="The best end")


def test_kind_of_point(submission):
    """kind_of_point tells minima, maxima and slopes apart"""
    for df, x, want, where in (
        (lambda x: 2 * x, 0.0, "minimum", "(x^2)' at 0"),
        (lambda x: -2 * (x - 1), 1.0, "maximum", "(-(x - 1)^2)' at 1"),
        (lambda x: 2 * x, 0.5, "neither", "(x^2)' at 0.5"),
    ):
        kind = submission.kind_of_point(df, x)
        expect(kind == want, f"kind_of_point should answer {want!r} for {where}.")


def test_escape(submission):
    """escape leaves a maximum at 0 and stays at a minimum"""

    def descend(start):  # downhill on -|x|, as far as -1 or 1
        return float(np.sign(array(start, (), name="The start given to descend")))

    def kind(x):
        return "maximum" if array(x, (), name="The point given to kind") == 0 else "minimum"

    says = "A descent from 0 stays on the top; from 0 - 0.01 it ends at -1."
    same(submission.escape(descend, kind, 0.0, -0.01), -1.0, says)
    same(submission.escape(descend, kind, 0.3, -0.01), 1.0, "A descent from 0.3 ends at 1.")
