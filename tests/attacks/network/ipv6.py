"""IPv6 is a way around a filter of IPv4."""

import socket

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: a port was opened"

try:
    with socket.socket(socket.AF_INET6) as sock:
        sock.bind(("::1", 0))
        print("@CLAIM@", flush=True)
except OSError as error:
    if error.errno in (97, 99):
        print("impossible: this machine has no IPv6", flush=True)


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
