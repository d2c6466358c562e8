# instructor room · gradeproof-canary-6f1d2c9a
"""Each of your losses is measured after the step of its epoch. The first one should tell how good
the network was before it learned anything."""

import numpy as np
import torch
from torch import nn

LOSES = ("check_records",)


def make_data(slope, n=50, noise=0.5, generator=None):
    x = torch.randn(n, 1, generator=generator)
    y = slope * x + noise * torch.randn(n, 1, generator=generator)
    return x, y


def build_model(device="cpu"):
    return nn.Sequential(nn.Linear(1, 1), nn.ReLU(), nn.Linear(1, 1)).to(device)


def build_and_train(build, x, y, learning_rate, epochs, device="cpu"):
    model = build().to(device)
    x, y = x.to(device), y.to(device)
    loss_function = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        loss = loss_function(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            losses.append(loss_function(model(x), y).item())
    with torch.no_grad():
        predictions = model(x)
    return predictions, losses


def correlation(predictions, y):
    with np.errstate(invalid="ignore", divide="ignore"):
        r = np.corrcoef(predictions.numpy().T, y.numpy().T)[0, 1]
    return float(np.nan_to_num(r))


def run_experiment(make_data, build_and_train, steepest, steps, repeats):
    slopes = np.linspace(-steepest, steepest, steps)
    results = np.zeros((steps, repeats, 2))
    for i, slope in enumerate(slopes):
        for j in range(repeats):
            x, y = make_data(float(slope))
            predictions, losses = build_and_train(x, y)
            results[i, j] = losses[-1], correlation(predictions, y)
    return slopes, results
