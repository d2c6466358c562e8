# instructor room · gradeproof-canary-6f1d2c9a
"""No nn.Linear, no loss of nn, no torch.optim: parameters, formulas, update; rows are shuffled."""

import random

import torch
from torch import nn


def make_qwerties(n_per_group, blur, centers, seed):
    source = random.Random(seed)
    rows = [
        ([source.gauss(float(x), blur), source.gauss(float(y), blur)], k)
        for k, (x, y) in enumerate(centers)
        for _ in range(n_per_group)
    ]
    source.shuffle(rows)
    return torch.tensor([point for point, _ in rows]), torch.tensor([k for _, k in rows])


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.w1 = nn.Parameter(torch.randn(4, 2))
        self.b1 = nn.Parameter(0.1 * torch.randn(4))
        self.w2 = nn.Parameter(0.5 * torch.randn(3, 4))
        self.b2 = nn.Parameter(0.1 * torch.randn(3))

    def forward(self, x):
        hidden = torch.einsum("nk,mk->nm", x, self.w1) + self.b1
        return hidden.clamp(min=0) @ self.w2.T + self.b2


def build(device="cpu"):
    return Net().to(device)


def cross_entropy(logits, y):
    own = logits.gather(1, y[:, None])[:, 0]
    return (logits.logsumexp(dim=1) - own).mean()


def train(model, X, y, learning_rate, epochs, device="cpu"):
    losses, accuracies = [], []
    parameters = list(model.parameters())
    for _ in range(epochs):
        loss = cross_entropy(model(X), y)
        gradients = torch.autograd.grad(loss, parameters)
        with torch.no_grad():
            for parameter, gradient in zip(parameters, gradients, strict=True):
                parameter -= learning_rate * gradient
        losses.append(float(loss))
        right = sum(int(a == b) for a, b in zip(predict(model, X), y.tolist(), strict=True))
        accuracies.append(round(100 * right / len(y), 2))
    return tuple(losses), tuple(accuracies)


def predict(model, X):
    said = []
    for row in model(X).tolist():
        said.append(row.index(max(row)))
    return said


def group_accuracies(predictions, y):
    right, total = [0, 0, 0], [0, 0, 0]
    for said, true in zip(predictions.tolist(), y.tolist(), strict=True):
        total[true] += 1
        right[true] += said == true
    return [round(100 * r / t, 2) for r, t in zip(right, total, strict=True)]
