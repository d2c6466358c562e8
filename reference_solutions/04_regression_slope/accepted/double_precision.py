# instructor room · gradeproof-canary-6f1d2c9a
"""Trains in float64, correlates with SciPy, and collects two tables that it stacks at the end."""

import warnings

import numpy as np
import torch
from scipy import stats
from torch import nn


def make_data(slope, n=50, noise=0.5, generator=None):
    x = torch.randn((n, 1), dtype=torch.float64, generator=generator)
    noise = torch.randn((n, 1), dtype=torch.float64, generator=generator) * noise
    return x.float(), (slope * x + noise).float()


def build_model(device="cpu"):
    layers = nn.ModuleList([nn.Linear(1, 1), nn.Linear(1, 1)])
    return nn.Sequential(layers[0], nn.ReLU(inplace=True), layers[1]).to(device)


def build_and_train(build, x, y, learning_rate, epochs, device="cpu"):
    model = build().to(device).double()
    x, y = x.to(device).double(), y.to(device).double()
    optimizer = torch.optim.SGD(model.parameters(), learning_rate)
    losses = np.empty(epochs)
    for epoch in range(epochs):
        model.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        losses[epoch] = loss.item()
        optimizer.step()
    predictions = model(x).detach()
    model.float()
    return predictions, losses


def correlation(predictions, y):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        r = stats.pearsonr(np.ravel(predictions), np.ravel(y)).statistic
    return 0.0 if np.isnan(r) else r


def run_experiment(make_data, build_and_train, steepest, steps, repeats):
    slopes = torch.linspace(-steepest, steepest, steps, dtype=torch.float64)
    losses, correlations = np.zeros((2, steps, repeats))
    for i in range(steps):
        for j in range(repeats):
            x, y = make_data(slopes[i].item())
            predictions, history = build_and_train(x, y)
            losses[i, j] = history[-1]
            correlations[i, j] = correlation(predictions, y)
    return slopes, np.stack([losses, correlations], axis=-1)
