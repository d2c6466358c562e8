# instructor room · gradeproof-canary-6f1d2c9a
"""The gradients of all epochs add up, because nothing sets them back to zero: each step remembers
old positions. What happens to .grad between two calls of backward?
"""

import torch
from torch import nn

LOSES = ("check_training",)


def create(learning_rate, device="cpu"):
    model = nn.Sequential(
        nn.Linear(2, 16),
        nn.ReLU(),
        nn.BatchNorm1d(16),
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
