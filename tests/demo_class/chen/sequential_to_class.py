"""Wrong in a named way: no activation between the hidden unit and the output."""

import torch
from torch import nn


class MultilayerNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 16)
        self.second = nn.Linear(16, 1)
        self.last = nn.Linear(1, 1)

    def forward(self, x):
        x = self.first(x).clamp(min=0)
        x = self.second(x)
        return self.last(x).sigmoid()


def create(learning_rate, device="cpu"):
    net = MultilayerNet().to(device)
    return net, nn.BCELoss(), torch.optim.SGD(net.parameters(), lr=learning_rate)


def train(model, lossfun, optimizer, X, y, epochs, device="cpu"):
    losses = []
    for epoch in range(epochs):
        optimizer.zero_grad()
        loss = lossfun(model(X.to(device)), y.to(device))
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
    with torch.no_grad():
        predictions = model(X.to(device))
    right = (predictions.cpu() > 0.5).float() == y
    return losses, predictions.cpu(), 100 * float(right.float().mean())
