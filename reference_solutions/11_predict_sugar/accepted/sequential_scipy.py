# instructor room · gradeproof-canary-6f1d2c9a
"""scipy's z-score, one nn.Sequential, tensors of losses, zero_grad after the step."""

from itertools import pairwise

import torch
import torch.nn as nn
from scipy import stats


def prepare(data):
    data = data.query("`total sulfur dioxide` < 200").astype(float)
    data[data.columns] = data[data.columns].apply(stats.zscore)
    sugar = torch.tensor(data["residual sugar"].values).float()[:, None]
    features = data.drop(columns="residual sugar")
    return torch.tensor(features.values).float(), sugar, features.columns.tolist()


class SugarNet(nn.Module):
    def __init__(self, device="cpu"):
        super().__init__()
        sizes = [11, 16, 32, 32, 1]
        layers = []
        for n_in, n_out in pairwise(sizes):
            layers += [nn.Linear(n_in, n_out, device=device), nn.ReLU(inplace=True)]
        self.layers = nn.Sequential(*layers[:-1])

    def forward(self, x):
        return self.layers(x)


def train(model, train_batches, test_batches, epochs, learning_rate, device="cpu"):
    model = model.to(device)
    criterion = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    train_losses = torch.zeros(epochs)
    test_losses = torch.zeros(epochs)
    for epoch in range(epochs):
        batch_losses = []
        for X, y in train_batches:
            loss = criterion(model(X.to(device)), y.to(device))
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            batch_losses.append(loss.detach())
        train_losses[epoch] = torch.stack(batch_losses).mean()
        with torch.inference_mode():
            batch_losses = [criterion(model(X.to(device)), y.to(device)) for X, y in test_batches]
            test_losses[epoch] = torch.stack(batch_losses).mean()
    return train_losses, test_losses


def correlation(model, features, target):
    with torch.no_grad():
        return torch.corrcoef(torch.hstack([model(features), target]).T)[0, 1].item()


def correlation_matrix(data):
    return torch.corrcoef(torch.tensor(data.values, dtype=torch.float32).T)
