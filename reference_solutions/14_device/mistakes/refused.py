# instructor room · gradeproof-canary-6f1d2c9a
"""A tensor that is not on the CPU is refused, by an error of one's own, instead of being fetched.
On meta there is nothing to fetch; every other device has the numbers.
"""

import torch
from torch import nn

LOSES = ("check_numpy_elsewhere",)


def line():
    return nn.Linear(3, 1)


def to_numpy(tensor):
    if tensor.device.type != "cpu":
        raise RuntimeError("this tensor is on another device")
    return tensor.detach().numpy()


def move(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {name: move(part, device) for name, part in batch.items()}
    if isinstance(batch, list | tuple):
        return type(batch)(move(part, device) for part in batch)
    return batch


class SeriesNet(nn.Module):
    def __init__(self, mean, deviation):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        self.hidden = nn.Linear(4, 8)
        self.output = nn.Linear(8, 1)

    def forward(self, x):
        scaled = (x - self.mean) / self.deviation
        position = torch.linspace(-1, 1, x.shape[1], device=x.device, dtype=x.dtype)
        column = position.expand(len(x), -1).unsqueeze(2)
        steps = torch.tanh(self.hidden(torch.cat([scaled, column], dim=2)))
        return self.output(steps.mean(dim=1))


def train(model, batches, learning_rate, epochs, device="cpu"):
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for _ in range(epochs):
        for x, y in batches:
            x, y = x.to(device), y.to(device)
            loss = nn.functional.mse_loss(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def timed(step, repeats, warmup, synchronize, clock):
    for _ in range(warmup):
        step()
    synchronize()
    start = clock()
    for _ in range(repeats):
        step()
    synchronize()
    return (clock() - start) / repeats
