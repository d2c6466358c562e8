# instructor room · gradeproof-canary-6f1d2c9a
"""Your layer uses one mean and one variance for all 16 units together. Each unit should be
normalized for itself: print the mean of each column that comes out.
"""

import torch
from torch import nn

LOSES = ("check_training_mode", "check_running")


class Norm(nn.Module):
    def __init__(self, units):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(units))
        self.beta = nn.Parameter(torch.zeros(units))
        self.register_buffer("mean", torch.zeros(units))
        self.register_buffer("var", torch.ones(units))

    def forward(self, h):
        if self.training:
            mean, var = h.mean(), h.var(unbiased=False)
            n = len(h)
            with torch.no_grad():
                self.mean += 0.1 * (mean - self.mean)
                self.var += 0.1 * (n / (n - 1) * var - self.var)
        else:
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
