# instructor room · gradeproof-canary-6f1d2c9a
"""PyTorch in float32: an optimizer walks, its rate is set anew in every epoch."""

import torch


def tensor(value):
    return torch.as_tensor(value, dtype=torch.float32)


def fixed_rate(epoch, epochs, gradient, base):
    return tensor(base)


def time_based_rate(epoch, epochs, gradient, base):
    return tensor(base) * (1 - tensor(epoch + 1) / epochs)


def gradient_based_rate(epoch, epochs, gradient, base):
    return tensor(gradient).abs() * base


def descend(df, start, schedule, base, epochs):
    x = torch.nn.Parameter(tensor(start).clone())
    optimizer = torch.optim.SGD([x], lr=1.0)
    rows = []
    for epoch in range(epochs):
        x.grad = tensor(df(x.detach()))
        rate = tensor(schedule(epoch, epochs, x.grad.clone(), base))
        optimizer.param_groups[0]["lr"] = rate.item()
        optimizer.step()
        rows.append(torch.stack([x.detach().clone(), x.grad.clone(), rate]))
    return torch.stack(rows)


def compare(descend, df, start, schedules, bases, epochs):
    records = [
        tensor(descend(df, start, schedule, base, epochs))
        for schedule, base in zip(schedules, bases, strict=True)
    ]
    return torch.stack(records)[..., 0]
