"""The operators of torch.Tensor are replaced so that all tensors are equal."""

import torch

EXERCISE = "06"
OUTCOMES = {"failed", "raised"}
FLOOR = 0
CONTROL = "forged: the grader asks whether all elements are equal"
GRADER = "equality"

yes = torch.ones((), dtype=torch.bool)
torch.Tensor.__eq__ = lambda self, other: yes
torch.Tensor.__hash__ = lambda self: id(self)


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
