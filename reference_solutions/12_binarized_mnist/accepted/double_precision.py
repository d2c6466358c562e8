# instructor room · gradeproof-canary-6f1d2c9a
"""float64 inside the network; the loss by gather; nine tenths by a stride of the mask."""

import numpy as np
import torch
from torch import nn


def binarize(images, threshold=0):
    gray = torch.from_numpy(images.astype(np.int64)).view(-1, 28 * 28)
    return gray.gt(int(threshold)).to(torch.float32)


def prepare(images, labels, order, threshold=0):
    images, labels = images[order], labels[order]
    is_train = np.arange(len(order)) < 9 * len(order) / 10
    return (
        binarize(images[is_train], threshold),
        torch.LongTensor(labels[is_train]),
        binarize(images[~is_train], threshold),
        torch.LongTensor(labels[~is_train]),
    )


class DigitNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Linear(784, 64)
        self.two = nn.Linear(64, 32)
        self.three = nn.Linear(32, 32)
        self.four = nn.Linear(32, 10)
        self.double()

    def forward(self, page):
        hidden = torch.maximum(self.one(page.double()), torch.zeros(()))
        hidden = torch.maximum(self.two(hidden), torch.zeros(()))
        hidden = torch.maximum(self.three(hidden), torch.zeros(()))
        z = self.four(hidden)
        z = z - z.max(dim=1, keepdim=True).values
        return z - z.exp().sum(dim=1, keepdim=True).log()


def train(model, batches, epochs, learning_rate, device="cpu"):
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

    def step(pair):
        x, y = pair
        loss = -model(x.to(device)).gather(1, y.to(device)[:, None]).mean()
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
        return loss.item()

    return np.array([np.mean([step(pair) for pair in batches]) for _ in range(epochs)])


def accuracy(log_probabilities, labels):
    guesses = np.argmax(log_probabilities.numpy(), axis=1)
    return np.float64(100 * np.mean(guesses == np.ravel(labels)))
