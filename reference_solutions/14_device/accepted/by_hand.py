# instructor room · gradeproof-canary-6f1d2c9a
"""Everything by hand: item by item, matrices of its own, forward called as a method, a stack."""

import numpy as np
import torch


def line():
    return torch.nn.Linear(3, 1)


def to_numpy(tensor):
    numbers = [number.item() for number in tensor.flatten()]
    kinds = {torch.bool: bool, torch.int64: np.int64, torch.float32: np.float32}
    return np.array(numbers, kinds.get(tensor.dtype, np.float64)).reshape(tensor.shape)


def move(batch, device):
    kind = type(batch)
    if kind in (list, tuple, dict):
        parts = list(batch.values()) if kind is dict else batch
        parts = [move(part, device) for part in parts]
        return kind(zip(batch.keys(), parts, strict=True)) if kind is dict else kind(parts)
    try:
        return batch.to(device=torch.device(device), non_blocking=False)
    except AttributeError:
        return batch


class SeriesNet(torch.nn.Module):
    def __init__(self, mean, deviation):
        super().__init__()
        start = torch.nn.Linear(4, 8), torch.nn.Linear(8, 1)
        self.w1 = torch.nn.Parameter(start[0].weight.detach())
        self.b1 = torch.nn.Parameter(start[0].bias.detach())
        self.w2 = torch.nn.Parameter(start[1].weight.detach())
        self.b2 = torch.nn.Parameter(start[1].bias.detach())
        self.register_buffer("mean", mean[None, None])
        self.register_buffer("deviation", deviation[None, None])

    def forward(self, x):
        last = x.shape[1] - 1
        positions = [
            torch.tensor(2 * k / last - 1, device=self.w1.device, dtype=self.w1.dtype)
            for k in range(last + 1)
        ]
        z = ((x - self.mean) / self.deviation).unbind(-1)
        position = torch.stack(positions).expand_as(z[0])
        h = (torch.stack([*z, position], -1) @ self.w1.T + self.b1).tanh()
        return h.mean(-2) @ self.w2.T + self.b2


def train(model, batches, learning_rate, epochs, device="cpu"):
    model.to(torch.device(device))
    for epoch in range(epochs):
        for number, (x, y) in enumerate(batches):
            if epoch or number:
                for parameter in model.parameters():
                    parameter.grad = None
            error = y.to(device) - model.forward(x.to(device))
            error.pow(2).mean().backward()
            for parameter in model.parameters():
                parameter.data.add_(parameter.grad, alpha=-learning_rate)


def timed(step, repeats, warmup, synchronize, clock):
    def at_rest():
        synchronize()
        return clock()

    for _ in range(warmup):
        step()
    start = at_rest()
    for _ in range(repeats):
        step()
    end = at_rest()
    return [(end - start) / repeats][0]
