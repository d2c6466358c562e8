# instructor room · gradeproof-canary-6f1d2c9a
"""Layers in a ModuleDict of a base class, gradients without backward, steps in a closure."""

import torch
from torch import nn


class Net(nn.Module):
    def forward(self, x):
        for name, layer in self.blocks.items():
            x = layer(x)
            x = torch.sigmoid(x) if name == "output" else torch.maximum(x, x.new_zeros(()))
        return x


class MultilayerNet(Net):
    def __init__(self, inputs: int = 2, units: int = 16) -> None:
        super().__init__()
        self.blocks = nn.ModuleDict()
        self.blocks["input"] = nn.Linear(inputs, units)
        self.blocks["hidden"] = nn.Linear(units, 1)
        self.blocks["output"] = nn.Linear(1, 1)


def create(learning_rate: float, device: str = "cpu"):
    model = MultilayerNet()
    model = model.to(torch.device(device))
    optimizer = torch.optim.SGD([{"params": list(model.parameters()), "lr": learning_rate}])
    return model, nn.BCELoss(reduction="mean"), optimizer


def train(model, lossfun, optimizer, X, y, epochs, device="cpu"):
    losses = []

    def closure():
        with torch.enable_grad():
            loss = lossfun(model(X), y)
        gradients = torch.autograd.grad(loss, list(model.parameters()))
        for parameter, gradient in zip(model.parameters(), gradients, strict=True):
            parameter.grad = gradient
        return loss

    for _ in range(epochs):
        losses.append(optimizer.step(closure))
    predictions = model(X).detach()
    wrong = torch.logical_xor(predictions > 0.5, y.bool())
    return torch.stack(losses), predictions, 100 - wrong.double().mean() * 100
