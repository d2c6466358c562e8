# instructor room · gradeproof-canary-6f1d2c9a
"""Your optimizer has momentum, so each step repeats a part of those before it. The task asks for
plain SGD."""

import numpy as np
import torch
from torch import nn

LOSES = ("check_path", "check_effect")


def prepare(data):
    kept = data[data["total sulfur dioxide"] < 200]
    X = torch.tensor(kept.drop(columns="quality").to_numpy(), dtype=torch.float32)
    y = torch.tensor((kept[["quality"]] > 5).to_numpy(), dtype=torch.float32)
    return X, y


def standardize(train, test):
    mean = train.double().mean(dim=0)
    deviation = train.double().std(dim=0, correction=0)
    scaled_train = (train.double() - mean) / deviation
    scaled_test = (test.double() - mean) / deviation
    return scaled_train.float(), scaled_test.float()


class WineNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.input = nn.Linear(11, 16)
        self.hidden1 = nn.Linear(16, 32)
        self.hidden2 = nn.Linear(32, 32)
        self.output = nn.Linear(32, 1)

    def forward(self, x):
        x = torch.relu(self.input(x))
        x = torch.relu(self.hidden1(x))
        x = torch.relu(self.hidden2(x))
        return self.output(x)


def train(model, X, y, batch_size, learning_rate, epochs, shuffle, device="cpu"):
    model.to(device)
    loss_function = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)
    for _ in range(epochs):
        order = shuffle(len(X))
        whole = len(X) // batch_size * batch_size
        for rows in order[:whole].split(batch_size):
            loss = loss_function(model(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def accuracy(logits, y):
    return 100 * ((logits > 0) == (y > 0.5)).double().mean().item()


def compare(batch_sizes, create, run, clock):
    table = []
    for size in batch_sizes:
        model = create()
        start = clock()
        train_accuracies, test_accuracies = run(model, int(size))
        seconds = clock() - start
        trained, tested = np.mean(train_accuracies[-5:]), np.mean(test_accuracies[-5:])
        table.append([trained, tested, trained - tested, seconds])
    return np.array(table)
