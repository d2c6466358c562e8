# instructor room · gradeproof-canary-6f1d2c9a
"""Gradient descent with learning rates that change: the reference.

Source: the course's section on gradient descent, CodeChallenge "fixed vs. dynamic learning rate".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

Slope = Callable[[float], float]
"""x -> the slope there."""
Schedule = Callable[[int, int, float, float], float]
"""(epoch, epochs, gradient, base) -> learning rate."""
Descend = Callable[[Slope, float, Schedule, float, int], np.ndarray]
"""(df, start, schedule, base, epochs) -> record of shape (epochs, 3)."""


def fixed_rate(epoch: int, epochs: int, gradient: float, base: float) -> float:
    """The same learning rate in every epoch."""
    return base


def time_based_rate(epoch: int, epochs: int, gradient: float, base: float) -> float:
    """Falls in equal steps of base / epochs, to 0 in the last epoch."""
    return base * (1 - (epoch + 1) / epochs)


def gradient_based_rate(epoch: int, epochs: int, gradient: float, base: float) -> float:
    """Large where it is steep; never negative, for the direction is the gradient's matter."""
    return base * abs(gradient)


def descend(df: Slope, start: float, schedule: Schedule, base: float, epochs: int) -> np.ndarray:
    """Record, float64 of shape (epochs, 3): x after the step, the gradient before it, the rate."""
    record = np.empty((epochs, 3))
    x = start
    for epoch in range(epochs):
        gradient = df(x)
        rate = schedule(epoch, epochs, gradient, base)
        x = x - rate * gradient
        record[epoch] = x, gradient, rate
    return record


def compare(
    descend: Descend,
    df: Slope,
    start: float,
    schedules: Sequence[Schedule],
    bases: Sequence[float],
    epochs: int,
) -> np.ndarray:
    """Paths, float64 of shape (len(schedules), epochs), all from the same start."""
    records = [
        descend(df, start, schedule, base, epochs)
        for schedule, base in zip(schedules, bases, strict=True)
    ]
    return np.array(records)[:, :, 0]
