"""4 points: the class is right; create and train were not tried."""

import torch
from torch import nn


class MultilayerNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 16)
        self.second = nn.Linear(16, 1)
        self.third = nn.Linear(1, 1)

    def forward(self, x):
        hidden = torch.relu(self.second(torch.relu(self.first(x))))
        return torch.sigmoid(self.third(hidden))


def create(learning_rate, device="cpu"):
    raise NotImplementedError("create")


def train(model, lossfun, optimizer, X, y, epochs, device="cpu"):
    raise NotImplementedError("train")
