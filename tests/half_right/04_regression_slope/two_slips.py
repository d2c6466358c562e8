"""6 points: a forgotten ReLU and an r that is NaN for dead networks cost four; the rest earns.

The network loses its two points and the whole, which waits for it; its training is judged on the
network as it is. The experiment loses nothing by the NaN that `correlation` has paid for.
"""

import numpy as np
import torch
from torch import nn


def make_data(slope, n=50, noise=0.5, generator=None):
    x = torch.randn(n, 1, generator=generator)
    return x, slope * x + noise * torch.randn(n, 1, generator=generator)


def build_model(device="cpu"):
    return nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 1)).to(device)


def build_and_train(build, x, y, learning_rate, epochs, device="cpu"):
    model = build()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model(x).detach(), losses


def correlation(predictions, y):
    p, t = predictions.numpy().ravel(), y.numpy().ravel()
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.corrcoef(p, t)[0, 1]


def run_experiment(make_data, build_and_train, steepest, steps, repeats):
    slopes = np.linspace(-steepest, steepest, steps)
    results = np.zeros((steps, repeats, 2))
    for i, slope in enumerate(slopes):
        for j in range(repeats):
            x, y = make_data(float(slope))
            predictions, losses = build_and_train(x, y)
            results[i, j] = losses[-1], correlation(predictions, y)
    return slopes, results
