"""A descriptor of the grader is asked for over the wire."""

import os
import socket
import stat

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: a socket to the outside was passed on"

for number in range(3, 256):
    try:
        if stat.S_ISSOCK(os.fstat(number).st_mode):
            with socket.socket(fileno=os.dup(number)) as sock:
                name = sock.getpeername()
                if sock.family != socket.AF_UNIX or name:
                    print("@CLAIM@", flush=True)
    except OSError:
        continue
try:
    one, two = socket.socketpair()
    with socket.socket() as outside:
        outside.connect(("127.0.0.1", int("@PORT@")))
        socket.send_fds(one, [b"x"], [outside.fileno()])
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
