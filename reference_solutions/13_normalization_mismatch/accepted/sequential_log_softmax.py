# instructor room · gradeproof-canary-6f1d2c9a
"""One nn.Sequential with a LogSoftmax, which the cross-entropy leaves as it is; zero_grad after the
step; tables in tensors; a dict comprehension."""

import torch
import torch.nn as nn


def ranges(train, test):
    return torch.stack([torch.stack(torch.aminmax(part)) for part in (train, test)])


def normalize(train, test, mode):
    train, test = (torch.tensor(part, dtype=torch.float32).flatten(1) for part in (train, test))
    a, b = train.min(), train.max()
    # A part that stays raw is multiplied by 1 and shifted by 0.
    factors = {
        "both": (1 / (b - a),) * 2,
        "test_raw": (1 / (b - a), 1),
        "train_raw": (1, 1 / (b - a)),
    }
    shifts = {"both": (a, a), "test_raw": (a, 0), "train_raw": (0, a)}
    return tuple(
        (part - shift) * factor
        for part, factor, shift in zip((train, test), factors[mode], shifts[mode], strict=True)
    )


class DigitNet(nn.Module):
    def __init__(self, device="cpu"):
        super().__init__()
        sizes = (784, 64, 32, 32, 10)
        steps = []
        for i in range(4):
            steps += [nn.Linear(sizes[i], sizes[i + 1], device=device), nn.ReLU(inplace=True)]
        self.net = nn.Sequential(*steps[:-1], nn.LogSoftmax(dim=1))

    def forward(self, x):
        return self.net(x)


def train(model, batches, test_x, test_y, epochs, learning_rate, device="cpu"):
    model = model.to(device)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses, accuracies = torch.zeros(epochs, 2), torch.zeros(epochs, 2)
    for epoch in range(epochs):
        rows = []
        for x, y in batches:
            log_p = model(x.to(device))
            loss = criterion(log_p, y.to(device))
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            right = (log_p.argmax(1) == y.to(device)).float().mean() * 100
            rows.append(torch.stack([loss.detach(), right]))
        losses[epoch, 0], accuracies[epoch, 0] = torch.stack(rows).mean(0)
        with torch.inference_mode():
            log_p = model(test_x.to(device))
            losses[epoch, 1] = criterion(log_p, test_y.to(device))
            accuracies[epoch, 1] = (log_p.argmax(1) == test_y.to(device)).float().mean() * 100
    return losses, accuracies


def compare(normalize, create, run, train, test):
    modes = ["both", "test_raw", "train_raw"]
    pairs = {mode: normalize(train, test, mode) for mode in modes}
    return {mode: run(create(), x_train, x_test) for mode, (x_train, x_test) in pairs.items()}
