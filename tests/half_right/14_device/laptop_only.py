"""4 points: right on a machine without a second device, and nowhere else."""

import torch
from torch import nn


def line():
    return nn.Linear(3, 1)


def to_numpy(tensor):
    return tensor.detach().numpy()


def move(batch, device):
    if isinstance(batch, torch.Tensor):
        batch.to(device)
    return batch


class SeriesNet(nn.Module):
    def __init__(self, mean, deviation):
        super().__init__()
        self.mean = mean
        self.deviation = deviation
        self.hidden = nn.Linear(4, 8)
        self.output = nn.Linear(8, 1)

    def forward(self, x):
        z = (x - self.mean) / self.deviation
        position = torch.linspace(-1, 1, x.shape[1])[None, :, None].repeat(len(x), 1, 1)
        return self.output(torch.tanh(self.hidden(torch.cat([z, position], 2))).mean(1))


def train(model, batches, learning_rate, epochs, device="cpu"):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for _ in range(epochs):
        for x, y in batches:
            optimizer.zero_grad()
            ((model(x) - y) ** 2).mean().backward()
            optimizer.step()


def timed(step, repeats, warmup, synchronize, clock):
    for _ in range(warmup):
        step()
    start = clock()
    for _ in range(repeats):
        step()
    return (clock() - start) / repeats
