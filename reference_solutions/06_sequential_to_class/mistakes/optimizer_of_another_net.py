# instructor room · gradeproof-canary-6f1d2c9a
"""The optimizer was given the parameters of another net than the one that is returned: every step
moves a net that nobody looks at. Use one net for both.
"""

import torch
from torch import nn

LOSES = ("check_new_at_every_call", "check_step", "check_training", "check_predictions")


class MultilayerNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.input = nn.Linear(2, 16)
        self.hidden = nn.Linear(16, 1)
        self.output = nn.Linear(1, 1)

    def forward(self, x):
        x = torch.relu(self.input(x))
        x = torch.relu(self.hidden(x))
        return torch.sigmoid(self.output(x))


def create(learning_rate, device="cpu"):
    model = MultilayerNet().to(device)
    return model, nn.BCELoss(), torch.optim.SGD(MultilayerNet().parameters(), lr=learning_rate)


def train(model, lossfun, optimizer, X, y, epochs, device="cpu"):
    X, y = X.to(device), y.to(device)
    losses = []
    for _ in range(epochs):
        loss = lossfun(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    with torch.no_grad():
        predictions = model(X)
    accuracy = 100 * ((predictions > 0.5) == (y > 0.5)).float().mean().item()
    return losses, predictions, accuracy
