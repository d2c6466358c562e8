"""Student room: public checks of the ReLU variants. Small fixed inputs, visible answers."""

import numpy as np
import pandas as pd
import torch

from autograder.checks import expect, same

COLUMNS = [
    "total sulfur dioxide",
    "quality",
    "alcohol",
    "fixed acidity",
    "volatile acidity",
    "citric acid",
    "residual sugar",
    "chlorides",
    "free sulfur dioxide",
    "density",
    "pH",
    "sulphates",
]
SHAPES = [(16, 11), (16,), (32, 16), (32,), (32, 32), (32,), (1, 32), (1,)]
LEVEL = 1 / np.sqrt(1.25)  # 1, 2, 3, 4 have mean 2.5 and variance 1.25


def set_to(inside, model, weight, bias):
    """Set all weights of the model to `weight` and its last bias to `bias`."""
    shapes = [tuple(p.shape) for p in inside.parameters(model).values()]
    expect(shapes == SHAPES, f"WineNet should register the shapes {SHAPES}; it has {shapes}.")
    values = [np.full(s, weight if len(s) == 2 else 0.0, np.float32) for s in SHAPES[:-1]]
    inside.load(model, [*values, np.float32([bias])])


def test_prepare(submission):
    """prepare drops the fifth wine and z-scores the other four; two of them are good"""
    table = {name: [1.0, 2.0, 3.0, 4.0, 9.0] for name in COLUMNS}
    table["total sulfur dioxide"] = [10.0, 20.0, 30.0, 40.0, 200.0]
    table["quality"] = [6, 5, 7, 3, 8]
    features, labels = submission.prepare(pd.DataFrame(table))
    for value, name in ((features, "features"), (labels, "labels")):
        is_float32 = isinstance(value, torch.Tensor) and value.dtype == torch.float32
        expect(is_float32, f"{name} should be a float32 tensor.")
    rising = np.array([-1.5, -0.5, 0.5, 1.5]) * LEVEL
    says = "Each feature should be about [-1.34, -0.45, 0.45, 1.34] here."
    same(features, np.stack([rising] * 11, axis=1), says, atol=1e-4, name="features")
    says = "The labels of qualities 6, 5, 7, 3 should be [[1], [0], [1], [0]]."
    same(labels, [[1], [0], [1], [0]], says, name="labels")


def test_network(submission, inside):
    """With all weights 0.1 and biases 0, the three networks answer to ones and minus fives"""
    x = torch.stack([torch.ones(11), torch.full((11,), -5.0)])
    for name, low in (("ReLU", 0.0), ("ReLU6", 0.0), ("LeakyReLU", -9.0112e-5)):
        model = submission.WineNet(name)
        set_to(inside, model, 0.1, 0.0)
        says = f"With {name} the logits of the two rows should be 18.0224 and {low}."
        same(model(x), [[18.0224], [low]], says, rtol=1e-4, atol=1e-7, name="the logits")
    model = submission.WineNet("ReLU6")
    set_to(inside, model, 0.1, 0.0)
    says = "ReLU6 stops at 6: 11, then 6, 9.6, 6, 19.2, 6, and at last 19.2 for a row of tens."
    same(model(10 * x[:1]), [[19.2]], says, rtol=1e-4, name="the logit")


def test_train(submission, inside):
    """From weights of 0 and a bias of -0.1, only the bias moves, and all answers turn around"""
    model = submission.WineNet("ReLU")
    set_to(inside, model, 0.0, -0.1)
    ones = torch.ones(4, 11)
    batch = (ones, torch.tensor([[1.0], [1.0], [1.0], [0.0]]))
    curves = submission.train(model, [batch], [(ones, torch.ones(4, 1))], 1, 1.0)
    expect(len(curves) == 3, "train should return train_accuracies, test_accuracies and losses.")
    bias = list(inside.parameters(model).values())[-1]
    says = "The bias should go from -0.1 to 0.17498: b - sigmoid(b) + 0.75, the mean label."
    same(bias, [0.1749792], says, rtol=1e-4)
    same(curves[0], [25.0], "Before the step one of four rows is right.", name="train_accuracies")
    same(curves[1], [100.0], "After the step all test rows are right.", name="test_accuracies")
    says = "The loss before the step should be 0.7194."
    same(curves[2], [0.7193967], says, rtol=1e-4, name="losses")


def test_compare(submission, inside):
    """compare trains two networks from equal starts and puts their curves side by side"""
    starts = []

    def train(model):
        starts.append([p.numpy().copy() for p in inside.parameters(model).values()])
        return (
            ([50.0, 60.0], [40.0, 45.0], [0.7, 0.6]) if len(starts) == 1 else ([1, 2], [3, 4], [])
        )

    tables = submission.compare(submission.WineNet, train, ["LeakyReLU", "ReLU"], 3)
    expect(len(starts) == 2, f"train should be called twice; it was called {len(starts)} times.")
    for first, second in zip(*starts, strict=True):
        expect(
            np.array_equal(first, second), "The two networks should start with equal parameters."
        )
    expect(len(tables) == 2, "compare should return train_accuracies and test_accuracies.")
    same(tables[0], [[50, 1], [60, 2]], "A column per name is wanted.", name="train_accuracies")
    same(tables[1], [[40, 3], [45, 4]], "A column per name is wanted.", name="test_accuracies")
