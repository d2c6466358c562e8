# instructor room · gradeproof-canary-6f1d2c9a
"""Index lists by random.shuffle, functional layers, vector_to_parameters for the steps; loops."""

import random

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils import parameters_to_vector, vector_to_parameters


class Shuffled:
    def __init__(self, rows, labels, size):
        self.rows, self.labels, self.size = rows, labels, size

    def __iter__(self):
        numbers = list(range(len(self.labels)))
        random.shuffle(numbers)
        while len(numbers) >= self.size:
            taken, numbers = numbers[: self.size], numbers[self.size :]
            yield [self.rows[taken], self.labels[taken]]


def make_loaders(train, test, batch_size):
    return Shuffled(*train, batch_size), ((test[0], test[1]),)


class IrisNet(nn.Module):
    def __init__(self):
        super().__init__()
        for k, (n_in, n_out) in enumerate([(4, 64), (64, 64), (64, 3)]):
            self.add_module(f"layer{k}", nn.Linear(n_in, n_out))

    def forward(self, x):
        for layer in list(self.children())[:-1]:
            x = functional.relu(functional.linear(x, layer.weight, layer.bias))
        return self.layer2(x)


def train(model, train_loader, test_loader, epochs, learning_rate, device="cpu"):
    model.to(device)
    losses, train_accuracies, test_accuracies = [], [], []
    for _ in range(epochs):
        of_rows, right = [], []
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            model.zero_grad()
            out = model(x)
            each = functional.cross_entropy(out, y, reduction="none")
            each.mean().backward()
            before = parameters_to_vector(model.parameters()).detach()
            gradient = parameters_to_vector(p.grad for p in model.parameters())
            vector_to_parameters(before - learning_rate * gradient, model.parameters())
            of_rows.append(each.detach())
            right.append(out.detach().max(dim=1)[1].eq(y))
        losses.append(torch.cat(of_rows).mean())
        train_accuracies.append(100 * torch.cat(right).float().mean())
        right = [model(x.to(device)).max(dim=1)[1].eq(y.to(device)) for x, y in test_loader]
        test_accuracies.append(100 * torch.cat(right).float().mean())
    return losses, train_accuracies, test_accuracies


def sweep(batch_sizes, train, test, make_loaders, create, run):
    loaders = [make_loaders(train, test, int(size)) for size in batch_sizes]
    models = [create() for _ in batch_sizes]
    answers = [run(model, *pair) for model, pair in zip(models, loaders, strict=True)]
    epochs = range(len(answers[0][0]))
    return [[[answer[k][e] for answer in answers] for e in epochs] for k in (0, 1)]
