# instructor room · gradeproof-canary-6f1d2c9a
"""A subclass of nn.Sequential; a loader with one batch of all rows; one backward too many."""

from typing import NamedTuple

import numpy as np
import torch
from torch.nn import BCELoss, Linear, ReLU, Sequential, Sigmoid
from torch.nn.functional import binary_cross_entropy
from torch.optim import SGD
from torch.utils.data import DataLoader, TensorDataset


class MultilayerNet(Sequential):
    def __init__(self, units=16):
        super().__init__(
            Linear(2, units), ReLU(), Linear(units, 1), ReLU(), Linear(1, 1), Sigmoid()
        )


class Run(NamedTuple):
    model: MultilayerNet
    lossfun: BCELoss
    optimizer: SGD


def create(learning_rate, device="cpu", *, seed=None):
    if seed is not None:
        torch.manual_seed(seed)
    model = MultilayerNet().to(device)
    return Run(model, binary_cross_entropy, SGD(model.parameters(), lr=learning_rate))


def train(model, lossfun, optimizer, X, y, epochs, device="cpu"):
    loader = DataLoader(TensorDataset(X, y), batch_size=len(X), shuffle=True)
    losses = []
    for _ in range(epochs):
        for rows, labels in loader:
            optimizer.zero_grad(set_to_none=False)
            loss = lossfun(model(rows), labels)
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
    predictions = model(X)
    lossfun(predictions, y).backward()
    hits = (predictions.detach().numpy() >= 0.5).astype(np.float32) == y.numpy()
    return losses, predictions, np.round(100 * hits.mean(), 2)
