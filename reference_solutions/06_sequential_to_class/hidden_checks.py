# instructor room · gradeproof-canary-6f1d2c9a
"""Trusted room: hidden checks of "From nn.Sequential to a class".

`MultilayerNet` is compared with the given Sequential at equal parameters. There the weights are
drawn "half asleep": at every ReLU some rows are on the one side of zero and some on the other.

`create` and `train` are compared with a float64 twin (`autograder.chain`) that trains a chain of
whatever layers the net registers, so that a net of a wrong size costs the net's points only.
There the weights are drawn "awake": every ReLU gets positive numbers, where it does
nothing, so that a forgotten ReLU costs the net's points only.

Tolerances. The largest deviations of the float32 reference from float64 over 200 rounds (2 threads:
no larger in 10): outputs 1.1e-6, losses 1.1e-7, trained parameters 2.1e-7, all as
|got - want| / (1 + |want|); gradients 4.5e-6 of the largest entry of their array. CLOSE (outputs),
TRACK (losses, parameters) and STEEP (gradients) are 14 to 27 times as wide. Where a file in
mistakes/ failed by one of these bounds, it missed it by 12 times its width or more (40 rounds).
"""

from __future__ import annotations

from itertools import islice, pairwise
from typing import Any

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy

from autograder import chain
from autograder.chain import descend, float32
from autograder.checks import StudentRaised, Wrong, array, describe, expect, points, same
from autograder.once import once

SHAPES = [(16, 2), (16,), (1, 16), (1,), (1, 1), (1,)]
CLOSE = 2e-5
TRACK = 3e-6
STEEP = 1e-4


@points(1)
def check_parameters(submission, inside, rng):
    """MultilayerNet registers the six parameters, and its outputs follow each of them"""
    net = submission.MultilayerNet()
    shapes = [value.shape for value in registered(inside, net)]
    expect(
        shapes == SHAPES,
        f"Your net registers parameters of the shapes {shapes or 'of no layer at all'}. Compare "
        "with [tuple(p.shape) for p in sequential_model().parameters()].",
    )
    source = rng("net")
    x = float32(source.uniform(0.5, 1.5, (12, 2)))
    weights = awake(source, SHAPES, x, 0.3, 1.5)
    says = (
        "When the parameters of your net change, its outputs do not rise and fall as they should. "
        "Does forward use every layer of __init__, in order, and nothing that is made anew?"
    )
    inside.load(net, tensors(weights))
    before = array(net(x), (12, 1), name="The output for 12 rows")
    ranked(before, twin(weights, x), says)
    for k in range(6):
        setting = [w + 0.25 * np.abs(w).mean() * (j == k) for j, w in enumerate(weights)]
        inside.load(net, tensors(setting))
        got = array(net(x), (12, 1), name="The output for 12 rows")
        expect((got > before).all(), says)
        ranked(got, twin(setting, x), says)
    inside.load(net, tensors(weights))
    same(net(x), before, REPEAT, rtol=0, atol=CLOSE, name="The output for 12 rows")


@points(2, needs=[check_parameters])
def check_outputs(submission, inside, reference, ref_inside, rng):
    """With equal parameters MultilayerNet gives the outputs of the Sequential"""
    net, model = submission.MultilayerNet(), reference.sequential_model()
    for scale, span in SETTINGS:
        x, weights = half_asleep(rng(f"net {scale} {span}"), scale, span)
        inside.load(net, tensors(weights))
        ref_inside.load(model, tensors(weights))
        want = model(x)
        close(
            net(x),
            want,
            "With the parameters of the Sequential your net gives other outputs. Put the two "
            "side by side: which layer, and which activation, does a row meet first, second, …?",
            name=f"The output for {len(x)} rows",
        )
    close(net(x), want, REPEAT, name="The output of a second call")
    close(net(x.flip(0)), want.flip(0), "The prediction of a row depends on the rows beside it.")
    close(net(x[:1]), want[:1], "A row gets another prediction alone than in a batch.")
    net.eval()
    close(net(x), want, "After eval() your net gives other outputs; the Sequential does not.")
    net.train()
    close(net(x), want, "After train() your net gives other outputs; the Sequential does not.")


@points(1, needs=[check_parameters])
def check_gradients(submission, inside, reference, ref_inside, rng):
    """With equal parameters MultilayerNet gives the gradients of the Sequential"""
    net, model = submission.MultilayerNet(), reference.sequential_model()
    for scale, span in SETTINGS:
        source = rng(f"net {scale} {span}")
        x, weights = half_asleep(source, scale, span)
        v = float32(source.uniform(0.5, 1.5, (len(x), 1)))  # of one sign: sums do not cancel
        inside.load(net, tensors(weights))
        ref_inside.load(model, tensors(weights))
        reply = inside.vjp(net, x, v)
        expect(type(reply) is tuple and len(reply) == 3, "Your net gives no gradients.")
        expect(type(reply[1]) is list and len(reply[1]) == 6, "Your net gives no gradients.")
        _, wanted, wanted_x = ref_inside.vjp(model, x, v)
        for got, want in zip([*reply[1], reply[2]], [*wanted, wanted_x], strict=True):
            expect(
                got is not None,
                "A layer, or the input, gets no gradient: something in forward cuts the way back.",
            )
            same(
                got,
                want,
                "The outputs have other gradients than those of the Sequential. Does everything "
                "in forward stay a tensor that autograd can follow?",
                rtol=0,
                atol=STEEP * float(want.abs().max()),
                name="A gradient",
            )


@points(1)
def check_new_at_every_call(submission, inside, rng):
    """create makes a new MultilayerNet at every call, and its optimizer moves that net only"""
    source = rng("net")
    x = float32(source.uniform(0.5, 1.5, (30, 2)))
    y = float32(source.permutation(30)[:, None] < 9)
    rate = float(source.uniform(0.02, 0.1))
    made = [created(submission, rate) for _ in range(2)]
    nets = [net for net, _, _ in made]
    expect(nets[0] is not nets[1], "Two calls of create give the same net.")
    starts = [registered(inside, net) for net in nets]
    shapes = chained(starts[0])
    expect(shapes == chained(starts[1]), "Two calls of create give nets of different sizes.")
    expect(
        any((a != b).any() for a, b in zip(*starts, strict=True)),
        "The nets of two calls start with the same values. Every call should draw its own.",
    )
    weights = awake(source, shapes, x, 0.3, 1.0)
    for net in nets:
        inside.load(net, tensors(weights))
    before = [array(net(x), (30, 1), name="The output for 30 rows") for net in nets]
    ranked(before[1], twin(weights, x), "The nets of create do not use their parameters.")
    try:
        again = submission.MultilayerNet.forward(nets[1], x)
    except StudentRaised:
        raise Wrong("The net that create returns is no MultilayerNet.") from None
    same(again, before[1], "The net of create is no MultilayerNet.", rtol=0, atol=CLOSE)

    for (net, lossfun, optimizer), other, old in zip(made, nets[::-1], before, strict=True):
        still = array(other(x), (30, 1))
        for _ in range(3):
            stepped(inside, net, lossfun, optimizer, x, y)
        new = array(net(x), (30, 1))
        expect(
            new.mean() < old.mean() - 1e-3,  # most labels are 0; the twin's mean sinks by .02 to .2
            "Steps of the optimizer that create returns do not move the net that it returns "
            "toward the labels. Whose parameters was the optimizer given?",
        )
        same(other(x), still, "Training the net of one call changes the net of another call.")


@points(1)
def check_loss(submission, rng):
    """The lossfun of create is the binary cross-entropy, averaged over the rows"""
    source = rng("predictions")
    p = float32(source.uniform(0.02, 0.98, (25, 1)))
    y = float32(source.permutation(25)[:, None] < 12)
    _, lossfun, _ = created(submission, 0.1)
    expect(callable(lossfun), f"lossfun should be a function; it is {describe(lossfun)}.")
    says = "For probabilities and labels, lossfun gives another number than their cross-entropy."
    want = binary_cross_entropy(p.double(), y.double())
    on_track(lossfun(p, y), want, says, name="The loss")


@points(1)
def check_step(submission, inside, rng):
    """The optimizer of create takes the steps that the learning rate and the loss ask for"""
    source = rng("net")
    for low, high in ((0.01, 0.03), (0.05, 0.1), (0.2, 0.3)):
        rate = float(source.uniform(low, high))
        net, lossfun, optimizer = created(submission, rate)
        shapes = chained(registered(inside, net))
        x, y = rows(source)
        weights = awake(source, shapes, x, 0.5, 1.1)
        inside.load(net, tensors(weights))
        losses = [stepped(inside, net, lossfun, optimizer, x, y) for _ in range(3)]
        wanted, final = descend(weights, [(x, y)], 3, rate, "probabilities")
        says = (
            "The losses of three steps are not those of plain gradient descent at the given rate."
        )
        on_track(losses, wanted, says, name="The losses of three steps")
        for got, want in zip(registered(inside, net), final, strict=True):
            says = (
                "After three steps the parameters are not where plain gradient descent with the "
                "given learning rate takes them. Which rate and which rule does your optimizer use?"
            )
            on_track(got, want, says, name="A parameter")


@points(2)
def check_training(submission, inside, rng):
    """train takes one full-batch step per epoch: every loss and the trained parameters are right"""
    source = rng("net")
    rate = float(source.uniform(0.05, 0.15))
    net, lossfun, optimizer = created(submission, rate)
    shapes = chained(registered(inside, net))
    x, y = rows(source)
    weights = awake(source, shapes, x, 0.5, 1.1)
    inside.load(net, tensors(weights))
    first, _, _ = trained(submission, net, lossfun, optimizer, x, y, 6)
    wanted, final = descend(weights, [(x, y)], 6, rate, "probabilities")
    on_track(
        array(first, (6,), name="losses after 6 epochs"),
        wanted,
        "The losses are not those of six steps on all rows. The first belongs to the parameters "
        "that the net came with; is every step made from the gradient of this epoch alone?",
    )
    for got, want in zip(registered(inside, net), final, strict=True):
        on_track(got, want, "After 6 epochs the parameters are not where six steps take them.")
    second, _, _ = trained(submission, net, lossfun, optimizer, x, y, 5)
    wanted, final = descend(weights, [(x, y)], 11, rate, "probabilities")
    on_track(
        array(second, (5,), name="losses after 5 more epochs"),
        wanted[6:],
        "A second call of train does not go on from where the first one left the net.",
    )
    for got, want in zip(registered(inside, net), final, strict=True):
        on_track(
            got, want, "After a second call of train the parameters are not where 11 steps go."
        )


@points(1)
def check_predictions(submission, inside, rng):
    """train returns the predictions after the last step and their accuracy in percent"""
    source = rng("net")
    for epochs in (1, 3):
        net, lossfun, optimizer, x, y, weights = telling(submission, inside, source, epochs)
        inside.load(net, tensors(weights))
        before = array(net(x), (len(x), 1), name="The output")
        _, returned, accuracy = trained(submission, net, lossfun, optimizer, x, y, epochs)
        predictions = array(returned, (len(x), 1), name="predictions")
        expect(
            predictions.min() >= 0 and predictions.max() <= 1,
            "The predictions should be probabilities, within 0 and 1.",
        )
        close(
            predictions,
            net(x),
            "The predictions are not what the net gives after the last step.",
        )
        weights = registered(inside, net)
        chained(weights)
        ranked(predictions, twin(weights, x), "The predictions do not fit the trained net.")
        expect(
            np.abs(predictions - before).max() > 1e-5,
            "The net predicts after training what it predicted before.",
        )
        hits = 100 * ((predictions > 0.5) == (y.numpy() > 0.5)).mean()
        same(
            array(accuracy, (), name="accuracy"),
            hits,
            "The accuracy is not the percentage of rows whose prediction, after the last step, is "
            "on the label's side of 0.5.",
            rtol=0,
            atol=0.0051,  # two decimals are enough; one row of 37 is 2.7
        )


# What the checks are made of ----------------------------------------------------------------------

REPEAT = "The same rows, sent twice through the same net, get different outputs."
SETTINGS = [(1, 5), (1, -5), (3, 5), (3, -15), (10, 5), (10, -5)]
"""Scale of the rows, and span of the outputs before the sigmoid (negative: asleep is above)."""


def tensors(weights: list[np.ndarray]) -> list[torch.Tensor]:
    return [float32(w) for w in weights]


def close(got: Any, want: Any, says: str, name: str = "the result") -> None:
    same(got, want, says, rtol=CLOSE, atol=CLOSE, name=name)


def on_track(got: Any, want: Any, says: str, name: str = "the result") -> None:
    same(got, want, says, rtol=TRACK, atol=TRACK, name=name)


def registered(inside: Any, net: Any) -> list[np.ndarray]:
    """The values of the net's parameters, in the net's order."""
    expect(
        hasattr(net, "named_parameters"),
        f"The net should be an object of a class made from nn.Module; it is {describe(net)}.",
    )
    return chain.registered(inside, net)


def chained(values: list[np.ndarray]) -> list[tuple[int, ...]]:
    """The shapes, if they are those of linear layers, biases or not, from 2 inputs to 1 output."""
    shapes = [value.shape for value in values]
    one_bias_each = all(len(a) == 2 or len(b) == 2 for a, b in pairwise(shapes))
    expect(
        chain.leads(shapes, 2, 1) and one_bias_each,
        "The registered parameters of the net do not lead from 2 inputs to 1 output: they have "
        f"the shapes {shapes}. Layers in a plain list are not seen.",
    )
    return shapes


def twin(weights: Any, x: torch.Tensor) -> np.ndarray:
    """The probabilities that a chain of these layers gives, with a sigmoid at its end."""
    return chain.flow(weights, x)[0].sigmoid().numpy()


def logits(weights: list[np.ndarray], x: torch.Tensor) -> np.ndarray:
    return chain.flow(weights, x)[0].sigmoid().logit().numpy()


def ranked(got: Any, want: np.ndarray, says: str) -> None:
    """Wrong unless `got` is clearly larger wherever `want` is, by 5 % of its range or more.

    Sees a net that does not use its parameters, and does not mind a sigmoid too many or another
    activation: those are judged, and told, by check_outputs.
    """
    got, want = array(got, want.shape, name="The output").ravel(), want.ravel()
    larger = np.subtract.outer(want, want) > 0.05 * np.ptp(want)
    expect((np.subtract.outer(got, got)[larger] > 0).all(), says)


def rows(source: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """30 rows for nets that are awake, and labels of which 26 are 1, so that they stay awake."""
    x = float32(source.uniform(0.5, 1.5, (30, 2)))
    return x, float32(source.permutation(30)[:, None] < 26)


def awake(
    source: np.random.Generator,
    shapes: list[tuple[int, ...]],
    x: torch.Tensor,
    low: float,
    high: float,
) -> list[np.ndarray]:
    """Positive weights; the outputs before the sigmoid lie between `low` and `high` for the rows
    of `x`, which are positive."""
    weights = [
        source.uniform(0.5, 1.5, shape) / shape[1]
        if len(shape) == 2
        else source.uniform(0.2, 0.6, shape)
        for shape in shapes
    ]
    weights[0] *= source.permutation([0.3, 1.7])  # the two inputs do not count alike
    last = max(k for k, shape in enumerate(shapes) if len(shape) == 2)
    weights[last] *= (high - low) / float(np.ptp(logits(weights, x)))
    if last < len(weights) - 1:
        weights[-1] += low - logits(weights, x).min()
    return [w.astype(np.float32).astype(np.float64) for w in weights]


def half_asleep(
    source: np.random.Generator, scale: float, span: float
) -> tuple[torch.Tensor, list[np.ndarray]]:
    """40 rows of size `scale`, and weights for which 13 to 27 of them put the hidden unit to sleep.

    For those the sigmoid gets -0.4 `span`, for the others up to 0.6 `span`: with a span of 5 it
    hides nothing, with 15 it is nearly flat at both ends. No row comes nearer to the bend of a ReLU
    than 1e-3 of the scale, where rounding could put it on the other side.
    """
    x = scale * source.normal(size=(60, 2))
    w1, b1, w2 = source.normal(size=(16, 2)), scale * source.normal(size=16), source.normal(size=16)
    inner = x @ w1.T + b1
    keep = (np.abs(inner) > 1e-3 * scale).all(axis=1).nonzero()[0][:40]
    x, hidden = x[keep], np.maximum(inner[keep], 0) @ w2
    middle = np.sort(hidden)[12:28]
    gap = np.diff(middle).argmax()
    b2 = -(middle[gap] + middle[gap + 1]) / 2
    w3 = span / (hidden + b2).max()
    weights = [w1, b1, w2[None], np.array([b2]), np.array([[w3]]), np.array([-0.4 * span])]
    return float32(x), [w.astype(np.float32).astype(np.float64) for w in weights]


def created(submission: Any, rate: float) -> list[Any]:
    return parts(submission.create(rate), "create should return (model, lossfun, optimizer)")


def trained(submission: Any, *arguments: Any) -> list[Any]:
    returned = submission.train(*arguments)
    return parts(returned, "train should return (losses, predictions, accuracy)")


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


def parts(value: Any, says: str) -> list[Any]:
    """The three parts of a tuple, or of whatever else has three parts."""
    try:
        items = list(islice(value, 4))
    except (TypeError, StudentRaised):
        items = []
    expect(len(items) == 3, f"{says}; it returned {describe(value)}.")
    return items


def telling(
    submission: Any, inside: Any, source: np.random.Generator, epochs: int
) -> tuple[Any, Any, Any, torch.Tensor, torch.Tensor, list[np.ndarray]]:
    """What create makes for a telling run, and the rows, labels and weights of that run."""
    shapes = chained(registered(inside, created(submission, 0.1)[0]))
    expect(shapes[-1] == (1,), "The last layer of the net has no bias.")
    rate, x, y, weights = telling_run(source, shapes, epochs)
    return *created(submission, rate), x, y, weights


@once
def telling_run(
    source: np.random.Generator, shapes: list[tuple[int, ...]], epochs: int
) -> tuple[float, torch.Tensor, torch.Tensor, list[np.ndarray]]:
    """A run whose last step changes the accuracy, and whose accuracy is its own.

    First the share of ones among the labels is below that among the predictions, so that the steps
    carry the predictions down through 0.5; the rate is the first at which they tell.
    """
    for _ in range(50):
        x = float32(source.uniform(0.5, 1.5, (37, 2)))
        weights = awake(source, shapes, x, 0.1, 0.9)
        noise = source.normal(scale=0.2, size=(37, 1))
        y = float32(logits(weights, x) + noise > 0.6)
        for rate in np.geomspace(0.02, 0.5, 30):
            path = chain.walk(weights, [(x, y)] * epochs, rate, "probabilities")
            stages = [weights, *(params for _, params in path)]
            old, new = (twin(params, x) for params in stages[-2:])
            if tells(old, new, y.numpy() > 0.5):
                return float(rate), x, y, weights
    raise RuntimeError("no telling run was found")


def tells(old: np.ndarray, new: np.ndarray, labels: np.ndarray) -> bool:
    """Both classes are predicted, not by a hair, and neither the predictions of one step earlier
    nor a comparison of all rows with all labels gives the same accuracy."""
    accuracy = ((new > 0.5) == labels).mean()
    return bool(
        0.25 < (new > 0.5).mean() < 0.75
        and np.abs(new - 0.5).min() > 1e-4
        and abs(accuracy - ((old > 0.5) == labels).mean()) > 0.05
        and abs(accuracy - ((new > 0.5) == labels.T).mean()) > 0.05
    )
