# instructor room · gradeproof-canary-6f1d2c9a
"""Hidden checks of "Predict sugar". Inputs are drawn anew; the labels of the last check stay here.

The three training checks use the student's own SugarNet beside the reference's, with the same
parameters: only an equal network can walk an equal path, hence `needs=(check_network,)`.
"""

import numpy as np
import torch

from autograder.checks import Given, array, describe, expect, points, same
from autograder.once import once

TARGET = "residual sugar"
SULFUR = "total sulfur dioxide"
SHAPES = [(16, 11), (16,), (32, 16), (32,), (32, 32), (32,), (1, 32), (1,)]

# z-scores: a solution that converts to float32 before it standardizes stays within 2.2e-5 of the
# float64 one (300 drawn frames; the narrow density column decides), so 3e-4 leaves a margin of
# 13. Dividing by N - 1 instead of N moves the largest score of every column by 8e-3 or more.
SCORE = {"rtol": 1e-4, "atol": 3e-4}

# Weights after one to thirty steps: float32 and float64 differ by 3e-7 in the median and 2.3e-6 at
# most, 0.06 of the bound (1500 draws), once `steady` has thrown out the draws where a ReLU lies
# within rounding of its kink (on the other side of it a weight may be 4e-3 elsewhere). Each
# training moves some weight by 0.009 or more.
PATH = {"rtol": 3e-5, "atol": 3e-5}

# Losses: float32 and float64 differ by a share of 6e-7 at most (300 draws); margin 150.
LOSS = {"rtol": 1e-4, "atol": 1e-6}


@once
def wines(table, rng, *, outliers):
    """112 fresh rows of wine, of which `outliers` have 200 or more of total sulfur dioxide.

    Values are shaken by up to 2 % so that no row is in the file; the last four rows repeat the
    first four, as many in the file do. The columns are rotated by 2 to 10 places, so that neither
    sugar nor its neighbors stand where the file has them. Outliers are four times as sweet, salty
    and sour: whoever keeps them in the statistics shifts every score.
    """
    rows = table.iloc[rng.choice(len(table), 108, replace=False)].reset_index(drop=True)
    measured = [name for name in rows.columns if name != "quality"]
    rows[measured] *= rng.uniform(0.98, 1.02, size=(108, 11))
    rows[SULFUR] = rows[SULFUR].clip(upper=199.5)
    strange = rng.choice(np.arange(4, 108), outliers, replace=False)
    rows.loc[strange, measured] *= 4
    rows.loc[strange, SULFUR] += 205
    rows.loc[strange[:3], SULFUR] = 200.0  # exactly 200 is an outlier too
    rows = rows.iloc[[*range(108), *range(4)]].reset_index(drop=True)
    return rows[list(np.roll(list(rows.columns), int(rng.integers(2, 11))))]


def prepared(submission, frame):
    """What `prepare` returns, as its three parts."""
    parts = submission.prepare(frame)
    expect(
        type(parts) in (tuple, list) and len(parts) == 3,
        f"prepare should return features, target and names; it returned {describe(parts)}.",
    )
    return parts


def float32_tensor(value, name):
    """Refuse what `nn.Linear` would refuse: anything but a float32 tensor."""
    expect(
        isinstance(value, torch.Tensor) and value.dtype == torch.float32,
        f"{name} should be a float32 tensor, ready for a network; it is {describe(value)}.",
    )


@points(2)
def check_features(submission, reference, rng, data):
    """prepare drops the outliers and z-scores eleven features, each under its name"""
    frame = wines(data("wine"), rng("wines"), outliers=20)
    features, _, names = prepared(submission, frame)
    want, _, order = reference.prepare(frame)
    expect(
        type(names) in (list, tuple) and all(isinstance(name, str) for name in names),
        f"names should be a plain list of column names; it is {describe(names)}.",
    )
    expect(TARGET not in names, "The names of the features hold the very column to predict.")
    missing = [name for name in order if name not in names]
    expect(not missing, f"The features should have a column {missing[:1]}; the names lack it.")
    expect(len(names) == 11, f"There should be eleven names of features; there are {len(names)}.")
    float32_tensor(features, "features")
    scores = array(features, (None, 11), name="the features")
    expect(
        len(scores) == len(want),
        "prepare kept another number of rows: see which total sulfur dioxide makes an outlier.",
    )
    same(
        scores[:, [names.index(name) for name in order]],
        want,
        "A feature is not the z-scored column that its name says. Look at the order of the steps, "
        "at the divisor of the standard deviation, and whether every column, quality too, is "
        "scaled.",
        **SCORE,
    )


@points(1)
def check_target(submission, reference, rng, data):
    """prepare gives the residual sugar, z-scored, as one column"""
    frame = wines(data("wine"), rng("wines"), outliers=20)
    _, target, _ = prepared(submission, frame)
    _, want, _ = reference.prepare(frame)
    float32_tensor(target, "target")
    scores = array(target, (None, 1), name="the target")
    expect(
        len(scores) == len(want),
        "prepare kept another number of rows: see which total sulfur dioxide makes an outlier.",
    )
    same(scores, want, "The target is not the z-scored residual sugar of the rows kept.", **SCORE)


@points(1)
def check_matrix(submission, rng, data):
    """correlation_matrix correlates every column with every column"""
    frame = wines(data("wine"), rng("wines"), outliers=0)
    table = submission.correlation_matrix(frame)
    # A data frame with row names stays where it is, but its values can be asked for.
    to_numpy = getattr(table, "to_numpy", None)
    want = np.corrcoef(frame.to_numpy(), rowvar=False)
    # float32 throughout: within 1.7e-6 (300 frames).
    same(
        table if to_numpy is None else to_numpy(),
        want,
        "An entry is not the Pearson correlation of its two columns, in the order of the frame.",
        atol=2e-4,
        name="the matrix",
    )


def drawn(rng, shapes=SHAPES):
    """Parameters of a size that keeps signals and gradients near 1 through all four layers."""
    return [
        (rng.normal(size=s) * (np.sqrt(1.5 / s[1]) if len(s) == 2 else 0.2)).astype(np.float32)
        for s in shapes
    ]


def batches(rng, count, size, center=0.0):
    """`count` pairs (X, y) of `size` rows; y is linear in X around `center`, with noise."""
    slope = rng.normal(size=(11, 1)) / np.sqrt(11)
    pairs = []
    for _ in range(count):
        x = rng.normal(size=(size, 11))
        y = x @ slope + center + 0.5 * rng.normal(size=(size, 1))
        pairs.append((torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32)))
    return pairs


def steady(start, pairs, rate):
    """Whether SGD over `pairs` from `start` keeps every ReLU off its kink.

    Within some 1e-6 of zero rounding would decide on which side a unit is, and two right solutions
    would part there.
    """
    weights = [torch.tensor(array(w), requires_grad=True) for w in start]
    for x, y in pairs:
        signal = x.double()
        for w, b in zip(weights[:6:2], weights[1:6:2], strict=True):
            signal = signal @ w.T + b
            if signal.abs().min() < 5e-6 * max(1.0, float(x.std())):
                return False
            signal = signal.relu()
        loss = (signal @ weights[6].T + weights[7] - y).square().mean()
        gradients = torch.autograd.grad(loss, weights)
        with torch.no_grad():
            for w, gradient in zip(weights, gradients, strict=True):
                w -= rate * gradient
    return True


@once
def training(rng, rate, *, epochs, count, size, center=0.0):
    """(start, training batches) of a steady training; about one draw in six is thrown away."""
    while True:
        start, pairs = drawn(rng), batches(rng, count, size, center)
        if steady(start, pairs * epochs, rate):
            return start, pairs


def network(submission):
    """A fresh SugarNet of the student."""
    model = submission.SugarNet()
    expect(callable(model), f"SugarNet() should be a network; it is {describe(model)}.")
    return model


def shapes_of(inside, model):
    return [tuple(getattr(p, "shape", ())) for p in inside.parameters(model).values()]


def twins(submission, inside, reference, ref_inside, start):
    """The student's network and the reference's, both with the parameters `start`."""
    mine, theirs = network(submission), reference.SugarNet()
    shapes = shapes_of(inside, mine)
    expect(
        shapes == SHAPES,
        f"SugarNet registers parameters of the shapes {shapes or 'none'}, in this order. Weight "
        "and bias of 11-16-32-32-1 should be registered in the order in which data flows.",
    )
    inside.load(mine, start)
    ref_inside.load(theirs, start)
    return mine, theirs


@points(1)
def check_network(submission, inside, reference, ref_inside, rng):
    """With equal parameters SugarNet gives the outputs and gradients of 11-16-32-32-1"""
    draw = rng("network")
    for scale in (1, 3, 10):  # ReLU6 and saturating layers differ at large inputs only
        start, x = drawn(draw), None
        while x is None or not steady(start, [(x, torch.zeros(40, 1))], 0.0):
            x = torch.tensor(scale * draw.normal(size=(40, 11)), dtype=torch.float32)
        v = torch.tensor(draw.normal(size=(40, 1)), dtype=torch.float32)
        for sign in (1, -1):  # outputs that are all positive would hide a ReLU behind them
            start[6:] = [sign * start[6], sign * start[7]]
            mine, theirs = twins(submission, inside, reference, ref_inside, start)
            # float32 against float64, 300 draws: outputs 1e-6 * scale, gradients 9e-6 * scale.
            near = {"rtol": 1e-4, "atol": 1e-4 * scale, "name": "the network's output"}
            want, answer = theirs(x), mine(x)
            says = "With the same parameters your network gives other outputs."
            same(answer, want, says, **near)
            says = "Asked twice the same, your network gives two answers."
            same(mine(x), want, says, **near)
            _, gradients, _ = inside.vjp(mine, x, v)
            _, wanted, _ = ref_inside.vjp(theirs, x, v)
            for got, want in zip(gradients, wanted, strict=True):
                expect(got is not None, "A parameter of your network takes no part in its output.")
                says = "With the same parameters your network has other gradients."
                same(got, want, says, rtol=1e-3, atol=2e-4 * scale, name="a gradient")


def same_weights(inside, mine, ref_inside, theirs, start, says):
    """The student's parameters are the reference's after the same training."""
    got = list(inside.parameters(mine).values())
    want = [array(p) for p in ref_inside.parameters(theirs).values()]
    weights = [array(g, w.shape, name="a parameter") for g, w in zip(got, want, strict=True)]
    moved = any(not np.array_equal(w, s) for w, s in zip(weights, start, strict=True))
    expect(moved, "train left the network as it was. Is it the given network that it trains?")
    for weight, wanted in zip(weights, want, strict=True):
        same(weight, wanted, says, **PATH)


@points(1, needs=(check_network,))
def check_one_step(submission, inside, reference, ref_inside, rng):
    """One batch, one epoch: train takes the step of SGD on the mean squared error"""
    draw = rng("step")
    rate = float(draw.uniform(0.03, 0.06))
    start, train = training(draw, rate, epochs=1, count=1, size=24, center=1.0)
    test = batches(draw, 2, 12)
    mine, theirs = twins(submission, inside, reference, ref_inside, start)
    submission.train(mine, train, test, 1, rate)
    reference.train(theirs, train, test, 1, rate)
    says = (
        "After one batch the weights are not w - rate * gradient of the mean squared error. Look "
        "at the shapes in the loss, at the optimizer, and at what the test batches may change."
    )
    same_weights(inside, mine, ref_inside, theirs, start, says)


@points(1, needs=(check_network,))
def check_path(submission, inside, reference, ref_inside, rng):
    """Three epochs of ten batches: the weights follow the path of SGD for thirty steps"""
    draw = rng("path")
    rate = float(draw.uniform(0.02, 0.05))
    start, train = training(draw, rate, epochs=3, count=10, size=16)
    test = batches(draw, 2, 16)
    mine, theirs = twins(submission, inside, reference, ref_inside, start)
    given = Given(train)
    submission.train(mine, given, test, 3, rate)
    reference.train(theirs, train, test, 3, rate)
    says = (
        "After thirty steps the weights are elsewhere. What may be left over from one step to the "
        "next, and what may not?"
    )
    same_weights(inside, mine, ref_inside, theirs, start, says)
    whole = sum(taken == len(train) for taken in given.passes)
    expect(
        whole >= 3,
        f"In 3 epochs train went through the training batches {whole} time(s). Ask for them anew "
        "in every epoch: a DataLoader shuffles each time that it is gone through.",
    )


def losses(returned, epochs):
    """The two sequences that train returns, as arrays."""
    expect(
        type(returned) in (tuple, list) and len(returned) == 2,
        f"train should return train_losses and test_losses; it returned {describe(returned)}.",
    )
    train = array(returned[0], (epochs,), name="the sequence train_losses")
    return train, array(returned[1], (epochs,), name="the sequence test_losses")


def squared_error(model, pairs):
    """Mean squared error of the model as it now stands; y never crosses."""
    outputs = [array(model(x), y.shape, name="the network's output") for x, y in pairs]
    return float(
        np.mean([np.mean((o - array(y)) ** 2) for o, (_, y) in zip(outputs, pairs, strict=True)])
    )


@points(1, needs=(check_network,))
def check_losses(submission, inside, reference, ref_inside, rng):
    """train returns one training loss and one test loss per epoch, each a mean over batches"""
    draw = rng("losses")
    mine, theirs = twins(submission, inside, reference, ref_inside, drawn(draw))
    # At this rate the weights stand still, so a slip in the steps costs nothing here, and a train
    # that stops when nothing gets better stops too soon.
    train, test = batches(draw, 5, 12, center=1.0), batches(draw, 3, 20, center=-2.0)
    train_losses, test_losses = losses(submission.train(mine, train, test, 12, 1e-12), 12)
    want = reference.train(theirs, train, test, 12, 1e-12)
    says = "losses are not the mean squared errors of the {} batches, averaged over each epoch."
    same(train_losses, want[0], "The training " + says.format("training"), **LOSS)
    same(test_losses, want[1], "The test " + says.format("test"), **LOSS)

    # One step towards a far target, which lowers both losses by 4 % or more (400 draws).
    model, _ = twins(submission, inside, reference, ref_inside, drawn(draw))
    train, test = batches(draw, 1, 24, center=4.0), batches(draw, 2, 24, center=4.0)
    before = squared_error(model, train)
    train_losses, test_losses = losses(submission.train(model, train, test, 1, 0.004), 1)
    says = "The training loss of a batch should be the one from which its step was computed."
    same(train_losses, [before], says, **LOSS)
    says = "The test loss should belong to the network as it is when its epoch is over."
    same(test_losses, [squared_error(model, test)], says, **LOSS)


@points(1)
def check_correlation(submission, inside, rng):
    """correlation is Pearson's r of predictions and measurements, over all rows"""
    draw = rng("correlation")
    model = network(submission)
    shapes = shapes_of(inside, model)
    x = torch.tensor(draw.normal(size=(120, 11)), dtype=torch.float32)
    for sign in (1, -1):
        # Any network will do, whatever its layers, if only its answers vary.
        for _ in range(20):
            inside.load(model, drawn(draw, shapes))
            predicted = array(model(x), name="the network's output").ravel()
            if len(predicted) == 120 and predicted.std() > 0.05:
                break
        else:
            expect(False, "Your network answers the same for every wine, so nothing correlates.")
        # Bent: the ranks agree far better than the values, and the mean is not zero.
        score = (predicted - predicted.mean()) / predicted.std()
        y = (sign * np.exp(score) + 0.3 * draw.normal(size=120)).astype(np.float32)
        got = array(submission.correlation(model, x, torch.from_numpy(y[:, None])), (), name="r")
        # float32 throughout: within 3e-7 (300 draws). Ranks are off by 0.07, squares by 0.8.
        want = np.corrcoef(predicted, y)[0, 1]
        same(got, want, "This is not Pearson's r between your network's answers and y.", atol=2e-5)


# Over 500 splits and starts of the reference, Fisher's z of the held-out r has mean 0.896 and
# standard deviation 0.131; the smallest r was 0.435. The floor (z = 0.255) lies 4.9 deviations
# below: false-fail about 5e-7 if z is normal. Noise has a deviation of 0.055 in r and passes with
# about 3e-6. An untrained network may correlate by luck, and the labels stand in a public file: so
# this is a floor for one point, and pays only behind the path that has been judged.
FLOOR = 0.25


@points(1, needs=(check_network, check_path))
def check_held_out(submission, reference, rng, data):
    """Your network, trained by you from your own start, predicts wines it has not seen"""
    draw = rng("split")
    # The file repeats 240 rows; a wine must not be in both parts.
    features, target, _ = reference.prepare(data("wine").drop_duplicates().reset_index(drop=True))
    order = torch.from_numpy(draw.permutation(len(features)))
    features, target = features[order], target[order]
    train = list(zip(features[:960].split(32), target[:960].split(32), strict=True))
    model = network(submission)
    test = [(features[960:1024], target[960:1024])]
    losses(submission.train(model, train, test, 25, 0.03), 25)
    unseen, measured = features[1024:], target[1024:].numpy().ravel()
    predicted = array(model(unseen), (len(measured), 1), name="the prediction").ravel()
    expect(predicted.std() > 1e-4, "After training, the network predicts one sugar for all wines.")
    expect(
        np.corrcoef(predicted, measured)[0, 1] >= FLOOR,
        "After 25 epochs the predictions for wines that were held out hardly follow the sugar.",
    )
