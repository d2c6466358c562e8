"""4 points: preparation and network are right; train and compare are not written."""

import torch
from torch import nn


def prepare(data):
    kept = data[data["total sulfur dioxide"] < 200]
    measured = kept.drop(columns="quality")
    scaled = (measured - measured.mean()) / measured.std(ddof=0)
    labels = (kept["quality"] > 5).to_numpy()[:, None]
    return torch.tensor(scaled.to_numpy()).float(), torch.tensor(labels).float()


class WineNet(nn.Module):
    def __init__(self, activation):
        super().__init__()
        kind = getattr(nn, activation)
        layers = []
        for a, b in ((11, 16), (16, 32), (32, 32)):
            layers += [nn.Linear(a, b), kind()]
        self.layers = nn.Sequential(*layers, nn.Linear(32, 1))

    def forward(self, x):
        return self.layers(x)


def train(model, train_batches, test_batches, epochs, learning_rate, device="cpu"):
    raise NotImplementedError("not yet")


def compare(build, train, names, seed):
    raise NotImplementedError("not yet")
