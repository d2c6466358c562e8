"""The file of the next student is overwritten."""

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "poisoned: the next submission lies in the same folder"

for name in ("after.py", "../after.py", "/job/gradient_ascent.py", "gradient_ascent.py"):
    try:
        with open(name, "w") as file:
            file.write("broken = True")
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
