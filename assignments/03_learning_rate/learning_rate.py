"""Gradient descent with learning rates that change. The task is in README.md beside this file."""

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
    """The same learning rate in every epoch.

    Args:
        epoch: number of the epoch, from 0 to epochs - 1.
        epochs: number of all epochs, at least 1.
        gradient: slope at the current x, of either sign.
        base: positive.

    Returns:
        The learning rate, `base`.
    """
    raise NotImplementedError("Write fixed_rate: the simplest of the three.")


def time_based_rate(epoch: int, epochs: int, gradient: float, base: float) -> float:
    """A learning rate that falls in equal steps and is 0 in the last epoch.

    Args:
        epoch: number of the epoch, from 0 to epochs - 1.
        epochs: number of all epochs, at least 1.
        gradient: slope at the current x, of either sign.
        base: positive.

    Returns:
        The learning rate, base * (1 - (epoch + 1) / epochs), within [0, base).
    """
    raise NotImplementedError("Write time_based_rate: the formula stands in README.md.")


def gradient_based_rate(epoch: int, epochs: int, gradient: float, base: float) -> float:
    """A learning rate that is larger where the slope is steeper.

    Args:
        epoch: number of the epoch, from 0 to epochs - 1.
        epochs: number of all epochs, at least 1.
        gradient: slope at the current x, of either sign.
        base: positive.

    Returns:
        The learning rate, base * |gradient|, never negative.
    """
    raise NotImplementedError("Write gradient_based_rate: the formula stands in README.md.")


def descend(df: Slope, start: float, schedule: Schedule, base: float, epochs: int) -> np.ndarray:
    """Walk downhill with the learning rate that the schedule gives, and keep a record.

    Args:
        df: takes x, returns the slope there.
        start: where to begin, a number (float or whole).
        schedule: takes (epoch, epochs, gradient, base), returns the learning rate; to be asked
            exactly once per epoch.
        base: positive; passed on to the schedule.
        epochs: number of steps, at least 1.

    Returns:
        The record, floats of shape (epochs, 3). Row k belongs to epoch k: x after the step, the
        gradient before it, and the learning rate.
    """
    raise NotImplementedError("Write descend: gradient, rate, step, row, in every epoch.")


def compare(
    descend: Descend,
    df: Slope,
    start: float,
    schedules: Sequence[Schedule],
    bases: Sequence[float],
    epochs: int,
) -> np.ndarray:
    """Descend once per schedule, always from the same start.

    Args:
        descend: given; `descend(df, start, schedule, base, epochs)` returns a record of shape
            (epochs, 3) as yours does.
        df: takes x, returns the slope there.
        start: where every descent begins.
        schedules: the schedules, at least one.
        bases: one positive number per schedule.
        epochs: number of steps of every descent, at least 1.

    Returns:
        The paths, floats of shape (len(schedules), epochs): row j holds x after every epoch with
        schedule j.
    """
    raise NotImplementedError("Write compare: one descent per schedule, and keep its x.")
