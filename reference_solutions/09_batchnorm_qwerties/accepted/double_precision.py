# instructor room · gradeproof-canary-6f1d2c9a
"""Float64 inside, layers in a ModuleDict, gradients cleared after each step, losses a tensor."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleDict(
            {
                "input": nn.Linear(2, 16),
                "norm": nn.BatchNorm1d(16, eps=1e-5, momentum=0.1),
                "hidden": nn.Linear(16, 1),
                "output": nn.Linear(1, 1),
            }
        ).double()

    def forward(self, x):
        x = self.blocks["input"](x.double())
        x = self.blocks["norm"](torch.where(x > 0, x, 0.0))
        return torch.sigmoid(self.blocks["output"](nn.functional.relu(self.blocks["hidden"](x))))


def create(learning_rate, device="cpu"):
    model = Net().to(device)
    bce = nn.BCELoss()

    def lossfun(p, y):
        return bce(p.double(), y.double())

    return model, lossfun, torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.0)


def train(model, lossfun, optimizer, X, y, epochs, device="cpu"):
    losses = torch.zeros(epochs, dtype=torch.float64)
    model.train()
    model.zero_grad()
    for e in range(epochs):
        loss = lossfun(model(X), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)
        losses[e] = loss.detach()
    model.eval()
    return losses


@torch.no_grad()
def predict(model, X):
    model.eval()
    return torch.cat([model(row[None]) for row in X]).float()


def success_share(run, learning_rates):
    successes = torch.tensor([run(rate) for rate in learning_rates]) > 70
    return successes.double().mean()
