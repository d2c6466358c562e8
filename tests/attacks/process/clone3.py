"""A process in namespaces of its own is made by clone3."""

import ctypes
import os
import struct

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: clone3 is allowed"

libc = ctypes.CDLL(None, use_errno=True)
arguments = ctypes.create_string_buffer(struct.pack("11Q", 0x10000000, *[0] * 3, 17, *[0] * 6), 88)
child = libc.syscall(435, arguments, 88)
if child == 0:
    os.write(1, b"@CLAIM@")
    os._exit(0)


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
