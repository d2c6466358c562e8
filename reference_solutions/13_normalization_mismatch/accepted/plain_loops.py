# instructor room · gradeproof-canary-6f1d2c9a
"""Pixel constants with NumPy, lists of rows; no optimizer: autograd.grad and an update by hand."""

import numpy as np
import torch
from torch import nn


def ranges(train, test):
    result = []
    for part in (train, test):
        values = part.flatten().tolist()
        result.append([min(values), max(values)])
    return result


def normalize(train, test, mode):
    smallest, largest = float(np.min(train)), float(np.max(train))
    result = []
    for part, stays_raw in ((train, "train_raw"), (test, "test_raw")):
        rows = []
        for image in part:
            row = image.astype(np.float64).ravel()
            if mode != stays_raw:
                row = (row - smallest) / (largest - smallest)
            rows.append(row)
        result.append(torch.tensor(np.array(rows, dtype=np.float32)))
    return result


class DigitNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(
            [nn.Linear(784, 64), nn.Linear(64, 32), nn.Linear(32, 32), nn.Linear(32, 10)]
        )

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = layer(x).clamp(min=0)
        return self.layers[-1](x)


def measure(model, x, y):
    z = model(x)
    log_p = z - torch.logsumexp(z, dim=1, keepdim=True)
    loss = -sum(log_p[i, digit] for i, digit in enumerate(y)) / len(y)
    hits = sum(int(row.argmax()) == int(digit) for row, digit in zip(z, y, strict=True))
    return loss, 100 * hits / len(y)


def train(model, batches, test_x, test_y, epochs, learning_rate, device="cpu"):
    model.to(device)
    losses, accuracies = [], []
    for _ in range(epochs):
        loss_sum, accuracy_sum, count = 0.0, 0.0, 0
        for x, y in batches:
            loss, accuracy = measure(model, x.to(device), y.to(device))
            gradients = torch.autograd.grad(loss, list(model.parameters()))
            with torch.no_grad():
                for parameter, gradient in zip(model.parameters(), gradients, strict=True):
                    parameter -= learning_rate * gradient
            loss_sum, accuracy_sum, count = (
                loss_sum + loss.item(),
                accuracy_sum + accuracy,
                count + 1,
            )
        test_loss, test_accuracy = measure(model, test_x.to(device), test_y.to(device))
        losses.append([loss_sum / count, test_loss.item()])
        accuracies.append([round(accuracy_sum / count, 2), round(test_accuracy, 2)])
    return losses, accuracies


def compare(normalize, create, run, train, test):
    results = {}
    for mode in ("train_raw", "test_raw", "both"):
        model = create()
        pair = normalize(train.copy(), test.copy(), mode)
        results[mode] = run(model, *pair)
    return results
