# instructor room · gradeproof-canary-6f1d2c9a
"""NumPy for the preparation, a Sequential in the class, starts copied from the first network."""

import copy

import numpy as np
import torch
from torch import nn


def prepare(data):
    columns = list(data.columns)
    table = data.to_numpy(dtype=float)
    table = table[table[:, columns.index("total sulfur dioxide")] < 200]
    quality = table[:, columns.index("quality")]
    measured = np.delete(table, columns.index("quality"), axis=1)
    measured = (measured - measured.mean(axis=0)) / measured.std(axis=0)
    labels = np.where(quality > 5, 1.0, 0.0)[:, None]
    return torch.from_numpy(measured.astype("float32")), torch.from_numpy(labels).float()


class WineNet(nn.Module):
    def __init__(self, activation):
        super().__init__()
        kind = getattr(torch.nn, activation)
        self.layers = nn.Sequential(
            nn.Linear(11, 16),
            kind(),
            nn.Linear(16, 32),
            kind(),
            nn.Linear(32, 32),
            kind(),
            nn.Linear(32, 1),
        )

    def forward(self, x):
        return self.layers(x)


def train(model, train_batches, test_batches, epochs, learning_rate, device="cpu"):
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    curves = np.zeros((3, epochs))
    for epoch in range(epochs):
        for X, y in train_batches:
            X, y = X.to(device), y.to(device)
            optimizer.zero_grad()
            out = model(X)
            loss = nn.functional.binary_cross_entropy_with_logits(out, y)
            loss.backward()
            optimizer.step()
            curves[0, epoch] += (
                100 * torch.mean(((out > 0) == y).float()).item() / len(train_batches)
            )
            curves[2, epoch] += loss.item() / len(train_batches)
        for X, y in test_batches:
            out = model(X.to(device)).detach()
            curves[1, epoch] += (
                100 * np.mean((out > 0).cpu().numpy() == y.numpy()) / len(test_batches)
            )
    return list(curves)


def compare(build, train, names, seed):
    torch.manual_seed(seed)
    models = [build(name) for name in names]
    start = copy.deepcopy(models[0].state_dict())
    tables = []
    for model in models:
        model.load_state_dict(start)
        tables.append(train(model)[:2])
    both = np.array(tables)  # (names, 2, epochs)
    return both[:, 0].T, both[:, 1].T
