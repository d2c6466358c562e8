"""Student room: public checks of "Predict sugar". Small fixed inputs, visible answers."""

import numpy as np
import pandas as pd
import torch

from autograder.checks import array, expect, same

COLUMNS = [
    "quality",
    "total sulfur dioxide",
    "residual sugar",
    "alcohol",
    "fixed acidity",
    "volatile acidity",
    "citric acid",
    "chlorides",
    "free sulfur dioxide",
    "density",
    "pH",
    "sulphates",
]
SHAPES = [(16, 11), (16,), (32, 16), (32,), (32, 32), (32,), (1, 32), (1,)]
LEVEL = 1 / np.sqrt(1.25)  # 1, 2, 3, 4 have mean 2.5 and variance 1.25


def wines():
    """Four wines and, last, one with too much sulfur dioxide. The sugar falls, the rest rises."""
    table = {name: [1.0, 2.0, 3.0, 4.0, 9.0] for name in COLUMNS}
    table["total sulfur dioxide"] = [10.0, 20.0, 30.0, 40.0, 200.0]
    table["residual sugar"] = [8.0, 6.0, 4.0, 2.0, 50.0]
    return pd.DataFrame(table)


def constant(inside, model, value):
    """Set all weights of the model to `value` and all biases to 0."""
    shapes = [tuple(p.shape) for p in inside.parameters(model).values()]
    expect(shapes == SHAPES, f"SugarNet should register the shapes {SHAPES}; it has {shapes}.")
    inside.load(model, [np.full(s, value if len(s) == 2 else 0.0, np.float32) for s in SHAPES])


def test_prepare(submission):
    """prepare drops the fifth wine and z-scores the other four"""
    features, target, names = submission.prepare(wines())
    rising = np.array([-1.5, -0.5, 0.5, 1.5]) * LEVEL
    expect(type(names) is list, "names should be a plain list.")
    expect(
        sorted(names) == sorted(set(COLUMNS) - {"residual sugar"}),
        "names should hold every column but residual sugar.",
    )
    for value, name in ((features, "features"), (target, "target")):
        is_float32 = isinstance(value, torch.Tensor) and value.dtype == torch.float32
        expect(is_float32, f"{name} should be a float32 tensor.")
    says = "Each feature should be about [-1.34, -0.45, 0.45, 1.34] here."
    same(features, np.stack([rising] * 11, axis=1), says, atol=1e-4, name="features")
    says = "The target should be about [[1.34], [0.45], [-0.45], [-1.34]] here."
    same(target, -rising[:, None], says, atol=1e-4, name="target")


def test_correlation_matrix(submission):
    """correlation_matrix is 12 by 12; in four of the wines sugar falls as the rest rises"""
    table = submission.correlation_matrix(wines()[:4])
    to_numpy = getattr(table, "to_numpy", None)
    want = np.ones((12, 12))
    want[2, :] = want[:, 2] = -1.0
    want[2, 2] = 1.0
    says = "Row and column of the sugar (the third here) should be -1 but for 1 on the diagonal."
    same(table if to_numpy is None else to_numpy(), want, says, atol=1e-4, name="the matrix")


def test_network(submission, inside):
    """With all weights 0.1 and biases 0, SugarNet answers 18.0224 to ones and 0 to minus ones"""
    model = submission.SugarNet()
    constant(inside, model, 0.1)
    x = torch.stack([torch.ones(11), -torch.ones(11)])
    says = "For ones: 1.1, then 1.76, then 5.632, then 18.0224. For minus ones: 0 after ReLU."
    same(model(x), [[18.0224], [0.0]], says, rtol=1e-4, atol=1e-4, name="the output")
    inside.load(model, [np.zeros(s, np.float32) for s in SHAPES[:-1]] + [np.float32([-2.5])])
    says = "With all parameters 0 but the last bias, the output is that bias, -2.5."
    same(model(x), [[-2.5], [-2.5]], says, rtol=1e-4, name="the output")


def test_train(submission, inside):
    """From weights of 0, only the last bias moves: 0, 0.2, 0.36 towards a target of 1"""
    model = submission.SugarNet()
    constant(inside, model, 0.0)
    x = torch.ones(4, 11)
    losses = submission.train(model, [(x, torch.ones(4, 1))], [(x, torch.zeros(4, 1))], 2, 0.1)
    bias = list(inside.parameters(model).values())[-1]
    same(bias, [0.36], "The bias b moves to b - 0.1 * 2 * (b - 1): 0, 0.2, 0.36.", rtol=1e-4)
    expect(len(losses) == 2, "train should return train_losses and test_losses.")
    says = "The training losses should be [1, 0.64]: (b - 1)**2 before each step."
    same(losses[0], [1.0, 0.64], says, rtol=1e-4, name="train_losses")
    says = "The test losses (target 0) should be [0.04, 0.1296]: b**2 after each epoch."
    same(losses[1], [0.04, 0.1296], says, rtol=1e-4, name="test_losses")


def test_correlation(submission, inside):
    """Predictions 1, 2, 3 and measurements 1, 3, 2 correlate with r = 0.5"""
    model = submission.SugarNet()
    constant(inside, model, 0.1)
    x = torch.tensor([[1.0], [2.0], [3.0]]) * torch.ones(3, 11)
    for y, want in (([1.0, 3.0, 2.0], 0.5), ([3.0, 2.0, 1.0], -1.0)):
        r = array(submission.correlation(model, x, torch.tensor(y)[:, None]), (), name="r")
        same(r, want, f"For predictions 1, 2, 3 (times 18) and {y}, r is {want}.", atol=1e-4)
