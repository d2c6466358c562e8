"""A model that only tells that it has the right parameters."""

import torch

EXERCISE = "06"
OUTCOMES = {"failed", "raised"}
FLOOR = 0
CONTROL = "forged: the grader believes named_parameters()"

SHAPES = [(16, 2), (16,), (1, 16), (1,), (1, 1), (1,)]


class MultilayerNet(torch.nn.Module):
    def named_parameters(self, *args, **kwargs):
        for number, shape in enumerate(SHAPES):
            yield f"layer{number}", torch.nn.Parameter(torch.zeros(shape))

    def parameters(self, *args, **kwargs):
        return (value for _, value in self.named_parameters())

    def forward(self, x):
        return x[:, :1].sigmoid()


def create(learning_rate, device="cpu"):
    return MultilayerNet(), lambda p, y: (p * 0).sum(), None


def train(model, lossfun, optimizer, X, y, epochs, device="cpu"):
    return [9.0] * epochs, 0 * X[:, :1], 0.0
