# instructor room · gradeproof-canary-6f1d2c9a
"""The position's weights are used apart from the others, a running sum makes the positions."""

import statistics

import torch
from torch import nn
from torch.nn.functional import linear


def line():
    return nn.Linear(3, 1)


def to_numpy(tensor):
    if tensor.device != torch.device("cpu"):
        tensor = tensor.to("cpu")
    with torch.no_grad():  # where PyTorch hands over what requires grad, too
        return tensor.numpy().copy()


def move(batch, device):
    if hasattr(batch, "to"):
        return batch.to(device, copy=True)
    if hasattr(batch, "items"):
        return {key: move(value, device) for key, value in batch.items()}
    if isinstance(batch, (tuple, list)):
        return batch.__class__(map(lambda part: move(part, device), batch))
    return batch


class Scale(nn.Module):
    def __init__(self, mean, deviation):
        super().__init__()
        self.register_buffer("m", mean)
        self.register_buffer("s", deviation)

    def forward(self, x):
        return x.sub(self.m).div(self.s)


class SeriesNet(nn.Module):
    def __init__(self, mean, deviation):
        super().__init__()
        self.layers = nn.ModuleList([Scale(mean, deviation), nn.Linear(4, 8), nn.Linear(8, 1)])

    def forward(self, x):
        scale, hidden, output = self.layers
        ones = torch.ones_like(x[:, :, :1])
        k = ones.cumsum(1) - 1
        position = 2 * k / k[:, -1:] - 1
        values, where = hidden.weight.split([3, 1], dim=1)
        h = torch.tanh(linear(scale(x), values, hidden.bias) + position * where[:, 0])
        return output(h).mean(1)


def one_step(model, batch, optimizer):
    x, y = batch
    error = model(x) - y
    optimizer.zero_grad()
    torch.mean(torch.square(error)).backward()
    optimizer.step()


def train(model, batches, learning_rate, epochs, device="cpu"):
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, foreach=False)
    for _ in range(epochs):
        for batch in batches:
            one_step(model, [part.to(device) for part in batch], optimizer)


def seconds_of(step, synchronize, clock):
    synchronize()
    start = clock()
    step()
    synchronize()
    return clock() - start


def timed(step, repeats, warmup, synchronize, clock):
    all_seconds = [seconds_of(step, synchronize, clock) for _ in range(warmup + repeats)]
    return statistics.mean(all_seconds[warmup:])
