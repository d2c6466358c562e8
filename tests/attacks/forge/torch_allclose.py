"""torch.allclose and torch.equal say yes to everything."""

import torch

EXERCISE = "06"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "forged: the grader compares with torch.allclose"

torch.allclose = torch.equal = torch.testing.assert_close = lambda *a, **k: True
torch.Tensor.allclose = torch.Tensor.equal = lambda *a, **k: True


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
