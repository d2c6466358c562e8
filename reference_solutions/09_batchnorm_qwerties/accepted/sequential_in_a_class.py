# instructor room · gradeproof-canary-6f1d2c9a
"""A Sequential in blocks inside a class; a closure for the optimizer; inference mode."""

from itertools import pairwise

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, *sizes):
        super().__init__()
        first, *others = pairwise(sizes)
        self.features = nn.Sequential(
            nn.Linear(*first), nn.ReLU(inplace=True), nn.BatchNorm1d(first[1])
        )
        self.head = nn.Sequential()
        for k, (a, b) in enumerate(others):
            if k:
                self.head.append(nn.ReLU())
            self.head.append(nn.Linear(a, b))

    def forward(self, x):
        return self.head(self.features(x)).sigmoid()


def create(learning_rate, device="cpu", optimizer=torch.optim.SGD):
    model = Net(2, 16, 1, 1).to(device)
    return model, nn.BCELoss(reduction="mean"), optimizer(model.parameters(), lr=learning_rate)


def train(model, lossfun, optimizer, X, y, epochs, device="cpu"):
    def closure():
        optimizer.zero_grad()
        loss = lossfun(model(X), y)
        loss.backward()
        return loss

    model.train(True)
    return [optimizer.step(closure).item() for _ in range(epochs)]


def predict(model, X):
    model.train(False)
    with torch.inference_mode():
        return model(X)


def success_share(run, learning_rates):
    above = list(map(lambda rate: int(run(rate) > 70), learning_rates))
    return sum(above) / len(above)
