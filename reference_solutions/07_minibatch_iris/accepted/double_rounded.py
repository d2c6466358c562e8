# instructor room · gradeproof-canary-6f1d2c9a
"""float64 inside, ModuleList, a generator of its own, percentages rounded, weighted averages."""

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loaders(train, test, batch_size):
    shuffling = torch.Generator().manual_seed(2105)
    train_loader = DataLoader(
        TensorDataset(*train), batch_size, shuffle=True, drop_last=True, generator=shuffling
    )
    return train_loader, DataLoader(TensorDataset(*test), batch_size=10**6)


class IrisNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.ModuleList([nn.Linear(4, 64), nn.Linear(64, 64)])
        self.out = nn.Linear(64, 3)
        self.double()

    def forward(self, flowers):
        signal = flowers.double()
        for layer in self.hidden:
            signal = torch.maximum(layer(signal), torch.zeros(()))
        return self.out(signal)


def train(model, train_loader, test_loader, epochs, learning_rate, device="cpu"):
    model.to(device)
    criterion = nn.CrossEntropyLoss()

    def step(batch):
        # Plain SGD keeps nothing from step to step, so a new optimizer is the same optimizer.
        optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
        X, y = (part.to(device) for part in batch)
        optimizer.zero_grad(set_to_none=False)
        outputs = model(X)
        loss = criterion(outputs, y)
        loss.backward()
        optimizer.step()
        return loss.item(), percent(outputs, y), len(y)

    @torch.no_grad()
    def test(batch):
        X, y = (part.to(device) for part in batch)
        return percent(model(X), y), len(y)

    losses, trained, tested = np.zeros(epochs), np.zeros(epochs), np.zeros(epochs)
    for epoch in range(epochs):
        model.train()
        of_batch, right, sizes = np.array([step(batch) for batch in train_loader]).T
        losses[epoch] = np.average(of_batch, weights=sizes)
        trained[epoch] = np.average(right, weights=sizes).round(2)
        model.eval()
        right, sizes = np.array([test(batch) for batch in test_loader]).T
        tested[epoch] = np.average(right, weights=sizes).round(2)
    return losses, trained, tested


def percent(outputs, y):
    return 100 * (torch.max(outputs, 1).indices == y).double().mean().item()


def sweep(batch_sizes, train, test, make_loaders, create, run):
    results = {}
    for size in sorted(batch_sizes, reverse=True):
        model = create()
        train_loader, test_loader = make_loaders(train, test, int(size))
        results[int(size)] = run(model, train_loader, test_loader)
    columns = [results[int(size)] for size in batch_sizes]
    return (
        np.column_stack([train_accuracies for train_accuracies, _ in columns]),
        np.column_stack([test_accuracies for _, test_accuracies in columns]),
    )
