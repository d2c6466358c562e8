# instructor room · gradeproof-canary-6f1d2c9a
"""In place on a copy of shape (1,), by a class; asks one slope and one kind more than needed."""

import numpy as np


class Descent:
    """Keeps its path while it walks."""

    def __init__(self, slope, start, rate):
        self.slope = slope
        self.rate = rate
        self.x = np.array(start, dtype=np.float64).reshape(1)
        self.path = [self.x.copy()]

    def walk(self, epochs):
        for _ in range(epochs):
            self.x -= self.rate * np.asarray(self.slope(self.x))
            self.path.append(self.x.copy())
        self.last_slope = self.slope(self.x)
        return self


def f(x):
    x = np.asarray(x, dtype=np.float64)
    # cos(2a) = 1 - 2 sin(a)^2
    return 1 - 2 * np.sin(np.pi * x) ** 2 + x * x


def df(x):
    x = np.asarray(x, dtype=np.float64)
    # sin(2a) = 2 sin(a) cos(a)
    return 2 * x - 4 * np.pi * np.sin(np.pi * x) * np.cos(np.pi * x)


def gradient_descent_1d(df, start, learning_rate=0.01, epochs=100):
    done = Descent(df, start, learning_rate).walk(epochs)
    return done.x.item(), np.concatenate(done.path)


def multi_start(f, descend, starts):
    ends = np.full(len(starts), np.inf)
    lowest, best = np.inf, None
    for k, start in enumerate(starts):
        ends[k] = descend(start)
        height = f(ends[k])
        if height < lowest:
            lowest, best = height, ends[k]
    return ends, best


def kind_of_point(df, x):
    left, here, right = (df(x + step) for step in (-1e-3, 0.0, 1e-3))
    match abs(here) < 0.001, right > left:
        case True, True:
            return "minimum"
        case True, False:
            return "maximum"
    return "neither"


def escape(descend, kind, start, nudge):
    end = descend(start)
    stuck = kind(end) == "maximum"
    end = descend(end + stuck * nudge) if stuck else end
    kind(end)
    return end
