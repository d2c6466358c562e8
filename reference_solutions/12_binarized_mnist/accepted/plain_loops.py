# instructor room · gradeproof-canary-6f1d2c9a
"""Image by image, digit by digit; no optimizer: autograd.grad and an update by hand."""

import numpy as np
import torch
from torch import nn


def binarize(images, threshold=0):
    pages = np.zeros((len(images), 784), dtype=np.float32)
    for k, image in enumerate(images):
        pages[k][image.ravel() > threshold] = 1
    return torch.tensor(pages)


def prepare(images, labels, order, threshold=0):
    x, y = [], []
    for k in order:
        x.append(binarize(images[k : k + 1], threshold)[0])
        y.append(int(labels[k]))
    tenth = len(order) // 10
    return (
        torch.stack(x[:-tenth]),
        torch.tensor(y[:-tenth]),
        torch.stack(x[-tenth:]),
        torch.tensor(y[-tenth:]),
    )


class DigitNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(
            [nn.Linear(784, 64), nn.Linear(64, 32), nn.Linear(32, 32), nn.Linear(32, 10)]
        )

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = layer(x).clamp(min=0)
        z = self.layers[-1](x)
        return z - torch.logsumexp(z, dim=-1, keepdim=True)


def train(model, batches, epochs, learning_rate, device="cpu"):
    model.to(device)
    losses = []
    for _ in range(epochs):
        total, count = 0.0, 0
        for x, y in batches:
            log_p = model(x.to(device))
            loss = -sum(log_p[i, digit] for i, digit in enumerate(y)) / len(y)
            gradients = torch.autograd.grad(loss, list(model.parameters()))
            with torch.no_grad():
                for parameter, gradient in zip(model.parameters(), gradients, strict=True):
                    parameter -= learning_rate * gradient
            total, count = total + loss.item(), count + 1
        losses.append(total / count)
    return losses


def accuracy(log_probabilities, labels):
    hits = 0
    for row, label in zip(log_probabilities.tolist(), labels.reshape(-1).tolist(), strict=True):
        hits += row.index(max(row)) == label
    return round(100 * hits / len(log_probabilities), 2)
