# instructor room · gradeproof-canary-6f1d2c9a
"""The device is named once for a whole block, memory is made first and filled then."""

import torch
from torch import Tensor, nn
from torch.nn import functional


def line() -> nn.Linear:
    return nn.Linear(3, 1)


def to_numpy(tensor: Tensor):
    here = torch.empty(tensor.shape, dtype=tensor.dtype, device="cpu")
    return here.copy_(tensor.detach()).numpy()


def move(batch, device):
    match batch:
        case Tensor():
            return torch.empty_like(batch, device=device).copy_(batch)
        case dict():
            new = batch.copy()
            for name in new:
                new[name] = move(new[name], device)
            return new
        case list() | tuple():
            return type(batch)([move(part, device) for part in batch])
        case other:
            return other


class SeriesNet(nn.Module):
    mean: Tensor
    deviation: Tensor

    def __init__(self, mean: Tensor, deviation: Tensor, units: int = 8) -> None:
        super().__init__()
        self.in_ = nn.Linear(4, units)
        self.out = nn.Linear(units, 1)
        self.register_buffer("mean", mean.clone())
        self.register_buffer("deviation", deviation.clone())

    def forward(self, x: Tensor) -> Tensor:
        steps = x.shape[1]
        with x.device:  # everything that is made here is made where x is
            position = (2 * torch.arange(steps) / (steps - 1) - 1).to(x)
        inputs = x.new_empty(*x.shape[:2], 4)
        inputs[..., :3] = (x - self.mean) / self.deviation
        inputs[..., 3] = position
        return self.out(functional.tanh(self.in_(inputs)).sum(1) / steps)


def train(model, batches, learning_rate, epochs, device="cpu"):
    device = torch.device(device)
    model.to(device)
    sgd = torch.optim.SGD(list(model.parameters()), lr=learning_rate)
    for _ in range(epochs):
        there = [(x.to(device), y.to(device)) for x, y in batches]
        for x, y in there:
            model.zero_grad()
            (functional.mse_loss(model(x), y, reduction="sum") / y.numel()).backward()
            sgd.step()


def timed(step, repeats, warmup, synchronize, clock):
    while warmup:
        step()
        synchronize()
        warmup -= 1
    start = clock()
    for _ in range(repeats):
        step()
    synchronize()
    return torch.tensor(clock() - start) / repeats
