"""An answer without an end keeps the grader busy for ever."""

import torch

EXERCISE = "06"
OUTCOMES = {"crashed", "failed", "out_of_memory", "raised", "timed_out"}
FLOOR = 0
CONTROL = "killed: the grader makes a list of it"


def create(learning_rate, device="cpu"):
    def endless():
        while True:
            yield 0

    return endless()


class MultilayerNet(torch.nn.Module):
    def named_parameters(self, *args, **kwargs):
        number = 0
        while True:
            yield f"p{number}", torch.nn.Parameter(torch.zeros(1))
            number += 1


def train(model, lossfun, optimizer, X, y, epochs, device="cpu"):
    return [9.0] * epochs, 0 * X[:, :1], 0.0
