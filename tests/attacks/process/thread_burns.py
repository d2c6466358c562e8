"""A thread goes on computing for itself while others are graded."""

import threading

EXERCISE = "02"
OUTCOMES = {"failed", "timed_out"}
FLOOR = 0
CONTROL = "killed: the run waits for the threads"


def burn():
    while True:
        sum(range(1000))


for _ in range(4):
    threading.Thread(target=burn).start()


def peaks(x, y):
    return 0 * x


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
