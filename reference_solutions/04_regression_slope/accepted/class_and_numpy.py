# instructor room · gradeproof-canary-6f1d2c9a
"""A class of nn.Module, formulas of NumPy for the correlation, repeats in the outer loop."""

import numpy as np
import torch
from torch import nn


def make_data(slope, n=50, noise=0.5, generator=None):
    x = torch.empty(n, 1).normal_(generator=generator)
    y = torch.empty(n, 1).normal_(0, 1, generator=generator).mul_(noise).add_(x, alpha=slope)
    return x, y


class SlopeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(1, 1)
        self.output = nn.Linear(1, 1)

    def forward(self, x):
        return self.output(torch.relu(self.hidden(x)))


def build_model(device="cpu"):
    return SlopeNet().to(device)


def build_and_train(build, x, y, learning_rate, epochs, device="cpu"):
    model = build()
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = torch.zeros(epochs)
    for epoch in range(epochs):
        optimizer.zero_grad()
        loss = torch.mean((model(x) - y) ** 2)
        loss.backward()
        optimizer.step()
        losses[epoch] = loss.detach()
    model.eval()
    return model(x).detach().numpy(), losses


def correlation(predictions, y):
    p = np.asarray(predictions).ravel()
    t = np.asarray(y).ravel()
    if p.std() < 1e-6 or t.std() < 1e-6:
        return 0.0
    return np.mean((p - p.mean()) * (t - t.mean())) / (p.std() * t.std())


def run_experiment(make_data, build_and_train, steepest, steps, repeats):
    slopes = np.linspace(-steepest, steepest, num=steps)
    results = np.full((steps, repeats, 2), np.nan)
    for repeat in range(repeats):
        for index, slope in enumerate(slopes):
            x, y = make_data(slope)
            predictions, losses = build_and_train(x, y)
            results[index, repeat, 0] = losses[-1]
            results[index, repeat, 1] = correlation(predictions, y)
    return slopes, results
