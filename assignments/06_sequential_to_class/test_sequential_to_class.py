"""Student room: public checks of nn.Sequential to class. Fixed small inputs, visible answers."""

import numpy as np
import torch

from autograder.checks import array, expect, same

K = np.arange(16)
WEIGHTS = [
    torch.tensor(values, dtype=torch.float32)
    for values in (
        np.stack([np.cos(K), np.sin(K)], axis=1),
        0.1 * np.cos(2 * K),
        0.5 * np.cos(K)[None],
        [0.2],
        [[1.5]],
        [-1.0],
    )
]
X = torch.tensor([[2.0, 0.0], [1.0, 1.0], [0.0, -1.0], [-2.0, 1.0], [-1.0, -2.0]])
Y = torch.tensor([[1.0], [1.0], [0.0], [0.0], [1.0]])


def test_parameters(submission, inside):
    """MultilayerNet registers six parameters with the shapes of the Sequential's"""
    named = inside.parameters(submission.MultilayerNet())
    shapes = [tuple(value.shape) for value in named.values()]
    expect(
        shapes == [(16, 2), (16,), (1, 16), (1,), (1, 1), (1,)],
        "The shapes should be (16, 2), (16,), (1, 16), (1,), (1, 1), (1,), in this order; your "
        f"net registers {shapes}.",
    )


def test_outputs(submission, inside):
    """MultilayerNet gives known outputs for known parameters"""
    net = submission.MultilayerNet()
    inside.load(net, WEIGHTS)
    same(
        net(X),
        [[0.997751], [0.956230], [0.368340], [0.268941], [0.268941]],
        "With the parameters and rows at the top of this file the outputs should be about "
        "[[0.9978], [0.9562], [0.3683], [0.2689], [0.2689]].",
        atol=1e-5,
        name="The output for 5 rows",
    )


def test_equal_to_the_sequential(submission, inside):
    """With the Sequential's parameters MultilayerNet gives its outputs and gradients"""
    net, sequential = submission.MultilayerNet(), submission.sequential_model()
    for model in (net, sequential):
        inside.load(model, WEIGHTS)
    got, want = inside.vjp(net, X, Y), inside.vjp(sequential, X, Y)
    same(got[0], want[0], "The two give different outputs for the rows at the top.", atol=1e-5)
    names = [f"parameter {k}" for k in range(6)] + ["the input"]
    for name, a, b in zip(names, [*got[1], got[2]], [*want[1], want[2]], strict=True):
        expect(a is not None, f"In your net no gradient arrives at {name}.")
        same(a, b, f"The two give different gradients for {name}.", atol=1e-5)


def test_create(submission, inside):
    """create makes a new net at every call, and an optimizer that moves it"""
    net, lossfun, optimizer = submission.create(0.1)
    other, _, _ = submission.create(0.1)
    expect(net is not other, "Two calls of create should give two nets.")
    inside.load(net, WEIGHTS)
    before = [array(value) for value in inside.parameters(other).values()]
    loss = inside.step(net, lossfun, optimizer, X, Y)
    same(loss, 0.426587, "The loss of the rows at the top should be about 0.4266.", atol=1e-5)
    moved = list(inside.parameters(net).values())
    says = "After one step at rate 0.1 the last bias should have gone from -1 to about -0.9972."
    same(moved[-1], [-0.997204], says, atol=1e-5)
    for value, old in zip(inside.parameters(other).values(), before, strict=True):
        same(value, old, "A step of one net moves the net of another call.")


def test_train(submission, inside):
    """train takes two steps, then predicts and counts"""
    net, lossfun, optimizer = submission.create(0.5)
    inside.load(net, WEIGHTS)
    losses, predictions, accuracy = submission.train(net, lossfun, optimizer, X, Y, 2)
    says = "The losses of two epochs at rate 0.5 should be about [0.4266, 0.3966]."
    same(losses, [0.426587, 0.396637], says, atol=1e-5, name="losses")
    same(
        predictions,
        [[0.997951], [0.965015], [0.277883], [0.276274], [0.276274]],
        "After two steps the predictions should be about "
        "[[0.9980], [0.9650], [0.2779], [0.2763], [0.2763]].",
        atol=1e-5,
        name="predictions",
    )
    same(accuracy, 80.0, "Four of five rows are right: 80 percent.", atol=0.01, name="accuracy")
