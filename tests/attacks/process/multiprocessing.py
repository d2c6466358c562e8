"""Workers of multiprocessing are started."""

import multiprocessing

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: workers can be started"


def work():
    print("@CLAIM@", flush=True)


try:
    worker = multiprocessing.get_context("fork").Process(target=work)
    worker.start()
    worker.join()
except OSError:
    pass


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
