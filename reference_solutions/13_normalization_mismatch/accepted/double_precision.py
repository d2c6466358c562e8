# instructor room · gradeproof-canary-6f1d2c9a
"""float64 inside the network; the loss by gather; a scaler made from the training images."""

import numpy as np
import torch
from torch import nn


def ranges(train, test):
    train, test = train.numpy(), test.numpy()
    return (train.min(), train.max()), (test.min(), test.max())


def scaler(train):
    a, b = train.min().astype(float), train.max().astype(float)
    return lambda images: (images - a) / (b - a)


def rows(images):
    return torch.from_numpy(images.astype(np.float32)).view(-1, 28 * 28)


def normalize(train, test, mode):
    scale = scaler(train)
    if mode == "both":
        return rows(scale(train)), rows(scale(test))
    if mode == "test_raw":
        return rows(scale(train)), rows(test)
    return rows(train), rows(scale(test))


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
        return self.four(hidden)


def train(model, batches, test_x, test_y, epochs, learning_rate, device="cpu"):
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

    def look(x, y):
        z, y = model(x.to(device)), y.to(device)
        z = z - z.max(dim=1, keepdim=True).values
        loss = (z.exp().sum(dim=1).log() - z.gather(1, y[:, None])[:, 0]).mean()
        return loss, 100 * np.mean((z.argmax(dim=1) == y).numpy())

    def step(x, y):
        loss, accuracy = look(x, y)
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
        return loss.item(), accuracy

    history = []
    for _ in range(epochs):
        trained = np.mean([step(x, y) for x, y in batches], axis=0)
        loss, accuracy = look(test_x, test_y)
        history.append([trained, (loss.item(), accuracy)])
    losses, accuracies = np.array(history).transpose(2, 0, 1)
    return [losses, accuracies]


def compare(normalize, create, run, train, test):
    both = run(create(), *normalize(train, test, "both"))
    test_raw = run(create(), *normalize(train, test, "test_raw"))
    train_raw = run(create(), *normalize(train, test, "train_raw"))
    return {"both": both, "test_raw": test_raw, "train_raw": train_raw}
