# instructor room · gradeproof-canary-6f1d2c9a
"""Instructor room: hidden checks of "Mini-batch size in the wine data", 10 points.

The order of the rows and the time are the grader's: `train` is handed a function that shuffles,
and `compare` one that tells the time. So batches and seconds are known exactly, and no real clock
is read. `train` is compared with a float64 twin (`autograder.chain`) that trains a chain of
whatever linear layers the student's network registers. There the weights are drawn "awake": every
ReLU gets positive numbers, where it does nothing. So a layer of a wrong size or a forgotten ReLU
costs the network's point only.
"""

import numpy as np
import torch

from autograder import chain
from autograder.chain import descend, diverse, entropy_of_logits, float32, nearest_bend
from autograder.checks import array, describe, expect, points, same
from autograder.once import once

SULFUR = "total sulfur dioxide"
SHAPES = [(16, 11), (16,), (32, 16), (32,), (32, 32), (32,), (1, 32), (1,)]


@once
def wines(table, rng):
    """112 fresh rows of wine, 20 of them outliers, the columns in another order than in the file.

    Values are shaken by up to 2 % so that no row is in the file; the last four rows repeat the
    first four, as many in the file do. Every score from 3 to 8 occurs. The columns are rotated by
    2 to 10 places, so that the quality is neither first nor last.
    """
    rows = table.iloc[rng.choice(len(table), 108, replace=False)].reset_index(drop=True)
    measured = [name for name in rows.columns if name != "quality"]
    rows[measured] *= rng.uniform(0.98, 1.02, size=(108, 11))
    rows[SULFUR] = rows[SULFUR].clip(upper=199.5)
    rows.loc[rng.choice(50, 12, replace=False), "quality"] = [3, 4, 5, 6, 7, 8] * 2
    strange = 50 + rng.choice(58, 20, replace=False)
    rows.loc[strange, SULFUR] += 205
    rows.loc[strange[:3], SULFUR] = 200.0  # exactly 200 is an outlier too
    rows = rows.iloc[[*range(108), *range(4)]].reset_index(drop=True)
    return rows[list(np.roll(list(rows.columns), int(rng.integers(2, 11))))]


@points(1)
def check_features(submission, reference, rng, data):
    """prepare drops the outliers and keeps the eleven measurements as they are"""
    frame = wines(data("wine"), rng("wines"))
    X, _ = pair(submission.prepare(frame), "prepare should return X and y")
    want, _ = reference.prepare(frame)
    float32_tensor(X, "X")
    values = array(X, (None, 11), name="X")
    expect(
        len(values) == len(want),
        "prepare kept another number of rows: see which total sulfur dioxide makes an outlier.",
    )
    says = (
        "X does not hold the eleven measurements of the rows kept, as they are and in the order of "
        "the frame. Which column is not a measurement?"
    )
    same(values, want, says, rtol=1e-6, atol=0, name="X")


@points(1)
def check_labels(submission, reference, rng, data):
    """prepare labels a wine 1 if its quality is above 5, in one column of floats"""
    frame = wines(data("wine"), rng("wines"))
    _, y = pair(submission.prepare(frame), "prepare should return X and y")
    _, want = reference.prepare(frame)
    float32_tensor(y, "y")
    labels = array(y, (None, 1), name="y")
    expect(
        len(labels) == len(want),
        "prepare kept another number of rows: see which total sulfur dioxide makes an outlier.",
    )
    says = "The labels are not 1 for the wines with a quality above 5, and 0 for the others."
    same(labels, want, says, rtol=0, atol=0, name="y")


# A solution that works in float32 throughout stays within 2.0e-5 of the float64 one (300 draws; the
# narrow density column decides), a 15th of the bound. Dividing by n - 1 instead of n moves the
# largest score of every column by 5.7e-3 or more.
SCORE = {"rtol": 1e-4, "atol": 3e-4}


@points(1)
def check_standardize(submission, reference, inside, rng, data):
    """standardize measures both parts by the mean and deviation of the training rows"""
    draw, table = rng("rows"), data("wine").drop(columns="quality").to_numpy()
    for n, m in ((90, 40), (140, 9)):
        rows = table[draw.choice(len(table), n + m, replace=False)]
        rows = rows * draw.uniform(0.98, 1.02, size=rows.shape)
        # Test wines are stronger and more alike, so their own statistics are others.
        rows[n:] = rows[n:] * draw.uniform(0.4, 0.6, 11) + rows.mean(axis=0)
        train, test = float32(rows[:n]), float32(rows[n:])
        boxes = submission.keep(train), submission.keep(test)
        got = pair(submission.standardize(*boxes), "standardize should return both parts")
        wanted = reference.standardize(train, test)
        for part, want, name in zip(got, wanted, ("training", "test"), strict=True):
            float32_tensor(part, f"The {name} part")
            says = (
                f"The {name} rows are not z-scored as they should be. Which rows give the mean and "
                "the deviation, along which axis, and with which divisor?"
            )
            same(part, want, says, **SCORE, name=f"The {name} part")
        for box, part in zip(boxes, (train, test), strict=True):
            says = "standardize has changed the caller's tensors."
            same(inside.values(box), part, says, rtol=0, atol=0, name="The tensor")


# Equal parameters, float32 against float64, 300 draws at each scale: outputs differ by 1.2e-6 times
# the scale at most, gradients by 3.9e-7 of the largest entry of their array, once `half_awake` has
# seen to it that no ReLU lies within rounding of its kink. The bounds are 80 and 250 times as wide.
@points(1)
def check_network(submission, inside, reference, ref_inside, rng):
    """With equal parameters WineNet gives the outputs and gradients of 11-16-32-32-1"""
    draw = rng("network")
    for scale in (1, 3, 10):  # ReLU6 and functions that saturate differ at large signals only
        weights, x = half_awake(draw, scale)
        # Of one sign, so that no gradient is a small rest of large parts.
        v = float32(draw.choice([-1, 1]) * draw.uniform(0.5, 1.5, (40, 1)))
        for sign in (1, -1):  # logits of one sign would hide a ReLU behind them
            weights[6:] = [sign * weights[6], sign * weights[7]]
            mine, theirs = network(submission), reference.WineNet()
            shapes = [value.shape for value in registered(inside, mine)]
            expect(
                shapes == SHAPES,
                f"WineNet registers parameters of the shapes {shapes}, in this order. Weight and "
                "bias of 11-16-32-32-1 should be registered in the order in which data flows.",
            )
            inside.load(mine, weights)
            ref_inside.load(theirs, weights)
            near = {"rtol": 1e-4, "atol": 1e-4 * scale, "name": "the network's output"}
            want = theirs(x)
            says = "With the same parameters your network gives other logits."
            same(mine(x), want, says, **near)
            says = "Asked twice the same, your network gives two answers."
            same(mine(x), want, says, **near)
            says = "A wine gets another logit alone than among others."
            same(mine(x[:1]), want[:1], says, **near)
            _, gradients, _ = inside.vjp(mine, x, v)
            _, wanted, _ = ref_inside.vjp(theirs, x, v)
            for got, want in zip(gradients, wanted, strict=True):
                expect(got is not None, "A parameter of your network takes no part in its output.")
                says = "With the same parameters your network has other gradients."
                within = 1e-4 * float(want.abs().max())
                same(got, want, says, rtol=0, atol=within, name="a gradient")


# Up to thirty awake steps, float32 against float64, 300 draws: weights differ by 2.6e-7 (1 + |w|)
# at most, a 30th of the bound. Each training moves some weight by 0.01 or more.
PATH = {"rtol": 8e-6, "atol": 8e-6}


@points(2)
def check_path(submission, inside, rng):
    """train cuts each shuffled epoch into whole batches and takes one step of SGD for each"""
    draw = rng("path")
    # Rows, batch size, epochs: with rows left over, without, one batch for all rows, one row each.
    for n, size, epochs in ((170, 16, 3), (96, 12, 3), (50, 50, 12), (9, 1, 3)):
        rate = float(draw.uniform(0.006, 0.012))
        model = network(submission)
        weights = awake(draw, chained(inside, model))
        x, y = bottles(draw, n)
        orders = []

        def shuffle(count, orders=orders, n=n):
            expect(
                type(count) is int and count == n,
                f"shuffle should be called with the number of rows, {n}; it was given "
                f"{describe(count)}.",
            )
            orders.append(torch.from_numpy(draw.permutation(n)))
            return orders[-1]

        inside.load(model, weights)
        submission.train(model, x, y, size, rate, epochs, shuffle)
        expect(
            len(orders) == epochs,
            f"In {epochs} epochs shuffle was called {len(orders)} time(s). Each epoch needs one "
            "new order.",
        )
        whole = n // size * size
        batches = [rows for order in orders for rows in order[:whole].split(size)]
        got = registered(inside, model)
        pairs = [(x[rows], y[rows]) for rows in batches]
        _, want = descend(weights, pairs, 1, rate, "logits")
        moved = any(not np.array_equal(g, w) for g, w in zip(got, weights, strict=True))
        expect(moved, "train left the network as it was. Is it the given network that it trains?")
        says = (
            f"After {epochs} epochs over {n} rows in batches of {size} the weights are not where "
            "plain SGD takes them. Which rows belong to which step, which are left out, which "
            "loss, and what may be left over from one step to the next?"
        )
        for weight, wanted in zip(got, want, strict=True):
            same(weight, wanted, says, **PATH, name="a parameter")


@points(1)
def check_accuracy(submission, rng):
    """accuracy is the percentage of logits on the right side"""
    draw = rng("logits")
    for n in (150, 60, 7, 1):
        logits = draw.uniform(0.05, 3, n) * draw.choice([-1, 1], n)
        # Half of the positive ones lie below 0.5, where p is above one half and the logit is not.
        logits = np.where(draw.random(n) < 0.5, logits / 7, logits)
        y = (logits > 0).astype(float)
        for share in (0.0, 0.3, 1.0):
            wrong = draw.permutation(n)[: round(share * n)]
            labels = y.copy()
            labels[wrong] = 1 - labels[wrong]
            got = submission.accuracy(float32(logits[:, None]), float32(labels[:, None]))
            same(
                got,
                100 * (1 - len(wrong) / n),
                "This is not the percentage of wines that are put on the right side. From which "
                "logit on does a wine count as good, and which rows are compared with which?",
                rtol=0,
                atol=0.0051,  # two decimals are enough; one row is 0.6 or more
                name="The accuracy",
            )


@points(2)
def check_compare(submission, rng):
    """compare runs each size with a new model and tells accuracies, gap and seconds"""
    draw = rng("runs")
    for form, epochs in ((list, 9), (np.array, 5)):
        sizes = [24, 3, 96, 6]  # never ascending, whichever way round and wherever one begins
        sizes = np.roll(sizes, draw.integers(4))[:: draw.choice([-1, 1])]
        compare_once(submission, draw, form(sizes.tolist()), epochs)


def compare_once(submission, draw, batch_sizes, epochs):
    sizes = [int(size) for size in batch_sizes]
    now, models, ran, results = [float(draw.uniform(100, 200))], [], [], {}

    def clock():
        return now[0]

    def create():
        now[0] += float(draw.uniform(1, 2))  # making a model takes time, and is no part of a run
        models.append(len(models))
        return models[-1]

    def run(model, size):
        expect(type(model) is int and model in models, "run was not given a model of create.")
        expect(model not in ran, "A model was run a second time. Each run needs a new one.")
        expect(
            isinstance(size, int | np.integer) and size in sizes,
            "run was given a size that is not among batch_sizes.",
        )
        expect(size not in results, "One size was run twice.")
        ran.append(model)
        seconds = float(draw.uniform(3, 30))
        now[0] += seconds
        trained, tested = draw.uniform(50, 70, epochs), draw.uniform(75, 95, epochs)
        if len(ran) % 2:  # gaps of both signs
            trained, tested = tested, trained
        means = trained[-5:].mean(), tested[-5:].mean()
        results[int(size)] = [*means, means[0] - means[1], seconds]
        return trained.tolist(), tested.tolist()

    table = submission.compare(batch_sizes, create, run, clock)
    expect(len(ran) == len(sizes), f"For {len(sizes)} sizes compare made {len(ran)} run(s).")
    table = array(table, (len(sizes), 4), name=f"The table for {len(sizes)} sizes")
    want = np.array([results[size] for size in sizes])
    columns = ("training accuracy", "test accuracy", "gap", "time")
    for k, name in enumerate(columns):
        same(
            table[:, k],
            want[:, k],
            f"Column {k} is not the {name} of the sizes, in their order, as the README defines it.",
            rtol=1e-5,  # float32 is enough
            atol=0.0151 if k < 3 else 1e-3,  # so are percentages with two decimals
            name=f"Column {k}",
        )


# Over 300 splits and starts of the reference, on the 333 wines held out: batches of 16 are right in
# 73.5 %, standard deviation 2.3, 67.0 at least; the cross-entropy after batches of 512 is larger by
# 0.162, standard deviation 0.027, 0.082 at least. The bounds lie 5.8 and 4.9 deviations below. With
# normal tails an attempt misses with less than 5e-7; with no assumption about the tails with 1 % at
# most (0 of 300, at 95 %), and three in a row, each with a split and starts of its own, with 1e-6.
# Whoever calls all wines good is right in 54 %. The labels stand in a public file, so this is a
# floor for one point, and pays only behind the network and the path.
FLOOR, GAP = 60, 0.03
ATTEMPTS = 3


@points(1, needs=(check_network, check_path))
def check_effect(submission, reference, rng, data):
    """On wines held out, batches of 16 learn in a few epochs and batches of 512 do not"""
    draw = rng("wines")
    # The file repeats 240 rows; a wine must not be in both parts.
    x, y = reference.prepare(data("wine").drop_duplicates().reset_index(drop=True))
    for _ in range(ATTEMPTS):
        order = torch.from_numpy(draw.permutation(len(x)))
        part, unseen = reference.standardize(x[order[:1024]], x[order[1024:]])
        missing = missing_effect(submission, draw, part, y[order[:1024]], unseen, y[order[1024:]])
        if not missing:
            return
    expect(False, missing)


def missing_effect(submission, draw, x, y, unseen, labels):
    """Train with batches of 16 and of 512; what does not come out as it should, or nothing."""
    losses = {}
    for size in (16, 512):
        model = network(submission)
        submission.train(
            model, x, y, size, 0.05, 8, lambda n: torch.from_numpy(draw.permutation(n))
        )
        logits = torch.from_numpy(
            array(model(unseen), (len(unseen), 1), name="the network's output")
        )
        losses[size] = float(entropy_of_logits(logits, labels))
        if size == 16:
            right = 100 * float(((logits > 0) == (labels > 0.5)).double().mean())
    if right < FLOOR:
        return f"After 8 epochs in batches of 16 fewer than {FLOOR} % of new wines are right."
    if losses[512] < losses[16] + GAP:
        return "After 8 epochs batches of 512 have come about as far as batches of 16."
    return ""


# What the checks are made of ----------------------------------------------------------------------


def pair(parts, says):
    """The two parts of what came back."""
    expect(
        type(parts) in (tuple, list) and len(parts) == 2, f"{says}; it returned {describe(parts)}."
    )
    return parts


def float32_tensor(value, name):
    """Refuse what `nn.Linear` would refuse: anything but a float32 tensor."""
    expect(
        isinstance(value, torch.Tensor) and value.dtype == torch.float32,
        f"{name} should be a float32 tensor, ready for a network; it is {describe(value)}.",
    )


def network(submission):
    """A fresh WineNet of the student."""
    model = submission.WineNet()
    expect(callable(model), f"WineNet() should be a network; it is {describe(model)}.")
    return model


def registered(inside, model):
    """The values of the network's parameters, in its own order."""
    return chain.registered(inside, model, "WineNet", "a parameter")


def chained(inside, model):
    """The shapes, if they are those of linear layers, biases or not, from 11 inputs to 1."""
    shapes = [value.shape for value in registered(inside, model)]
    expect(
        chain.leads(shapes, 11, 1),
        "The parameters that WineNet registers do not lead from 11 inputs to 1 output: they have "
        f"the shapes {shapes}.",
    )
    return shapes


def bottles(draw, n):
    """n positive rows and labels of which more are 1 than 0; both occur where n allows."""
    x = float32(draw.uniform(0.2, 2.2, (n, 11)))
    y = draw.permutation(np.arange(n) < 0.65 * n)
    return x, float32(y[:, None])


def awake(draw, shapes):
    """Parameters with which positive rows put every ReLU well above 0, and the logit too.

    At the beginning, in the middle and at the end of the trainings of check_path no signal of a
    ReLU was below 0.29, and no logit below 0.08 (300 draws).
    """
    return chain.awake(draw, shapes, lift=3.0)


@once
def half_awake(draw, scale):
    """Parameters that keep signals and gradients near `scale`, and 40 rows for which no ReLU is so
    close to its kink that rounding decides."""
    while True:
        weights, x = diverse(draw, SHAPES), float32(scale * draw.normal(size=(40, 11)))
        if nearest_bend(weights, x) > 5e-6 * scale:
            return weights, x
