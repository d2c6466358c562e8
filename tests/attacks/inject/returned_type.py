"""The name of the type that comes back is HTML."""

EXERCISE = "02"
OUTCOMES = {"failed"}
FLOOR = 0
CONTROL = "injected: the page names the type as it is"
GRADER = "pipeline"


def peaks(x, y):
    return type(
        "</script></pre></p></td><script>@MARK@</script><img src=x onerror=@MARK@><b onclick=@MARK@>",
        (),
        {},
    )()


def peaks_gradient(x, y):
    return 0 * x, 0 * y


def sympy_gradient(expression):
    return expression, expression


def ascend_by_sign(gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)


def ascend_by_negation(descend, gradient, start, learning_rate, epochs):
    return [[0.0, 0.0]] * (epochs + 1)
