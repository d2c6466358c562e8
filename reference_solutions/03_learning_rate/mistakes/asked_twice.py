# instructor room · gradeproof-canary-6f1d2c9a
"""The schedule is asked twice in every epoch, once for the step and once for the record. One that
keeps count is then out of step: ask once and give the answer a name.
"""

import numpy as np

LOSES = ("check_steps", "check_record", "check_questions")


def fixed_rate(epoch, epochs, gradient, base):
    return base


def time_based_rate(epoch, epochs, gradient, base):
    return base * (1 - (epoch + 1) / epochs)


def gradient_based_rate(epoch, epochs, gradient, base):
    return base * abs(gradient)


def descend(df, start, schedule, base, epochs):
    record = np.zeros((epochs, 3))
    x = start
    for epoch in range(epochs):
        gradient = df(x)
        x = x - schedule(epoch, epochs, gradient, base) * gradient
        record[epoch] = x, gradient, schedule(epoch, epochs, gradient, base)
    return record


def compare(descend, df, start, schedules, bases, epochs):
    paths = []
    for schedule, base in zip(schedules, bases, strict=True):
        record = np.asarray(descend(df, start, schedule, base, epochs))
        paths.append(record[:, 0])
    return np.array(paths)
