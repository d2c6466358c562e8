"""Four hundred megabytes are allocated, where 256 are allowed."""

EXERCISE = "02"
OUTCOMES = {"failed", "out_of_memory"}
FLOOR = 0
CONTROL = "evidence: nothing limits the memory of a submission"


def peaks(x, y):
    held = []
    for _ in range(40):
        held.append(bytearray(b"x") * (10 << 20))
    print("@CLAIM@", flush=True)


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
