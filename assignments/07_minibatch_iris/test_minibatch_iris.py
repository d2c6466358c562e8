"""Student room: public checks of "Effects of mini-batch size". Fixed inputs, visible answers."""

import numpy as np
import torch

from autograder.checks import array, expect, same

SHAPES = [(64, 4), (64,), (64, 64), (64,), (3, 64), (3,)]


def numbered(n):
    """n rows whose first column is the row's number; the labels are 0, 1, 2, 0, 1, 2, ..."""
    X = torch.zeros(n, 4)
    X[:, 0] = torch.arange(n)
    return X, torch.arange(n) % 3


def constant(inside, model, value, last_weight=0.0, last_bias=0.0):
    """Set all weights of the model to `value` and all biases to 0, but the last ones as given."""
    shapes = [tuple(p.shape) for p in inside.parameters(model).values()]
    expect(shapes == SHAPES, f"IrisNet should register the shapes {SHAPES}; it has {shapes}.")
    values = [np.full(s, value if len(s) == 2 else 0.0, np.float32) for s in SHAPES]
    values[-2][:], values[-1][:] = last_weight, last_bias
    inside.load(model, values)


def test_training_batches(submission):
    """Of 10 rows, batches of 4 give two batches, each row with its label"""
    loader, _ = submission.make_loaders(numbered(10), numbered(5), 4)
    batches = list(loader)
    expect(len(batches) == 2, f"There should be 2 batches in a pass; there are {len(batches)}.")
    seen = []
    for X, y in batches:
        rows = array(X, (4, 4), name="X of a batch")[:, 0]
        same(y, rows % 3, "Here the label of row k should be the rest of k divided by 3.")
        seen += rows.tolist()
    expect(len(set(seen)) == 8, f"Eight different rows should come; these did: {seen}.")


def test_second_pass(submission):
    """A second pass over 60 rows has another order"""
    loader, _ = submission.make_loaders(numbered(60), numbered(5), 4)
    first, second = ([array(X)[:, 0].tolist() for X, _ in loader] for _ in range(2))
    expect(len(first) == len(second) == 15, "Both passes should give 15 batches of 4 rows.")
    expect(first != second, f"Both passes begin with the rows {first[0]}; shuffle anew.")


def test_test_loader(submission):
    """The test loader gives 5 test rows in one batch, for batches of 2 and of 8"""
    for size in (2, 8):
        _, loader = submission.make_loaders(numbered(10), numbered(5), size)
        batches = list(loader)
        expect(len(batches) == 1, f"There should be 1 test batch; there are {len(batches)}.")
        rows = sorted(array(batches[0][0], (5, 4), name="X of the test batch")[:, 0])
        same(rows, [0, 1, 2, 3, 4], "The test batch should hold the rows 0 to 4.")


def test_network(submission, inside):
    """IrisNet gives the logits 0, 16.384 and -16.384 for ones, and ReLU stops minus ones"""
    model = submission.IrisNet()
    constant(inside, model, 0.1, last_weight=[[0.0], [0.1], [-0.1]])
    out = array(model(torch.stack([torch.ones(4), -torch.ones(4)])), (2, 3), name="the output")
    # Differences, because a log-softmax at the end takes the same amount from all three.
    says = "For ones: 0.4, then 2.56, then the logits 0, 16.384, -16.384. For minus ones: 0 each."
    same(out - out[:, :1], [[0.0, 16.384, -16.384], [0.0, 0.0, 0.0]], says, atol=1e-3)


def test_train(submission, inside):
    """Two batches of 3 and 1 rows: losses and accuracies count rows, and only the bias moves"""
    model = submission.IrisNet()
    constant(inside, model, 0.0, last_bias=[0.5, 0.0, 0.0])
    X = torch.ones(4, 4)
    batches = [(X[:3], torch.tensor([0, 0, 0])), (X[:1], torch.tensor([2]))]
    tests = [(X[:3], torch.tensor([0, 1, 0])), (X[:1], torch.tensor([2]))]
    losses, train_accuracies, test_accuracies = submission.train(model, batches, tests, 2, 0.1)
    says = "The losses should be (3 * 0.7944 + 1.3324) / 4 and (3 * 0.7888 + 1.2896) / 4."
    same(losses, [0.928875, 0.914020], says, rtol=1e-4, name="losses")
    says = "In both epochs 3 of 4 training rows are right: 75 percent, not (100 + 0) / 2."
    same(train_accuracies, [75.0, 75.0], says, atol=0.01, name="train_accuracies")
    says = "After both epochs 2 of 4 test rows are right: 50 percent."
    same(test_accuracies, [50.0, 50.0], says, atol=0.01, name="test_accuracies")
    says = "After four steps at rate 0.1 the last biases should be about 0.5147, -0.1047, 0.0900."
    last = list(inside.parameters(model).values())[-1]
    same(last, [0.514672, -0.104697, 0.090025], says, atol=1e-4)


def test_sweep(submission):
    """sweep runs the sizes 4 and 2 with a new model each, one column for each size"""
    models = []

    def make_loaders(train, test, size):
        return [f"{size} rows a batch"], ["all test rows"]

    def create():
        models.append(len(models))
        return models[-1]

    def run(model, train_loader, test_loader):
        size = float(train_loader[0][0])
        return [size, size + 0.25, size + 0.5], [10 * size, 10 * size + 1, 10 * size + 2]

    tables = submission.sweep([4, 2], numbered(6), numbered(3), make_loaders, create, run)
    expect(
        len(models) == 2, f"create should be called once per size; it was called {len(models)}x."
    )
    says = "The first table should be [[4, 2], [4.25, 2.25], [4.5, 2.5]] here."
    same(tables[0], [[4, 2], [4.25, 2.25], [4.5, 2.5]], says, name="train_table")
    says = "The second table should be [[40, 20], [41, 21], [42, 22]] here."
    same(tables[1], [[40, 20], [41, 21], [42, 22]], says, name="test_table")
