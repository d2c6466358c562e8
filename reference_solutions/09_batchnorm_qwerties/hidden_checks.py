# instructor room · gradeproof-canary-6f1d2c9a
"""Trusted room: hidden checks of "Batch-normalize the qwerties".

`check_training_mode` compares the net with the reference at weights that are "half asleep": at
every ReLU some rows are on the one side of zero and some on the other, so that the place of every
layer shows. Everywhere else the weights are "awake": every ReLU gets positive numbers, before and
after the normalization, where it does nothing. So a layer in a wrong place costs its own points
only.

`create` is judged by what its optimizer does to its net, compared with gradient descent worked out
here from that net's own vector-Jacobian products; `train` and `predict` are judged against single
steps and outputs of the net, loss and optimizer that the student's `create` gives.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy

from autograder.checks import StudentRaised, Wrong, array, describe, expect, points, same

SHAPES = [(16, 2), (16,), (16,), (16,), (1, 16), (1,), (1, 1), (1,)]

# Float32 solutions in two styles, and float64, part by this much at most:
#                                                       measured         bound
#   outputs                     |difference| / (1 + |p|)  1.5e-6 (400)     2e-5
#   the same, tiny variances    likewise                  2e-6   (30)      2e-5
#   gradients                   of the array's largest    7.8e-6 (2000)    2e-4
#   parameters, losses          / (1 + |value|)           1e-7   (30)      1e-5
# (rounds in brackets). No mistake was nearer to its bound than 25 times its width (3 rounds).
CLOSE = 2e-5
STEEP = 2e-4
PATH = 1e-5

PASSES = [(1, 5), (2, 9), (20, 6)]
"""Training passes with batches of so many rows: few, so that n and n - 1 differ."""


@points(1)
def check_parameters(submission, inside):
    """The net of create registers the eight parameters; gamma starts at 1 and beta at 0"""
    net, _, _ = created(submission, 0.1)
    values = registered(inside, net)
    # Not judged here, but nets without gamma and beta differ in it, and so does what they are told.
    x = torch.tensor([[1.0, 2.0], [3.0, -1.0], [-2.0, 0.5], [0.0, 1.0], [-1.0, -3.0]])
    for switch in (net.train, net.eval):
        switch()
        net(x)
    shapes = [value.shape for value in values]
    expect(
        shapes == SHAPES,
        f"Your net registers parameters of the shapes {shapes or 'of no layer at all'}. Which "
        "layer has which shapes, is it registered in the order in which a row meets it, and how "
        "many numbers does the new layer normalize?",
    )
    says = "In a new net gamma, the third parameter, should be 1 for every unit, and beta 0."
    same(values[2], np.ones(16), says, name="gamma")
    same(values[3], np.zeros(16), says, name="beta")


@points(2, needs=(check_parameters,))
def check_training_mode(submission, inside, reference, ref_inside, rng):
    """In training mode, equal parameters give the outputs and gradients of the net in the task"""
    net, model = created(submission, 0.1)[0], reference.create(0.1)[0]
    net.train()
    # In the small setting the variances are about as large as epsilon; with few rows it shows
    # whether a variance is divided by n or by n - 1.
    for name, scale, rows in (("few", 1, 12), ("many", 3, 40), ("small", 0.005, 30)):
        source = rng(f"net {name}")
        x, weights = half_asleep(source, scale, rows)
        inside.load(net, weights)
        ref_inside.load(model, weights)
        want = model(x)
        says = (
            "In training mode, with the same parameters, your net gives other outputs. Which layer "
            "does a row meet first, second, third, …? What is the mean taken over, and the "
            "variance?"
        )
        near = {"rtol": CLOSE, "atol": CLOSE, "name": f"The output for {rows} rows"}
        same(net(x), want, says, **near)
        same(net(x), want, "Asked twice the same, your net gives two answers.", **near)
        same(net(x.flip(0)), want.flip(0), "The outputs depend on the order of the rows.", **near)
        v = float32(source.uniform(0.2, 1.8, (rows, 1)))  # of one sign: sums cancel less
        _, gradients, of_x = jacobian(inside, net, x, v)
        _, wanted, wanted_x = ref_inside.vjp(model, x, v)
        expect(len(gradients) == 8, "Your net gives no gradients.")
        for got, want in zip([*gradients, of_x], [*wanted, wanted_x], strict=True):
            expect(
                got is not None,
                "A parameter, or the input, gets no gradient: is every layer that is registered "
                "used, and does everything in it stay a tensor that autograd can follow?",
            )
            says = (
                "The outputs are right, but their gradients are not. Mean and variance of the "
                "batch depend on the parameters too: do gradients flow through them?"
            )
            same(got, want, says, rtol=0, atol=STEEP * float(want.abs().max()), name="a gradient")


@points(2, needs=(check_parameters,))
def check_running(submission, inside, reference, ref_inside, rng):
    """In evaluation mode the net uses running statistics, as its training passes left them"""
    source = rng("batches")
    net, model = created(submission, 0.1)[0], reference.create(0.1)[0]
    weights = awake(source, SHAPES)
    inside.load(net, tensors(weights))
    ref_inside.load(model, tensors(weights))

    # At last the variance of the units comes near to epsilon, for rows as close as these.
    x, narrow = rows_of(source, 15), [0.3 + 0.001 * rows_of(source, rows) for rows in (12, 15)]
    wide = [(passes, source.uniform(0.5, 2) * rows_of(source, n), x) for passes, n in PASSES]
    stages = []
    for passes, batch, probe in ((0, x, x), *wide, (150, *narrow)):
        net.train()
        model.train()
        kept, own = submission.keep(batch), reference.keep(batch)
        for _ in range(passes):
            net(kept)
            model(own)
        outputs = evaluated(net, probe), evaluated(net, probe[:4]), evaluated(net, probe)
        stages.append((passes, outputs, evaluated(model, probe)))
    near = {"rtol": CLOSE, "atol": CLOSE, "name": "The output in evaluation mode"}
    for passes, (got, part, again), want in stages:
        says = (
            (
                "After some passes in training mode and then eval(), your net gives other outputs. "
                "How much of the old running statistics is kept at each pass, how much of the new "
                "batch comes in, and by what is its variance divided?"
            )
            if passes
            else (
                "Before any training pass, after eval(), your net gives other outputs than with a "
                "running mean of 0 and a running variance of 1."
            )
        )
        same(got, want, says, **near)
        says = "In evaluation mode a row gets another output beside other rows."
        same(part, want[:4], says, **near)
        same(again, want, "A pass in evaluation mode changes what the net says next.", **near)


@points(1)
def check_create(submission, inside, rng):
    """create makes a new net at every call, with its loss and plain gradient descent"""
    source = rng("create")
    p = float32(source.uniform(0.02, 0.98, (25, 1)))
    y = float32(source.permutation(25)[:, None] < 12)
    _, lossfun, _ = created(submission, 0.1)
    expect(callable(lossfun), f"lossfun should be a function; it is {describe(lossfun)}.")
    says = "For probabilities and labels, lossfun gives another number than their cross-entropy."
    want = binary_cross_entropy(p.double(), y.double())
    same(lossfun(p, y), want, says, rtol=PATH, atol=PATH, name="The loss")

    for low, high in ((0.01, 0.03), (0.08, 0.1)):
        rate = float(source.uniform(low, high))
        (net, lossfun, optimizer), (other, _, _) = (created(submission, rate) for _ in range(2))
        expect(net is not other, "Two calls of create give the same net.")
        starts = [registered(inside, each) for each in (net, other)]
        expect(
            any(a.shape != b.shape or (a != b).any() for a, b in zip(*starts, strict=False)),
            "The nets of two calls start with the same values. Every call should draw its own.",
        )
        net.train()
        weights, x = awake(source, [w.shape for w in starts[0]]), rows_of(source, 30)
        y = float32(source.permutation(30)[:, None] < 6)
        final = descended(inside, net, weights, x, y, rate, 3)
        inside.load(net, tensors(weights))
        for _ in range(3):
            stepped(inside, net, lossfun, optimizer, x, y)
        for got, want in zip(registered(inside, net), final, strict=True):
            says = (
                "After three steps of the optimizer the parameters are not where gradient descent "
                "takes them. Which parameters was it given, which rate, which rule?"
            )
            same(got, want, says, rtol=PATH, atol=PATH, name="A parameter")
        for got, old in zip(registered(inside, other), starts[1], strict=True):
            same(got, old, "Training the net of one call changes the net of another call.", atol=0)


@points(2)
def check_training(submission, inside, rng):
    """train steps in training mode: losses, parameters and running statistics are right"""
    source = rng("training")
    rate = float(source.uniform(0.03, 0.09))
    single, lossfun, optimizer = created(submission, rate)
    weights = awake(source, [value.shape for value in registered(inside, single)])
    x, probe = rows_of(source, 30), rows_of(source, 12)
    y = float32(source.permutation(30)[:, None] < 6)
    inside.load(single, tensors(weights))
    stages = []
    for epochs in (6, 5):
        single.train()
        losses = [stepped(inside, single, lossfun, optimizer, x, y) for _ in range(epochs)]
        stages.append((losses, registered(inside, single), evaluated(single, probe)))
    moved = max(np.abs(a - b).max() for a, b in zip(weights, stages[0][1], strict=True))
    expect(moved > 1e-4, "Steps of the optimizer that create returns do not move its net.")

    net, lossfun, optimizer = created(submission, rate)
    inside.load(net, tensors(weights))
    net.train()
    for (losses, final, outputs), epochs, call in zip(
        stages, (6, 5), ("", "a second call of "), strict=True
    ):
        got = submission.train(net, lossfun, optimizer, x, y, epochs)
        near = {"rtol": PATH, "atol": PATH}
        same(
            array(got, (epochs,), name="the losses"),
            losses,
            f"The losses of {call}train are not those of {epochs} single steps in training mode. "
            "To which parameters does the first loss belong, and in which mode is the net, also if "
            "it was asked for predictions before?",
            **near,
        )
        for value, want in zip(registered(inside, net), final, strict=True):
            says = (
                f"After {call}train the parameters are not where {epochs} single steps take them."
            )
            same(value, want, says, **near, name="a parameter")
        says = (
            f"After {call}train the parameters are right, but in evaluation mode the net gives "
            "other outputs: its running statistics saw more, fewer or other passes than one an "
            "epoch."
        )
        same(evaluated(net, probe), outputs, says, rtol=CLOSE, atol=CLOSE)


@points(1)
def check_predict(submission, inside, rng):
    """predict gives the outputs of evaluation mode and leaves the net as it is"""
    source = rng("predict")
    net, _, _ = created(submission, 0.1)
    weights = awake(source, [value.shape for value in registered(inside, net)])
    inside.load(net, tensors(weights))
    net.train()
    for _ in range(4):
        array(net(rows_of(source, 20)), (20, 1), name="The output for 20 rows")
    x = float32(0.6 * rows_of(source, 25).numpy())
    want = evaluated(net, x)
    expect(np.ptp(want) > 1e-4, "Your net gives the same output for every row.")
    near = {"rtol": CLOSE, "atol": CLOSE}
    for mode in ("evaluation", "training"):
        net.train() if mode == "training" else net.eval()
        for rows in (25, 4):
            says = (
                f"Given a net in {mode} mode, predict does not return what the net says in "
                "evaluation mode, as probabilities."
            )
            got = submission.predict(net, x[:rows])
            same(got, evaluated(net, x[:rows]), says, **near, name="predict")
        says = "After a call of predict the net gives other outputs than before."
        same(evaluated(net, x), want, says, **near)


@points(1)
def check_success_share(submission, rng):
    """success_share runs every learning rate once and gives the share of successes"""
    source = rng("runs")
    mixed = source.permutation([*source.uniform(5, 69, 4), *source.uniform(71, 100, 7), 70.0, 70.4])
    for accuracies in (mixed, source.uniform(72, 100, 5), source.uniform(2, 68, 3)):
        rates = source.permutation(np.linspace(0.01, 0.1, len(accuracies)))
        asked = []

        def run(learning_rate, *, accuracies=accuracies, asked=asked):
            asked.append(float(array(learning_rate, (), name="The learning rate given to run")))
            expect(
                len(asked) <= len(accuracies),
                "success_share calls run more often than there are learning rates.",
            )
            return float(accuracies[len(asked) - 1])

        for given in (rates, rates.tolist()):
            asked.clear()
            got = submission.success_share(run, given)
            same(asked, rates, "run is not called once for each learning rate, in their order.")
            same(
                got,
                (accuracies > 70).mean(),
                "The result is not the share, from 0 to 1, of the runs whose accuracy in percent "
                "is above 70.",
                atol=1e-3,
                name="success_share",
            )


# What the checks are made of ----------------------------------------------------------------------


def float32(values: Any) -> torch.Tensor:
    return torch.from_numpy(np.asarray(values, dtype=np.float32))


def tensors(weights: list[np.ndarray]) -> list[torch.Tensor]:
    return [torch.from_numpy(w) for w in weights]


def created(submission: Any, rate: float) -> list[Any]:
    """The three parts that create returns; the first is a net."""
    value = submission.create(rate)
    try:
        items = list(islice(value, 4))
    except (TypeError, StudentRaised):
        items = []
    expect(
        len(items) == 3,
        f"create should return (model, lossfun, optimizer); it returned {describe(value)}.",
    )
    expect(
        hasattr(items[0], "named_parameters"),
        f"The net of create should be an object of nn.Module; it is {describe(items[0])}.",
    )
    return items


def registered(inside: Any, net: Any) -> list[np.ndarray]:
    """The values of the net's parameters, in the net's order."""
    named = inside.parameters(net)
    expect(type(named) is dict and named, "The net has no parameters that could be trained.")
    return [array(value, name="A parameter of the net") for value in named.values()]


def evaluated(net: Any, x: torch.Tensor) -> np.ndarray:
    """What the net says in evaluation mode, in which it is left."""
    net.eval()
    return array(net(x), (len(x), 1), name="The output in evaluation mode")


def jacobian(inside: Any, net: Any, x: torch.Tensor, v: torch.Tensor) -> tuple[Any, list[Any], Any]:
    """(outputs, gradient per parameter, gradient of the rows) of sum(v * outputs)."""
    reply = inside.vjp(net, x, v)
    expect(type(reply) is tuple and len(reply) == 3, "Your net gives no gradients.")
    expect(type(reply[1]) is list, "Your net gives no gradients.")
    return reply


def stepped(inside: Any, *arguments: Any) -> Any:
    """The loss of one training step, which everything that create returns has a part in."""
    try:
        return inside.step(*arguments)
    except StudentRaised as raised:
        if raised.frames:  # in the student's own lines: these are shown
            raise
        raise Wrong(
            "zero_grad, lossfun(model(x), y), backward, step with what create returns ends with "
            f"{raised}"
        ) from None


def descended(
    inside: Any,
    net: Any,
    weights: list[np.ndarray],
    x: torch.Tensor,
    y: torch.Tensor,
    rate: float,
    steps: int,
) -> list[np.ndarray]:
    """Where gradient descent on the mean cross-entropy takes the parameters of this very net."""
    labels = y.double().numpy()
    for _ in range(steps):
        inside.load(net, tensors(weights))
        p = array(net(x), (len(x), 1), name=f"The output for {len(x)} rows")
        expect(p.min() > 0 and p.max() < 1, "The outputs of your net are no probabilities.")
        v = (p - labels) / (p * (1 - p)) / len(x)
        _, gradients, _ = jacobian(inside, net, x, float32(v))
        expect(len(gradients) == len(weights), "Your net gives no gradients.")
        weights = [
            w if g is None else w - rate * array(g, w.shape, name="a gradient")
            for w, g in zip(weights, gradients, strict=True)
        ]
    return weights


def rows_of(source: np.random.Generator, count: int) -> torch.Tensor:
    """Positive rows, widely spread."""
    return float32(source.uniform(0.5, 6, (count, 2)))


def awake(source: np.random.Generator, shapes: list[tuple[int, ...]]) -> list[np.ndarray]:
    """Parameters for which, with positive rows, every ReLU gets positive numbers.

    What is normalized lies above -8, in both modes, so that beta lifts it above 0 whatever gamma;
    outputs stay between 0.1 and 0.9. Nets of other shapes get what the recipe gives.
    """
    weights = [
        source.uniform(0.5, 1.5, s) / s[-1] if len(s) > 1 else source.uniform(0.2, 0.6, s)
        for s in shapes
    ]
    if shapes == SHAPES:
        weights[2] = source.uniform(0.1, 0.3, 16)
        weights[3] = source.uniform(2.4, 3.2, 16)
        weights[6] = source.uniform(0.4, 0.6, (1, 1)) * source.choice([-1, 1])
        middle = weights[4] @ weights[3] + weights[5]
        weights[7] = -weights[6][0] * middle
    return [w.astype(np.float32).astype(np.float64) for w in weights]


def half_asleep(
    source: np.random.Generator, scale: float, rows: int
) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """Rows of size `scale`, and weights for which every ReLU is off for a third to two thirds.

    Each bend lies in the widest gap of the middle third of the rows, so that rounding puts none on
    its other side.
    """
    x, h = np.zeros((rows, 2)), np.zeros((rows, 16))
    while h.std(axis=0).min() < 0.25 * scale:  # what hardly varies is all rounding when normalized
        x, w1 = scale * source.normal(size=(rows, 2)), source.normal(size=(16, 2))
        w1 *= source.uniform(1, 2, (16, 1)) / np.linalg.norm(w1, axis=1, keepdims=True)
        b1 = bends(x @ w1.T)
        h = np.maximum(x @ w1.T + b1, 0)
    gamma = source.uniform(0.5, 1.5, 16) * source.choice([-1, 1], 16)
    beta, w2 = source.normal(size=16), source.normal(size=(1, 16))
    u = gamma * (h - h.mean(axis=0)) / np.sqrt(h.var(axis=0) + 1e-5) + beta
    b2 = bends(u @ w2.T)
    a = np.maximum(u @ w2.T + b2, 0)
    w3 = np.array([[4 / a.max()]]) * source.choice([-1, 1])
    b3 = -w3[0] * a.max() / 2 + source.uniform(-0.5, 0.5)
    return float32(x), [float32(w) for w in (w1, b1, gamma, beta, w2, b2, w3, b3)]


def bends(signals: np.ndarray) -> np.ndarray:
    """For each column a bias that puts 0 into the widest gap of its middle third."""
    ordered = np.sort(signals, axis=0)[len(signals) // 3 : -(len(signals) // 3)]
    widest, at = np.diff(ordered, axis=0).argmax(axis=0), np.arange(signals.shape[1])
    return -(ordered[widest, at] + ordered[widest + 1, at]) / 2
