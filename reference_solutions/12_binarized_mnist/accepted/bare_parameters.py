# instructor room · gradeproof-canary-6f1d2c9a
"""Bare parameters and matrix products; pixels set in place on a copy; an optimizer of its own."""

import math

import torch
from torch import nn


def binarize(images, threshold=0):
    pixels = torch.tensor(images, dtype=torch.float32)
    ink = pixels > threshold
    pixels[ink] = 1
    pixels[~ink] = 0
    return pixels.reshape(-1, 784)


def prepare(images, labels, order, threshold=0):
    split = 9 * (len(images) // 10)
    parts = []
    for chosen in (order[:split], order[split:]):
        parts += [binarize(images[chosen], threshold), torch.tensor(labels[chosen])]
    return parts


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
        return nn.functional.log_softmax(x, 1)


class Descent:
    """Plain gradient descent."""

    def __init__(self, parameters, rate):
        self.parameters, self.rate = list(parameters), rate

    def step(self):
        for parameter in self.parameters:
            parameter.data.add_(parameter.grad, alpha=-self.rate)
            parameter.grad = None


def train(model, batches, epochs, learning_rate, device="cpu"):
    model.to(device)
    descent = Descent(model.parameters(), learning_rate)
    losses = ()
    for _ in range(epochs):
        mean = 0.0
        for x, y in batches:
            log_p = model(x.to(device))
            one_hot = nn.functional.one_hot(y.to(device), 10)
            loss = -(log_p * one_hot).sum() / len(x)
            loss.backward()
            descent.step()
            mean += loss.item() / len(batches)
        losses += (mean,)
    return losses


def accuracy(log_probabilities, labels):
    ranked = log_probabilities.sort(dim=1, descending=True).indices
    return float((ranked[:, :1] == labels.reshape(-1, 1)).double().mean() * 100)
