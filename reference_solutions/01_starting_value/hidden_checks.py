# instructor room · gradeproof-canary-6f1d2c9a
"""Instructor room: hidden checks of the unfortunate starting value, 10 points."""

import numpy as np

from autograder.checks import Wrong, array, describe, expect, points, same

# Right answers may be in float32. Measured over 200 draws of the inputs: the largest error of
# float32 (autograd, an optimizer), and of the mistake files the smallest of the
# largest errors of a draw:
#           float32    tolerance         wrong
#   height  1.3e-6     1e-4 + 1e-5 |f|   1.4     (a sine in place of the cosine)
#   slope   6.8e-6     1e-4 + 1e-5 |s|   1.9     (half of the slope of the square)
#   path    3.9e-7     2e-5 + 1e-5 |x|   0.084   (each x stored before its update)
#   path with one's own slope, near 0:
#           1.8e-7     2e-5 + 1e-5 |x|   0.034   (half of the slope of the square)
# In units of the tolerance float32 errs by 0.06 at most, and a wrong answer by 1400 at least. From
# 0 itself a right descent stays at exactly 0 in either precision; an error of 1e-15 in the slope
# there would still be below 1e-9 at the end of 30 epochs at a rate of 0.02, one of 2e-6 (a
# one-sided difference quotient) leads to the valley at 0.476.
HEIGHT = {"rtol": 1e-5, "atol": 1e-4}
SLOPE = {"rtol": 1e-5, "atol": 1e-4}
PATH = {"rtol": 1e-5, "atol": 2e-5}


@points(1)
def check_heights(submission, reference, rng):
    """f gives the height at single numbers and in arrays"""
    compare_pointwise(submission.f, reference.f, rng, "f", "height", HEIGHT)


@points(2)
def check_slopes(submission, reference, rng):
    """df gives the slope at single numbers and in arrays"""
    compare_pointwise(submission.df, reference.df, rng, "df", "slope", SLOPE)


@points(2)
def check_path(submission, reference, rng):
    """gradient_descent_1d takes every step downhill, each as long as it should be"""
    slope, start, rate, epochs = valley(rng("valley"))
    # The same path over an almost level and over a very steep valley, at a rate that makes up for
    # it, and an almost level one at the old rate: whoever stops at a small slope or a small step,
    # or clips a large slope, shows.
    for steepness, pace in ((1.0, 1.0), (1e-7, 1e7), (1e4, 1e-4), (1e-7, 1.0)):

        def df(x, *more, steepness=steepness):
            return steepness * slope(x, *more)

        _, path = end_and_path(submission.gradient_descent_1d(df, start, pace * rate, epochs))
        _, want = reference.gradient_descent_1d(df, start, pace * rate, epochs)
        compare_paths(path, want)


@points(1)
def check_start_and_end(submission, inside, rng):
    """gradient_descent_1d takes the start in every allowed form, keeps it, and returns the end"""
    df, start, rate, epochs = valley(rng("valley"))
    whole = 3 if start > 0 else -3  # never near the bottom, which lies within [-1, 1]
    for given, form in (
        (start, "a number"),
        (whole, "a whole number"),
        (np.array([start]), "an array of one number"),
        (np.array([whole]), "an array of one whole number"),
    ):
        box = submission.keep(given)
        end, path = end_and_path(submission.gradient_descent_1d(df, box, rate, epochs))
        path = array(path, (epochs + 1,), name=f"The path from a start that is {form}")
        same(
            inside.values(box),
            given,
            f"The caller's start, {form}, is not the same after gradient_descent_1d as before.",
            name="The start",
        )
        first = float(np.reshape(given, ()))
        same(path[0], first, f"Entry 0 of the path is not the start, {form}.", **PATH)
        same(end, path[-1], "The end is not the last number of the path.", **PATH, name="The end")
        # Uphill or downhill is the matter of check_path; here each number must follow from the
        # one before by a whole step, so that the point is not for standing still.
        moved = np.diff(path)
        step = np.array([rate * df(x) for x in path[:-1]])
        sign = 1 if np.vdot(moved, step) > 0 else -1
        same(moved, sign * step, f"The steps from a start that is {form} are not right.", **PATH)


@points(1)
def check_multi_start(submission, rng):
    """multi_start finds where every start leads, and the lowest of these ends"""
    for stream in ("first", "second"):
        starts, leads_to, f, best = journeys(rng(stream))

        def descend(start, *more, starts=starts, leads_to=leads_to):
            start = one_number(start, more, "descend")
            k = int(np.abs(starts - start).argmin())
            expect(
                abs(starts[k] - start) < 1e-5,
                "descend was given a number that is none of the starts.",
            )
            return float(leads_to[k])

        reply = pair(submission.multi_start(f, descend, starts), "multi_start", "(ends, best)")
        same(
            reply[0],
            leads_to,
            "The ends of multi_start are not those that descend gives, in the order of the starts.",
            **PATH,
            name="The ends",
        )
        same(
            reply[1],
            leads_to[best],
            "The best of multi_start is not the end at which the given f is lowest.",
            **PATH,
            name="The best end",
        )


@points(1)
def check_kind_of_point(submission, rng):
    """kind_of_point tells minima, maxima and slopes apart"""
    draw = rng("landscapes")
    signs = draw.permutation([-1, 1])
    for sign, steep in zip(signs, draw.permutation([3.0, 0.15]), strict=True):
        df, roots = three_level_points(draw, sign * steep)
        between = (roots[1:] + roots[:-1]) / 2
        kinds = ("minimum", "maximum") if sign > 0 else ("maximum", "minimum")
        asked = [
            # Where a descent ends the slope is small and not zero, and of either sign. Where it
            # is 0.0008, signs beside the point do not tell a minimum from a maximum.
            *(
                (root + beside, kinds[k % 2])
                for k, root in enumerate(roots)
                for level in (2e-6, 0.0008 / abs(curvature(df, root)))
                for beside in (-level, level)
            ),
            *((x, "neither") for x in between),
            (roots[1] + 0.0015 / curvature(df, roots[1]), "neither"),
            # Level in the landscape of the task, not in this one.
            *((x, "neither") for x in (0.0,) if abs(df(x)) > 0.005),
        ]
        # A minimum from its left comes first: there most mistakes give answers of their own, so
        # that the student can be told which one it is.
        first = 0 if sign > 0 else 4
        others = [k for k in draw.permutation(len(asked)) if k != first]
        asked = [asked[k] for k in (first, *others)]
        answers = [submission.kind_of_point(df, float(x)) for x, _ in asked]
        for got, (_, want) in zip(answers, asked, strict=True):
            expect(
                type(got) is str and got in ("minimum", "maximum", "neither"),
                'kind_of_point should return "minimum", "maximum" or "neither"; '
                f"it returned {describe(got)}.",
            )
            expect(
                want == "neither" or got != "neither",
                'kind_of_point answered "neither" at a point where |df(x)| < 0.001.',
            )
            expect(
                want != "neither" or got == "neither",
                f'kind_of_point answered "{got}" at a point where |df(x)| is more than 0.001.',
            )
            expect(
                got == want,
                "kind_of_point took a minimum for a maximum, or the other way round.",
            )


@points(1)
def check_escape(submission, rng):
    """escape tries again from beside a maximum, and only then"""
    draw = rng("ends")
    for kind_there in ("minimum", "neither", "maximum", "maximum"):
        start = float(draw.uniform(-1, 1))
        nudge = float(draw.choice([-1, 1]) * draw.uniform(0.01, 0.05))
        # A descent from a level point ends where it starts; the others lead to ends of their own.
        first = start + (float(draw.uniform(2, 3)) if kind_there == "neither" else 0.0)
        beside, other = (float(v) for v in draw.permutation([-5.0, 5.0]) + draw.uniform(-1, 1, 2))

        def descend(x, *more, at=(start, first, nudge, beside, other)):
            x = one_number(x, more, "descend")
            start, first, nudge, beside, other = at
            if abs(x - start) < 1e-5:
                return first
            return beside if abs(x - first - nudge) < 1e-5 else other

        def kind(x, *more, first=first, there=kind_there):
            x = one_number(x, more, "kind")
            return there if abs(x - first) < 1e-5 else "minimum"

        same(
            submission.escape(descend, kind, start, nudge),
            beside if kind_there == "maximum" else first,
            "The first descent ended on a maximum: escape should return where a second one leads, "
            "from the end plus the nudge."
            if kind_there == "maximum"
            else f'kind called the first end "{kind_there}": escape should return that end.',
            **PATH,
            name="The result of escape",
        )


@points(1)
def check_stuck_and_free(submission, reference, rng):
    """Your slope and your descent together: stuck at 0, free right beside it"""

    def df(x, *more):
        x = one_number(x, more, "df")
        return float(array(submission.df(x), (), name="A slope at one number"))

    array(submission.df(0.25), (), name="The slope at one number")  # unwritten? then say that
    draw = rng("starts")
    near = float(draw.uniform(0.5e-4, 2e-4))
    for start, where in (
        (0.0, "at 0"),
        (near, "right beside 0"),
        (-near, "left beside 0"),
        (float(draw.choice([-1, 1]) * draw.uniform(1.15, 1.3)), "in the outer part"),
    ):
        # At a rate of 0.02 thirty epochs lead from 0.00005 down into the valley, to 1e-4.
        end, path = end_and_path(submission.gradient_descent_1d(df, start, 0.02, 30))
        want, path_there = reference.gradient_descent_1d(reference.df, start, 0.02, 30)
        path = array(path, path_there.shape, name="The path")
        says = f"With your own df, a start {where} leads to the wrong end."
        if start == 0:
            says = "From exactly 0, where f is level, your descent with your own df does not stay."
        same(end, want, says, **PATH, name="The end")
        compare_paths(path, path_there)


def scattered(draw):
    """40 numbers, one anywhere in each fortieth of [-2, 2]."""
    return (draw.permutation(40) + draw.uniform(0, 1, 40)) / 10 - 2


def valley(draw):
    """(slope, start, learning rate, epochs) of a landscape with one bottom, not at 0.

    f = a u^2 / 2 + k sin(2x) / 2 with u = x - bottom. The start lies 1.5 to 2.5 away from the
    bottom, where the slope is at least 1.3: no wrong step can be near a right one by luck.
    """
    bottom = draw.uniform(0.2, 1) * draw.choice([-1, 1])
    a, k = draw.uniform(1.0, 2.0), draw.uniform(0.1, 0.2)
    start = bottom + draw.uniform(1.5, 2.5) * np.sign(bottom)

    def slope(x, *more):
        expect(not more, "df takes one argument, x; it was given more.")
        x = array(x, name="What was given to df")
        expect(x.shape in ((), (1,)), f"df takes one number; it was given {describe(x)}.")
        value = a * (x - bottom) + k * np.cos(2 * x)
        return value if value.shape else float(value)

    return slope, float(start), float(draw.uniform(0.05, 0.08)), int(draw.integers(15, 26))


def journeys(draw):
    """(starts, ends, f, index of the best end): the lowest end is found by no other rule.

    It is neither the first nor the last, neither the smallest nor the largest; and the start that
    is lowest itself leads elsewhere. All that holds for the highest end, too.
    """
    n = int(draw.integers(6, 10))
    ends = (draw.permutation(n) + draw.uniform(0.3, 0.7, n)) * 4 / n - 2
    ranks = ends.argsort().argsort()
    inner = [k for k in range(1, n - 1) if 0 < ranks[k] < n - 1]
    best, top = (int(k) for k in draw.choice(inner, 2, replace=False))
    starts = (draw.permutation(n) + draw.uniform(0.3, 0.7, n)) * 4 / n - 2
    starts[(best + 1) % n] = ends[best] + 1e-3
    heights = draw.uniform(1.0, 3.0, n)
    heights[best], heights[top] = 0.0, 4.0
    heights += draw.uniform(-1.0, 1.0)
    across = ends.argsort()

    def f(x, *more):
        expect(not more, "f takes one argument, x; it was given more.")
        x = array(x, name="What was given to f")
        height = np.interp(x, ends[across], heights[across])  # straight from end to end
        return height if x.shape else float(height)

    return starts, ends, f, best


def three_level_points(draw, steep):
    """(df, its three roots) of a landscape; the outer roots are minima if `steep` is positive.

    The slope is a cubic with roots 0.6 to 0.9 apart, multiplied with `steep`. In units of it the
    curvature at the roots is 0.36 to 1.62, and the slope halfway between them at least 0.08.
    """
    first = draw.uniform(-1.5, 0.0)
    roots = first + np.array([0.0, *draw.uniform(0.6, 0.9, 2).cumsum()])

    def df(x, *more):
        return float(steep * np.prod(one_number(x, more, "df") - roots))

    return df, roots


def curvature(df, x):
    return (df(x + 1e-4) - df(x - 1e-4)) / 2e-4


def one_number(x, more, function):
    """The only argument that a given function takes, as a float."""
    expect(not more, f"{function} takes one argument, a number; it was given more.")
    x = array(x, name=f"What was given to {function}")
    expect(x.size == 1, f"{function} takes one number; it was given {describe(x)}.")
    return float(x.reshape(()))


def pair(reply, function, members):
    """The two members of a pair, however it is written."""
    says = f"{function} should return the pair {members}, and returned {describe(reply)}."
    try:
        size = len(reply)
    except TypeError:
        raise Wrong(says) from None
    expect(size == 2, says)
    return reply[0], reply[1]


def end_and_path(reply):
    return pair(reply, "gradient_descent_1d", "(end, path)")


def compare_pointwise(function, reference, rng, name, what, tolerance):
    x = scattered(rng("points"))
    for numbers, form in ((x, "40 numbers"), (x[:6].reshape(2, 3), "an array of shape (2, 3)")):
        same(
            function(numbers),
            reference(numbers),
            f"Called with {form}, {name} does not give the {what} at each of them.",
            **tolerance,
            name=f"The result of {name}",
        )
    for number in x[:4].tolist():
        same(
            function(number),
            reference(number),
            f"Called with one number, {name} does not give the {what} there.",
            **tolerance,
            name=f"The result of {name}",
        )


def compare_paths(got, want):
    """The numbers of two paths; says where they part."""
    got = array(got, want.shape, name="The path")
    same(got[0], want[0], "Entry 0 of your path is not the start.", **PATH)
    apart = ~np.isclose(got, want, **PATH)
    step = int(apart.argmax())
    expect(
        not apart.any(),
        f"Your path leaves the right one at step {step} of {len(want) - 1}: that step is not x "
        "minus the learning rate times the slope there.",
    )
