# instructor room · gradeproof-canary-6f1d2c9a
"""Own parameters and own SGD through autograd.grad, softplus for the loss; lists and loops."""

import math

import torch
from torch import nn


def prepare(data):
    columns = list(data.columns)
    table = torch.tensor(data.to_numpy(dtype="float64"))
    table = table[table[:, columns.index("total sulfur dioxide")] < 200]
    quality = columns.index("quality")
    measured = [k for k in range(len(columns)) if k != quality]
    return [table[:, measured].float(), (table[:, [quality]] > 5).float()]


def standardize(train, test):
    mean = train.mean(dim=0)
    centered = train - mean
    sigma = centered.pow(2).mean(dim=0).sqrt()
    return [centered / sigma, (test - mean) / sigma]


class WineNet(nn.Module):
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
        return x @ weights[-1].t() + biases[-1]


def train(model, X, y, batch_size, learning_rate, epochs, shuffle, device="cpu"):
    model.to(device)
    X, y = X.to(device), y.to(device)
    parameters = list(model.parameters())
    n = X.shape[0]
    for _ in range(epochs):
        order = shuffle(n)
        for start in range(0, n - batch_size + 1, batch_size):
            rows = order[start : start + batch_size]
            logits, labels = model(X[rows]), y[rows]
            loss = (torch.nn.functional.softplus(logits) - labels * logits).sum() / batch_size
            gradients = torch.autograd.grad(loss, parameters)
            with torch.no_grad():
                for parameter, gradient in zip(parameters, gradients, strict=True):
                    parameter -= learning_rate * gradient


def accuracy(logits, y):
    right = 0
    for logit, label in zip(logits.flatten().tolist(), y.flatten().tolist(), strict=True):
        right += (logit > 0) == (label == 1)
    return 100 * right / len(y)


def compare(batch_sizes, create, run, clock):
    table = []
    for size in batch_sizes:
        model = create()
        begin = clock()
        trained, tested = run(model, size)
        end = clock()
        trained, tested = sum(trained[-5:]) / 5, sum(tested[-5:]) / 5
        table.append([trained, tested, trained - tested, end - begin])
    return table
