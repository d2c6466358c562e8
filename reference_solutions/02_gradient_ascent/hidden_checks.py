# instructor room · gradeproof-canary-6f1d2c9a
"""Instructor room: hidden checks of gradient ascent, 10 points."""

import numpy as np

from autograder.checks import StudentRaised, Wrong, array, describe, expect, points, same

# Right answers may be in float32. Measured over 1000 draws of the inputs: the largest error of
# float32 (the reference's formulas, and autograd), and the smallest of a wrong answer's largest:
#           float32    tolerance         wrong
#   height  3.6e-6     1e-4 + 1e-5 |f|   0.22    (1/3 read as 0)
#   slope   7.9e-6     1e-4 + 1e-5 |s|   0.061   (one-sided difference quotient, h = 1e-2)
#   path    5.5e-7     2e-5 + 1e-5 |p|   4.6e-3  (one coordinate at a time; its steps 9.7e-4)
# In units of the tolerance float32 errs by 0.07 at most, and a wrong answer by 45 at least.
HEIGHT = {"rtol": 1e-5, "atol": 1e-4}
SLOPE = {"rtol": 1e-5, "atol": 1e-4}
PATH = {"rtol": 1e-5, "atol": 2e-5}


@points(1)
def check_heights(submission, reference, rng):
    """peaks gives the height of single points and of arrays of points"""
    x, y = scattered(rng("points"))
    same(
        submission.peaks(x, y),
        reference.peaks(x, y),
        "Called with 49 pairs, peaks does not give the height of each pair.",
        **HEIGHT,
        name="The result of peaks",
    )
    x, y = x[:6].reshape(2, 3), y[:6].reshape(2, 3)
    same(
        submission.peaks(x, y),
        reference.peaks(x, y),
        "Called with two arrays of shape (2, 3), peaks does not give a height per pair.",
        **HEIGHT,
        name="The result of peaks",
    )
    for a, b in zip(x[0], y[0], strict=True):
        same(
            submission.peaks(float(a), float(b)),
            reference.peaks(float(a), float(b)),
            "Called with two numbers, peaks does not give the height there as one number.",
            **HEIGHT,
            name="The result of peaks",
        )


@points(1)
def check_slope_along_x(submission, reference, rng):
    """peaks_gradient gives the slope along x"""
    compare_slopes(submission, reference, rng, 0, "df_dx")


@points(1)
def check_slope_along_y(submission, reference, rng):
    """peaks_gradient gives the slope along y"""
    compare_slopes(submission, reference, rng, 1, "df_dy")


@points(1)
def check_sympy_gradient(submission, inside, rng):
    """sympy_gradient differentiates expressions that it has not seen"""
    draw = rng("expressions")
    a, b, c = (round(float(v), 2) for v in draw.uniform(0.5, 2.0, 3))
    x, y = scattered(rng("points"))
    bump, wave = np.exp(-b * y**2), np.cos(a * x + c * y)
    cases = (
        # text, df_dx, df_dy: derived here by hand, so that sympy is not its own judge
        (
            f"{a}*x**2*exp(-{b}*y**2) + {c}*x*y**3",
            2 * a * x * bump + c * y**3,
            -2 * a * b * x**2 * y * bump + 3 * c * x * y**2,
        ),
        (f"sin({a}*x + {c}*y) - {b}*y", a * wave, c * wave - b),
        (f"{c}*y**3 + {a}", np.zeros(49), 3 * c * y**2),  # no x
        (f"{b}*x**4", 4 * b * x**3, np.zeros(49)),  # no y
    )
    for text, df_dx, df_dy in cases:
        df = pair(submission.sympy_gradient(inside.expression(text)), "sympy_gradient")
        for slope, want, name in ((df[0], df_dx, "df_dx"), (df[1], df_dy, "df_dy")):
            try:
                values = inside.evaluate(slope, x=x, y=y)
            except StudentRaised:
                raise Wrong(
                    f"{name} of sympy_gradient is no finished sympy expression in x and y."
                ) from None
            same(
                values,
                want,
                f"For one of our expressions, {name} of sympy_gradient is not its derivative.",
                name=name,
            )


@points(2)
def check_trajectory(submission, reference, rng):
    """ascend_by_sign takes every step uphill, each as long as it should be"""
    gradient, start, rate, epochs = hill(rng("hill"))
    # The same path over an almost level and over a very steep landscape, at a rate that makes up
    # for it: whoever stops at a small gradient, or clips a large one, shows.
    for scale in (1.0, 1e-7, 1e4):

        def scaled(point, *more, scale=scale):
            return scale * gradient(point, *more)

        path = submission.ascend_by_sign(scaled, start, rate / scale, epochs)
        compare_paths(path, reference.ascend_by_sign(scaled, start, rate / scale, epochs))


@points(1)
def check_start(submission, inside, rng):
    """ascend_by_sign leaves the caller's start as it was, in every allowed form"""
    gradient, start, rate, epochs = hill(rng("hill"))
    whole = np.where(start < 0, -2, 2)  # never near the top, which lies within [-1, 1]
    x, y = (int(v) for v in whole)
    for given, form in (
        (start, "an array"),
        (start.tolist(), "a list"),
        (whole, "an array of whole numbers"),
        ([x, y], "a list of whole numbers"),
        ((x, y), "a tuple of whole numbers"),
    ):
        box = submission.keep(given)
        path = submission.ascend_by_sign(gradient, box, rate, epochs)
        path = array(path, (epochs + 1, 2), name=f"The trajectory from {form}")
        same(
            inside.values(box),
            given,
            f"The caller's start, {form}, is not the same after ascend_by_sign as before.",
            name="The start",
        )
        same(path[0], given, f"Row 0 of the trajectory is not the start, {form}.", **PATH)
        # Uphill or downhill is the matter of check_trajectory; here each row must follow from
        # the one before by a whole step, so that the point is not for standing still.
        moved = path[1:] - path[:-1]
        step = np.array([rate * gradient(point) for point in path[:-1]])
        sign = 1 if np.vdot(moved, step) > 0 else -1
        same(moved, sign * step, f"The steps from a start that is {form} are not right.", **PATH)
        # What the probe tells of the start is a claim; that a second call begins there is not.
        same(
            submission.ascend_by_sign(gradient, box, rate, epochs),
            path,
            f"A second call from the same start, {form}, gives another trajectory.",
            name="The second trajectory",
        )


@points(2)
def check_negation(submission, rng):
    """ascend_by_negation has the given descend walk the negated gradient"""
    gradient, start, rate, epochs = hill(rng("hill"))
    # A descent with secret momentum: its path cannot be had but by calling it.
    momentum = float(rng("momentum").uniform(0.3, 0.6))
    returned, slopes = [], []

    def descend(gradient, start, learning_rate, epochs):
        if not callable(gradient):
            raise Wrong(f"descend needs a function as its gradient, and got {describe(gradient)}.")
        begun(start, learning_rate, epochs)
        path = walk(gradient, momentum)
        returned.append(path)
        return path

    def begun(got_start, got_rate, got_epochs):
        same(got_start, start, "descend was not given the start as it came.", rtol=1e-6)
        same(got_rate, rate, "descend was not given the learning rate as it came.", rtol=1e-6)
        same(got_epochs, epochs, "descend was not given the number of epochs as it came.")

    def walk(negated, momentum):
        point, speed, path = start, np.zeros(2), [start]
        for _ in range(epochs):
            slope = array(negated(point), (2,), name="The gradient that descend was given")
            slopes.append((slope, -gradient(point)))
            speed = momentum * speed - rate * slope
            point = point + speed
            path.append(point)
            if np.abs(point).max() > 1e6:  # a wrong slope, and soon no number any more
                break
        return np.array(path)

    path = submission.ascend_by_negation(descend, gradient, start, rate, epochs)
    expect(bool(returned), "ascend_by_negation did not call the descend that it was given.")
    # Judged only now: where a wrong slope leads tells which mistake it is.
    for slope, want in slopes:
        same(
            slope,
            want,
            "At some point the function that descend was given is not minus the gradient.",
            rtol=1e-5,
            atol=1e-5,
        )
    same(
        path,
        returned[-1],
        "ascend_by_negation does not return the trajectory that descend returned.",
        **PATH,
        name="The result of ascend_by_negation",
    )


@points(1)
def check_three_hills(submission, reference, rng):
    """Your gradient and your ascent together climb the three hills"""

    def gradient(point, *more):
        x, y = one_point(point, more).tolist()
        slopes = pair(submission.peaks_gradient(x, y), "peaks_gradient")
        return np.array([array(slope, (), name="A slope at one point") for slope in slopes])

    pair(submission.peaks_gradient(0.0, 0.0), "peaks_gradient")  # unwritten? then say that

    def true_gradient(point):
        return np.array(reference.peaks_gradient(*point.tolist()))

    # One start on the flank of each hill; 40 epochs at 0.02 come within 0.001 of every top.
    for flank in ((0.0, 1.4), (-1.0, -0.5), (1.0, 0.2)):
        start = np.array(flank) + rng(f"start {flank}").uniform(-0.05, 0.05, 2)
        path = submission.ascend_by_sign(gradient, start, 0.02, 40)
        path = array(path, (41, 2), name="The trajectory")
        heights = reference.peaks(path[:, 0], path[:, 1])
        expect(
            bool((np.diff(heights) > -1e-5).all()),
            "On peaks, with your own gradient, your ascent goes downhill somewhere.",
        )
        compare_paths(path, reference.ascend_by_sign(true_gradient, start, 0.02, 40))


def scattered(draw):
    """49 points (x, y), one anywhere in each cell of a 7 x 7 grid over [-3, 3] x [-3, 3]."""
    corner = np.stack(np.meshgrid(np.arange(7), np.arange(7)), -1).reshape(49, 2)
    cells = draw.permutation(corner) + draw.uniform(0, 1, (49, 2))
    x, y = (6 / 7 * cells - 3).T
    return x.copy(), y.copy()


def hill(draw):
    """(gradient, start, learning rate, epochs) of a concave landscape with one top.

    f = -(a u^2 + b v^2) / 2 + m u v + k (sin 2x + sin 2y) / 2, where (u, v) = (x, y) - top. The
    start lies 1.5 to 2.5 away from the top, off the axes, and m has the sign that makes both slopes
    there steep: no wrong step can be near a right one by luck.
    """
    top = draw.uniform(-1, 1, 2)
    a, b = draw.uniform(0.6, 0.9), draw.uniform(1.4, 2.0)
    k = draw.uniform(0.05, 0.1)
    side = draw.choice([-1.0, 1.0], 2)
    angle = np.radians(draw.uniform(30, 60))
    start = top + draw.uniform(1.5, 2.5) * side * np.array([np.cos(angle), np.sin(angle)])
    m = -side[0] * side[1] * draw.uniform(0.3, 0.5)

    def gradient(point, *more):
        x, y = point = one_point(point, more)
        u, v = point - top
        return np.array([-a * u + m * v + k * np.cos(2 * x), m * u - b * v + k * np.cos(2 * y)])

    return gradient, start, float(draw.uniform(0.05, 0.08)), int(draw.integers(15, 26))


def one_point(point, more):
    """The only argument that a gradient takes."""
    expect(not more, "gradient takes one argument, a point of shape (2,); it was given more.")
    return array(point, (2,), name="The point given to gradient")


def pair(reply, function):
    """The two members of a pair, however it is written."""
    try:
        size = len(reply)
    except TypeError:
        raise Wrong(f"{function} should return a pair, and returned {describe(reply)}.") from None
    expect(size == 2, f"{function} should return a pair, and returned {describe(reply)}.")
    return reply[0], reply[1]


def compare_slopes(submission, reference, rng, axis, name):
    x, y = scattered(rng("points"))
    same(
        pair(submission.peaks_gradient(x, y), "peaks_gradient")[axis],
        reference.peaks_gradient(x, y)[axis],
        f"Called with 49 pairs, {name} of peaks_gradient is not the slope at each pair.",
        **SLOPE,
        name=name,
    )
    for a, b in zip(x[:3].tolist(), y[:3].tolist(), strict=True):
        same(
            pair(submission.peaks_gradient(a, b), "peaks_gradient")[axis],
            reference.peaks_gradient(a, b)[axis],
            f"Called with two numbers, {name} of peaks_gradient is not the slope there.",
            **SLOPE,
            name=name,
        )


def compare_paths(got, want):
    """The rows of two trajectories; says where they part."""
    got = array(got, want.shape, name="The trajectory")
    same(got[0], want[0], "Row 0 of your trajectory is not the start.", **PATH)
    apart = ~np.isclose(got, want, **PATH).all(axis=1)
    step = int(apart.argmax())
    expect(
        not apart.any(),
        f"Your trajectory leaves the right one at step {step} of {len(want) - 1}: that step is not "
        "the point before plus the learning rate times the gradient there.",
    )
