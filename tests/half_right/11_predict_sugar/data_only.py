"""4 points: the data are prepared and correlated; there is no network."""

import torch
from torch import nn


def prepare(data):
    kept = data[data["total sulfur dioxide"] < 200]
    z = (kept - kept.mean()) / kept.std(ddof=0)
    sugar = z.pop("residual sugar")
    features = torch.tensor(z.to_numpy(), dtype=torch.float32)
    return features, torch.tensor(sugar.to_numpy(), dtype=torch.float32)[:, None], list(z.columns)


class SugarNet(nn.Module):
    def __init__(self):
        super().__init__()
        raise NotImplementedError("SugarNet")


def train(model, train_batches, test_batches, epochs, learning_rate, device="cpu"):
    raise NotImplementedError("train")


def correlation(model, features, target):
    raise NotImplementedError("correlation")


def correlation_matrix(data):
    return data.corr().to_numpy()
