# instructor room · gradeproof-canary-6f1d2c9a
"""Functions in place of modules; random state put back before every build; tensors as tables."""

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn


def prepare(data):
    kept = data.query("`total sulfur dioxide` < 200")
    features = kept.loc[:, kept.columns != "quality"]
    features = features.sub(features.mean()).div(features.std(ddof=0))
    labels = kept["quality"].gt(5).astype("float32").to_frame()
    return torch.tensor(features.values, dtype=torch.float32), torch.tensor(labels.values)


class WineNet(nn.Module):
    def __init__(self, activation):
        super().__init__()
        functions = {"ReLU": F.relu, "ReLU6": F.relu6, "LeakyReLU": F.leaky_relu}
        self.function = functions[activation]
        self.a, self.b, self.c = nn.Linear(11, 16), nn.Linear(16, 32), nn.Linear(32, 32)
        self.d = nn.Linear(32, 1)

    def forward(self, x):
        return self.d(self.function(self.c(self.function(self.b(self.function(self.a(x)))))))


def percent(z, y):
    return (1 - ((z > 0).float() - y).abs().mean()) * 100


def epoch_of_training(model, batches, optimizer, device):
    """(accuracy, loss) of each batch, from before its step."""
    for x, y in batches:
        z = model(x.to(device))
        loss = F.binary_cross_entropy_with_logits(z, y.to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield torch.stack([percent(z.detach(), y.to(device)), loss.detach()])


def train(model, train_batches, test_batches, epochs, learning_rate, device="cpu"):
    model = model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, foreach=True)
    rows = []
    for _ in range(epochs):
        seen = torch.stack(list(epoch_of_training(model, train_batches, optimizer, device)))
        with torch.no_grad():
            tests = torch.stack(
                [percent(model(x.to(device)), y.to(device)) for x, y in test_batches]
            )
        accuracy, loss = seen.mean(dim=0)
        rows.append((accuracy.item(), tests.mean().item(), loss.item()))
    return tuple(list(column) for column in zip(*rows, strict=True))


def compare(build, train, names, seed):
    torch.manual_seed(seed)
    state = torch.get_rng_state()
    columns = {"train": [], "test": []}
    for name in names:
        torch.set_rng_state(state)
        accuracies = train(build(name))
        columns["train"].append(torch.as_tensor(accuracies[0]))
        columns["test"].append(torch.as_tensor(accuracies[1]))
    return torch.stack(columns["train"], dim=1), torch.stack(columns["test"], dim=1)
