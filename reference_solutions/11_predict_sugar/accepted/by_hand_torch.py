# instructor room · gradeproof-canary-6f1d2c9a
"""float32 first, own parameters, own SGD through autograd.grad, r from sums; a list of triples."""

import math

import torch
from torch import nn


def prepare(data):
    columns = list(data.columns)
    table = torch.tensor(data.to_numpy(dtype="float32"))
    table = table[table[:, columns.index("total sulfur dioxide")] < 200]
    table = table - table.mean(dim=0)
    table = table / table.pow(2).mean(dim=0).sqrt()
    sugar = columns.index("residual sugar")
    rest = [i for i in range(len(columns)) if i != sugar]
    # Last column first: the order is ours, the names tell it.
    rest.reverse()
    return [table[:, rest], table[:, sugar].unsqueeze(-1), [columns[i] for i in rest]]


class SugarNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.values = nn.ParameterList()
        for fan_in, fan_out in ((11, 16), (16, 32), (32, 32), (32, 1)):
            bound = 1 / math.sqrt(fan_in)
            self.values.append(torch.empty(fan_out, fan_in).uniform_(-bound, bound))
            self.values.append(torch.empty(fan_out).uniform_(-bound, bound))

    def forward(self, x):
        weights, biases = list(self.values)[::2], list(self.values)[1::2]
        for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
            x = (x @ weight.t() + bias).clamp(min=0)
        return (x * weights[-1]).sum(dim=1, keepdim=True) + biases[-1]


def squared_error(model, x, y):
    return ((y - model(x)) ** 2).sum() / y.numel()


def train(model, train_batches, test_batches, epochs, learning_rate, device="cpu"):
    model.to(device)
    parameters = list(model.parameters())
    history = {"train": [], "test": []}
    for _ in range(epochs):
        total, count = 0.0, 0
        for x, y in train_batches:
            loss = squared_error(model, x.to(device), y.to(device))
            gradients = torch.autograd.grad(loss, parameters)
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter.data.sub_(learning_rate * gradient)
            total, count = total + float(loss.detach()) * len(x), count + len(x)
        history["train"].append(total / count)
        total, count = 0.0, 0
        for x, y in test_batches:
            total += float(squared_error(model, x.to(device), y.to(device)).detach()) * len(x)
            count += len(x)
        history["test"].append(total / count)
    return history["train"], history["test"]


def correlation(model, features, target):
    p, t = model(features).detach().double(), target.double()
    n = len(t)
    above = n * (p * t).sum() - p.sum() * t.sum()
    below = (n * (p * p).sum() - p.sum() ** 2) * (n * (t * t).sum() - t.sum() ** 2)
    return above / below.sqrt()


def correlation_matrix(data):
    columns = [data[name] for name in data.columns]
    return [[float(a.corr(b)) for b in columns] for a in columns]
