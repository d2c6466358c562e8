"""What an earlier check has sent is kept, and returned in a later one."""

import sys
import types

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "forged: the checks send the same again"

BOX = sys.modules.setdefault("box_of_this_process", types.ModuleType("box"))
BOX.seen = getattr(BOX, "seen", [])


def ascend_by_sign(gradient, start, learning_rate, epochs):
    frame = sys._getframe().f_back
    known = frame.f_locals.get("reference")
    if known is not None:
        BOX.seen.append(known.ascend_by_sign(gradient, start, learning_rate, epochs))
    return BOX.seen[-1] if BOX.seen else [[0.0, 0.0]] * (epochs + 1)


def peaks(x, y):
    BOX.seen.append(x)
    return BOX.seen[0]


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
