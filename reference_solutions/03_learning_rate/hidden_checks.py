# instructor room · gradeproof-canary-6f1d2c9a
"""Instructor room: hidden checks of fixed and dynamic learning rates, 10 points."""

import numpy as np

from autograder.checks import Wrong, array, describe, expect, points, same

# Right answers may be in float32. Measured over 200 draws of the inputs: the largest error of
# float32 (tensors, an optimizer), and of the mistake files the smallest of the largest errors of
# a draw:
#               float32    tolerance         wrong
#   rate        6.6e-7     1e-6 + 1e-5 |r|   2.0e-3   (time based, never below a hundredth of base)
#   path        3.3e-7     2e-5 + 1e-5 |x|   0.065    (the first rate in all epochs)
#   gradients   3.9e-7     1e-4 + 1e-5 |g|   0.11     (taken after the step)
#   rates       3.7e-9     1e-6 + 1e-5 |r|   0.063    (times the base once more)
#   path with one's own schedules:
#               1.9e-7     2e-5 + 1e-5 |x|   1.4e-4   (time based, never below a hundredth of base)
# In units of the tolerance float32 errs by 0.02 at most, and a wrong answer by 5 at least, by 500
# without that last one.
RATE = {"rtol": 1e-5, "atol": 1e-6}
SLOPE = {"rtol": 1e-5, "atol": 1e-4}
PATH = {"rtol": 1e-5, "atol": 2e-5}
BASE = 0.2  # of schedules that do not use it: larger than every rate that they give


@points(1)
def check_fixed_rate(submission, rng):
    """fixed_rate gives the base, whatever else it is told"""
    for epoch, epochs, gradient, base in told(rng("told")):
        same(
            submission.fixed_rate(epoch, epochs, gradient, base),
            base,
            "fixed_rate does not give the base that it is told.",
            **RATE,
            name="The result of fixed_rate",
        )


@points(2)
def check_time_based_rate(submission, rng):
    """time_based_rate falls in equal steps to 0"""
    draw = rng("runs")
    for epochs in (int(draw.integers(6, 12)), int(draw.integers(20, 31)), 1):
        base = float(draw.uniform(0.2, 0.9))
        gradients = slopes(draw, epochs)
        rates = [
            array(
                submission.time_based_rate(epoch, epochs, gradients[epoch], base),
                (),
                name="The result of time_based_rate",
            )
            for epoch in range(epochs)
        ]
        same(
            rates[-1],
            0.0,
            "In the last epoch the rate of time_based_rate is not 0.",
            **RATE,
        )
        same(
            rates,
            base * np.arange(epochs)[::-1] / epochs,
            f"Over {epochs} epochs the rates of time_based_rate do not follow the formula.",
            **RATE,
        )


@points(1)
def check_gradient_based_rate(submission, rng):
    """gradient_based_rate grows with the slope, of either sign"""
    for epoch, epochs, gradient, base in told(rng("told")):
        for slope in (gradient, -gradient, 0.0):
            rate = submission.gradient_based_rate(epoch, epochs, slope, base)
            rate = array(rate, (), name="The result of gradient_based_rate")
            expect(rate >= 0, "gradient_based_rate gives a rate below 0.")
            same(
                rate, base * abs(slope), "gradient_based_rate is not base times |gradient|.", **RATE
            )


@points(2)
def check_steps(submission, reference, rng):
    """descend takes every step with the rate that the schedule gives"""
    slope, starts, rates = walk(rng("walk"))
    whole = 3 if starts[0] > 0 else -3
    # The last one is almost level, at rates that make up for it: whoever stops at a small slope
    # shows. Whoever stops at a small step shows at the rate of 0 that is among the rates.
    for start, steepness in ((starts[0], 1.0), (whole, 1.0), (starts[1], 1e-7)):

        def df(x, *more, steepness=steepness):
            return steepness * slope(x, *more)

        steep_rates, epochs = rates / steepness, len(rates)
        record = submission.descend(df, start, counting(steep_rates), BASE, epochs)
        record = array(record, (epochs, 3), name="The record")
        want = reference.descend(df, start, counting(steep_rates), BASE, epochs)
        compare_paths(record[:, 0], want[:, 0])


@points(1)
def check_record(submission, rng):
    """descend records the gradient and the rate of every step"""
    df, starts, rates = walk(rng("walk"))
    epochs = len(rates)
    for start in starts:
        record = submission.descend(df, start, counting(rates), BASE, epochs)
        record = array(record, (epochs, 3), name="The record")
        # Where the steps lead is the matter of check_steps; here the columns must fit each other.
        x = np.array([start, *record[:, 0]])
        expect(
            bool((np.abs(np.diff(x))[:3] > 1e-5).all()),
            "The first column of the record is no walk: x stands still.",
        )
        same(
            record[:, 1],
            [df(v) for v in x[:-1]],
            "The second column of the record is not the slope at the x before the step.",
            **SLOPE,
        )
        same(
            record[:, 2],
            rates,
            "The third column of the record does not hold the rates that the schedule gave.",
            **RATE,
        )


@points(1)
def check_questions(submission, rng):
    """descend tells the schedule epoch, epochs, gradient and base, once per epoch"""
    slope, starts, rates = walk(rng("walk"))
    all_epochs, own_base = len(rates), float(rng("base").uniform(0.2, 0.9))
    rates = np.maximum(rates, 0.03)  # x moves in every epoch, so that df must be asked
    for start in starts:
        give = counting(rates)
        asked = []  # slopes since the schedule was asked last
        heard = []

        def df(x, *more, asked=asked):
            asked.append(slope(x, *more))
            return asked[-1]

        def schedule(epoch, epochs, gradient, base, asked=asked, heard=heard, give=give):
            rate = give(epoch, epochs, gradient, base)
            same(epoch, len(heard), "epoch should count from 0; the schedule was told otherwise.")
            same(epochs, all_epochs, "The schedule was not told the number of all epochs.")
            same(base, own_base, "The schedule was not told the base as it came.", rtol=1e-6)
            gradient = array(gradient, (), name="The gradient that the schedule was told")
            expect(
                bool(np.isclose(asked, gradient, **SLOPE).any()),
                "The schedule was not told the gradient at the current x.",
            )
            asked.clear()
            heard.append(epoch)
            return rate

        record = submission.descend(df, start, schedule, own_base, all_epochs)
        array(record, (all_epochs, 3), name="The record")
        expect(
            len(heard) == all_epochs,
            f"In {all_epochs} epochs the schedule was asked {len(heard)} times, not once in each.",
        )


@points(1)
def check_compare(submission, rng):
    """compare gives every schedule the same start and its own base"""
    draw = rng("runs")
    slope, (start, _), _ = walk(draw)
    count, epochs = int(draw.integers(3, 6)), int(draw.integers(6, 12))
    rates = (draw.permutation(count) + draw.uniform(0.2, 0.8, count)) / count
    bases = draw.permutation(count) / count + draw.uniform(0.1, 0.2, count)
    records = draw.uniform(-2, 2, (count, count, epochs, 3))  # by schedule and base
    pairs = []

    def given_descend(df, start_told, schedule, base, epochs_told):
        expect(callable(df), f"descend needs a function as df; it was given {describe(df)}.")
        if not callable(schedule):
            raise Wrong(f"descend needs a schedule; it was given {describe(schedule)}.")
        same(start_told, start, "A descent was not given the start as it came.", rtol=1e-6)
        same(epochs_told, epochs, "A descent was not given the number of epochs as it came.")
        same(df(start), slope(start), "A descent was not given the df as it came.", **SLOPE)
        rate = array(schedule(0, epochs, 1.0, 1.0), (), name="The rate of a schedule")
        j = int(np.abs(rates - rate).argmin())
        same(rate, rates[j], "A descent was not given one of the schedules as it came.", **RATE)
        base = array(base, (), name="The base that a descent was given")
        b = int(np.abs(bases - base).argmin())
        same(base, bases[b], "A descent was not given one of the bases as it came.", rtol=1e-6)
        pairs.append((j, b))
        return records[j, b]

    schedules = [lambda *heard, rate=float(rate): rate for rate in rates]
    paths = submission.compare(given_descend, slope, start, schedules, bases.tolist(), epochs)
    expect(bool(pairs), "compare did not call the descend that it was given.")
    expect(all(j == b for j, b in pairs), "A schedule was not given its own base.")
    same(
        paths,
        records[range(count), range(count), :, 0],
        "The rows of compare are not the x of the records, in the order of the schedules.",
        **PATH,
        name="The result of compare",
    )


@points(1)
def check_three_descents(submission, rng):
    """Your schedules and your descent together, from both sides of the minimum"""
    draw = rng("starts")

    def df(x, *more):
        return 6 * one_number(x, more, "df") - 3

    # On this parabola the distance from the minimum follows a recursion of its own. With these
    # bases 30 epochs leave enough of it for a wrong last step to show.
    for start in (-2, 0.5 + float(draw.uniform(0.8, 2.0))):
        for name, schedule, base, shrink in (
            ("fixed", submission.fixed_rate, draw.uniform(0.02, 0.04), fixed),
            ("time based", submission.time_based_rate, draw.uniform(0.03, 0.04), time_based),
            ("gradient based", submission.gradient_based_rate, draw.uniform(0.006, 0.009), steep),
        ):
            record = submission.descend(df, start, schedule, float(base), 30)
            record = array(record, (30, 3), name=f"The record of the {name} descent")
            distance, want = start - 0.5, []
            for epoch in range(30):
                distance *= 1 - 6 * shrink(epoch, distance, base)
                want.append(0.5 + distance)
            side = "below" if start < 0.5 else "above"
            same(
                record[:, 0],
                want,
                f"With your {name} rate, the descent from {side} the minimum goes astray.",
                **PATH,
            )


def fixed(epoch, distance, base):
    return base


def time_based(epoch, distance, base):
    return base * (29 - epoch) / 30


def steep(epoch, distance, base):
    return 6 * base * abs(distance)


def told(draw):
    """Eight times what a schedule may be told: (epoch, epochs, gradient, base)."""
    for gradient in slopes(draw, 8):
        epochs = int(draw.integers(5, 50))
        yield int(draw.integers(0, epochs)), epochs, gradient, float(draw.uniform(0.2, 0.9))


def slopes(draw, count):
    """Slopes of either sign, gentle (0.1 to 0.5) and steep (2 to 20) ones in turn."""
    signs = draw.permutation(np.arange(count) % 2 * 2 - 1)
    ranges = [(0.1, 0.5), (2.0, 20.0)]
    return [float(s * draw.uniform(*ranges[k % 2])) for k, s in enumerate(signs)]


def walk(draw):
    """(slope, two starts, rates) of descents to one bottom: rates without rule, one of them 0.

    f = a u^2 / 2 + k sin(2x) / 2 with u = x - bottom. The starts lie 1.5 to 2.5 away from the
    bottom, one on each side, where the slope is at least 1.3: no wrong step can be near a right
    one by luck.
    """
    outward = float(draw.choice([-1, 1]))
    bottom = outward * draw.uniform(0.2, 1)
    a, k = draw.uniform(1.0, 2.0), draw.uniform(0.1, 0.2)
    starts = bottom + outward * draw.uniform(1.5, 2.5, 2) * [1, -1]
    rates = draw.uniform(0.03, 0.1, int(draw.integers(15, 26)))
    rates[draw.integers(4, 8)] = 0.0

    def slope(x, *more):
        x = one_number(x, more, "df")
        return float(a * (x - bottom) + k * np.cos(2 * x))

    return slope, starts.tolist(), rates


def counting(rates):
    """A schedule that gives one rate after the other, whatever it is told."""
    left = list(rates.tolist())

    def schedule(epoch, epochs, gradient, base):
        expect(bool(left), "The schedule is asked more often than once per epoch.")
        return left.pop(0)

    return schedule


def one_number(x, more, function):
    """The only argument that a given function takes, as a float."""
    expect(not more, f"{function} takes one argument, a number; it was given more.")
    x = array(x, name=f"What was given to {function}")
    expect(x.size == 1, f"{function} takes one number; it was given {describe(x)}.")
    return float(x.reshape(()))


def compare_paths(got, want):
    """x after every step of two descents; says where they part."""
    apart = ~np.isclose(got, want, **PATH)
    step = int(apart.argmax())
    expect(
        not apart.any(),
        f"Your x leaves the right one in epoch {step}, counted from 0: it is not the x before "
        "minus the schedule's rate times the gradient there.",
    )
