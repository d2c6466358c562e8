# instructor room · gradeproof-canary-6f1d2c9a
"""From nn.Sequential to a class: the reference."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

Loss = Callable[[Tensor, Tensor], Tensor]


def sequential_model() -> nn.Sequential:
    """The net to re-create."""
    return nn.Sequential(
        nn.Linear(2, 16),
        nn.ReLU(),
        nn.Linear(16, 1),
        nn.ReLU(),
        nn.Linear(1, 1),
        nn.Sigmoid(),
    )


class MultilayerNet(nn.Module):
    """The net of `sequential_model` as a class: layers in `__init__`, their use in `forward`."""

    def __init__(self) -> None:
        super().__init__()
        self.input = nn.Linear(2, 16)
        self.hidden = nn.Linear(16, 1)
        self.output = nn.Linear(1, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = torch.relu(self.input(x))  # (n, 2) -> (n, 16)
        x = torch.relu(self.hidden(x))  # (n, 16) -> (n, 1)
        return torch.sigmoid(self.output(x))  # (n, 1) -> (n, 1)


def create(
    learning_rate: float, device: str | torch.device = "cpu"
) -> tuple[MultilayerNet, Loss, torch.optim.Optimizer]:
    """A new net, its loss function and its optimizer."""
    model = MultilayerNet().to(device)
    return model, nn.BCELoss(), torch.optim.SGD(model.parameters(), lr=learning_rate)


def train(
    model: nn.Module,
    lossfun: Loss,
    optimizer: torch.optim.Optimizer,
    X: Tensor,
    y: Tensor,
    epochs: int,
    device: str | torch.device = "cpu",
) -> tuple[list[float], Tensor, float]:
    """Full-batch training: (losses, predictions of shape (n, 1), accuracy in percent)."""
    X, y = X.to(device), y.to(device)
    losses = []
    for _ in range(epochs):
        loss = lossfun(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())

    # The last forward pass of the loop was made before the last step: predict once more.
    with torch.no_grad():
        predictions = model(X)
    accuracy = 100 * ((predictions > 0.5) == (y > 0.5)).float().mean().item()
    return losses, predictions, accuracy
