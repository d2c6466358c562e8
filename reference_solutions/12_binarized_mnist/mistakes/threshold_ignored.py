# instructor room · gradeproof-canary-6f1d2c9a
"""Your border is always 0: the given threshold changes nothing. Look at where it is used."""

import torch
from torch import nn

LOSES = ("check_threshold",)


def binarize(images, threshold=0):
    ink = images > 0
    return torch.from_numpy(ink.reshape(len(images), 784)).float()


def prepare(images, labels, order, threshold=0):
    x = binarize(images, threshold)[order]
    y = torch.from_numpy(labels)[order]
    cut = len(order) * 9 // 10
    return x[:cut], y[:cut], x[cut:], y[cut:]


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
        return torch.log_softmax(self.output(x), dim=1)


def train(model, batches, epochs, learning_rate, device="cpu"):
    model.to(device)
    loss_function = nn.NLLLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(epochs):
        batch_losses = []
        for x, y in batches:
            loss = loss_function(model(x.to(device)), y.to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            batch_losses.append(loss.item())
        losses.append(sum(batch_losses) / len(batch_losses))
    return losses


def accuracy(log_probabilities, labels):
    right = log_probabilities.argmax(dim=1) == labels.flatten()
    return 100 * right.float().mean().item()
