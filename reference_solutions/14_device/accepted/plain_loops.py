# instructor room · gradeproof-canary-6f1d2c9a
"""Plain loops: lists of numbers, positions one by one, an update by hand, each step timed alone."""

import numpy as np
import torch
from torch import nn


def line():
    return nn.Linear(3, 1)


def to_numpy(tensor):
    return np.array(tensor.tolist(), dtype=str(tensor.dtype).removeprefix("torch."))


def move(batch, device):
    if type(batch) is list:
        result = []
        for part in batch:
            result.append(move(part, device))
        return result
    if type(batch) is tuple:
        return tuple(move(list(batch), device))
    if type(batch) is dict:
        return dict(zip(batch, move(list(batch.values()), device), strict=True))
    return batch.to(device) if isinstance(batch, torch.Tensor) else batch


class SeriesNet(nn.Module):
    def __init__(self, mean, deviation):
        super().__init__()
        self.first = nn.Linear(4, 8)
        self.second = nn.Linear(8, 1)
        self.register_buffer("constants", torch.stack([mean, deviation]))

    def forward(self, x):
        n, count, _ = x.shape
        hidden = torch.zeros(n, 8, device=x.device, dtype=x.dtype)
        for k in range(count):
            position = torch.full((n, 1), -1 + 2 * k / (count - 1), device=x.device, dtype=x.dtype)
            z = (x[:, k] - self.constants[0]) / self.constants[1]
            hidden = hidden + self.first(torch.cat((z, position), 1)).tanh()
        return self.second(hidden / count)


def train(model, batches, learning_rate, epochs, device="cpu"):
    model = model.to(device)
    for _ in range(epochs):
        for pair in batches:
            x, y = move(pair, device)
            loss = ((model(x) - y) ** 2).mean()
            gradients = torch.autograd.grad(loss, list(model.parameters()))
            with torch.no_grad():
                for parameter, gradient in zip(model.parameters(), gradients, strict=True):
                    parameter -= learning_rate * gradient


def timed(step, repeats, warmup, synchronize, clock):
    seconds = 0.0
    for k in range(warmup + repeats):
        synchronize()
        start = clock()
        step()
        synchronize()
        if k >= warmup:
            seconds += clock() - start
    return seconds / repeats
