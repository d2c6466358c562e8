"""Student room: public checks of the regression slope. Small fixed inputs, visible answers."""

import numpy as np
import torch

from autograder.checks import array, expect, same

SHAPES = [(1, 1), (1,), (1, 1), (1,)]


def column(*values):
    return torch.tensor(values, dtype=torch.float32)[:, None]


def set_to(inside, model, *values):
    """Give the network the parameters w1, b1, w2, b2."""
    shapes = [tuple(p.shape) for p in inside.parameters(model).values()]
    expect(shapes == SHAPES, f"The network should register {SHAPES}; it has {shapes}.")
    inside.load(model, [np.full(s, v, np.float32) for s, v in zip(SHAPES, values, strict=True)])
    return model


def test_make_data(submission, inside):
    """make_data draws points on y = -1.5 x without noise, and around it with noise"""
    for n, noise in ((50, 0.0), (4000, 0.25)):
        x, y = submission.make_data(-1.5, n, noise, inside.generator(1))
        x, y = array(x, (n, 1), name="x"), array(y, (n, 1), name="y")
        says = f"Asked for noise {noise}, y + 1.5 x should have about this standard deviation."
        same(np.std(y + 1.5 * x), noise, says, rtol=0.1, atol=1e-6)
    same(np.std(x), 1.0, "4000 standard normal x should have a deviation of about 1.", rtol=0.1)


def test_build_model(submission, inside):
    """With w1 = 2, b1 = 1, w2 = -3, b2 = 0.5 the network bends at x = -0.5"""
    model = set_to(inside, submission.build_model(), 2.0, 1.0, -3.0, 0.5)
    says = "For x = -1, -0.5, 0, 1 the answers should be 0.5, 0.5, -2.5, -8.5."
    same(model(column(-1, -0.5, 0, 1)), [[0.5], [0.5], [-2.5], [-8.5]], says, rtol=1e-5)


def test_build_and_train(submission, inside):
    """Two epochs on a point pair, redone on paper"""
    made = []

    def build():
        made.append(set_to(inside, submission.build_model(), 0.0, 0.0, 0.0, 0.0))
        return made[-1]

    # All weights are 0, so only b2 moves: b2 - 0.1 * 2 * (b2 - 1) for y with mean 1.
    returned = submission.build_and_train(build, column(1, 2), column(0, 2), 0.1, 2)
    expect(len(returned) == 2, "build_and_train should return predictions and losses.")
    last = list(inside.parameters(made[0]).values())[-1]
    same(last, [0.36], "b2 should go 0, 0.2, 0.36 in the two epochs.", rtol=1e-5)
    says = "The losses should be [2, 1.64], each from before its step."
    same(returned[1], [2.0, 1.64], says, rtol=1e-5, name="losses")
    says = "The predictions should be 0.36 for both points, after the last step."
    same(returned[0], [[0.36], [0.36]], says, rtol=1e-5, name="predictions")


def test_correlation(submission):
    """Predictions 1, 2, 3 and y 1, 3, 2 correlate with 0.5, constant predictions with 0"""
    for p, y, want in (
        ((1, 2, 3), (1, 3, 2), 0.5),
        ((1, 2, 3), (6, 4, 2), -1.0),
        ((2, 2, 2), (1, 3, 2), 0.0),
    ):
        r = submission.correlation(column(*p), column(*y))
        same(r, want, f"For predictions {p} and y {y}, r should be {want}.", atol=1e-4)


def test_run_experiment(submission):
    """Three slopes and two repeats: shapes, and what the two given functions are asked"""
    asked = []

    def make_data(slope):
        asked.append(float(slope))
        return column(0, 1, 2), column(1, 2, 4)

    def build_and_train(x, y):
        return column(1, 2, 4), [3.0, 2.0, 0.5]

    slopes, results = submission.run_experiment(make_data, build_and_train, 1.5, 3, 2)
    same(slopes, [-1.5, 0.0, 1.5], "The slopes should be -1.5, 0 and 1.5.", atol=1e-6)
    want = np.broadcast_to([0.5, 1.0], (3, 2, 2))
    says = "Here every entry should be (0.5, 1): the final loss, and r of equal columns."
    same(results, want, says, atol=1e-4, name="results")
    says = "make_data should be called twice for each slope."
    same(sorted(asked), [-1.5, -1.5, 0.0, 0.0, 1.5, 1.5], says, atol=1e-6)
