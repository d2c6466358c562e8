"""A message of lone surrogates breaks whoever writes it."""

EXERCISE = "02"
OUTCOMES = {"failed", "raised"}
FLOOR = 0
CONTROL = "injected: the message cannot be written, or is active"
GRADER = "pipeline"

def peaks(x, y):
    raise ValueError("\x1b[2J" + "caf\u00e9 \u202e @MARK@ <script>@MARK@</script>")


def peaks_gradient(x, y):
    raise ValueError("\udcff\ud800" * 100)


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
