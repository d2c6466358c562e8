# instructor room · gradeproof-canary-6f1d2c9a
"""RandomSampler and BatchSampler, nn.Sequential with a log-softmax, sums of losses; tensors."""

import torch
import torch.nn as nn
import torch.nn.functional as fn
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, TensorDataset


def make_loaders(train, test, batch_size):
    data = TensorDataset(*train)
    batches = BatchSampler(RandomSampler(data), batch_size, drop_last=True)
    train_loader = DataLoader(data, sampler=batches, batch_size=None)
    test_loader = DataLoader(
        TensorDataset(*test), batch_size=test[0].shape[0], shuffle=True, drop_last=True
    )
    return train_loader, test_loader


class IrisNet(nn.Module):
    def __init__(self, device="cpu"):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(4, 64),
            nn.ReLU(inplace=True),
            nn.Linear(64, 64),
            nn.ReLU(inplace=True),
            nn.Linear(64, 3),
            nn.LogSoftmax(dim=1),
        ).to(device)

    def forward(self, x):
        return self.layers(x)


def measure(model, loader, device):
    outputs, labels = [], []
    for x, y in loader:
        outputs.append(model(x.to(device)))
        labels.append(y.to(device))
    return torch.cat(outputs), torch.cat(labels)


def train(model, train_loader, test_loader, epochs, learning_rate, device="cpu"):
    model = model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    results = torch.zeros(3, epochs)
    for epoch in range(epochs):
        losses, hits, rows = 0, 0, 0
        for X, y in train_loader:
            X, y = X.to(device), y.to(device)
            log_p = model(X)
            loss = fn.nll_loss(log_p, y, reduction="sum")
            (loss / y.numel()).backward()
            optimizer.step()
            optimizer.zero_grad()
            losses = losses + loss.detach()
            hits = hits + (log_p.argmax(dim=-1) == y).sum()
            rows = rows + y.numel()
        results[0, epoch] = losses / rows
        results[1, epoch] = 100 * hits / rows
        with torch.inference_mode():
            log_p, y = measure(model, test_loader, device)
            results[2, epoch] = (log_p.argmax(dim=-1) == y).float().mean() * 100
    return results.unbind()


def sweep(batch_sizes, train, test, make_loaders, create, run):
    tables = None
    for column, size in enumerate(batch_sizes):
        loaders = make_loaders(train, test, int(size))
        accuracies = torch.tensor(run(create(), *loaders), dtype=torch.float64)
        if tables is None:
            tables = torch.zeros(2, accuracies.shape[1], len(batch_sizes), dtype=torch.float64)
        tables[:, :, column] = accuracies
    return tables[0], tables[1]
