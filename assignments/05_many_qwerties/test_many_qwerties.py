"""Student room: public checks of many qwerties. Fixed small inputs, visible answers."""

import numpy as np
import torch

from autograder.checks import array, describe, expect, same

CENTERS = [[1.0, 1.0], [5.0, 1.0], [3.0, -2.0]]
WEIGHTS = [
    torch.tensor(values)
    for values in (
        [[1.0, 0.0], [-1.0, 0.5], [0.0, 1.0], [0.5, -1.0]],
        [0.5, 0.0, 0.5, -1.0],
        [[1.0, -1.0, 0.5, 0.0], [0.0, 1.0, 0.0, -0.5], [-1.0, 0.0, 1.0, 0.5]],
        [0.5, 0.0, -0.5],
    )
]
X = torch.tensor([[1.0, 2.0], [-2.0, 1.0], [3.0, -1.0], [0.5, 0.3]])
Y = torch.tensor([0, 1, 0, 2])


def test_make_qwerties(submission):
    """make_qwerties labels each point by its center"""
    points, labels = submission.make_qwerties(2, 0.0, CENTERS, 1)
    expect(
        isinstance(labels, torch.Tensor) and labels.dtype == torch.int64,
        f"y should be an int64 tensor; it is {describe(labels)}.",
    )
    where = array(labels, (6,), name="the tensor y")
    expect(sorted(where) == [0, 0, 1, 1, 2, 2], "With 2 points a group each label occurs twice.")
    says = "With blur 0 each point should lie exactly on the center that its label names."
    same(points, np.array(CENTERS)[where], says, name="the tensor X")


def test_noise(submission):
    """make_qwerties blurs the points, the same way for the same seed"""
    points, labels = submission.make_qwerties(2000, 0.5, CENTERS, 7)
    noise = array(points, (6000, 2)) - np.array(CENTERS)[array(labels, (6000,))]
    says = "With blur 0.5 the standard deviation along x and along y should be about 0.5."
    same(noise.std(axis=0), [0.5, 0.5], says, atol=0.05)
    again, _ = submission.make_qwerties(2000, 0.5, CENTERS, 7)
    same(again, points, "Seed 7 gives other data at the second call.")


def test_network(submission, inside):
    """The net of build gives known logits for known parameters"""
    net = submission.build()
    shapes = [tuple(value.shape) for value in inside.parameters(net).values()]
    expect(
        shapes == [(4, 2), (4,), (3, 4), (3,)],
        f"The shapes should be (4, 2), (4,), (3, 4), (3,), in this order; yours are {shapes}.",
    )
    inside.load(net, WEIGHTS)
    same(
        net(X),
        [[3.25, 0.0, 0.5], [-1.25, 2.5, 1.0], [4.0, -0.75, -3.25], [1.9, 0.0, -0.7]],
        "With the parameters and rows at the top of this file the logits should be "
        "[[3.25, 0, 0.5], [-1.25, 2.5, 1], [4, -0.75, -3.25], [1.9, 0, -0.7]].",
        atol=1e-5,
        name="The output for 4 rows",
    )


def test_train(submission, inside):
    """train takes two steps on the cross-entropy"""
    net = submission.build()
    inside.load(net, WEIGHTS)
    losses, accuracies = submission.train(net, X, Y, 0.5, 2)
    says = "The losses of two epochs at rate 0.5 should be about [0.7824, 0.6136]."
    same(losses, [0.782384, 0.613593], says, atol=1e-5, name="losses")
    same(accuracies, [75.0, 75.0], "Three of four rows are right: 75 percent.", atol=0.01)
    says = "After two steps at rate 0.5 the last biases should be about [0.3533, -0.0089, -0.3444]."
    same(
        list(inside.parameters(net).values())[-1], [0.353326, -0.008939, -0.344387], says, atol=1e-5
    )


def test_predict(submission, inside):
    """predict names the largest logit of each row"""
    net = submission.build()
    inside.load(net, WEIGHTS)
    same(submission.predict(net, X), [0, 1, 0, 0], "The predictions should be [0, 1, 0, 0].")


def test_group_accuracies(submission):
    """group_accuracies counts each group for itself"""
    predictions, y = torch.tensor([0, 0, 1, 0, 2, 1]), torch.tensor([0, 1, 1, 2, 2, 2])
    same(
        submission.group_accuracies(predictions, y),
        [100.0, 50.0, 100 / 3],
        "Of the three groups, 1 of 1, 1 of 2 and 1 of 3 rows are right: 100, 50, 33.33.",
        atol=0.01,
    )
