"""8 points: positions are made on the CPU, and time ends before the work does."""

import torch
from torch import nn


def line():
    return nn.Linear(3, 1)


def to_numpy(tensor):
    return tensor.detach().cpu().numpy()


def move(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: move(value, device) for key, value in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(move(value, device) for value in batch)
    return batch


class SeriesNet(nn.Module):
    def __init__(self, mean, deviation):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        self.hidden = nn.Linear(4, 8)
        self.output = nn.Linear(8, 1)

    def forward(self, x):
        z = (x - self.mean) / self.deviation
        k = torch.arange(x.shape[1], dtype=x.dtype)
        position = (2 * k / (x.shape[1] - 1) - 1)[None, :, None].repeat(len(x), 1, 1)
        return self.output(torch.tanh(self.hidden(torch.cat([z, position], 2))).mean(1))


def train(model, batches, learning_rate, epochs, device="cpu"):
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for _ in range(epochs):
        for x, y in batches:
            x, y = move((x, y), device)
            optimizer.zero_grad()
            ((model(x) - y) ** 2).mean().backward()
            optimizer.step()


def timed(step, repeats, warmup, synchronize, clock):
    for _ in range(warmup):
        step()
    synchronize()
    start = clock()
    for _ in range(repeats):
        step()
    return (clock() - start) / repeats
