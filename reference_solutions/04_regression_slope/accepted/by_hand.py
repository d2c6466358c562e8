# instructor room · gradeproof-canary-6f1d2c9a
"""Bare parameters, gradients from autograd.grad and an update by hand; lists and plain sums."""

import math

import torch
from torch import nn


def make_data(slope, n=50, noise=0.5, generator=None):
    both = torch.randn(2, n, generator=generator)
    x = both[0].reshape(n, 1)
    return x, (x * slope + both[1].reshape(n, 1) * noise)


class Bent(nn.Module):
    def __init__(self):
        super().__init__()
        shapes = [(1, 1), (1,), (1, 1), (1,)]
        self.values = nn.ParameterList(torch.empty(s).uniform_(-1, 1) for s in shapes)

    def forward(self, x):
        w1, b1, w2, b2 = self.values
        return (x * w1 + b1).clamp(min=0) * w2 + b2


def build_model(device="cpu"):
    return Bent().to(device)


def build_and_train(build, x, y, learning_rate, epochs, device="cpu"):
    model = build().to(device)
    parameters = list(model.parameters())
    losses = []
    while len(losses) < epochs:
        difference = y.to(device) - model(x.to(device))
        loss = difference.square().sum() / len(y)
        gradients = torch.autograd.grad(loss, parameters)
        with torch.no_grad():
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter -= learning_rate * gradient
        losses.append(float(loss.detach()))
    with torch.no_grad():
        return model(x.to(device)), losses


def correlation(predictions, y):
    p, t = predictions.flatten().tolist(), y.flatten().tolist()
    n = len(t)
    mean_p, mean_t = math.fsum(p) / n, math.fsum(t) / n
    both = math.fsum((a - mean_p) * (b - mean_t) for a, b in zip(p, t, strict=True))
    square_p = math.fsum((a - mean_p) ** 2 for a in p)
    square_t = math.fsum((b - mean_t) ** 2 for b in t)
    return both / math.sqrt(square_p * square_t) if square_p * square_t > 0 else 0.0


def run_experiment(make_data, build_and_train, steepest, steps, repeats):
    slopes = [steepest * (2 * i / (steps - 1) - 1) for i in range(steps)]
    results = []
    for slope in slopes:
        row = []
        for _ in range(repeats):
            x, y = make_data(slope)
            predictions, losses = build_and_train(x, y)
            row.append((losses[-1], correlation(predictions, y)))
        results.append(row)
    return slopes, results
