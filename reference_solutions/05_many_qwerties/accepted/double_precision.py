# instructor room · gradeproof-canary-6f1d2c9a
"""Float64 inside the net, one-hot targets, gradients cleared after each step, losses a tensor."""

import torch
from torch import nn
from torch.nn.functional import one_hot


def make_qwerties(n_per_group, blur, centers, seed):
    source = torch.Generator().manual_seed(seed)
    centers = torch.as_tensor(centers, dtype=torch.float64)
    noise = torch.randn(n_per_group, 3, 2, generator=source, dtype=torch.float64)
    X = (centers + blur * noise).reshape(-1, 2).float()  # groups take turns: 0, 1, 2, 0, 1, 2, …
    return X, torch.arange(3).repeat(n_per_group)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 4), nn.Linear(4, 3)]).double()

    def forward(self, x):
        first, second = self.layers
        return second(torch.maximum(first(x.double()), torch.tensor(0.0)))


def build(device="cpu"):
    return Net().to(device)


def train(model, X, y, learning_rate, epochs, device="cpu"):
    target = one_hot(y, 3).double().to(device)
    X = X.double().to(device)
    optimizer = torch.optim.SGD([{"params": model.parameters(), "lr": learning_rate}])
    model.zero_grad()
    losses, accuracies = torch.zeros(epochs), torch.zeros(epochs, dtype=torch.float64)
    logits = model(X)
    for e in range(epochs):
        loss = nn.functional.cross_entropy(logits, target)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)
        logits = model(X)  # after the step; the next epoch goes on from here
        losses[e] = loss.item()
        accuracies[e] = 100 - 100 * (logits.argmax(1) != y).double().mean()
    return losses, accuracies


def predict(model, X):
    return model(X).max(dim=1).indices


def group_accuracies(predictions, y):
    hit = one_hot(y, 3) * (predictions == y)[:, None]
    return 100 * hit.sum(dim=0) / one_hot(y, 3).sum(dim=0)
