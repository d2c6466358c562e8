"""8 points: a softmax ends the net and costs its points; training is judged on it as it is."""

import numpy as np
import torch
from torch import nn


def make_qwerties(n_per_group, blur, centers, seed):
    source = np.random.default_rng(seed)
    groups = [source.normal(center, blur, (n_per_group, 2)) for center in centers]
    y = np.arange(3).repeat(n_per_group)
    return torch.tensor(np.vstack(groups), dtype=torch.float32), torch.tensor(y).long()


def build(device="cpu"):
    return nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 3), nn.Softmax(dim=1)).to(device)


def train(model, X, y, learning_rate, epochs, device="cpu"):
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses, accuracies = [], []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = loss_function(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        accuracies.append(100 * (predict(model, X) == y).float().mean().item())
    return losses, accuracies


def predict(model, X):
    return model(X).detach().argmax(dim=1)


def group_accuracies(predictions, y):
    return [float(100 * (predictions[y == k] == k).float().mean()) for k in range(3)]
