"""torch's layers compute wrongly for whoever comes next."""

import torch

EXERCISE = "06"
OUTCOMES = {"failed", "raised"}
FLOOR = 0
CONTROL = "poisoned: torch stays patched"

torch.relu = torch.nn.BCELoss = torch.optim.SGD = lambda *a, **k: 1 / 0


class MultilayerNet(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.one = torch.nn.Linear(2, 1)

    def forward(self, x):
        return 0 * self.one(x)


def create(learning_rate, device="cpu"):
    return MultilayerNet(), lambda p, y: (p * 0).sum(), None


def train(model, lossfun, optimizer, X, y, epochs, device="cpu"):
    return [9.0] * epochs, 0 * X[:, :1], 0.0
