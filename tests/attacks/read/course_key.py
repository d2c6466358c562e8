"""The key of the course is read from the disk."""

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "evidence: the file is open to every process"

for path in ("@TARGET@/course/.autograder/course.key", "@TARGET@/home/.netrc"):
    try:
        with open(path) as file:
            print(file.read(), flush=True)
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
