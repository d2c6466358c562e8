# instructor room · gradeproof-canary-6f1d2c9a
"""Your layer updates its running statistics in evaluation mode too, so every prediction changes the
next one.
"""

import torch
from torch import nn

LOSES = ("check_running", "check_predict")


class Norm(nn.Module):
    def __init__(self, units):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(units))
        self.beta = nn.Parameter(torch.zeros(units))
        self.register_buffer("mean", torch.zeros(units))
        self.register_buffer("var", torch.ones(units))

    def forward(self, h):
        mean, var = h.mean(dim=0), h.var(dim=0, unbiased=False)
        n = len(h)
        with torch.no_grad():
            self.mean += 0.1 * (mean - self.mean)
            self.var += 0.1 * (n / (n - 1) * var - self.var)
        if not self.training:
            mean, var = self.mean, self.var
        return self.gamma * (h - mean) / torch.sqrt(var + 1e-5) + self.beta


def create(learning_rate, device="cpu"):
    model = nn.Sequential(
        nn.Linear(2, 16),
        nn.ReLU(),
        Norm(16),
        nn.Linear(16, 1),
        nn.ReLU(),
        nn.Linear(1, 1),
        nn.Sigmoid(),
    ).to(device)
    return model, nn.BCELoss(), torch.optim.SGD(model.parameters(), lr=learning_rate)


def train(model, lossfun, optimizer, X, y, epochs, device="cpu"):
    X, y = X.to(device), y.to(device)
    model.train()
    losses = []
    for _ in range(epochs):
        loss = lossfun(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def predict(model, X):
    model.eval()
    with torch.no_grad():
        return model(X)


def success_share(run, learning_rates):
    successes = [run(rate) > 70 for rate in learning_rates]
    return sum(successes) / len(successes)
