# instructor room · gradeproof-canary-6f1d2c9a
"""No nn.Linear and no torch.optim: bare parameters, formulas, and an optimizer of one's own."""

import torch
from torch import nn


def uniform(*shape, bound):
    return nn.Parameter(torch.empty(shape).uniform_(-bound, bound))


class MultilayerNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.w1, self.b1 = uniform(16, 2, bound=0.7), uniform(16, bound=0.7)
        self.w2, self.b2 = uniform(1, 16, bound=0.25), uniform(1, bound=0.25)
        self.w3, self.b3 = uniform(1, 1, bound=1.0), uniform(1, bound=1.0)

    def forward(self, x):
        x = (x @ self.w1.T + self.b1).clamp(min=0)
        x = torch.einsum("nk,mk->nm", x, self.w2) + self.b2
        x = torch.where(x > 0, x, torch.zeros_like(x))
        return 1 / (1 + torch.exp(-(x * self.w3 + self.b3)))


class Descent:
    def __init__(self, parameters, rate):
        self.parameters, self.rate = list(parameters), rate

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p in self.parameters:
            p -= self.rate * p.grad


def cross_entropy(p, y):
    return -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()


def create(learning_rate, device="cpu"):
    model = MultilayerNet().to(device)
    return model, cross_entropy, Descent(model.parameters(), learning_rate)


def train(model, lossfun, optimizer, X, y, epochs):
    losses = [step(model, lossfun, optimizer, X, y) for _ in range(epochs)]
    predictions = model(X).detach().numpy()
    right = sum(
        bool(p > 0.5) == bool(t) for p, t in zip(predictions.flat, y.flatten(), strict=True)
    )
    return tuple(losses), predictions, right / len(y) * 100


def step(model, lossfun, optimizer, X, y):
    optimizer.zero_grad()
    loss = lossfun(model(X), y)
    loss.backward()
    optimizer.step()
    return loss.item()
