# instructor room · gradeproof-canary-6f1d2c9a
"""scikit-learn for data and recall, NLLLoss on log_softmax, a closure; int32 predictions."""

import numpy as np
import torch
from sklearn.datasets import make_blobs
from sklearn.metrics import confusion_matrix
from torch import nn


def make_qwerties(n_per_group, blur, centers, seed):
    X, y = make_blobs(
        [n_per_group] * 3, centers=np.array(centers), cluster_std=blur, random_state=seed
    )
    return torch.from_numpy(X.astype(np.float32)), torch.from_numpy(y.astype(np.int64))


class Qwerty(nn.Sequential):
    def __init__(self):
        super().__init__()
        self.add_module("hidden", nn.Linear(2, 4))
        self.add_module("bend", nn.ReLU(inplace=True))
        self.add_module("logits", nn.Linear(4, 3))


def build(device: str = "cpu", **options):
    return Qwerty(**options).to(torch.device(device))


def train(model, X, y, learning_rate, epochs, device="cpu"):
    model.train()
    nll = nn.NLLLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    history = []

    def closure():
        optimizer.zero_grad()
        loss = nll(torch.log_softmax(model(X), dim=-1), y)
        loss.backward()
        return loss

    for _ in range(epochs):
        loss = optimizer.step(closure)
        history.append((loss.item(), 100 * np.mean(predict(model, X) == y.numpy())))
    model.eval()
    return [loss for loss, _ in history], [accuracy for _, accuracy in history]


def predict(model, X):
    with torch.inference_mode():
        shares = torch.softmax(model(X), dim=1)
    return shares.topk(1).indices[:, 0].numpy().astype(np.int32)


def group_accuracies(predictions, y):
    table = confusion_matrix(y, predictions, labels=[0, 1, 2])
    return 100 * table.diagonal() / table.sum(axis=1)
