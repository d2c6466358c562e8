"""The line that raises is HTML, and is quoted."""

EXERCISE = "02"
OUTCOMES = {"failed", "raised"}
FLOOR = 0
CONTROL = "injected: the source is quoted as it is"
GRADER = "pipeline"


def peaks(x, y):
    raise ValueError  # </script></pre></p></td><script>@MARK@</script><img src=x onerror=@MARK@><b onclick=@MARK@>


def show():
    return "<script>@MARK@</script>"


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
