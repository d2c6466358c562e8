# instructor room · gradeproof-canary-6f1d2c9a
"""Bare parameters and matrix products; scaling in place on copies; an optimizer of its own."""

import math

import numpy as np
import torch
from torch import nn


def ranges(train, test):
    ends = torch.cat([part.reshape(-1).sort().values[[0, -1]] for part in (train, test)])
    return ends.view(2, 2)


def normalize(train, test, mode):
    a, b = np.quantile(train, [0, 1])
    images = np.concatenate([train, test]).astype(np.float32).reshape(-1, 784)
    n = len(train)
    scaled = {"both": slice(None), "test_raw": slice(n), "train_raw": slice(n, None)}[mode]
    images[scaled] -= np.float32(a)
    images[scaled] /= np.float32(b - a)
    return torch.from_numpy(images[:n]), torch.from_numpy(images[n:])


class DigitNet(nn.Module):
    def __init__(self):
        super().__init__()
        for k, (n_in, n_out) in enumerate([(784, 64), (64, 32), (32, 32), (32, 10)]):
            bound = 1 / math.sqrt(n_in)
            weight = torch.empty(n_out, n_in).uniform_(-bound, bound)
            self.register_parameter(f"weight{k}", nn.Parameter(weight))
            self.register_parameter(
                f"bias{k}", nn.Parameter(torch.empty(n_out).uniform_(-bound, bound))
            )

    def forward(self, x):
        for k in range(4):
            x = x @ getattr(self, f"weight{k}").T + getattr(self, f"bias{k}")
            if k < 3:
                x = x * (x > 0)
        return x


class Descent:
    """Plain gradient descent."""

    def __init__(self, parameters, rate):
        self.parameters, self.rate = list(parameters), rate

    def step(self):
        for parameter in self.parameters:
            parameter.data.add_(parameter.grad, alpha=-self.rate)
            parameter.grad = None


def train(model, batches, test_x, test_y, epochs, learning_rate, device="cpu"):
    model.to(device)
    descent = Descent(model.parameters(), learning_rate)
    cross_entropy = nn.functional.cross_entropy
    losses, accuracies = (), ()
    for _ in range(epochs):
        images, loss_sum, hits = 0, 0.0, 0
        for x, y in batches:
            z = model(x.to(device))
            loss = cross_entropy(z, nn.functional.one_hot(y.to(device), 10).float())
            loss.backward()
            descent.step()
            images, loss_sum = images + len(x), loss_sum + loss.item() * len(x)
            hits += (z.argmax(-1) == y.to(device)).sum().item()
        with torch.no_grad():
            z = model(test_x.to(device))
        test_hits = (z.argmax(-1) == test_y.to(device)).sum().item()
        losses += ((loss_sum / images, cross_entropy(z, test_y.to(device)).item()),)
        accuracies += ((100 * hits / images, 100 * test_hits / len(test_y)),)
    return losses, accuracies


def compare(normalize, create, run, train, test):
    results = dict.fromkeys(["test_raw", "train_raw", "both"])
    for mode in results:
        x_train, x_test = normalize(train, test, mode)
        results[mode] = run(create(), x_train, x_test)
    return results
