# instructor room · gradeproof-canary-6f1d2c9a
"""Small functions and comprehensions; the correlation from pandas, results as nested lists."""

import itertools

import pandas as pd
import torch
from torch import nn


def make_data(slope, n=50, noise=0.5, generator=None):
    x = torch.randn(n, generator=generator).unsqueeze(1)
    return x, torch.normal(slope * x, torch.full_like(x, noise), generator=generator)


def build_model(device="cpu"):
    model = nn.Sequential()
    model.add_module("hidden", nn.Linear(1, 1, device=device))
    model.add_module("relu", nn.ReLU())
    model.add_module("output", nn.Linear(1, 1, device=device))
    return model


def step(model, optimizer, x, y):
    """The loss before one step."""

    def closure():
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(input=model(x), target=y)
        loss.backward()
        return loss

    return optimizer.step(closure).item()


def build_and_train(build, x, y, learning_rate, epochs, device="cpu"):
    model = build().to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, foreach=False)
    losses = [step(model, optimizer, x.to(device), y.to(device)) for _ in range(epochs)]
    return [row.detach() for row in model(x.to(device))], losses


def correlation(predictions, y):
    columns = [[float(value) for value in column] for column in (predictions, y)]
    frame = pd.DataFrame({"predictions": columns[0], "y": columns[1]})
    return frame.corr().fillna(0).loc["predictions", "y"]


def run_experiment(make_data, build_and_train, steepest, steps, repeats):
    def once(slope):
        x, y = make_data(slope)
        predictions, losses = build_and_train(x, y)
        return [losses[-1], correlation(predictions, y)]

    gap = 2 * steepest / (steps - 1)
    slopes = [-steepest, *itertools.accumulate([gap] * (steps - 1), initial=-steepest)][1:]
    return slopes, [[once(slope) for _ in range(repeats)] for slope in slopes]
