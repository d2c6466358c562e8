"""4 points: data, network and correlation are right; training and experiment are not written."""

import numpy as np
import torch
from torch import nn


def make_data(slope, n=50, noise=0.5, generator=None):
    x = torch.randn(n, 1, generator=generator)
    return x, slope * x + noise * torch.randn(n, 1, generator=generator)


def build_model(device="cpu"):
    return nn.Sequential(nn.Linear(1, 1), nn.ReLU(), nn.Linear(1, 1)).to(device)


def build_and_train(build, x, y, learning_rate, epochs, device="cpu"):
    raise NotImplementedError("not yet")


def correlation(predictions, y):
    p, t = predictions.numpy().ravel(), y.numpy().ravel()
    if np.ptp(p) == 0 or np.ptp(t) == 0:
        return 0.0
    return np.corrcoef(p, t)[0, 1]


def run_experiment(make_data, build_and_train, steepest, steps, repeats):
    raise NotImplementedError("not yet")
