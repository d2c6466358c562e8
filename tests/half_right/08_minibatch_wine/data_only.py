"""3 points: the data is ready, network, training and comparison untouched."""

import torch
from torch import nn


def prepare(data):
    kept = data[data["total sulfur dioxide"] < 200]
    X = torch.tensor(kept.drop(columns="quality").to_numpy(), dtype=torch.float32)
    y = torch.tensor((kept[["quality"]] > 5).to_numpy(), dtype=torch.float32)
    return X, y


def standardize(train, test):
    mean = train.double().mean(dim=0)
    deviation = train.double().std(dim=0, correction=0)
    scaled_train = (train.double() - mean) / deviation
    scaled_test = (test.double() - mean) / deviation
    return scaled_train.float(), scaled_test.float()


class WineNet(nn.Module):
    def __init__(self):
        super().__init__()
        raise NotImplementedError("not yet")


def train(model, X, y, batch_size, learning_rate, epochs, shuffle, device="cpu"):
    raise NotImplementedError("not yet")


def accuracy(logits, y):
    raise NotImplementedError("not yet")


def compare(batch_sizes, create, run, clock):
    raise NotImplementedError("not yet")
