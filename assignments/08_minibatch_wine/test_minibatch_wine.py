"""Student room: public checks of "Mini-batch size in the wine data". Fixed, visible inputs."""

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


def wines():
    """Four wines and, last, one with too much sulfur dioxide."""
    table = {name: [float(k), 2.0, 3.0, 4.0, 9.0] for k, name in enumerate(COLUMNS)}
    table["total sulfur dioxide"] = [10.0, 20.0, 30.0, 40.0, 200.0]
    table["quality"] = [6, 5, 8, 3, 7]
    return pd.DataFrame(table)


def constant(inside, model, value, last_bias=0.0):
    """Set all weights of the model to `value` and all biases to 0, but the last one as given."""
    shapes = [tuple(p.shape) for p in inside.parameters(model).values()]
    expect(shapes == SHAPES, f"WineNet should register the shapes {SHAPES}; it has {shapes}.")
    values = [np.full(s, value if len(s) == 2 else 0.0, np.float32) for s in SHAPES]
    values[-1][:] = last_bias
    inside.load(model, values)


def test_prepare(submission):
    """prepare drops the fifth wine, and of the others the first and the third are good"""
    X, y = submission.prepare(wines())
    for value, name in ((X, "X"), (y, "y")):
        is_float32 = isinstance(value, torch.Tensor) and value.dtype == torch.float32
        expect(is_float32, f"{name} should be a float32 tensor.")
    says = "X should hold the first four rows of all columns but the quality."
    same(X, wines()[COLUMNS[1:]].to_numpy()[:4], says, name="X")
    same(y, [[1.0], [0.0], [1.0], [0.0]], "y should be [[1], [0], [1], [0]] here.", name="y")


def test_standardize(submission):
    """With training values 1, 2, 3, 4 a test value of 2.5 becomes 0 and one of 10 becomes 6.71"""
    train = torch.tensor([[1.0], [2.0], [3.0], [4.0]]).repeat(1, 11)
    test = torch.tensor([[2.5], [10.0]]).repeat(1, 11)
    got = submission.standardize(train, test)
    level = 1 / np.sqrt(1.25)  # 1, 2, 3, 4 have mean 2.5 and variance 1.25
    for part, values, name in zip(
        got, ([-1.5, -0.5, 0.5, 1.5], [0.0, 7.5]), ("training", "test"), strict=True
    ):
        want = np.array(values)[:, None] * level * np.ones(11)
        says = f"Each column of the {name} part should be {np.round(want[:, 0], 2).tolist()} here."
        same(part, want, says, atol=1e-4, name=f"The {name} part")


def test_network(submission, inside):
    """With all weights 0.1 and the last bias -20, WineNet gives -1.9776 for ones, -20 for minus"""
    model = submission.WineNet()
    constant(inside, model, 0.1, last_bias=-20.0)
    x = torch.stack([torch.ones(11), -torch.ones(11)])
    says = "For ones: 1.1, then 1.76, 5.632, 18.0224 - 20. For minus ones ReLU leaves the bias."
    same(model(x), [[-1.9776], [-20.0]], says, rtol=1e-4, atol=1e-4, name="the output")


def test_train(submission, inside):
    """Five rows in batches of 2: two steps an epoch, in the order of shuffle"""
    model = submission.WineNet()
    constant(inside, model, 0.0)
    orders = [[4, 1, 0, 2, 3], [3, 4, 1, 2, 0]]
    asked = []

    def shuffle(n):
        asked.append(n)
        expect(len(asked) <= 2, "shuffle was called more than twice in two epochs.")
        return torch.tensor(orders[len(asked) - 1])

    y = torch.tensor([[0.0], [1.0], [0.0], [1.0], [1.0]])
    submission.train(model, torch.ones(5, 11), y, 2, 0.4, 2, shuffle)
    expect(asked == [5, 5], f"shuffle(5) should be called once per epoch; it was called {asked}.")
    got = array(list(inside.parameters(model).values())[-1], (1,), name="the last bias")
    says = (
        "The labels of the four batches are 1 1, 0 0, 1 1, 1 0, so the last bias goes to 0.2, "
        "-0.0199, 0.1821 and 0.1639."
    )
    same(got, [0.163912], says, atol=1e-4)


def test_accuracy(submission):
    """Logits of 2, 0.2, -1 and -3 for labels 1, 1, 1 and 0 are right in 75 percent"""
    logits, y = torch.tensor([[2.0], [0.2], [-1.0], [-3.0]]), torch.tensor([[1.0], [1], [1], [0]])
    says = "Three of four are right; a logit of 0.2 means p = 0.55, which is above one half."
    same(submission.accuracy(logits, y), 75.0, says, atol=0.01)


def test_compare(submission):
    """compare runs the sizes 8 and 2 with a new model each; the runs take 8 and 2 seconds"""
    now, models = [100.0], []

    def create():
        now[0] += 50.0
        models.append(len(models))
        return models[-1]

    def run(model, size):
        now[0] += size
        return [0, 90, 91, 92, 93, 94 + float(size)], [0, 70, 70, 70, 70, 70 + float(size)]

    table = submission.compare([8, 2], create, run, lambda: now[0])
    expect(len(models) == 2, f"create should be called twice; it was called {len(models)} times.")
    says = "The table should be [[93.6, 71.6, 22, 8], [92.4, 70.4, 22, 2]] here."
    same(table, [[93.6, 71.6, 22, 8], [92.4, 70.4, 22, 2]], says, atol=0.011, name="The table")
