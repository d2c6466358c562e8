# instructor room · gradeproof-canary-6f1d2c9a
"""A loader class over NumPy permutations, own parameters, own SGD through autograd.grad; lists."""

import math

import numpy as np
import torch
from torch import nn


class Batches:
    def __init__(self, part, batch_size):
        self.X, self.y = part
        self.batch_size = batch_size

    def __len__(self):
        return len(self.y) // self.batch_size

    def __iter__(self):
        order = torch.from_numpy(np.random.permutation(len(self.y)))
        for rows in order[: len(self) * self.batch_size].reshape(-1, self.batch_size):
            yield self.X[rows], self.y[rows]


def make_loaders(train, test, batch_size):
    return [Batches(train, batch_size), [test]]


class IrisNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.values = nn.ParameterList()
        for fan_in, fan_out in ((4, 64), (64, 64), (64, 3)):
            bound = 1 / math.sqrt(fan_in)
            self.values.append(torch.empty(fan_out, fan_in).uniform_(-bound, bound))
            self.values.append(torch.empty(fan_out).uniform_(-bound, bound))

    def forward(self, x):
        w1, b1, w2, b2, w3, b3 = self.values
        h = (x @ w1.t() + b1).clamp(min=0)
        h = (h @ w2.t() + b2).clamp(min=0)
        return h @ w3.t() + b3


def train(model, train_loader, test_loader, epochs, learning_rate, device="cpu"):
    model.to(device)
    parameters = list(model.parameters())
    history = {"loss": [], "train": [], "test": []}
    for _ in range(epochs):
        losses, hits = [], []
        for x, y in train_loader:
            scores = model(x.to(device))
            rows = torch.arange(len(y))
            each = torch.logsumexp(scores, dim=1) - scores[rows, y.to(device)]
            gradients = torch.autograd.grad(each.sum() / len(y), parameters)
            with torch.no_grad():
                for parameter, gradient in zip(parameters, gradients, strict=True):
                    parameter -= learning_rate * gradient
            losses += each.tolist()
            hits += (scores.argmax(1) == y.to(device)).tolist()
        history["loss"].append(sum(losses) / len(losses))
        history["train"].append(100.0 * sum(hits) / len(hits))
        hits = []
        for x, y in test_loader:
            hits += (model(x.to(device)).argmax(1) == y.to(device)).tolist()
        history["test"].append(100.0 * sum(hits) / len(hits))
    return tuple(history.values())


def sweep(batch_sizes, train, test, make_loaders, create, run):
    train_columns, test_columns = [], []
    for size in batch_sizes:
        model = create()
        loaders = make_loaders(train, test, int(size))
        accuracies = run(model, loaders[0], loaders[1])
        train_columns.append(list(accuracies[0]))
        test_columns.append(list(accuracies[1]))
    train_table = [list(row) for row in zip(*train_columns, strict=True)]
    test_table = [list(row) for row in zip(*test_columns, strict=True)]
    return train_table, test_table
