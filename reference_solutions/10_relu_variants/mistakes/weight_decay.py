# instructor room · gradeproof-canary-6f1d2c9a
"""Your optimizer pulls all weights toward zero in every step. The task asks for plain SGD without
weight decay."""

import numpy as np
import torch
from torch import nn

LOSES = ("check_steps", "check_held_out")


def prepare(data):
    kept = data[data["total sulfur dioxide"] < 200]
    measured = kept.drop(columns="quality")
    scaled = (measured - measured.mean()) / measured.std(ddof=0)
    features = torch.tensor(scaled.to_numpy(), dtype=torch.float32)
    labels = torch.tensor((kept[["quality"]] > 5).to_numpy(), dtype=torch.float32)
    return features, labels


class WineNet(nn.Module):
    def __init__(self, activation):
        super().__init__()
        self.input = nn.Linear(11, 16)
        self.hidden1 = nn.Linear(16, 32)
        self.hidden2 = nn.Linear(32, 32)
        self.output = nn.Linear(32, 1)
        self.activation = getattr(nn, activation)()

    def forward(self, x):
        x = self.activation(self.input(x))
        x = self.activation(self.hidden1(x))
        x = self.activation(self.hidden2(x))
        return self.output(x)


def percent_right(logits, labels):
    return 100 * ((logits > 0) == (labels > 0.5)).float().mean().item()


def train(model, train_batches, test_batches, epochs, learning_rate, device="cpu"):
    model.to(device)
    loss_function = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, weight_decay=0.01)
    train_accuracies, test_accuracies, losses = [], [], []
    for _ in range(epochs):
        model.train()
        batch_accuracies, batch_losses = [], []
        for x, y in train_batches:
            logits = model(x)
            loss = loss_function(logits, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            batch_losses.append(loss.item())
            batch_accuracies.append(percent_right(logits, y))
        losses.append(np.mean(batch_losses))
        train_accuracies.append(np.mean(batch_accuracies))
        model.eval()
        with torch.no_grad():
            test_accuracies.append(np.mean([percent_right(model(x), y) for x, y in test_batches]))
    return train_accuracies, test_accuracies, losses


def compare(build, train, names, seed):
    train_columns, test_columns = [], []
    for name in names:
        torch.manual_seed(seed)
        train_accuracies, test_accuracies, _ = train(build(name))
        train_columns.append(train_accuracies)
        test_columns.append(test_accuracies)
    return np.stack(train_columns, axis=1), np.stack(test_columns, axis=1)
