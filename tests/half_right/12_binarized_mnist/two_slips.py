"""6 points: bytes for pixels and a kept gradient cost four; what is built on them still earns.

`binarize` loses its two points for the dtype, and `prepare`, which passes on what it gives, none.
`train` loses the path and the digits held out, which wait for it, and keeps the losses.
"""

import torch
from torch import nn


def binarize(images, threshold=0):
    return (torch.from_numpy(images) > threshold).flatten(1).byte()


def prepare(images, labels, order, threshold=0):
    order = torch.from_numpy(order)
    train, test = order.split([len(order) * 9 // 10, len(order) // 10])
    x, y = binarize(images, threshold), torch.from_numpy(labels)
    return x[train], y[train], x[test], y[test]


class DigitNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(784, 64),
            nn.ReLU(),
            nn.Linear(64, 32),
            nn.ReLU(),
            nn.Linear(32, 32),
            nn.ReLU(),
            nn.Linear(32, 10),
            nn.LogSoftmax(dim=1),
        )

    def forward(self, x):
        return self.layers(x)


def train(model, batches, epochs, learning_rate, device="cpu"):
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), learning_rate)
    losses = []
    for _ in range(epochs):
        of_batches = []
        for x, y in batches:
            loss = nn.functional.nll_loss(model(x.to(device)), y.to(device))
            loss.backward()
            optimizer.step()
            of_batches.append(loss.item())
        losses.append(sum(of_batches) / len(of_batches))
    return losses


def accuracy(log_probabilities, labels):
    guesses = log_probabilities.argmax(1)
    return float((guesses == labels.view(-1)).sum()) / len(guesses) * 100
