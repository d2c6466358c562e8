"""7 points: the class lacks a ReLU; what create and train do with it is right."""

import torch
from torch import nn


class MultilayerNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 16)
        self.second = nn.Linear(16, 1)
        self.third = nn.Linear(1, 1)

    def forward(self, x):
        hidden = torch.relu(self.first(x))
        return torch.sigmoid(self.third(self.second(hidden)))


def create(learning_rate, device="cpu"):
    model = MultilayerNet().to(device)
    return model, nn.BCELoss(), torch.optim.SGD(model.parameters(), lr=learning_rate)


def train(model, lossfun, optimizer, X, y, epochs, device="cpu"):
    losses = []
    for _ in range(epochs):
        loss = lossfun(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    predictions = model(X).detach()
    return losses, predictions, 100 * ((predictions > 0.5) == y).float().mean().item()
