# instructor room · gradeproof-canary-6f1d2c9a
"""Layers are created inside forward, so every call draws new random weights: the same row gets
another prediction each time, and training cannot keep what it learned. Where do layers belong?
"""

import torch
from torch import nn

LOSES = (
    "check_parameters",
    "check_outputs",
    "check_gradients",
    "check_new_at_every_call",
    "check_step",
    "check_training",
    "check_predictions",
)


class MultilayerNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.input = nn.Linear(2, 16)

    def forward(self, x):
        x = torch.relu(self.input(x))
        x = torch.relu(nn.Linear(16, 1)(x))
        return torch.sigmoid(nn.Linear(1, 1)(x))


def create(learning_rate, device="cpu"):
    model = MultilayerNet().to(device)
    return model, nn.BCELoss(), torch.optim.SGD(model.parameters(), lr=learning_rate)


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
