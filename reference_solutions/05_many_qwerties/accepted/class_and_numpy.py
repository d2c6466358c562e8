# instructor room · gradeproof-canary-6f1d2c9a
"""A class with functions for activations; NumPy wherever nothing is trained."""

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy, relu


def make_qwerties(n_per_group, blur, centers, seed):
    np.random.seed(seed)
    groups = [
        np.array([x, y]) + np.random.normal(0, blur, size=(n_per_group, 2)) for x, y in centers
    ]
    labels = np.vstack([k * np.ones((n_per_group, 1)) for k in range(3)])
    return torch.tensor(np.vstack(groups)).float(), torch.tensor(labels).squeeze(1).long()


class Net(nn.Module):
    def __init__(self, units=4):
        super().__init__()
        self.input = nn.Linear(2, units)
        self.output = nn.Linear(units, 3)

    def forward(self, x):
        return self.output(relu(self.input(x)))


def build(device="cpu"):
    return Net().to(device)


def train(model, X, y, learning_rate, epochs, device="cpu"):
    X, y = X.to(device), y.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses, accuracies = np.zeros(epochs), np.zeros(epochs)
    for e in range(epochs):
        loss = cross_entropy(model(X), y)
        model.zero_grad()
        loss.backward()
        optimizer.step()
        losses[e] = loss.detach().numpy()
        logits = model(X).detach().numpy()
        accuracies[e] = 100 * np.mean(np.argmax(logits, axis=1) == y.numpy())
    return losses, accuracies


def predict(model, X):
    return np.argmax(model(X).detach().numpy(), axis=1)


def group_accuracies(predictions, y):
    predictions, y = predictions.numpy(), y.numpy()
    return np.array([np.mean(predictions[y == k] == k) * 100 for k in np.unique(y)])
