# instructor room · gradeproof-canary-6f1d2c9a
"""Your running statistics forget everything but the last batch. How much of the old should
be kept?
"""

import torch
from torch import nn

LOSES = ("check_running",)


def create(learning_rate, device="cpu"):
    model = nn.Sequential(
        nn.Linear(2, 16),
        nn.ReLU(),
        nn.BatchNorm1d(16, momentum=1.0),
        nn.Linear(16, 1),
        nn.ReLU(),
        nn.Linear(1, 1),
        nn.Sigmoid(),
    ).to(device)
    return model, nn.BCELoss(), torch.optim.SGD(model.parameters(), lr=learning_rate)


def train(model, lossfun, optimizer, X, y, epochs, device="cpu"):
    X, y = X.to(device), y.to(device)
    model.train()
    losses = []
    for _ in range(epochs):
        loss = lossfun(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def predict(model, X):
    model.eval()
    with torch.no_grad():
        return model(X)


def success_share(run, learning_rates):
    successes = [run(rate) > 70 for rate in learning_rates]
    return sum(successes) / len(successes)
