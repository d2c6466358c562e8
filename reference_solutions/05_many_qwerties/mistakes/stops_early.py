# instructor room · gradeproof-canary-6f1d2c9a
"""Training stops as soon as the loss sinks by little, so some runs have fewer epochs than were
asked for. The task fixes their number.
"""

import numpy as np
import torch
from torch import nn

LOSES = ("check_path", "check_history", "check_learns")


def make_qwerties(n_per_group, blur, centers, seed):
    random = np.random.default_rng(seed)
    y = np.repeat([0, 1, 2], n_per_group)
    X = np.asarray(centers)[y] + blur * random.standard_normal((len(y), 2))
    return torch.tensor(X, dtype=torch.float32), torch.tensor(y)


def build(device="cpu"):
    return nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 3)).to(device)


def train(model, X, y, learning_rate, epochs, device="cpu"):
    X, y = X.to(device), y.to(device)
    lossfun = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses, accuracies = [], []
    for _ in range(epochs):
        loss = lossfun(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if len(losses) > 1 and losses[-2] - losses[-1] < 0.05:
            break
        accuracies.append(100 * (predict(model, X) == y).double().mean().item())
    return losses, accuracies


def predict(model, X):
    with torch.no_grad():
        return model(X).argmax(dim=1)


def group_accuracies(predictions, y):
    return [100 * (predictions[y == k] == k).double().mean().item() for k in range(3)]
