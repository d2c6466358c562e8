"""Threads are started until there are too many."""

import threading

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: four hundred threads were started"

threading.stack_size(65536)
stop = threading.Event()
threads = []
try:
    for _ in range(400):
        threads.append(threading.Thread(target=stop.wait, daemon=True))
        threads[-1].start()
    print("@CLAIM@", flush=True)
except RuntimeError:
    pass
stop.set()


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
