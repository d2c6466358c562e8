# instructor room · gradeproof-canary-6f1d2c9a
"""Instructor room: hidden checks of the toy exercise. They use the whole vocabulary."""

import numpy as np
import torch

from autograder.checks import Given, StudentRaised, Wrong, array, expect, points, same


@points(1)
def check_scale(submission, reference, rng):
    """scale multiplies numbers, lists, arrays and tensors"""
    draw = rng("values")
    factor = float(draw.uniform(1, 2))
    values = draw.normal(size=(4, 3))
    for x in (3, 2.5, [1, 2.5], values, np.float32(0.5), torch.tensor(values), values.astype("f2")):
        same(submission.scale(x, factor), reference.scale(x, factor), "scale is off.", rtol=1e-9)
    expect(submission.scale(3, 2**70) == 3 * 2**70, "scale loses digits of large integers.")
    try:
        submission.scale(values, 0)
    except StudentRaised as raised:
        expect("ValueError" in raised.kinds, "scale should raise ValueError for the factor 0.")
    else:
        raise Wrong("scale takes the factor 0.")


@points(1, seconds=10)
def check_descend(submission, inside, rng):
    """descend follows the given gradient and leaves the start alone"""
    start = rng("start").uniform(-1, 1, 2)
    asked = []

    def gradient(point):
        asked.append(array(point, (2,), name="the argument of gradient"))
        return 2 * asked[-1]

    kept = submission.keep(start)
    path = array(submission.descend(gradient, kept, 0.25, 5), (6, 2))
    same(path, [start * 0.5**k for k in range(6)], "The path leaves the gradient.")
    expect(len(asked) == 5, "gradient is asked once per step.")
    same(inside.values(kept), start, "start was modified.")


@points(1)
def check_average(submission, reference, rng):
    """average takes every batch once"""
    batches = Given(rng("batches").normal(size=(4, 5, 3)))
    same(submission.average(batches), np.mean(batches.items, axis=(0, 1)), "The mean is off.")
    expect(batches.passes == [4], "average should go through the batches once, to the end.")


@points(1)
def check_counter(submission):
    """make_counter makes an object that counts"""
    counter = submission.make_counter(10)
    expect(counter.add(3) is counter, "add should return the counter itself.")
    counter.add(4).add(5)
    expect(counter() == counter.total == 22, "The total is off.")
    expect(len(counter) == 3 and counter[1] == 4, "The steps are not kept.")
    expect(list(counter) == [3, 4, 5], "The steps come in another order.")
    expect(not hasattr(counter, "minus"), "The counter has a name too many.")
    expect(submission.make_counter(1) is not counter, "Every call makes a new counter.")


@points(1)
def check_net(submission, reference, inside, ref_inside, rng):
    """make_net computes what its weights say"""
    draw = rng("weights")
    net, ref = submission.make_net(), reference.make_net()
    shapes = [p.shape for p in ref_inside.parameters(ref).values()]
    expect([p.shape for p in inside.parameters(net).values()] == shapes, "Other parameters.")
    weights = [draw.normal(size=shape).astype("f4") for shape in shapes]
    inside.load(net, weights)
    ref_inside.load(ref, weights)
    x = torch.tensor(draw.normal(size=(6, 3)), dtype=torch.float32)
    v = torch.tensor(draw.normal(size=(6, 1)), dtype=torch.float32)
    out, grads, dx = inside.vjp(net, x, v)
    want, want_grads, want_dx = ref_inside.vjp(ref, x, v)
    same(out, want, "The output is off.", rtol=1e-4, atol=1e-5)
    same(dx, want_dx, "The gradient of the input is off.", rtol=1e-3, atol=1e-4)
    for got, expected in zip(grads, want_grads, strict=True):
        same(got, expected, "A gradient is off.", rtol=1e-3, atol=1e-4)
    for name, value in ref_inside.buffers(ref).items():
        same(inside.buffers(net)[name], value, "A buffer is off.", rtol=1e-3, atol=1e-4)


@points(1, needs=[check_net])
def check_optimizer(submission, reference, inside, ref_inside, rng):
    """make_optimizer takes the step that the rate says"""
    draw = rng("data")
    x = torch.tensor(draw.normal(size=(6, 3)), dtype=torch.float32)
    y = torch.tensor(draw.normal(size=(6, 1)), dtype=torch.float32)
    losses, weights = zip(
        *(
            train(side, probes, x, y)
            for side, probes in ((submission, inside), (reference, ref_inside))
        ),
        strict=True,
    )
    same(losses[0], losses[1], "The loss goes another way.", rtol=1e-4, atol=1e-5)
    for got, expected in zip(*weights, strict=True):
        same(got, expected, "The weights go another way.", rtol=1e-3, atol=1e-4)


def train(side, probes, x, y):
    """Three steps from fixed weights: the losses before them and the weights after them."""
    net = side.make_net()
    expect(net.train() is net, "train() should give the network itself.")
    probes.load(net, [np.full(p.shape, 0.25, "f4") for p in probes.parameters(net).values()])
    optimizer, loss = side.make_optimizer(net, 0.1), side.make_loss()
    losses = [array(probes.step(net, loss, optimizer, x, y), ()) for _ in range(3)]
    return losses, list(probes.parameters(net).values())


@points(1)
def check_slope(submission, inside, rng):
    """slope differentiates an expression"""
    x = rng("points").normal(size=7)
    got = inside.evaluate(submission.slope(inside.expression("sin(x) + 3*x**2")), x=x)
    same(got, np.cos(x) + 6 * x, "The slope is off.")


@points(1)
def check_random(submission, reference, inside, ref_inside, rng):
    """shuffled and noise follow their random state"""
    seed = int(rng("seed").integers(2**31))
    order = submission.shuffled(20, inside.generator(seed))
    same(order, reference.shuffled(20, ref_inside.generator(seed)), "Another order.")
    inside.seed(seed)
    ref_inside.seed(seed)
    same(submission.noise(5), reference.noise(5), "noise ignores the random state.")
    box = submission.keep(np.linspace(-1, 2, 7))
    submission.clip_in_place(box)
    same(inside.values(box), np.clip(np.linspace(-1, 2, 7), 0, 1), "Nothing was clipped.")


@points(1)
def check_standardize(submission, data):
    """standardize centers every column"""
    frame = data("wine")[["alcohol", "pH"]].iloc[:50]
    result = submission.standardize(frame)
    expect(list(result.columns) == list(frame.columns), "The columns have other names.")
    same(result.to_numpy().mean(axis=0), [0, 0], "The columns are not centered.", atol=1e-6)
    same(result["pH"].to_numpy().std(), 1, "The columns have another spread.")


@points(1, needs=("check_scale",))
def check_search(submission, rng):
    """search asks only inside the interval"""
    root = float(rng("root").uniform(0.2, 0.8))

    def f(x):
        at = float(array(x, (), name="the argument of f"))
        if not 0 <= at <= 1:
            raise Wrong("f is asked outside of the interval.")
        return submission.scale(at - root, 2.0)

    same(submission.search(f, 0.0, 1.0), root, "This is no root.", atol=1e-5)
