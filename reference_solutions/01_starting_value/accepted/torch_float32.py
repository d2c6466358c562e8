# instructor room · gradeproof-canary-6f1d2c9a
"""PyTorch in float32: slopes by autograd, the walk by an optimizer, ends as a tensor."""

import math

import torch


def tensor(values):
    return torch.as_tensor(values, dtype=torch.float32)


def f(x):
    x = tensor(x)
    return torch.cos(2 * math.pi * x) + x**2


def df(x):
    x = tensor(x).clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(f(x).sum(), x)
    return slope


def gradient_descent_1d(df, start, learning_rate=0.01, epochs=100):
    x = torch.nn.Parameter(tensor(start).reshape(()).clone())
    optimizer = torch.optim.SGD([x], lr=learning_rate)
    path = [x.detach().clone()]
    for _ in range(epochs):
        x.grad = tensor(df(x.detach())).reshape(())
        optimizer.step()
        path.append(x.detach().clone())
    return x.detach(), torch.stack(path)


def multi_start(f, descend, starts):
    ends = tensor([descend(start) for start in tensor(starts)])
    return ends, ends[tensor(f(ends)).argmin()]


def kind_of_point(df, x):
    x, h = torch.tensor(float(x), dtype=torch.float32), 0.005
    if torch.abs(tensor(df(x))) >= 1e-3:
        return "neither"
    return "maximum" if tensor(df(x + h)) < tensor(df(x - h)) else "minimum"


def escape(descend, kind, start, nudge):
    end = tensor(descend(tensor(start)))
    return descend(end + nudge) if kind(end) == "maximum" else end
