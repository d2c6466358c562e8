# instructor room · gradeproof-canary-6f1d2c9a
"""float32 first, own parameters, formulas instead of layers, own SGD through autograd.grad."""

import math

import torch
from torch import nn

FORMULAS = {
    "ReLU": lambda x: x.clamp(min=0),
    "ReLU6": lambda x: x.clamp(0, 6),
    "LeakyReLU": lambda x: torch.where(x < 0, 0.01 * x, x),
}


def prepare(data):
    names = list(data.columns)
    table = torch.tensor(data.to_numpy(dtype="float32"))
    table = table[table[:, names.index("total sulfur dioxide")] < 200]
    rest = [i for i, name in enumerate(names) if name != "quality"]
    labels = table[:, names.index("quality")].gt(5).float().reshape(-1, 1)
    table = table[:, rest] - table[:, rest].mean(dim=0)
    return table / table.square().mean(dim=0).sqrt(), labels


class WineNet(nn.Module):
    def __init__(self, activation):
        super().__init__()
        self.bend = FORMULAS[activation]
        self.values = nn.ParameterList()
        for fan_in, fan_out in ((11, 16), (16, 32), (32, 32), (32, 1)):
            bound = 1 / math.sqrt(fan_in)
            self.values.append(torch.empty(fan_out, fan_in).uniform_(-bound, bound))
            self.values.append(torch.empty(fan_out).uniform_(-bound, bound))

    def forward(self, x):
        *hidden, weight, bias = self.values
        for w, b in zip(hidden[::2], hidden[1::2], strict=True):
            x = self.bend(x @ w.t() + b)
        return x @ weight.t() + bias


def cross_entropy(z, y):
    return (nn.functional.softplus(z) - y * z).sum() / y.numel()


def train(model, train_batches, test_batches, epochs, learning_rate, device="cpu"):
    model.to(device)
    parameters = list(model.parameters())
    train_accuracies, test_accuracies, losses = [], [], []
    for _ in range(epochs):
        right = rows = total = 0
        for x, y in train_batches:
            z = model(x.to(device))
            loss = cross_entropy(z, y.to(device))
            gradients = torch.autograd.grad(loss, parameters)
            with torch.no_grad():
                for parameter, gradient in zip(parameters, gradients, strict=True):
                    parameter.sub_(gradient, alpha=learning_rate)
            right += int((torch.sigmoid(z) > 0.5).eq(y.to(device) > 0.5).sum())
            rows += len(y)
            total += loss.item() * len(y)
        train_accuracies.append(right / rows * 100)
        losses.append(total / rows)
        right = rows = 0
        with torch.no_grad():
            for x, y in test_batches:
                right += int((model(x.to(device)).sigmoid().round() == y.to(device)).sum())
                rows += len(y)
        test_accuracies.append(right / rows * 100)
    return train_accuracies, test_accuracies, losses


def compare(build, train, names, seed):
    curves = []
    for name in names:
        torch.manual_seed(seed)
        model = build(name)
        curves.append(train(model))
    return tuple([list(row) for row in zip(*[c[k] for c in curves], strict=True)] for k in (0, 1))
