"""7 points: each part is scaled by its own constants, and compare keeps one model for all modes.

That costs the modes in which the test images are scaled, and compare. The effect on real digits
does not wait for these, so it earns.
"""

import numpy as np
import torch
from torch import nn


def ranges(train, test):
    return (train.min(), train.max()), (test.min(), test.max())


def scaled(x):
    return (x - x.min()) / (x.max() - x.min())


def normalize(train, test, mode):
    x_train = torch.tensor(train, dtype=torch.float32).view(-1, 784)
    x_test = torch.tensor(test, dtype=torch.float32).view(-1, 784)
    if mode != "train_raw":
        x_train = scaled(x_train)
    if mode != "test_raw":
        x_test = scaled(x_test)
    return x_train, x_test


class DigitNet(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [(784, 64), (64, 32), (32, 32), (32, 10)]
        self.linear = nn.ModuleList(nn.Linear(n, m) for n, m in sizes)

    def forward(self, x):
        for layer in self.linear[:3]:
            x = layer(x).relu()
        return self.linear[3](x)


def evaluate(model, x, y):
    outputs = model(x)
    loss = nn.functional.cross_entropy(outputs, y)
    return loss, (outputs.argmax(1) == y).float().mean().item() * 100


def train(model, batches, test_x, test_y, epochs, learning_rate, device="cpu"):
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses, accuracies = [], []
    for _ in range(epochs):
        seen = []
        for x, y in batches:
            loss, right = evaluate(model, x.to(device), y.to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            seen.append((loss.item(), right))
        mean_loss, mean_right = np.mean(seen, axis=0)
        with torch.no_grad():
            loss, right = evaluate(model, test_x.to(device), test_y.to(device))
        losses.append((mean_loss, loss.item()))
        accuracies.append((mean_right, right))
    return losses, accuracies


def compare(normalize, create, run, train, test):
    model = create()
    return {
        mode: run(model, *normalize(train, test, mode))
        for mode in ("both", "test_raw", "train_raw")
    }
