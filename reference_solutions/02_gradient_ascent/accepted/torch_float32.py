# instructor room · gradeproof-canary-6f1d2c9a
"""PyTorch in float32: the slopes by autograd, the walk by an optimizer that maximizes."""

import sympy
import torch


def tensor(values):
    return torch.as_tensor(values, dtype=torch.float32)


def peaks(x, y):
    x, y = tensor(x), tensor(y)
    hill = 3 * (1 - x) ** 2 * torch.exp(-(x**2) - (y + 1) ** 2)
    twins = 10 * (x / 5 - x**3 - y**5) * torch.exp(-(x**2) - y**2)
    return hill - twins - torch.exp(-((x + 1) ** 2) - y**2) / 3


def peaks_gradient(x, y):
    x = tensor(x).clone().requires_grad_(True)
    y = tensor(y).clone().requires_grad_(True)
    return torch.autograd.grad(peaks(x, y).sum(), (x, y))


def sympy_gradient(expression):
    x, y = sympy.symbols("x y")
    return sympy.derive_by_array(expression, (x, y))


def ascend_by_sign(gradient, start, learning_rate, epochs):
    point = torch.nn.Parameter(tensor(start).clone())
    optimizer = torch.optim.SGD([point], lr=learning_rate, maximize=True)
    rows = [point.detach().clone()]
    for _ in range(epochs):
        point.grad = tensor(gradient(point.detach()))
        optimizer.step()
        rows.append(point.detach().clone())
    return torch.stack(rows)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return tensor(descend(lambda p: -tensor(gradient(p)), start, learning_rate, epochs))
