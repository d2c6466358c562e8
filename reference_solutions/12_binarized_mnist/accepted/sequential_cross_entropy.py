# instructor room · gradeproof-canary-6f1d2c9a
"""One nn.Sequential with LogSoftmax; CrossEntropyLoss, which leaves log-probabilities as they are;
zero_grad after the step; losses in a tensor."""

import numpy as np
import torch
import torch.nn as nn


def binarize(images, threshold=0):
    return torch.tensor(np.where(images > threshold, 1.0, 0.0), dtype=torch.float32).flatten(1)


def prepare(images, labels, order, threshold=0):
    train, test = np.split(order, [round(0.9 * len(order))])
    x, y = binarize(images, threshold), torch.as_tensor(labels)
    return [x[train], y[train], x[test], y[test]]


class DigitNet(nn.Module):
    def __init__(self, device="cpu"):
        super().__init__()
        sizes = (784, 64, 32, 32, 10)
        steps = []
        for i in range(4):
            steps += [nn.Linear(sizes[i], sizes[i + 1], device=device), nn.ReLU(inplace=True)]
        self.net = nn.Sequential(*steps[:-1], nn.LogSoftmax(dim=1))

    def forward(self, x):
        return self.net(x)


def train(model, batches, epochs, learning_rate, device="cpu"):
    model = model.to(device)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = torch.zeros(epochs)
    for epoch in range(epochs):
        batch_losses = []
        for x, y in batches:
            loss = criterion(model(x.to(device)), y.to(device))
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            batch_losses.append(loss.detach())
        losses[epoch] = torch.stack(batch_losses).mean()
    return losses


def accuracy(log_probabilities, labels):
    guesses = log_probabilities.argmax(axis=1, keepdim=True)
    return torch.mean((guesses == labels.view(-1, 1)).float()) * 100
