"""4 points: the data and the net are right; nothing is trained."""

import torch
from torch import nn


def make_qwerties(n_per_group, blur, centers, seed):
    torch.manual_seed(seed)
    y = torch.arange(3).repeat_interleave(n_per_group)
    X = torch.tensor(centers, dtype=torch.float32)[y]
    return X + blur * torch.randn(X.shape), y


def build(device="cpu"):
    return nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 3)).to(device)


def train(model, X, y, learning_rate, epochs, device="cpu"):
    raise NotImplementedError("train")


def predict(model, X):
    raise NotImplementedError("predict")


def group_accuracies(predictions, y):
    raise NotImplementedError("group_accuracies")
