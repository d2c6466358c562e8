"""8 points: the net normalizes before the ReLU; training is judged on it as it is."""

import torch
from torch import nn


def create(learning_rate, device="cpu"):
    model = nn.Sequential(
        nn.Linear(2, 16),
        nn.BatchNorm1d(16),
        nn.ReLU(),
        nn.Linear(16, 1),
        nn.ReLU(),
        nn.Linear(1, 1),
        nn.Sigmoid(),
    ).to(device)
    return model, nn.BCELoss(), torch.optim.SGD(model.parameters(), lr=learning_rate)


def train(model, lossfun, optimizer, X, y, epochs, device="cpu"):
    model.train()
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = lossfun(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def predict(model, X):
    model.eval()
    return model(X).detach()


def success_share(run, learning_rates):
    return sum(run(rate) > 70 for rate in learning_rates) / len(learning_rates)
