# instructor room · gradeproof-canary-6f1d2c9a
"""The normalization is made anew at every pass, so its gamma and beta are never registered, nothing
is learned in it, and its running statistics start over. What belongs into __init__?
"""

import torch
from torch import nn

LOSES = ("check_parameters", "check_training_mode", "check_running")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.input = nn.Linear(2, 16)
        self.hidden = nn.Linear(16, 1)
        self.output = nn.Linear(1, 1)

    def forward(self, x):
        norm = nn.BatchNorm1d(16).train(self.training)
        x = norm(torch.relu(self.input(x)))
        return torch.sigmoid(self.output(torch.relu(self.hidden(x))))


def create(learning_rate, device="cpu"):
    model = Net().to(device)
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
