# instructor room · gradeproof-canary-6f1d2c9a
"""Trusted room: hidden checks of "Compare ReLU variants".

Only `check_network` compares the networks with the reference's. `train` is judged on the network
that the student has: the path that SGD takes from given parameters is worked out here, step by
step, from that network's own outputs and vector-Jacobian products. The parameters are drawn
"awake": all hidden units and all logits get numbers between 0 and 6, where the three activations
are the same, so that no right answer comes near a kink. What happens there is the matter of
`check_network`.

Tolerances, against the largest deviations of float32 from float64. Equal parameters (900 draws):
outputs use 0.01 of their bound and gradients 0.003. Up to thirty steps: weights 0.01 of PATH,
losses 0.002 of LOSS, z-scores 0.04 of SCORE (20 rounds of five right solutions, one of them in
float64).
"""

from itertools import product

import numpy as np
import pandas as pd
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from autograder.checks import Given, Wrong, array, describe, expect, points, same
from autograder.once import once

SULFUR = "total sulfur dioxide"
NAMES = ("ReLU", "ReLU6", "LeakyReLU")
SHAPES = [(16, 11), (16,), (32, 16), (32,), (32, 32), (32,), (1, 32), (1,)]

# z-scores: a solution that converts to float32 before it standardizes stays within 2.2e-5 of the
# float64 one, so 3e-4 leaves a margin of 13. Dividing by N - 1 instead of N moves the largest
# score of a column by 8e-3 or more.
SCORE = {"rtol": 1e-4, "atol": 3e-4}
PATH = {"rtol": 2e-5, "atol": 2e-5}
LOSS = {"rtol": 1e-4, "atol": 1e-6}
PERCENT = {"rtol": 0.0, "atol": 0.0051}  # two decimals are enough; one row is 1 % or more


@once
def wines(table, rng):
    """116 fresh rows of wine, 20 of them outliers, and the columns in another order.

    Values are shaken by up to 2 % so that no row is in the file. Outliers are four times as sweet,
    salty and sour, and mostly good: whoever keeps them in the statistics shifts every score.
    """
    by_score = [table[table["quality"] == score] for score in (4, 5, 6, 7)]
    rows = [part.sample(29, random_state=int(rng.integers(2**31))) for part in by_score]
    rows = pd.concat(rows).iloc[rng.permutation(116)].reset_index(drop=True)
    measured = [name for name in rows.columns if name != "quality"]
    rows[measured] *= rng.uniform(0.98, 1.02, size=(116, 11))
    rows[SULFUR] = rows[SULFUR].clip(upper=199.5)
    strange = rng.choice(116, 20, replace=False)
    rows.loc[strange, measured] *= 4
    rows.loc[strange, SULFUR] += 205
    rows.loc[strange[:3], SULFUR] = 200.0  # exactly 200 is an outlier too
    return rows[list(np.roll(list(rows.columns), int(rng.integers(2, 11))))]


def float32_tensor(value, name):
    """Refuse what `nn.Linear` would refuse: anything but a float32 tensor."""
    expect(
        isinstance(value, torch.Tensor) and value.dtype == torch.float32,
        f"{name} should be a float32 tensor, ready for a network; it is {describe(value)}.",
    )
    return value


def two_parts(returned):
    expect(
        type(returned) in (tuple, list) and len(returned) == 2,
        f"prepare should return features and labels; it returned {describe(returned)}.",
    )
    return returned


@points(1)
def check_features(submission, reference, rng, data):
    """prepare drops the outliers and z-scores the eleven measurements"""
    frame = wines(data("wine"), rng("wines"))
    want, _ = reference.prepare(frame)
    features, _ = two_parts(submission.prepare(frame))
    same(
        float32_tensor(features, "features"),
        want,
        "A feature is not the z-scored column of the frame at its place. Look at the order of the "
        "steps, at the divisor of the standard deviation, and at which columns are features.",
        **SCORE,
        name="features",
    )


@points(1)
def check_labels(submission, inside, reference, rng, data):
    """prepare labels every wine that is kept with 1 if its quality is above 5, else with 0"""
    frame = wines(data("wine"), rng("wines"))
    _, want = reference.prepare(frame)
    box = submission.keep(frame)
    _, labels = two_parts(submission.prepare(box))
    got = array(float32_tensor(labels, "labels"), name="labels")
    expect(got.size == 0 or got.max() > 0, "All labels are 0, though many of the wines are good.")
    says = "The labels are not 1 for quality above 5 and 0 for the others, row by row."
    same(got, want, says, atol=1e-6, name="labels")
    after = inside.values(box)
    expect(
        list(getattr(after, "columns", ())) == list(frame.columns) and after.equals(frame),
        "prepare changes the data frame of its caller. Work on a copy.",
    )


@points(2)
def check_network(submission, inside, reference, ref_inside, rng):
    """WineNet has the named activation: with equal parameters, equal outputs and gradients"""
    draw = rng("network")
    # Inputs so large that the three names differ; logits that are all positive would hide an
    # activation behind them.
    for name, scale, sign in product(NAMES, (1, 3, 10), (1, -1)):
        start, x = half_asleep(draw, scale, name)
        start[6:] = [sign * start[6], sign * start[7]]
        v = float32(draw.uniform(0.5, 1.5, (len(x), 1)))
        mine, theirs = network(submission, name), reference.WineNet(name)
        shapes = [w.shape for w in registered(inside, mine)]
        expect(
            shapes == SHAPES,
            f"WineNet registers parameters of the shapes {shapes or 'of no layer'}, in this "
            "order. Weight and bias of 11-16-32-32-1 should be there in the order of the data.",
        )
        inside.load(mine, start)
        ref_inside.load(theirs, start)
        near = {"rtol": 1e-4, "atol": 1e-4 * scale, "name": "the network's output"}
        says = f"With the same parameters your network with {name} gives other outputs."
        want = theirs(x)
        same(mine(x), want, says, **near)
        same(mine(x), want, "Asked twice the same, your network gives two answers.", **near)
        _, gradients, _ = inside.vjp(mine, x, v)
        _, wanted, _ = ref_inside.vjp(theirs, x, v)
        for got, want in zip(gradients, wanted, strict=True):
            expect(got is not None, "A parameter of your network takes no part in its output.")
            says = f"With the same parameters your network with {name} has other gradients."
            same(got, want, says, rtol=1e-3, atol=3e-4 * scale, name="a gradient")


@points(2)
def check_steps(submission, inside, rng):
    """train takes one step of SGD on the cross-entropy for each batch: one step, thirty steps"""
    draw = rng("steps")
    for epochs, count in ((1, 1), (3, 10)):
        model = network(submission, NAMES[0])
        start, pairs, rate = awake(draw, chain(registered(inside, model)), epochs, count)
        final = descended(inside, model, start, pairs * epochs, rate)
        far = max(np.abs(a - array(b)).max() for a, b in zip(final, start, strict=True))
        says = "The outputs of your network do not depend on its parameters."
        expect(count == 1 or far > 1e-4, says)  # one gradient may be next to nothing by chance
        inside.load(model, start)
        given, test = Given(pairs), batches(draw, 2, 14)
        submission.train(model, given, test, epochs, rate)
        got = registered(inside, model)
        moved = any(not np.array_equal(g, s) for g, s in zip(got, start, strict=True))
        expect(moved, "train left the network as it was. Is it the given network that it trains?")
        for weight, want in zip(got, final, strict=True):
            says = (
                f"After {epochs * count} step(s) the weights are not where plain SGD on the binary "
                "cross-entropy leads. Look at what the loss is given, at the optimizer, at what is "
                "left over from one step to the next, and at what the test batches may change."
            )
            same(weight, want, says, **PATH, name="a parameter")
        whole = sum(taken == count for taken in given.passes)
        expect(
            whole >= epochs,
            f"In {epochs} epochs train went through the training batches {whole} time(s). Ask for "
            "them anew in every epoch: a DataLoader shuffles each time that it is gone through.",
        )


@points(1)
def check_records(submission, inside, rng):
    """train returns accuracies in percent, before each step and after the epoch, and losses"""
    draw = rng("records")
    # Judged by the network's own answers, whatever its layers are. At a rate of next to nothing
    # they stand still, so a slip in the steps costs nothing here.
    model, train, test = centered(submission, inside, draw, 5, 3)
    right, loss = judged(model, train)
    right_test, _ = judged(model, test)
    got = three_curves(submission.train(model, train, test, 6, 1e-12), 6)
    says = "Accuracy on the {} batches should be the percentage of right rows, averaged over them."
    same(got[0], np.full(6, right), says.format("training"), **PERCENT, name="train_accuracies")
    same(got[1], np.full(6, right_test), says.format("test"), **PERCENT, name="test_accuracies")
    says = "The losses are not the mean cross-entropies of the training batches, epoch by epoch."
    same(got[2], np.full(6, loss), says, **LOSS, name="losses")

    # All answers are wrong and one large step turns some (in 3000 draws 8 or more of the 20): what
    # is from before it, what from after?
    model, [(x, _)], _ = centered(submission, inside, draw, 1, 1)
    train = test = [(x, float32(array_of(model, x) <= 0))]
    right, loss = judged(model, train)
    got = three_curves(submission.train(model, train, test, 1, 1.0), 1)
    says = "The training accuracy of a batch belongs to the answers from which its step was made."
    same(got[0], [right], says, **PERCENT, name="train_accuracies")
    says = "The loss of a batch should be the one from which its step was computed."
    same(got[2], [loss], says, **LOSS, name="losses")
    after, _ = judged(model, test)
    says = "The test accuracy should belong to the network as it is when its epoch is over."
    same(got[1], [after], says, **PERCENT, name="test_accuracies")


@points(1)
def check_equal_starts(submission, inside, rng):
    """compare builds one network per name, all with the same start, which the seed decides"""
    draw = rng("starts")
    first, second = (int(v) for v in draw.choice(10_000, 2, replace=False))
    seen = []
    for seed in (first, second, first):
        stage = Stage(submission, inside, draw)
        submission.compare(stage.build, stage.train, list(NAMES), seed)
        expect(
            sorted(stage.asked) == sorted(NAMES),
            f"compare should call build once for each name; it called it {len(stage.asked)} times.",
        )
        expect(
            len(stage.trained) == 3 and len(set(stage.trained)) == 3,
            "compare should train each of the networks once, a new one for every name.",
        )
        for start in stage.starts[1:]:
            expect(
                np.array_equal(start, stage.starts[0]),
                "The networks do not start with the same parameters, so what differs between them "
                "later may be luck. What has happened between one build and the next?",
            )
        seen.append(stage.starts[0])
    expect(np.array_equal(seen[0], seen[2]), "With the same seed, the start is another one.")
    expect(not np.array_equal(seen[0], seen[1]), "Another seed should lead to another start.")


@points(1)
def check_table(submission, inside, rng):
    """compare returns two tables of accuracies, a row per epoch and a column per name"""
    draw = rng("table")
    for names in (NAMES, ("LeakyReLU", "ReLU"), ("ReLU6",)):
        stage = Stage(submission, inside, draw)
        returned = submission.compare(stage.build, stage.train, list(names), 1)
        expect(
            type(returned) in (tuple, list) and len(returned) == 2,
            "compare should return train_accuracies and test_accuracies; it returned "
            f"{describe(returned)}.",
        )
        trained = [stage.asked[number] for number in stage.trained]
        if sorted(trained) != sorted(names):  # a matter of the starts; then the order counts
            trained = list(names)
        expect(
            len(stage.curves) == len(names),
            f"For {len(names)} name(s) compare called train {len(stage.curves)} times.",
        )
        for k, kind in enumerate(("train", "test")):
            want = np.stack([stage.curves[trained.index(name)][k] for name in names], axis=1)
            says = f"A column of {kind}_accuracies is not what train returned for its name."
            same(returned[k], want, says, rtol=1e-5, name=f"{kind}_accuracies")


# Over 500 splits and starts of the reference (8 epochs at 0.2, each name in turn) the held-out
# accuracy has mean 74.1, standard deviation 2.0 and minimum 68.8 percent. The floor lies 5.6
# deviations below: false-fail about 1e-8 for each network if it is normal. The larger class never
# had more than 58.5 percent. The labels stand in a public file, so this is a floor for one point,
# and pays only behind the steps that have been judged.
FLOOR = 63.0


@points(1, needs=(check_network, check_steps))
def check_held_out(submission, reference, rng, data):
    """Your three networks, trained by you from your own start, judge wines they have not seen"""
    draw = rng("split")
    # The file repeats 240 rows; a wine must not be in both parts.
    features, labels = reference.prepare(data("wine").drop_duplicates().reset_index(drop=True))
    order = torch.from_numpy(draw.permutation(len(features)))
    features, labels = features[order], labels[order]
    train = list(zip(features[:960].split(32), labels[:960].split(32), strict=True))
    unseen, truth = features[960:], labels[960:].numpy() > 0.5
    for name in NAMES:
        model = network(submission, name)
        three_curves(submission.train(model, train, train[:2], 8, 0.2), 8)
        logits = array(model(unseen), truth.shape, name="the network's output")
        right = 100 * ((logits > 0) == truth).mean()
        expect(
            right >= FLOOR,
            f"After 8 epochs your network with {name} is right on {right:.0f} % of the wines that "
            "were held out; giving every wine the same answer is right on about half.",
        )


# What the checks are made of ----------------------------------------------------------------------


def float32(values):
    return torch.from_numpy(np.asarray(values, dtype=np.float32))


def network(submission, name):
    """A fresh WineNet of the student."""
    model = submission.WineNet(name)
    expect(
        callable(model) and hasattr(model, "named_parameters"),
        f"WineNet({name!r}) should be a network; it is {describe(model)}.",
    )
    return model


def registered(inside, model):
    """The values of the network's parameters, in its own order."""
    named = inside.parameters(model)
    expect(type(named) is dict, "The network does not list its parameters as an nn.Module does.")
    return [array(value, name="a parameter of the network") for value in named.values()]


def half_asleep(draw, scale, name):
    """(parameters, rows) with units on all sides of the kinks at 0 and 6, but none near to one.

    There rounding would decide on which side a unit is.
    """
    while True:
        start = [
            float32(draw.normal(size=s) * (np.sqrt(1.5 / s[1]) if len(s) == 2 else 0.2))
            for s in SHAPES
        ]
        x = float32(scale * draw.normal(size=(24, 11)))
        signal, gap = x.double(), np.inf
        for w, b in zip(start[:6:2], start[1:6:2], strict=True):
            signal = signal @ w.double().T + b
            gap = min(gap, float(signal.abs().min()), float((signal - 6).abs().min()))
            signal = getattr(torch.nn, name)()(signal)
        if gap > 1e-5 * scale:
            return start, x


def chain(values):
    """The shapes, if they are those of linear layers, biases or not, from 11 inputs to 1 output."""
    width, after_weight, fits = 11, False, bool(values)
    for value in values:
        if value.ndim == 2:
            fits = fits and value.shape[1] == width
            width, after_weight = value.shape[0], True
        else:
            fits = fits and after_weight and value.shape == (width,)
            after_weight = False
    expect(
        fits and width == 1,
        "The registered parameters of WineNet do not lead from 11 inputs to 1 output: they have "
        f"the shapes {[value.shape for value in values]}.",
    )
    return [value.shape for value in values]


def batches(draw, count, size, good=(0.35, 0.5)):
    """`count` pairs (X, y) of `size` rows: positive numbers, and a share of ones within `good`."""
    pairs = []
    for _ in range(count):
        x = draw.uniform(0.2, 2.0, (size, 11))
        y = np.arange(size) < round(size * draw.uniform(*good))
        pairs.append((float32(x), float32(draw.permutation(y)[:, None])))
    return pairs


@once
def awake(draw, shapes, epochs, count):
    """(start, batches, rate) of a training between 0 and 6, where nothing bends.

    Each unit looks at a few of the units before it, so that rows stay different to the end.
    """
    for _ in range(200):
        start = [
            float32(
                draw.uniform(0.05, 0.2, s)
                if len(s) == 1
                else draw.dirichlet(np.full(s[1], 0.3), s[0]) * draw.uniform(0.8, 1.2, (s[0], 1))
            )
            for s in shapes
        ]
        last = max(k for k, s in enumerate(shapes) if len(s) == 2)
        start[last] = float32((draw.normal(size=shapes[last]) + 1) / shapes[last][1])
        # So many are good that the logits stay above 0.
        pairs, rate = batches(draw, count, 16, (0.7, 0.85)), float(draw.uniform(0.03, 0.06))
        low, high = reach(start, pairs * epochs, rate)
        if low > 0.05 and high < 5.9:
            return start, pairs, rate
    raise Wrong("Steps of plain SGD do not train this network; see its layers.")


def reach(start, pairs, rate):
    """The least and the greatest number of any unit while a linear chain takes a step per pair."""
    weights = [torch.tensor(array(w), requires_grad=True) for w in start]
    low, high = np.inf, -np.inf
    for x, y in pairs:
        signal = x.double()
        for k, w in enumerate(weights):
            if k and w.ndim == 2:
                seen = signal.detach()
                low, high = min(low, float(seen.min())), max(high, float(seen.max()))
            signal = signal @ w.T if w.ndim == 2 else signal + w
        seen = signal.detach()
        low, high = min(low, float(seen.min())), max(high, float(seen.max()))
        loss = binary_cross_entropy_with_logits(signal, y.double())
        gradients = torch.autograd.grad(loss, weights)
        with torch.no_grad():
            for w, gradient in zip(weights, gradients, strict=True):
                w -= rate * gradient
    return low, high


def descended(inside, model, weights, pairs, rate):
    """Where SGD on the mean cross-entropy, a step per pair, takes this network's parameters."""
    weights = [array(w) for w in weights]
    for x, y in pairs:
        inside.load(model, [float32(w) for w in weights])
        v = (1 / (1 + np.exp(-array_of(model, x))) - array(y)) / len(y)
        reply = inside.vjp(model, x, float32(v))
        known = type(reply) is tuple and len(reply) == 3 and type(reply[1]) is list
        expect(known and len(reply[1]) == len(weights), "Your network gives no gradients.")
        weights = [
            w if g is None else w - rate * array(g, w.shape, name="a gradient")
            for w, g in zip(weights, reply[1], strict=True)
        ]
    return weights


def array_of(model, x):
    return array(model(x), (len(x), 1), name="the network's output")


def centered(submission, inside, draw, train_count, test_count):
    """(network, training batches, test batches): it says good and bad, and never hardly.

    Its accuracies on the two sets lie apart, so that one cannot pass for the other.
    """
    model = network(submission, NAMES[0])
    shapes = chain(registered(inside, model))
    train = [(x - 1.1, y) for x, y in batches(draw, train_count, 20)]
    test = [(x - 1.1, 1 - y) for x, y in batches(draw, test_count, 25)]
    good = [y.numpy() > 0.5 for _, y in train + test]
    for _ in range(50):
        start = [draw.normal(size=s) * (np.sqrt(4 / s[1]) if len(s) == 2 else 0.2) for s in shapes]
        for _ in range(2):
            inside.load(model, [float32(w) for w in start])
            logits = [array_of(model, x) for x, _ in train + test]
            if shapes[-1] == (1,):  # put the border between the two logits in the middle
                ordered = np.sort(np.concatenate(logits), axis=None)
                start[-1] = start[-1] - ordered[len(ordered) // 2 - 1 :][:2].mean()
        right = [np.mean((z > 0) == y) for z, y in zip(logits, good, strict=True)]
        apart = abs(np.mean(right[:train_count]) - np.mean(right[train_count:]))
        logits = np.concatenate(logits)
        if np.abs(logits).min() > 1e-3 and 0.3 < (logits > 0).mean() < 0.7 and apart > 0.03:
            break
    return model, train, test


def judged(model, pairs):
    """(percentage of right rows, mean cross-entropy) of the network as it is; y never crosses."""
    answers = [(float32(array_of(model, x)).double(), y.double()) for x, y in pairs]
    right = [100 * ((z > 0) == (y > 0.5)).double().mean().item() for z, y in answers]
    losses = [binary_cross_entropy_with_logits(z, y).item() for z, y in answers]
    return float(np.mean(right)), float(np.mean(losses))


def three_curves(returned, epochs):
    """What train returns, as arrays."""
    expect(
        type(returned) in (tuple, list) and len(returned) == 3,
        "train should return train_accuracies, test_accuracies and losses; it returned "
        f"{describe(returned)}.",
    )
    names = ("train_accuracies", "test_accuracies", "losses")
    return [array(c, (epochs,), name=name) for c, name in zip(returned, names, strict=True)]


class Stage:
    """build and train as the grader plays them, with a log that can be trusted.

    `asked`: the names for which a network was built. `trained`, `starts` and `curves` have an
    entry per call of train: the number of the network, its parameters, and what it was told.
    """

    def __init__(self, submission, inside, draw):
        self._submission, self._inside, self._draw = submission, inside, draw
        self._built = []
        self.asked = []
        self.trained = []
        self.starts = []
        self.curves = []

    def build(self, name, *device):
        expect(name in NAMES, "compare should call build with one of the names that it was given.")
        self.asked.append(name)
        self._built.append(network(self._submission, name))
        return self._built[-1]

    def train(self, model, *more):
        known = [number for number, built in enumerate(self._built) if built is model]
        expect(bool(known), "compare should train the networks that build gave.")
        self.trained.append(known[0])
        values = registered(self._inside, model)
        self.starts.append(np.concatenate([v.ravel() for v in values]))
        # Training changes a network; nobody may start where another one has ended.
        self._inside.load(model, [float32(self._draw.normal(size=v.shape)) for v in values])
        self.curves.append(self._draw.uniform(40, 90, (3, 7)))
        return tuple(curve.tolist() for curve in self.curves[-1])
