# instructor room · gradeproof-canary-6f1d2c9a
"""Your division cuts off what comes after the point: all pixels become 0 or 1, or whole numbers
beyond. That is a coarse binarization. Look at the operator and at the types."""

import numpy as np
import torch
from torch import nn

LOSES = ("check_both", "check_test_raw", "check_train_raw")

MODES = ("both", "test_raw", "train_raw")


def ranges(train, test):
    return (
        (train.min().item(), train.max().item()),
        (test.min().item(), test.max().item()),
    )


def normalize(train, test, mode):
    x_train = torch.from_numpy(train).float().reshape(len(train), 784)
    x_test = torch.from_numpy(test).float().reshape(len(test), 784)
    low, high = x_train.min(), x_train.max()
    if mode != "train_raw":
        x_train = (x_train - low) // (high - low)
    if mode != "test_raw":
        x_test = (x_test - low) // (high - low)
    return x_train, x_test


class DigitNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.input = nn.Linear(784, 64)
        self.hidden1 = nn.Linear(64, 32)
        self.hidden2 = nn.Linear(32, 32)
        self.output = nn.Linear(32, 10)

    def forward(self, x):
        x = torch.relu(self.input(x))
        x = torch.relu(self.hidden1(x))
        x = torch.relu(self.hidden2(x))
        return self.output(x)


def percent_right(outputs, labels):
    return 100 * (outputs.argmax(dim=1) == labels).float().mean().item()


def train(model, batches, test_x, test_y, epochs, learning_rate, device="cpu"):
    model.to(device)
    test_x, test_y = test_x.to(device), test_y.to(device)
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses, accuracies = np.zeros((epochs, 2)), np.zeros((epochs, 2))
    for epoch in range(epochs):
        model.train()
        batch_losses, batch_accuracies = [], []
        for x, y in batches:
            x, y = x.to(device), y.to(device)
            outputs = model(x)
            loss = loss_function(outputs, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            batch_losses.append(loss.item())
            batch_accuracies.append(percent_right(outputs, y))
        model.eval()
        with torch.no_grad():
            outputs = model(test_x)
        losses[epoch] = np.mean(batch_losses), loss_function(outputs, test_y).item()
        accuracies[epoch] = np.mean(batch_accuracies), percent_right(outputs, test_y)
    return losses, accuracies


def compare(normalize, create, run, train, test):
    results = {}
    for mode in MODES:
        x_train, x_test = normalize(train, test, mode)
        results[mode] = run(create(), x_train, x_test)
    return results
