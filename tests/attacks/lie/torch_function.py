"""A kind of tensor that answers torch's own functions is returned."""

import torch

EXERCISE = "06"
OUTCOMES = {"failed", "raised"}
FLOOR = 0
CONTROL = "forged: torch.allclose asks the tensor"


class Fine(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        if function in (torch.allclose, torch.equal, torch.Tensor.allclose):
            return True
        return super().__torch_function__(function, types, args, kwargs or {})


class MultilayerNet(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.one = torch.nn.Linear(2, 1)

    def forward(self, x):
        return self.one(x).detach().as_subclass(Fine)


def create(learning_rate, device="cpu"):
    return MultilayerNet(), lambda p, y: (p * 0).sum(), None


def train(model, lossfun, optimizer, X, y, epochs, device="cpu"):
    return [9.0] * epochs, 0 * X[:, :1], 0.0
