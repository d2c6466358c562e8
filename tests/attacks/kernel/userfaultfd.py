"""Page faults are handled by the submission, the helper of many exploits."""

import ctypes
import os
import platform

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: a descriptor of userfaultfd is made"

libc = ctypes.CDLL(None, use_errno=True)
MACHINE = platform.machine()


def call(x86_64, aarch64, *arguments):
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return libc.syscall(ctypes.c_long({"x86_64": x86_64, "aarch64": aarch64}[MACHINE]), *words)


def report(success):
    if success:
        print("@CLAIM@", flush=True)
    elif ctypes.get_errno() in (1, 38):
        print(
            "impossible: this kernel refuses it to everybody without rights:",
            os.strerror(ctypes.get_errno()),
            flush=True,
        )


report(call(323, 282, 1) >= 0 or call(323, 282, 0) >= 0)


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
