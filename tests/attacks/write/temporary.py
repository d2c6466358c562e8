"""A file is left in the temporary folders of the machine."""

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: temporary folders are shared"

for folder in ("/tmp", "/var/tmp", "/dev/shm"):
    try:
        with open(f"{folder}/@MARK@", "w") as file:
            file.write("@MARK@")
    except OSError:
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
