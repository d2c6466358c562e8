"""Wrong in a named way: the target loses its second dimension and is broadcast in the loss."""

import numpy as np
import torch
from torch import nn


def prepare(data):
    data = data.loc[data["total sulfur dioxide"] < 200]
    z = (data - data.mean()) / data.std(ddof=0)
    y = z.pop("residual sugar")
    features = torch.tensor(z.values, dtype=torch.float32)
    return features, torch.tensor(y.values, dtype=torch.float32)[:, None], list(z.columns)


class SugarNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(
            [nn.Linear(a, b) for a, b in ((11, 16), (16, 32), (32, 32), (32, 1))]
        )

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.relu(layer(x))
        return self.layers[-1](x)


def epoch_loss(model, batches, optimizer, device):
    losses = []
    for X, y in batches:
        loss = nn.functional.mse_loss(model(X.to(device)), y.to(device).squeeze(1))
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
    return float(np.mean(losses))


def train(model, train_batches, test_batches, epochs, learning_rate, device="cpu"):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        trained = epoch_loss(model, train_batches, optimizer, device)
        with torch.no_grad():
            history.append((trained, epoch_loss(model, test_batches, None, device)))
    return [a for a, _ in history], [b for _, b in history]


def correlation(model, features, target):
    with torch.no_grad():
        predicted = model(features).numpy()
    return float(np.corrcoef(predicted.ravel(), target.numpy().ravel())[0, 1])


def correlation_matrix(data):
    return np.corrcoef(data.to_numpy().T)
