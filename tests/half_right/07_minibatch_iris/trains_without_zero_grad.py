"""5 points: loaders, network and counting are right, the steps add up, no sweep."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_loaders(train, test, batch_size):
    train_loader = DataLoader(
        TensorDataset(*train), batch_size=batch_size, shuffle=True, drop_last=True
    )
    test_loader = DataLoader(TensorDataset(*test), batch_size=len(test[1]))
    return train_loader, test_loader


class IrisNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.input = nn.Linear(4, 64)
        self.hidden = nn.Linear(64, 64)
        self.output = nn.Linear(64, 3)

    def forward(self, x):
        x = torch.relu(self.input(x))
        x = torch.relu(self.hidden(x))
        return self.output(x)


def train(model, train_loader, test_loader, epochs, learning_rate, device="cpu"):
    model.to(device)
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses, train_accuracies, test_accuracies = [], [], []
    for _ in range(epochs):
        total, right, rows = 0.0, 0, 0
        for x, y in train_loader:
            logits = model(x)
            loss = loss_function(logits, y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
            right += int((logits.argmax(dim=1) == y).sum())
            rows += len(y)
        losses.append(total / rows)
        train_accuracies.append(100 * right / rows)

        right, rows = 0, 0
        with torch.no_grad():
            for x, y in test_loader:
                right += int((model(x).argmax(dim=1) == y).sum())
                rows += len(y)
        test_accuracies.append(100 * right / rows)
    return losses, train_accuracies, test_accuracies


def sweep(batch_sizes, train, test, make_loaders, create, run):
    raise NotImplementedError("not yet")
