# instructor room · gradeproof-canary-6f1d2c9a
"""In both of your losses y has lost an axis, and the prediction is still a column, so every
prediction is compared with every wine. Print the shape of their difference in training and in
testing."""

import numpy as np
import torch
from torch import nn

LOSES = ("check_one_step", "check_path", "check_losses", "check_held_out")


def prepare(data):
    kept = data[data["total sulfur dioxide"] < 200]
    scaled = (kept - kept.mean()) / kept.std(ddof=0)
    names = [name for name in scaled.columns if name != "residual sugar"]
    features = torch.tensor(scaled[names].to_numpy(), dtype=torch.float32)
    target = torch.tensor(scaled[["residual sugar"]].to_numpy(), dtype=torch.float32)
    return features, target, names


class SugarNet(nn.Module):
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


def train(model, train_batches, test_batches, epochs, learning_rate, device="cpu"):
    model.to(device)
    loss_function = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    train_losses, test_losses = [], []
    for _ in range(epochs):
        losses = []
        for x, y in train_batches:
            loss = loss_function(model(x.to(device)), y.to(device).flatten())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        train_losses.append(sum(losses) / len(losses))
        with torch.no_grad():
            losses = [
                loss_function(model(x.to(device)), y.to(device).flatten()).item()
                for x, y in test_batches
            ]
        test_losses.append(sum(losses) / len(losses))
    return train_losses, test_losses


def correlation(model, features, target):
    with torch.no_grad():
        predicted = model(features)
    return float(np.corrcoef(predicted.numpy().ravel(), target.numpy().ravel())[0, 1])


def correlation_matrix(data):
    return data.corr().to_numpy()
