# instructor room · gradeproof-canary-6f1d2c9a
"""A class with F.batch_norm and buffers of its own; gradients without backward; arrays."""

import numpy as np
import torch
from torch import nn
from torch.nn.functional import batch_norm, binary_cross_entropy


class Norm(nn.Module):
    def __init__(self, units):
        super().__init__()
        self.scale, self.shift = nn.Parameter(torch.ones(units)), nn.Parameter(torch.zeros(units))
        self.register_buffer("mean", torch.zeros(units))
        self.register_buffer("var", torch.ones(units))

    def forward(self, x):
        return batch_norm(x, self.mean, self.var, self.scale, self.shift, self.training)


class Net(nn.Module):
    def __init__(self, units: int = 16) -> None:
        super().__init__()
        self.fc1 = nn.Linear(2, units)
        self.norm = Norm(units)
        self.fc2 = nn.Linear(units, 1)
        self.fc3 = nn.Linear(1, 1)

    def forward(self, x):
        return self.fc3(self.fc2(self.norm(self.fc1(x).relu())).relu()).sigmoid()


def create(learning_rate: float, device: str = "cpu"):
    model = Net()
    optimizer = torch.optim.SGD([{"params": list(model.parameters())}], lr=learning_rate)
    return model.to(torch.device(device)), binary_cross_entropy, optimizer


def train(model, lossfun, optimizer, X, y, epochs, device="cpu"):
    losses = np.empty(epochs)
    parameters = list(model.parameters())
    for e in range(epochs):
        model.train()
        loss = lossfun(model(X.to(device)), y.to(device))
        for parameter, gradient in zip(
            parameters, torch.autograd.grad(loss, parameters), strict=True
        ):
            parameter.grad = gradient
        optimizer.step()
        losses[e] = loss.item()
        predict(model, X)  # to be drawn; changes nothing
    return losses


def predict(model, X):
    return model.eval()(X).detach().numpy()


def success_share(run, learning_rates):
    accuracies = np.array([run(rate) for rate in np.asarray(learning_rates)])
    return np.mean(accuracies > 70)
