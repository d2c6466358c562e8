# instructor room · gradeproof-canary-6f1d2c9a
"""Float64 inside: layers in a ModuleList, the loss takes the labels' type from the predictions."""

from itertools import pairwise

import numpy as np
import torch
from torch import nn


class MultilayerNet(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [2, 16, 1, 1]
        layers = [nn.Linear(a, b, dtype=torch.float64) for a, b in pairwise(sizes)]
        self.layers = nn.ModuleList(layers)

    def forward(self, x):
        x = x.to(torch.float64)
        for layer in self.layers[:-1]:
            x = layer(x).relu()
        return self.layers[-1](x).sigmoid()


def create(learning_rate, device="cpu"):
    model = MultilayerNet().to(device)
    bce = nn.BCELoss()

    def lossfun(predictions, labels):
        return bce(predictions, labels.to(predictions.dtype))

    return model, lossfun, torch.optim.SGD(model.parameters(), lr=learning_rate)


def train(model, lossfun, optimizer, X, y, epochs, device="cpu"):
    X, y = X.double().to(device), y.double().to(device)
    losses = np.zeros(epochs)
    for epoch in range(epochs):
        loss = lossfun(model(X), y)
        model.zero_grad()
        loss.backward()
        optimizer.step()
        losses[epoch] = loss.item()
    with torch.inference_mode():
        predictions = model(X).tolist()
    accuracy = 100 * np.mean((np.array(predictions) > 0.5) == (y.numpy() > 0.5))
    return losses, predictions, float(accuracy)
