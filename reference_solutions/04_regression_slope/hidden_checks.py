# instructor room · gradeproof-canary-6f1d2c9a
"""Trusted room: hidden checks of "Manipulate the slope of a regression".

Only `check_network` compares the network with the reference. `build_and_train` is judged on the
network that the student has: the path that gradient descent takes from given parameters is worked
out here, step by step, from that network's own outputs and vector-Jacobian products. The parameters
are drawn "awake": every hidden unit and every output gets positive numbers, where a ReLU does
nothing, so that no right answer comes near the kink. What happens there is the matter of
`check_network`.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import torch

from autograder.checks import Wrong, array, describe, expect, numbers, points, same

SHAPES = [(1, 1), (1,), (1, 1), (1,)]

# Largest deviations of right answers, as a share of the bound (30 rounds of five solutions, one of
# them in float64): outputs and predictions 0.007 of CLOSE, gradients 0.003 of STEEP, parameters
# after up to 30 steps 0.014 of TRACK, r 0.012 of its bound.
CLOSE = 2e-5
STEEP = 1e-4
TRACK = 1e-5

# Statistics of 20,000 draws, each with a bound of eight standard errors (1e-15 if normal). Seen in
# 4000 samples: at most 0.028, 0.019 and 0.28. A correlation has the standard error of a mean.
MANY = 20_000
MEAN = 8 / np.sqrt(MANY)  # of a mean, in standard deviations: 0.057
SPREAD = 8 / np.sqrt(2 * MANY)  # of a standard deviation, relative: 0.04
TAILS = 0.6  # of the fourth moment, 3 and its standard error 0.07; uniform numbers have 1.8


@points(1)
def check_data(submission, inside, rng):
    """make_data draws normal x, a line, and normal noise, all of it from the generator"""
    draw = rng("data")
    for n in (1, 7, 50):
        slope = float(draw.choice([-1, 1]) * draw.uniform(0.5, 2.5))
        seed = int(draw.integers(2**31))
        x, y = drawn(submission.make_data(slope, n, 0.0, inside.generator(seed)), n)
        says = "Without noise, y is not slope * x, row by row."
        same(y, slope * x, says, rtol=1e-5, atol=1e-6, name="y")
        # The same seed gives the same data, the same generator goes on to new data.
        x, y = drawn(submission.make_data(slope, n, 0.3, inside.generator(seed)), n)
        box = inside.generator(seed)
        again = drawn(submission.make_data(slope, n, 0.3, box), n)
        says = "Two generators with the same seed give different x. Does every number come from it?"
        same(again[0], x, says, name="x")
        says = "Two generators with the same seed give different y. Does every number come from it?"
        same(again[1], y, says, name="y")
        later = drawn(submission.make_data(slope, n, 0.3, box), n)
        repeats = any(np.array_equal(a, b) for a, b in zip(again, later, strict=True))
        expect(not repeats, "The next call with the same generator repeats its numbers.")

    for slope in (0.0, 2.0 * float(draw.choice([-1, 1]))):
        noise = float(draw.uniform(0.15, 0.35))
        box = inside.generator(int(draw.integers(2**31)))
        x, y = drawn(submission.make_data(slope, MANY, noise, box), MANY)
        normal(x, 1.0, "x")
        normal(y - slope * x, noise, "the noise in y")
        # Uncorrelated with x: the standard error of r is that of a mean.
        says = "The noise in y goes with x. It should be drawn by itself."
        expect(abs(pearson(x, y - slope * x)) < MEAN, says)

    # 60 calls of 50 rows: the standard error of the deviation is 1.3 %, the bound eight times that.
    parts = [drawn(submission.make_data(1.0), 50) for _ in range(60)]
    x, y = (np.concatenate(side) for side in zip(*parts, strict=True))
    says = "Without a generator, two calls give the same x."
    expect(not np.array_equal(parts[0][0], parts[1][0]), says)
    says = "Called with a slope alone, make_data does not add the noise that the task asks for."
    same((y - x).std(), 0.5, says, rtol=0.1)


@points(2)
def check_network(submission, inside, reference, ref_inside, rng):
    """With equal parameters build_model gives the outputs and gradients of Linear-ReLU-Linear"""
    draw = rng("network")
    for scale in (1, 3, 10):
        for sign in (1, -1):  # outputs that are all positive would hide a ReLU behind them
            weight = draw.choice([-1, 1]) * draw.uniform(0.5, 1.5)
            bias = draw.choice([-1, 1]) * draw.uniform(0.1, 0.4)
            last = sign * draw.uniform(0.5, 1.5, 2)
            values = zip((weight, bias, *last), SHAPES, strict=True)
            start = [float32(value).reshape(shape) for value, shape in values]
            # Both sides of the kink, and no row so near to it that rounding could decide.
            hidden = np.concatenate([draw.uniform(0.05, 2.0, 20), draw.uniform(-2.0, -0.05, 20)])
            x = float32(scale * (hidden[:, None] - bias) / weight)
            v = float32(draw.uniform(0.5, 1.5, (40, 1)))
            mine, theirs = network(submission.build_model()), reference.build_model()
            shapes = [w.shape for w in registered(inside, mine)]
            expect(
                shapes == SHAPES,
                f"The network registers parameters of the shapes {shapes or 'of no layer'}. Weight "
                "and bias of Linear(1, 1) should be there twice, in the order in which data flows.",
            )
            inside.load(mine, start)
            ref_inside.load(theirs, start)
            near = {"rtol": CLOSE, "atol": CLOSE, "name": "the output for 40 rows"}
            says = "With the same parameters your network gives other outputs."
            same(mine(x), theirs(x), says, **near)
            says = "Asked twice the same, your network gives two answers."
            same(mine(x), theirs(x), says, **near)
            says = "A row gets another output alone than among others."
            same(mine(x[:1]), theirs(x[:1]), says, rtol=CLOSE, atol=CLOSE)
            _, gradients, _ = inside.vjp(mine, x, v)
            _, wanted, _ = ref_inside.vjp(theirs, x, v)
            for got, want in zip(gradients, wanted, strict=True):
                expect(got is not None, "A parameter of your network takes no part in its output.")
                says = "With the same parameters your network has other gradients."
                same(got, want, says, rtol=STEEP, atol=STEEP, name="a gradient")


@points(2)
def check_steps(submission, inside, rng):
    """build_and_train takes one full-batch step of SGD per epoch, on a network built anew"""
    draw = rng("steps")
    for epochs in (1, 30, 5):
        shapes = chain(registered(inside, network(submission.build_model())))
        start, x, y, rate = awake(draw, shapes, epochs)
        final = descended(inside, submission.build_model(), start, x, y, rate, epochs)
        far = max(np.abs(a - array(b)).max() for a, b in zip(final, start, strict=True))
        says = "The outputs of your network do not depend on its parameters."
        expect(epochs == 1 or far > 1e-4, says)  # one gradient may be next to nothing by chance
        build, made = lender(submission, inside, start)
        submission.build_and_train(build, x, y, rate, epochs)
        expect(len(made) == 1, f"build_and_train called build {len(made)} times; once is right.")
        got = registered(inside, made[0])
        moved = any(not np.array_equal(g, s) for g, s in zip(got, start, strict=True))
        expect(moved, "build_and_train leaves the network from build as it was. What was trained?")
        for weight, want in zip(got, final, strict=True):
            says = (
                f"After {epochs} epoch(s) the parameters are not where that many steps of w - rate "
                "* gradient of the mean squared error lead. Look at the loss and its shapes, at "
                "the optimizer, and at what may be left over from one step to the next."
            )
            same(weight, want, says, rtol=TRACK, atol=TRACK, name="a parameter")


@points(1)
def check_records(submission, inside, rng):
    """build_and_train returns final predictions, and one loss per epoch from before its step"""
    draw = rng("records")
    epochs = 5
    shapes = chain(registered(inside, network(submission.build_model())))
    start, x, y, rate = awake(draw, shapes, epochs)
    # Where the network is after k epochs, the student's own training tells: `outputs[k]` is what it
    # answers after a training of k epochs. Whether its steps are right is check_steps' business.
    build, made = lender(submission, inside, start)
    outputs = [array(build()(x), y.shape, name="the network's output")]
    for k in range(1, epochs + 1):
        made.clear()
        returned = submission.build_and_train(build, x, y, rate, k)
        predictions, losses = trained(returned, len(x), k)
        expect(len(made) == 1, f"build_and_train called build {len(made)} times; once is right.")
        outputs.append(array(made[0](x), y.shape, name="the network's output"))
        says = "The predictions are not what the network answers after the last step."
        same(predictions, outputs[k], says, rtol=CLOSE, atol=CLOSE, name="the predictions")
    moved = np.abs(outputs[-1] - outputs[0]).max()
    expect(moved > 1e-3, "The network from build has not learned.")
    says = "The losses are not the mean squared errors of the epochs, each before its step."
    want = [np.mean((out - array(y)) ** 2) for out in outputs[:-1]]
    same(losses, want, says, rtol=1e-4, name="the losses")


@points(1)
def check_correlation(submission, rng):
    """correlation is Pearson's r between predictions and y, and 0 where r is not defined"""
    draw = rng("correlation")
    # Small predictions are not constant ones.
    for n, sign, size in ((50, 1, 1.0), (50, -1, 0.003), (3, 1, 1.0)):
        # Bent: the ranks agree far better than the values, and the means are not zero.
        p = draw.normal(size=(n, 1)) + 2
        y = sign * np.exp(p) + (1 if n > 3 else 3) * draw.normal(size=(n, 1))
        p, y = float32(size * p), float32(y)
        want = pearson(array(p), array(y))
        got = array(submission.correlation(p, y), (), name="the correlation")
        same(got, want, "This is not Pearson's r between predictions and y.", atol=2e-5)
    level, y = constant(draw, 50), float32(draw.normal(size=(50, 1)))
    for p, t in ((level, y), (level * 0, y), (y, level), (level, level)):
        got = array(submission.correlation(p, t), (), name="the correlation with a constant")
        same(got, 0.0, "The correlation with a constant should be 0.", atol=1e-4)


@points(1)
def check_runs(submission, rng):
    """run_experiment goes through the slopes evenly, with new data for each network"""
    draw = rng("runs")
    for steps, repeats in ((21, 2), (2, 3), (5, 1)):
        stage = Stage(draw)
        steepest = float(draw.uniform(0.5, 4.0))
        slopes, _ = experiment(submission, stage, steepest, steps, repeats)
        want = np.linspace(-steepest, steepest, steps)
        says = (
            "The slopes should rise evenly from -steepest to +steepest, both included, and be "
            f"{steps} in number here."
        )
        expect(slopes.shape == want.shape, says)
        same(slopes, want, says, rtol=1e-5, atol=1e-5, name="the slopes")
        asked = Counter(int(np.abs(want - slope).argmin()) for slope in stage.slopes)
        near = all(np.abs(want - slope).min() < 1e-4 for slope in stage.slopes)
        expect(near, "make_data was called with a slope that is not one of the slopes.")
        expect(
            asked == Counter({i: repeats for i in range(steps)}),
            f"make_data should be called {repeats} times for each of the {steps} slopes: every "
            f"network gets data of its own. In all it was called {len(stage.slopes)} times.",
        )
        expect(
            sorted(stage.trained) == list(range(steps * repeats)),
            "build_and_train should be called once with every data set that make_data gave.",
        )


@points(1)
def check_table(submission, rng):
    """results hold the final loss and the correlation of predictions with y, at their places"""
    draw = rng("table")
    for steps, repeats in ((5, 3), (3, 4)):
        stage = Stage(draw)
        slopes, results = experiment(submission, stage, float(draw.uniform(1, 3)), steps, repeats)
        for i, slope in enumerate(slopes):
            # Which runs had this slope is known from the data that they were given.
            runs = [k for k in stage.trained if abs(stage.slopes[k] - slope) < 1e-4]
            expect(
                len(runs) == repeats,
                f"For a slope, build_and_train was called {len(runs)} times instead of {repeats}.",
            )
            # Repeats of a slope may stand in any order, each with both its numbers.
            runs.sort(key=lambda k: stage.losses[k][-1])
            got = results[i][np.argsort(results[i][:, 0])]
            says = "results[:, :, 0] is not the last of the losses of each run, slope by slope."
            final = [stage.losses[k][-1] for k in runs]
            same(got[:, 0], final, says, rtol=1e-5, name="the final losses")
            want = np.array([pearson(array(p), array(y)) for p, y in map(stage.answer, runs)])
            if np.abs(got[:, 1] - want).max() > 2e-5:
                # A wrong `correlation` has its own line: here its answers stand at their places.
                own = [submission.correlation(*stage.answer(k)) for k in runs]
                want = array(own, (repeats,), name="the correlations")
            says = (
                "results[:, :, 1] is not the correlation between the predictions and the y of each "
                "run, slope by slope."
            )
            same(got[:, 1], want, says, atol=2e-5, name="the correlations")
    # Dead networks, one and all. If `correlation` does not give 0 for them, it has paid for it.
    stage = Stage(draw, dead=True)
    dead = numbers(run(submission, stage, 1.0, 3, 2)[1])
    # How many slopes there are is the business of check_runs.
    zeros = dead is not None and dead.shape[1:] == (2, 2) and (np.abs(dead[..., 1]) < 1e-4).all()
    if not zeros:
        own = numbers(submission.correlation(*stage.answer(0)))
        says = "Networks that answer the same to every x should have correlation 0 in the results."
        expect(own is not None and own.shape == () and not abs(own) < 1e-4, says)


# Of 100,000 right runs (slope 2, 40 epochs at 0.1) 72 % leave less than 0.4 of the variance of new
# points unexplained; the other networks are dead or bent the wrong way, as the task tells. Fewer
# than 7 good ones of 28: 5e-8 (binomial). A parameter that starts on one side of zero in all 28:
# 3e-8. An untrained network is good in 3 of 100,000 cases.
RUNS = 28
GOOD = 0.4
ENOUGH = 7


@points(1, needs=(check_network, check_steps))
def check_whole(submission, inside, rng):
    """Your networks, from random starts of their own, often learn a steep line"""
    draw = rng("whole")
    first, second = (network(submission.build_model()) for _ in range(2))
    inside.load(second, [w * 0 for w in registered(inside, second)])
    expect(
        any(w.any() for w in registered(inside, first)),
        "Two calls of build_model give networks that share their parameters.",
    )
    starts, good = [], 0
    for run in range(RUNS):
        slope = 2.0 if run % 2 else -2.0
        x = draw.normal(size=(100, 1))
        y = slope * x + 0.5 * draw.normal(size=(100, 1))
        made = []

        def build(*device, made=made):
            made.append(submission.build_model())
            starts.append([w.ravel() for w in registered(inside, made[-1])])
            return made[-1]

        returned = submission.build_and_train(build, float32(x[:50]), float32(y[:50]), 0.1, 40)
        trained(returned, 50, 40)
        unseen = array(made[-1](float32(x[50:])), (50, 1), name="the network's output")
        good += float(np.mean((unseen - y[50:]) ** 2)) < GOOD * y[50:].var()
    values = np.array([np.concatenate(start) for start in starts])
    expect(
        len(np.unique(values, axis=0)) == len(values),
        "Some networks start with the same values. Every call of build_model should draw its own.",
    )
    expect(
        ((values > 0).any(axis=0) & (values < 0).any(axis=0)).all(),
        "A parameter never starts below zero, or never above it. Leave PyTorch's start as it is.",
    )
    expect(
        good >= ENOUGH,
        f"Of {RUNS} networks trained by you on steep lines, only {good} predict new points well.",
    )


# What the checks are made of ----------------------------------------------------------------------


def float32(values):
    return torch.from_numpy(np.asarray(values, dtype=np.float32))


def pearson(p, t):
    return float(np.corrcoef(np.ravel(p), np.ravel(t))[0, 1])


def two(returned, function, what):
    """The two parts of what a function returned."""
    expect(
        type(returned) in (tuple, list) and len(returned) == 2,
        f"{function} should return {what}; it returned {describe(returned)}.",
    )
    return returned


def drawn(returned, n):
    """What make_data returns, as two columns of n numbers."""
    two(returned, "make_data", "x and y")
    columns = []
    for value, name in zip(returned, ("x", "y"), strict=True):
        is_float32 = isinstance(value, torch.Tensor) and value.dtype == torch.float32
        expect(is_float32, f"{name} should be a float32 tensor; it is {describe(value)}.")
        columns.append(array(value, (n, 1), name=name))
    return columns


def constant(draw, n):
    """A column of one number, an eighth of a small whole one.

    Sums of such numbers are exact even in float32, so that every formula finds no deviation at all.
    """
    return float32(np.full((n, 1), draw.choice([-1, 1]) * draw.integers(1, 9) / 8))


def normal(values, deviation, name):
    """Whether many values look like normal ones of mean 0."""
    values = values.ravel() / deviation
    says = f"Of {MANY} rows, {name} does not have the mean or the standard deviation asked for."
    expect(abs(values.mean()) < MEAN and abs(values.std() - 1) < SPREAD, says)
    says = f"{name[:1].upper() + name[1:]} is not normally distributed."
    expect(abs((values**4).mean() - 3) < TAILS, says)


def network(model):
    expect(callable(model), f"build_model should return a network; it is {describe(model)}.")
    expect(
        hasattr(model, "named_parameters"),
        f"build_model should return a network, an nn.Module; it is {describe(model)}.",
    )
    return model


def registered(inside, model):
    """The values of the network's parameters, in its own order."""
    named = inside.parameters(model)
    expect(type(named) is dict, "The network does not list its parameters as an nn.Module does.")
    return [array(value, name="a parameter of the network") for value in named.values()]


def chain(values):
    """The shapes, if they are those of linear layers, biases or not, from 1 input to 1 output."""
    width, after_weight, fits = 1, False, bool(values)
    for value in values:
        if value.ndim == 2:
            fits = fits and value.shape[1] == width
            width, after_weight = value.shape[0], True
        else:
            fits = fits and after_weight and value.shape == (width,)
            after_weight = False
    expect(
        fits and width == 1,
        "The registered parameters of the network do not lead from 1 input to 1 output: they have "
        f"the shapes {[value.shape for value in values]}.",
    )
    return [value.shape for value in values]


def descended(inside, model, weights, x, y, rate, epochs):
    """Where gradient descent on the mean squared error takes this very network's parameters."""
    weights = [array(w) for w in weights]
    for _ in range(epochs):
        inside.load(model, [float32(w) for w in weights])
        v = 2 * (array(model(x), y.shape, name="the network's output") - array(y)) / len(y)
        reply = inside.vjp(model, x, float32(v))
        known = type(reply) is tuple and len(reply) == 3 and type(reply[1]) is list
        expect(known and len(reply[1]) == len(weights), "Your network gives no gradients.")
        weights = [
            w if g is None else w - rate * array(g, w.shape, name="a gradient")
            for w, g in zip(weights, reply[1], strict=True)
        ]
    return weights


def least(start, x, y, rate, epochs):
    """The smallest number that a hidden unit or an output gets while a linear chain is trained."""
    weights = [torch.tensor(array(w), requires_grad=True) for w in start]
    smallest = np.inf
    for _ in range(epochs + 1):
        signal = x.double()
        for k, w in enumerate(weights):
            if w.ndim == 2 and k:
                smallest = min(smallest, float(signal.detach().min()))
            signal = signal @ w.T if w.ndim == 2 else signal + w
        smallest = min(smallest, float(signal.detach().min()))
        slopes = torch.autograd.grad((signal - y.double()).square().mean(), weights)
        with torch.no_grad():
            for w, slope in zip(weights, slopes, strict=True):
                w -= rate * slope
    return smallest


def awake(draw, shapes, epochs):
    """(start, x, y, rate) of a training in which all that a ReLU could meet stays positive."""
    for _ in range(200):
        start = [
            float32(draw.uniform(0.7, 1.2, s) / s[1] if len(s) == 2 else draw.uniform(0.1, 0.4, s))
            for s in shapes
        ]
        x = draw.uniform(0.5, 1.5, (40, 1))
        y = draw.uniform(1.5, 2.5) * x + draw.uniform(-0.3, 0.3) + 0.3 * draw.normal(size=x.shape)
        x, y, rate = float32(x), float32(y), float(draw.uniform(0.03, 0.07))
        if least(start, x, y, rate, epochs) > 0.05:
            return start, x, y, rate
    raise Wrong("Steps of plain gradient descent do not train this network; see its layers.")


def lender(submission, inside, start):
    """(build, made): build lends out the student's networks, all with the parameters `start`."""
    made = []

    def build(*device):
        model = submission.build_model()
        inside.load(model, start)
        made.append(model)
        return model

    return build, made


def trained(returned, n, epochs):
    """What build_and_train returns, as arrays."""
    two(returned, "build_and_train", "predictions and losses")
    predictions = array(returned[0], (n, 1), name="the predictions")
    return predictions, array(returned[1], (epochs,), name=f"the losses of {epochs} epoch(s)")


class Stage:
    """make_data and build_and_train as the grader plays them, with a log that can be trusted.

    `slopes` and `losses` have an entry for each data set made; `trained` lists the numbers of the
    data sets that were given to build_and_train, in the order of the calls.
    """

    def __init__(self, draw, dead=False):
        self._draw = draw
        self._dead = dead
        self._data = []
        self.slopes = []
        self.losses = []
        self.trained = []

    def answer(self, number):
        """(predictions, y) of a data set."""
        _, y, predictions = self._data[number]
        return predictions, y

    def make_data(self, slope):
        self.slopes.append(float(array(slope, (), name="the slope given to make_data")))
        x, noise, wave = self._draw.normal(size=(3, 12, 1))
        y = self.slopes[-1] * x + 0.5 * noise
        # Predictions that nobody could get but from build_and_train, and so are the losses.
        predictions = y * self._draw.choice([-1, 1]) + wave
        if self._dead:
            predictions = constant(self._draw, 12)
        self._data.append(tuple(float32(part) for part in (x, y, predictions)))
        losses = self._draw.uniform(0.5, 3.0, 6).tolist()
        losses[-1] = 0.5 * (min(losses[:-1]) + max(losses[:-1]))  # neither least nor greatest
        self.losses.append(losses)
        return self._data[-1][:2]

    def build_and_train(self, x, y):
        x = array(x, (12, 1), name="the x given to build_and_train")
        y = array(y, (12, 1), name="the y given to build_and_train")
        for number, (mine, targets, predictions) in enumerate(self._data):
            if np.allclose(x, array(mine)) and np.allclose(y, array(targets)):
                self.trained.append(number)
                return predictions, self.losses[number]
        raise Wrong("build_and_train was given an x and y that make_data did not return together.")


def run(submission, stage, *rest):
    """The two parts of what run_experiment returns."""
    returned = submission.run_experiment(stage.make_data, stage.build_and_train, *rest)
    return two(returned, "run_experiment", "slopes and results")


def experiment(submission, stage, steepest, steps, repeats):
    """(slopes, results) of run_experiment, as arrays whose shapes fit each other."""
    slopes, results = run(submission, stage, steepest, steps, repeats)
    slopes = array(slopes, (None,), name="the array of slopes")
    return slopes, array(results, (len(slopes), repeats, 2), name="results")
