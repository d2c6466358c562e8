"""/dev/shm is filled."""

import os

EXERCISE = "02"
OUTCOMES = {"crashed", "failed", "out_of_memory", "raised"}
FLOOR = 0
CONTROL = "evidence: nothing limits /dev/shm"


def peaks(x, y):
    names = [f"/dev/shm/@MARK@-{number}" for number in range(10)]
    try:
        for name in names:
            with open(name, "wb") as file:
                file.write(bytes(10 << 20))
        print("@CLAIM@", flush=True)
    finally:
        for name in names:
            if os.path.exists(name):
                os.unlink(name)


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
