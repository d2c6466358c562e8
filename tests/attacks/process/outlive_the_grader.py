"""The signal that ends it with its grader is switched off."""

import ctypes
import os
import signal

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: nothing but SIGKILL to the right process would end it"

libc = ctypes.CDLL(None)
libc.prctl(1, 0, 0, 0, 0)
if os.getsid(0) != os.getpid() or os.getppid() > 1:
    try:
        os.setsid()
    except OSError:
        pass
for number in range(1, 32):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        continue
try:
    if os.fork() == 0:
        os.execv("/bin/sleep", ["@MARK@", "20"])
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
