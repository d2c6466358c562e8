# instructor room · gradeproof-canary-6f1d2c9a
"""scipy's z-map, functional layers, shuffled copies of the rows, an update of flat vectors."""

import torch
from scipy import stats
from torch import nn
from torch.nn import functional
from torch.nn.utils import parameters_to_vector, vector_to_parameters


def prepare(data):
    data = data.drop(index=data.index[data["total sulfur dioxide"] >= 200])
    X = torch.tensor(data.drop(columns=["quality"]).values).float()
    y = torch.tensor([[1.0] if quality >= 6 else [0.0] for quality in data["quality"]])
    return X, y


def standardize(train, test):
    old = train.double().numpy()
    return tuple(torch.tensor(stats.zmap(part.numpy(), old)).float() for part in (train, test))


class WineNet(nn.Module):
    def __init__(self):
        super().__init__()
        for k, (n_in, n_out) in enumerate([(11, 16), (16, 32), (32, 32), (32, 1)]):
            self.add_module(f"layer{k}", nn.Linear(n_in, n_out))

    def forward(self, x):
        *hidden, last = self.children()
        for layer in hidden:
            x = functional.relu(functional.linear(x, layer.weight, layer.bias))
        return last(x)


def train(model, X, y, batch_size, learning_rate, epochs, shuffle, device="cpu"):
    model.to(device)
    for _ in range(epochs):
        order = shuffle(len(y))
        batches = zip(X[order].split(batch_size), y[order].split(batch_size), strict=True)
        for x, labels in batches:
            if len(x) < batch_size:
                break
            model.zero_grad()
            logits = model(x.to(device)).squeeze(1)
            labels = labels.to(device).squeeze(1)
            functional.binary_cross_entropy_with_logits(logits, labels).backward()
            before = parameters_to_vector(model.parameters()).detach()
            gradient = parameters_to_vector(p.grad for p in model.parameters())
            vector_to_parameters(before - learning_rate * gradient, model.parameters())


def accuracy(logits, y):
    return torch.sum(torch.sign(logits) == 2 * y - 1) / y.numel() * 100


def compare(batch_sizes, create, run, clock):
    sizes = [int(size) for size in batch_sizes]
    models = {size: create() for size in sizes}
    trained, tested, gaps, seconds = [], [], [], []
    for size, model in models.items():
        seconds.append(-clock())
        results = run(model, size)
        seconds[-1] += clock()
        trained.append(torch.tensor(results[0][-5:], dtype=torch.float64).mean())
        tested.append(torch.tensor(results[1][-5:], dtype=torch.float64).mean())
        gaps.append(trained[-1] - tested[-1])
    columns = [torch.stack(trained), torch.stack(tested), torch.stack(gaps), torch.tensor(seconds)]
    return torch.stack(columns, dim=1)
