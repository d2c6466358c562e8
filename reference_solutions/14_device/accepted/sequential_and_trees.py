# instructor room · gradeproof-canary-6f1d2c9a
"""As little as possible: PyTorch's tree of containers, layers in Sequential, force=True."""

import numpy as np
import torch
from torch import nn
from torch.utils import _pytree


def line():
    return nn.Linear(3, 1)


def to_numpy(tensor):
    return tensor.numpy(force=True)


def move(batch, device):
    where = torch.device(device)
    return _pytree.tree_map(lambda x: x.to(where) if torch.is_tensor(x) else x, batch)


class SeriesNet(nn.Module):
    def __init__(self, mean, deviation):
        super().__init__()
        self.register_buffer("shift", -mean / deviation)
        self.register_buffer("factor", 1 / deviation)
        self.layers = nn.Sequential(nn.Linear(4, 8), nn.Tanh())
        self.last = nn.Linear(8, 1)

    def forward(self, x):
        position = torch.linspace(-1, 1, x.size(1)).to(x)[None, :, None]  # made here, then moved
        z = torch.addcmul(self.shift, x, self.factor)
        return self.last(self.layers(torch.cat([z, position.repeat(len(x), 1, 1)], -1)).mean(1))


def train(model, batches, learning_rate, epochs, device="cpu"):
    model.to(device).train()
    optimizer = torch.optim.SGD(model.parameters(), learning_rate)
    criterion = nn.MSELoss().to(device)
    for _epoch in range(epochs):
        for x, y in batches:
            optimizer.zero_grad(set_to_none=True)
            criterion(model(x.to(device, non_blocking=True)), y.to(device)).backward()
            optimizer.step()
    model.eval()


def timed(step, repeats, warmup, synchronize, clock):
    [step() for _ in range(warmup)]
    synchronize()
    marks = [clock()]
    for _ in range(repeats):
        step()
        synchronize()
        marks.append(clock())
    return np.diff(marks).mean()
