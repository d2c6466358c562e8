# instructor room · gradeproof-canary-6f1d2c9a
"""Trains in float64, uses SciPy z-scores and a fresh activation in every forward pass."""

import numpy as np
import torch
from scipy import stats
from torch import nn


def prepare(data):
    data = data.copy()
    data = data[data["total sulfur dioxide"] < 200].copy()
    data["good"] = 0
    data.loc[data["quality"] > 5, "good"] = 1
    names = [name for name in data.columns if name not in ("quality", "good")]
    data[names] = data[names].apply(stats.zscore)
    features = torch.tensor(data[names].values).float()
    return [features, torch.tensor(data["good"].values).float()[:, None]]


class WineNet(nn.Module):
    def __init__(self, activation):
        super().__init__()
        self.sizes = [11, 16, 32, 32, 1]
        self.layers = nn.ModuleList(
            nn.Linear(a, b) for a, b in zip(self.sizes[:-1], self.sizes[1:], strict=True)
        )
        self.actfun = activation

    def forward(self, x):
        actfun = getattr(nn, self.actfun)
        for layer in list(self.layers)[:-1]:
            x = actfun()(layer(x))
        return self.layers[-1](x)


def accuracy(z, y):
    return round(100 * float(((z > 0).double() == y).double().mean()), 6)


def train(model, train_batches, test_batches, epochs, learning_rate, device="cpu"):
    model.to(device).double()
    loss_function = nn.BCEWithLogitsLoss(reduction="mean")
    optimizer = torch.optim.SGD(model.parameters(), learning_rate)
    curves = torch.zeros(3, epochs)
    for epoch in range(epochs):
        rights, losses = [], []
        for x, y in train_batches:
            x, y = x.to(device).double(), y.to(device).double()
            z = model(x)
            loss = loss_function(z, y)
            model.zero_grad()
            loss.backward()
            optimizer.step()
            rights.append(accuracy(z.detach(), y))
            losses.append(loss.detach())
        with torch.inference_mode():
            tests = [accuracy(model(x.to(device).double()), y.double()) for x, y in test_batches]
        curves[0, epoch] = np.mean(rights)
        curves[1, epoch] = np.mean(tests)
        curves[2, epoch] = torch.stack(losses).mean()
    model.float()
    return tuple(curves)


def compare(build, train, names, seed):
    train_table, test_table = None, None
    for k, name in enumerate(names):
        torch.random.manual_seed(seed)
        first, second, *_ = train(build(name))
        if train_table is None:
            train_table = np.empty((len(first), len(names)))
            test_table = np.empty((len(second), len(names)))
        train_table[:, k], test_table[:, k] = first, second
    return train_table, test_table
