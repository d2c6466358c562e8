"""Student room: public checks of "The right device". Small fixed inputs, visible answers."""

import numpy as np
import torch

from autograder.checks import Given, StudentRaised, Wrong, describe, expect, same


def where(value, name):
    """The device that a tensor is on: "cpu" or "meta"."""
    try:
        return value.device.type
    except (AttributeError, StudentRaised):
        raise Wrong(f"{name} should be a tensor; it is {describe(value)}.") from None


def on_meta(work):
    """What `work` gives. Some errors of meta look as if nothing were written yet."""
    try:
        return work()
    except StudentRaised as error:
        if "NotImplementedError" in error.kinds and "meta" in error.message:
            raise Wrong(f"On meta it stopped: {error.message}") from None
        raise


def test_to_numpy(submission):
    """to_numpy gives an array for a tensor that requires grad, which goes on to do so"""
    box = submission.keep(torch.tensor([1.5, -2.0]))
    box.requires_grad_(True)
    got = submission.to_numpy(box)
    expect(isinstance(got, np.ndarray), f"A NumPy array is wanted, not {describe(got)}.")
    same(got, [1.5, -2.0], "The array should be [1.5, -2].", rtol=0, atol=0)
    expect(box.requires_grad is True, "The tensor itself should still require grad.")


def test_to_numpy_elsewhere(submission):
    """to_numpy tries to fetch the numbers of a tensor on meta, where there are none"""
    same(submission.to_numpy(torch.tensor([3.0])), [3.0], "For tensor([3.]) it is array([3.]).")
    try:
        submission.to_numpy(submission.keep(torch.ones(2)).to("meta"))
    except StudentRaised as error:
        says = "NumPy was handed a tensor on meta. It takes tensors on the CPU only."
        expect("RuntimeError" in error.kinds, says)
    else:
        raise Wrong("There is nothing to fetch from meta: an error is right here.")


def test_move(submission):
    """move brings the tensors of a batch to meta, and leaves the name as it is"""
    batch = {"x": torch.ones(2, 3), "more": [torch.tensor([1, 0]), "qwerties"]}
    got = on_meta(lambda: submission.move(batch, "meta"))
    says = f"A dict of a tensor and a list is wanted, not {describe(got)}."
    expect(type(got) is dict and set(got) == {"x", "more"}, says)
    expect(type(got["more"]) is list and len(got["more"]) == 2, 'got["more"] should be a list.')
    for tensor, name in ((got["x"], 'got["x"]'), (got["more"][0], 'got["more"][0]')):
        found = where(tensor, name)
        expect(found == "meta", f"{name} should be on meta; it is on {found}.")
    expect(got["more"][1] == "qwerties", 'got["more"][1] should still be "qwerties".')


def constant(submission, inside):
    """A SeriesNet that has the mean 1, 2, 3 and the deviation 2; all weights 0.1, no biases."""
    net = submission.SeriesNet(torch.tensor([1.0, 2.0, 3.0]), torch.full((3,), 2.0))
    shapes = [(8, 4), (8,), (1, 8), (1,)]
    found = [tuple(value.shape) for value in inside.parameters(net).values()]
    expect(found == shapes, f"The parameters should have the shapes {shapes}, not {found}.")
    inside.load(net, [np.full(s, 0.1 if len(s) == 2 else 0.0, np.float32) for s in shapes])
    return net


def test_network(submission, inside):
    """A step at the mean and one that is 2 above it make 0.8 * (tanh(-0.1) + tanh(0.4)) / 2"""
    x = torch.tensor([[[1.0, 2.0, 3.0], [3.0, 4.0, 5.0]]])
    says = "Scaled, the steps are 0 0 0 and 1 1 1; the positions are -1 and 1. So 0.1121 is right."
    got = constant(submission, inside)(x)
    same(got, [[0.112112]], says, rtol=1e-3, name="the output")


def test_network_elsewhere(submission, inside):
    """On meta and in float64 SeriesNet works too, and is there what x is"""
    net = constant(submission, inside)
    got = net.double()(torch.ones(2, 5, 3, dtype=torch.float64))
    says = f"For float64 the output should be float64; it is {describe(got)}."
    expect(isinstance(got, torch.Tensor) and got.dtype == torch.float64, says)
    net = constant(submission, inside)
    net.to("meta")
    x = submission.keep(torch.ones(2, 5, 3)).to("meta")
    found = where(on_meta(lambda: net(x)), "The output")
    expect(found == "meta", f"Network and x are on meta; the output is on {found}.")


def test_train(submission, inside):
    """Two epochs of one batch, x of ones and y of twos, move the bias from 0 to 0.8 and to 0.32"""
    model = submission.line()
    inside.load(model, [np.zeros((1, 3), np.float32), np.zeros(1, np.float32)])
    batches = Given([(torch.ones(2, 3), torch.full((2, 1), 2.0))])
    submission.train(model, batches, 0.2, 2)
    says = "The first step adds 0.2 * 4, the second one 0.2 * 2 * (2 - 4 * 0.8): that is -0.48."
    same(list(inside.parameters(model).values())[1], [0.32], says, rtol=1e-4, name="the bias")


def test_train_elsewhere(submission, inside):
    """train on meta leaves the given network on meta"""
    model = submission.line()
    batches = Given([(torch.ones(2, 3), torch.ones(2, 1))])
    on_meta(lambda: submission.train(model, batches, 0.1, 2, "meta"))
    for value in inside.parameters(model).values():
        found = where(value, "A parameter")
        expect(found == "meta", f"The parameters should be on meta; they are on {found}.")


def test_timed(submission):
    """Three steps after one to warm up, a second each that begins when the one before ends"""
    now, busy_until, calls = [100.0], [100.0], []

    def step():  # starts a second of work and returns at once
        calls.append("step")
        busy_until[0] = max(busy_until[0], now[0]) + (5.0 if len(calls) == 1 else 1.0)

    def synchronize():
        now[0] = max(now[0], busy_until[0])

    got = submission.timed(step, 3, 1, synchronize, lambda: now[0])
    expect(len(calls) == 4, f"step() should be called 1 + 3 times; it was called {len(calls)}.")
    says = "The first step takes 5 seconds and warms up; the others take 1, and so does their mean."
    same(got, 1.0, says)
