"""Student room: public checks of batch-normalized qwerties. Fixed small inputs, visible answers."""

import numpy as np
import torch

from autograder.checks import array, expect, same

K = np.arange(16)
SHAPES = [(16, 2), (16,), (16,), (16,), (1, 16), (1,), (1, 1), (1,)]
WEIGHTS = [
    torch.tensor(values, dtype=torch.float32)
    for values in (
        np.stack([np.cos(K), np.sin(K)], axis=1),
        0.1 * np.cos(2 * K),
        1 + 0.5 * np.sin(K),
        0.2 * np.cos(3 * K),
        0.5 * np.cos(K)[None],
        [1.5],
        [[0.8]],
        [-1.0],
    )
]
X = torch.tensor([[2.0, 0.0], [1.0, 1.0], [0.0, -1.0], [-2.0, 1.0], [-1.0, -2.0]])
Y = torch.tensor([[1.0], [1.0], [0.0], [0.0], [1.0]])


def test_parameters(submission, inside):
    """The net of create registers eight parameters; gamma starts at 1 and beta at 0"""
    net, _, _ = submission.create(0.1)
    values = list(inside.parameters(net).values())
    shapes = [tuple(value.shape) for value in values]
    expect(shapes == SHAPES, f"The shapes should be {SHAPES}, in this order; yours are {shapes}.")
    same(values[2], np.ones(16), "The third parameter, gamma, should start at 1.")
    same(values[3], np.zeros(16), "The fourth parameter, beta, should start at 0.")


def test_two_modes(submission, inside):
    """The net gives known outputs in training mode, and others in evaluation mode"""
    net, _, _ = submission.create(0.1)
    inside.load(net, WEIGHTS)
    for switch, when, outputs in (
        (net.eval, "New and in eval mode,", [0.980942, 0.924333, 0.575981, 0.268941, 0.296470]),
        (net.train, "In training mode", [0.991454, 0.944216, 0.463977, 0.268941, 0.268941]),
        (net.eval, "After that, in eval mode,", [0.981467, 0.924816, 0.570010, 0.268941, 0.288965]),
    ):
        switch()
        shown = ", ".join(f"{p:.4f}" for p in outputs)
        says = f"{when} the net should give about {shown} for the rows at the top."
        same(net(X), np.array(outputs)[:, None], says, atol=1e-5, name="The output for 5 rows")


def test_create(submission, inside):
    """create makes a new net at every call, and an optimizer that moves it"""
    net, lossfun, optimizer = submission.create(0.1)
    other, _, _ = submission.create(0.1)
    expect(net is not other, "Two calls of create should give two nets.")
    inside.load(net, WEIGHTS)
    loss = inside.step(net, lossfun, optimizer, X, Y)
    same(loss, 0.463217, "The loss of the rows at the top should be about 0.4632.", atol=1e-5)
    moved = list(inside.parameters(net).values())
    says = "After one step at rate 0.1 the last bias should have gone from -1 to about -0.9988."
    same(moved[-1], [-0.998751], says, atol=1e-5)


def test_train(submission, inside):
    """train takes two steps in training mode, also with a net that comes in evaluation mode"""
    net, lossfun, optimizer = submission.create(0.2)
    inside.load(net, WEIGHTS)
    net.eval()
    losses = submission.train(net, lossfun, optimizer, X, Y, 2)
    says = "The losses of two epochs at rate 0.2 should be about [0.4632, 0.4452]."
    same(losses, [0.463217, 0.445182], says, atol=1e-5, name="losses")


def test_predict(submission, inside):
    """predict uses evaluation mode, whichever mode the net comes in"""
    net, _, _ = submission.create(0.1)
    inside.load(net, WEIGHTS)
    net.eval()
    want = array(net(X), (5, 1), name="The output for 5 rows")
    net.train()
    says = "predict should return, row by row, what the net says after eval()."
    same(submission.predict(net, X), want, says, atol=1e-5, name="predict for 5 rows")
    same(
        submission.predict(net, X[:1]), want[:1], "A row alone gets another prediction.", atol=1e-5
    )


def test_success_share(submission):
    """success_share counts the runs above 70 percent"""
    accuracies = {0.01: 50.0, 0.02: 99.5, 0.03: 70.0, 0.04: 98.0}
    share = submission.success_share(
        lambda rate: accuracies[round(float(rate), 2)], list(accuracies)
    )
    same(share, 0.5, "Of the accuracies 50, 99.5, 70 and 98 two are above 70: a share of 0.5.")
