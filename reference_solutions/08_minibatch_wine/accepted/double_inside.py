# instructor room · gradeproof-canary-6f1d2c9a
"""float64 inside, a net of a ModuleList, chunks of a reshaped order, percentages rounded."""

import numpy as np
import torch
from torch import nn


def prepare(data):
    kept = data.loc[~(data["total sulfur dioxide"] >= 200)].copy()
    kept["good"] = 0.0
    kept.loc[kept["quality"] > 5, "good"] = 1.0
    names = [name for name in data.columns if name != "quality"]
    X = torch.as_tensor(kept[names].to_numpy(), dtype=torch.float32)
    return X, torch.as_tensor(kept["good"].to_numpy(), dtype=torch.float32).view(-1, 1)


def standardize(train, test):
    a, b = train.numpy().astype(float), test.numpy().astype(float)
    middle, width = a.mean(axis=0), np.sqrt(a.var(axis=0))
    a, b = (a - middle) / width, (b - middle) / width
    return torch.tensor(a).to(torch.float32), torch.tensor(b).to(torch.float32)


class WineNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.ModuleList([nn.Linear(11, 16), nn.Linear(16, 32), nn.Linear(32, 32)])
        self.out = nn.Linear(32, 1)
        self.double()

    def forward(self, wine):
        signal = wine.double()
        for layer in self.hidden:
            signal = torch.maximum(layer(signal), torch.zeros(()))
        return self.out(signal)


def train(model, X, y, batch_size, learning_rate, epochs, shuffle, device="cpu"):
    model.to(device)
    X, y = X.to(device).double(), y.to(device).double()
    count = len(X) // batch_size
    for _ in range(epochs):
        # Plain SGD keeps nothing from epoch to epoch, so a new optimizer is the same optimizer.
        optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
        for rows in shuffle(len(X))[: count * batch_size].view(count, batch_size):
            optimizer.zero_grad(set_to_none=False)
            p = model(X[rows]).double().sigmoid()
            loss = -torch.where(y[rows] > 0, p, 1 - p).log().mean()
            loss.backward()
            optimizer.step()


def accuracy(logits, y):
    predicted = np.heaviside(logits.numpy(), 0)
    return np.round(100 * np.mean(predicted == y.numpy()), 2)


def compare(batch_sizes, create, run, clock):
    rows = {}
    for size in sorted(batch_sizes):
        model, ticks = create(), [clock()]
        accuracies = run(model, size)
        ticks.append(clock())
        trained, tested = (round(float(np.mean(list(a)[-5:])), 2) for a in accuracies)
        rows[size] = (trained, tested, trained - tested, ticks[1] - ticks[0])
    return tuple(rows[size] for size in batch_sizes)
