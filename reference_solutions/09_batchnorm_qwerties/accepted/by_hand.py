# instructor room · gradeproof-canary-6f1d2c9a
"""Normalization, loss and optimizer written out; layers of one's own; losses as a tuple."""

import torch
from torch import nn


class Normalize(nn.Module):
    def __init__(self, units):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(units))
        self.beta = nn.Parameter(torch.zeros(units))
        self.register_buffer("m", torch.zeros(units))
        self.register_buffer("v", torch.ones(units))

    def forward(self, h):
        if self.training:
            n = len(h)
            mean = h.sum(dim=0) / n
            variance = ((h - mean) ** 2).sum(dim=0) / n
            self.m = 0.9 * self.m + 0.1 * mean.detach()
            self.v = 0.9 * self.v + 0.1 * n / (n - 1) * variance.detach()
        else:
            mean, variance = self.m, self.v
        return self.gamma * (h - mean) * (variance + 1e-5).rsqrt() + self.beta


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.input = nn.Linear(2, 16)
        self.normalize = Normalize(16)
        self.hidden = nn.Linear(16, 1)
        self.output = nn.Linear(1, 1)

    def forward(self, x):
        u = self.normalize(self.input(x).clamp(min=0))
        return 1 / (1 + torch.exp(-self.output(self.hidden(u).clamp(min=0))))


class Descent:
    def __init__(self, net, rate):
        self.net, self.rate = net, rate

    def zero_grad(self):
        self.net.zero_grad()

    @torch.no_grad()
    def step(self):
        for parameter in self.net.parameters():
            parameter -= self.rate * parameter.grad


def cross_entropy(p, y):
    return -torch.where(y > 0.5, p, 1 - p).log().mean()


def create(learning_rate, device="cpu"):
    net = Net().to(device)
    return net, cross_entropy, Descent(net, learning_rate)


def train(model, lossfun, optimizer, X, y, epochs, device="cpu"):
    model.train()
    return tuple(step(model, lossfun, optimizer, X, y) for _ in range(epochs))


def step(model, lossfun, optimizer, X, y):
    optimizer.zero_grad()
    loss = lossfun(model(X), y)
    loss.backward()
    optimizer.step()
    return float(loss)


def predict(model, X):
    was_training = model.training
    model.eval()
    p = model(X).detach().tolist()
    model.train(was_training)
    return p


def success_share(run, learning_rates):
    count = 0
    for rate in learning_rates:
        if run(float(rate)) > 70.0:
            count += 1
    return count / len(learning_rates)
