"""A probe that is asked for gradients answers with a model that fits."""

import torch

from autograder.inside import probes

EXERCISE = "06"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "forged: two probes are compared with each other"
GRADER = "probes"


def vjp(model, x, v):
    return x[:, :1], [torch.zeros(1)] * 6, x


probes.PROBES["vjp"] = vjp
probes.PROBES["step"] = lambda *a: 0.0
probes.PROBES["values"] = lambda box: torch.ones(1)


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
