# instructor room · gradeproof-canary-6f1d2c9a
"""scikit-learn's scaler, a DataLoader whose sampler is the given order, nn.Sequential; tensors."""

from itertools import pairwise

import torch
import torch.nn as nn
from sklearn.preprocessing import StandardScaler
from torch.utils.data import DataLoader, TensorDataset


def prepare(data):
    data = data.query("`total sulfur dioxide` < 200").astype(float)
    good = data.pop("quality").gt(5).to_numpy()
    return torch.Tensor(data.values.copy()), torch.tensor(good).float().unsqueeze(1)


def standardize(train, test):
    scaler = StandardScaler().fit(train.numpy())
    return tuple(torch.from_numpy(scaler.transform(part.numpy())).float() for part in (train, test))


class WineNet(nn.Module):
    def __init__(self, device="cpu"):
        super().__init__()
        sizes = [11, 16, 32, 32, 1]
        layers = []
        for n_in, n_out in pairwise(sizes):
            layers += [nn.Linear(n_in, n_out, device=device), nn.ReLU(inplace=True)]
        self.layers = nn.Sequential(*layers[:-1])

    def forward(self, x):
        return self.layers(x)


def train(model, X, y, batch_size, learning_rate, epochs, shuffle, device="cpu"):
    model = model.to(device)
    data = TensorDataset(X, y)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for _ in range(epochs):
        order = shuffle(len(data)).tolist()
        for inputs, labels in DataLoader(data, batch_size, sampler=order, drop_last=True):
            p = torch.sigmoid(model(inputs.to(device)))
            loss = nn.functional.binary_cross_entropy(p, labels.to(device))
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
    return model


def accuracy(logits, y):
    p = torch.sigmoid(logits)
    return 100 - 100 * (p.round() - y).abs().mean()


def compare(batch_sizes, create, run, clock):
    table = torch.zeros(len(batch_sizes), 4)
    for k, size in enumerate(batch_sizes):
        model = create()
        before = clock()
        accuracies = run(model, int(size))
        table[k, 3] = clock() - before
        table[k, :2] = torch.tensor(accuracies)[:, -5:].mean(dim=1)
    table[:, 2] = table[:, 0] - table[:, 1]
    return table
