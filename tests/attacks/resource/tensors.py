"""Four hundred megabytes of tensors are allocated."""

import torch

EXERCISE = "06"
OUTCOMES = {"failed", "out_of_memory"}
FLOOR = 0
CONTROL = "evidence: nothing limits the memory of a submission"


def create(learning_rate, device="cpu"):
    held = [torch.ones(10 << 18) for _ in range(40)]
    print("@CLAIM@", flush=True)
    return held


class MultilayerNet(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.one = torch.nn.Linear(2, 1)

    def forward(self, x):
        return 0 * self.one(x)


def train(model, lossfun, optimizer, X, y, epochs, device="cpu"):
    return [9.0] * epochs, 0 * X[:, :1], 0.0
