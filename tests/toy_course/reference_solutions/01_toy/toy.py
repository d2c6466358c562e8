# instructor room · gradeproof-canary-6f1d2c9a
"""The reference of the toy exercise."""

import numpy as np
import sympy
import torch
from torch import nn


def scale(x, factor):
    if factor == 0:
        raise ValueError("the factor must not be zero")
    if isinstance(x, list):
        return [item * factor for item in x]
    return x * factor


def descend(gradient, start, rate, steps):
    path = [np.array(start)]
    for _ in range(steps):
        path.append(path[-1] - rate * gradient(path[-1]))
    return np.array(path)


def average(batches):
    total = np.zeros(3)
    for batch in batches:
        total += batch.mean(axis=0)
    return total / len(batches)


class Counter:
    def __init__(self, start):
        self.total = start
        self.steps = []

    def add(self, step):
        self.total += step
        self.steps.append(step)
        return self

    def __call__(self):
        return self.total

    def __len__(self):
        return len(self.steps)

    def __getitem__(self, index):
        return self.steps[index]

    def __iter__(self):
        yield from self.steps


def make_counter(start):
    return Counter(start)


def make_net():
    return nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 1))


def make_optimizer(net, rate):
    return torch.optim.SGD(net.parameters(), lr=rate)


def make_loss():
    return nn.MSELoss()


def slope(expression):
    return sympy.diff(expression, sympy.Symbol("x"))


def shuffled(n, generator):
    return torch.randperm(n, generator=generator)


def noise(n):
    return np.random.normal(size=n)


def clip_in_place(x):
    np.clip(x, 0, 1, out=x)


def standardize(frame):
    return (frame - frame.mean()) / frame.std(ddof=0)


def search(f, low, high):
    left, right = low, high
    while right - left > 1e-6:
        middle = (left + right) / 2
        if f(middle) < 0:
            left = middle
        else:
            right = middle
    return left
