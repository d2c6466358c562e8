# instructor room · gradeproof-canary-6f1d2c9a
"""float64 inside the network and the losses; apply with a lambda, cosine of centered vectors."""

import torch
from torch import nn


def prepare(data):
    kept = data.loc[~(data["total sulfur dioxide"] >= 200)].copy()
    scaled = kept.apply(lambda column: (column - column.mean()) / column.var(ddof=0) ** 0.5)
    target = scaled.pop("residual sugar")
    features = torch.as_tensor(scaled.to_numpy(), dtype=torch.float32)
    sugar = torch.as_tensor(target.to_numpy(), dtype=torch.float32).view(-1, 1)
    return features, sugar, list(scaled)


class SugarNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Linear(11, 16)
        self.two = nn.Linear(16, 32)
        self.three = nn.Linear(32, 32)
        self.four = nn.Linear(32, 1)
        self.double()

    def forward(self, wine):
        hidden = torch.maximum(self.one(wine.double()), torch.zeros(()))
        hidden = torch.maximum(self.two(hidden), torch.zeros(()))
        hidden = torch.maximum(self.three(hidden), torch.zeros(()))
        return self.four(hidden)


def train(model, train_batches, test_batches, epochs, learning_rate, device="cpu"):
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

    def error(pair):
        X, y = pair
        return torch.mean((model(X.to(device)) - y.to(device)).square())

    def step(pair):
        optimizer.zero_grad(set_to_none=False)
        loss = error(pair)
        loss.backward()
        optimizer.step()
        return loss.item()

    train_losses, test_losses = (), ()
    for _ in range(epochs):
        steps = [step(pair) for pair in train_batches]
        train_losses += (sum(steps) / len(train_batches),)
        model.eval()
        with torch.no_grad():
            tests = [error(pair).item() for pair in test_batches]
        model.train()
        test_losses += (sum(tests) / len(tests),)
    return train_losses, test_losses


def correlation(model, features, target):
    with torch.no_grad():
        predicted = model(features).squeeze().double()
    measured = target.squeeze().double()
    return torch.cosine_similarity(
        predicted - predicted.mean(), measured - measured.mean(), dim=0
    ).numpy()


def correlation_matrix(data):
    scaled = ((data - data.mean()) / data.std()).to_numpy()
    return scaled.T @ scaled / (len(scaled) - 1)
