# instructor room · gradeproof-canary-6f1d2c9a
"""A class around one nn.Sequential; optimizer first zeroes, tensors and numpy arrays come back."""

import numpy as np
import torch
from torch import nn


class MultilayerNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(2, 16),
            nn.ReLU(inplace=True),
            nn.Linear(16, 1),
            nn.ReLU(inplace=True),
            nn.Linear(1, 1),
            nn.Sigmoid(),
        )

    def forward(self, x):
        return self.layers(x)


def create(learning_rate, device="cpu"):
    model = MultilayerNet()
    model.to(device)
    return [model, nn.BCELoss(), torch.optim.SGD(model.parameters(), learning_rate)]


def train(model, lossfun, optimizer, X, y, epochs, device="cpu"):
    losses = torch.zeros(epochs)
    model.train()
    for epoch in range(epochs):
        optimizer.zero_grad()
        loss = lossfun(model(X.to(device)), y.to(device))
        losses[epoch] = loss.detach()
        loss.backward()
        optimizer.step()
    model.eval()
    predictions = model(X.to(device))
    accuracy = 100 * torch.mean(((predictions > 0.5) == y.to(device)).float())
    return losses, np.array(predictions.tolist()), accuracy
