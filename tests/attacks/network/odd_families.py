"""Rare families of sockets, the home of many exploits, are opened."""

import socket

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: AF_ALG, AF_VSOCK or another was opened"

for family, kind in ((38, 5), (40, 1), (16, 3), (29, 3), (31, 3), (17, 2), (44, 2)):
    try:
        socket.socket(family, kind).close()
        print("@CLAIM@", flush=True)
    except (OSError, ValueError):
        continue


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
