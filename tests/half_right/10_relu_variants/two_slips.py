"""6 points: the wrong divisor and a network deaf to its name cost four; what follows still earns.

The z-scores lose their point, and the labels beside them keep theirs. The network loses its two
points and the wines held out, which wait for it; its training and the comparison are judged on the
network as it is.
"""

import numpy as np
import torch
from torch import nn


def prepare(data):
    kept = data[data["total sulfur dioxide"] < 200]
    measured = kept.drop(columns="quality")
    scaled = (measured - measured.mean()) / measured.std()
    labels = (kept["quality"] > 5).to_numpy()[:, None]
    return torch.tensor(scaled.to_numpy()).float(), torch.tensor(labels).float()


class WineNet(nn.Module):
    def __init__(self, activation):
        super().__init__()
        self.input = nn.Linear(11, 16)
        self.hidden1 = nn.Linear(16, 32)
        self.hidden2 = nn.Linear(32, 32)
        self.output = nn.Linear(32, 1)

    def forward(self, x):
        for layer in (self.input, self.hidden1, self.hidden2):
            x = torch.relu(layer(x))
        return self.output(x)


def accuracy(logits, y):
    return 100 * ((logits > 0) == (y > 0.5)).float().mean().item()


def train(model, train_batches, test_batches, epochs, learning_rate, device="cpu"):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    loss_function = nn.BCEWithLogitsLoss()
    curves = ([], [], [])
    for _ in range(epochs):
        accuracies, losses = [], []
        for x, y in train_batches:
            logits = model(x)
            loss = loss_function(logits, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            accuracies.append(accuracy(logits, y))
            losses.append(loss.item())
        curves[0].append(np.mean(accuracies))
        curves[1].append(np.mean([accuracy(model(x), y) for x, y in test_batches]))
        curves[2].append(np.mean(losses))
    return curves


def compare(build, train, names, seed):
    curves = []
    for name in names:
        torch.manual_seed(seed)
        curves.append(train(build(name)))
    return tuple(np.array([curve[k] for curve in curves]).T for k in (0, 1))
