"""torch has another default type for whoever comes next."""

import torch

EXERCISE = "06"
OUTCOMES = {"failed", "raised"}
FLOOR = 0
CONTROL = "poisoned: the default type stays"

torch.set_default_dtype(torch.float16)
torch.set_default_device("meta")


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
