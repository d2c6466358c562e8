# instructor room · gradeproof-canary-6f1d2c9a
"""One layer is used twice in forward: a row meets the output layer, and then the same output
layer again. Follow one row through forward and count the layers that it meets; the Sequential has
three.
"""

import torch
from torch import nn

LOSES = ("check_outputs", "check_gradients", "check_step", "check_training")


class MultilayerNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.input = nn.Linear(2, 16)
        self.hidden = nn.Linear(16, 1)
        self.output = nn.Linear(1, 1)

    def forward(self, x):
        x = torch.relu(self.input(x))
        x = torch.relu(self.hidden(x))
        x = self.output(x)
        return torch.sigmoid(self.output(x))


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
