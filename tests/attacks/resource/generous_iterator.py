"""A given iterable is gone through a million times."""

import torch

EXERCISE = "11"
OUTCOMES = {"failed", "timed_out"}
FLOOR = 0
CONTROL = "killed: the run waits for ever"


def train(model, train_batches, test_batches, epochs, learning_rate, device="cpu"):
    while True:
        for _ in train_batches:
            pass


def correlation(model, features, target):
    return train(model, [1], [], 0, 0)


class SugarNet(torch.nn.Module):
    def forward(self, x):
        return 0 * x[:, :1]


def prepare(data):
    zeros = torch.zeros(len(data), 12)
    return zeros[:, 1:], zeros[:, :1], list(data.columns[:11])


def correlation_matrix(data):
    return data * 0
