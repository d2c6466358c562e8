# instructor room · gradeproof-canary-6f1d2c9a
"""scikit-learn's scaler, ModuleList, a new optimizer each epoch, one pass over all test rows."""

import numpy as np
import torch
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.nn import functional as fn


def prepare(data):
    data = data.drop(index=data.index[data["total sulfur dioxide"] >= 200])
    names = data.columns.drop("residual sugar").to_list()
    features = StandardScaler().fit_transform(data[names])
    target = StandardScaler().fit_transform(data[["residual sugar"]])
    return torch.from_numpy(features).to(torch.float32), torch.Tensor(target), names


class SugarNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.ModuleList([nn.Linear(11, 16), nn.Linear(16, 32), nn.Linear(32, 32)])
        self.out = nn.Linear(32, 1)

    def forward(self, x):
        for layer in self.hidden:
            x = fn.relu(layer(x))
        return self.out(x)


def one_epoch(model, batches, learning_rate, device):
    # Plain SGD keeps nothing from step to step, so a new optimizer is the same optimizer.
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for X, y in batches:
        model.zero_grad()
        loss = fn.mse_loss(model(X.to(device)), y.to(device))
        loss.backward()
        optimizer.step()
        yield loss.item()


def train(model, train_batches, test_batches, epochs, learning_rate, device="cpu"):
    model.to(device)
    rows = list(test_batches)
    X_test = torch.cat([X for X, _ in rows]).to(device)
    y_test = torch.cat([y for _, y in rows]).to(device)
    losses = np.zeros((epochs, 2))
    for epoch in range(epochs):
        losses[epoch, 0] = np.mean(list(one_epoch(model, train_batches, learning_rate, device)))
        losses[epoch, 1] = fn.mse_loss(model(X_test), y_test).detach().cpu().numpy()
    return losses[:, 0], losses[:, 1]


def correlation(model, features, target):
    predicted = model(features).detach().numpy()
    return np.corrcoef(predicted.T, target.numpy().T)[1, 0]


def correlation_matrix(data):
    return np.corrcoef(data.to_numpy().T)
