# instructor room · gradeproof-canary-6f1d2c9a
"""A generator inside a class walks; options with defaults; arrays of shape (1,) on the way."""

import numpy as np


def fixed_rate(epoch=0, epochs=50, gradient=1.0, base=0.01):
    return np.float64(base)


def time_based_rate(epoch=0, epochs=50, gradient=1.0, base=0.1, power=1):
    return base * (1 - np.divide(epoch + 1, epochs)) ** power


def gradient_based_rate(epoch=0, epochs=50, gradient=1.0, base=0.01, largest=np.inf):
    return min(base * np.sqrt(np.square(gradient)), largest)


class Walker:
    """Yields one row per epoch."""

    def __init__(self, df, start, ask):
        self.df, self.ask = df, ask
        self.x = np.array([start], dtype=np.float64)

    def rows(self, epochs):
        for epoch in range(epochs):
            gradient = np.atleast_1d(self.df(self.x))
            rate = np.atleast_1d(self.ask(epoch, gradient.item()))
            self.x -= rate * gradient
            yield np.concatenate([self.x, gradient, rate])


def descend(df, start, schedule, base=0.01, epochs=50):
    walker = Walker(df, start, lambda epoch, slope: schedule(epoch, epochs, slope, base))
    return np.vstack(list(walker.rows(epochs)))


def compare(descend, df, start, schedules, bases, epochs=50):
    stacked = np.stack(
        [descend(df, start, *pair, epochs) for pair in zip(schedules, bases, strict=True)], axis=1
    )
    return stacked[:, :, 0].T
