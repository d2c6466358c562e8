"""Instructor room: the stub's text with the reference's code in it, between the marks of nbgrader.

nbgrader cuts out the lines between BEGIN SOLUTION and END SOLUTION, and puts its own "not written"
where they were: what is left is the stub. Both files are text, and parsed; neither is executed.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from autograder.course import CourseError
from autograder.statements import bound, is_text, span

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
_Definition = ast.FunctionDef | ast.ClassDef


def given(stub: str, functions: Sequence[str]) -> str:
    """What the stub holds besides its title and what students write: imports, types, helpers."""
    lines = stub.splitlines()
    parts: list[str] = []
    above = 0
    for node in _given(stub, functions):
        first, last = span(node)
        text = "\n".join(lines[first:last])
        if is_text(node):  # as the last line of a cell it would be shown
            text = "\n".join(f"# {line}".rstrip() for line in ast.literal_eval(text).splitlines())
        parts += [""] * min(first - above, 2) + [text]
        above = last
    return "\n".join(parts).strip()


def solutions(stub: str, reference: str, functions: Sequence[str], canary: str) -> dict[str, str]:
    """Name -> source of its solution cell, in the order of the stub.

    What else the reference needs (imports, helpers) follows the function that it stands behind,
    within the region. Raises `CourseError` where the two do not fit together.
    """
    known = set().union(*map(bound, _given(stub, functions)))
    mine = {n.name: n for n in ast.parse(stub).body if isinstance(n, _Definition)}
    names = [name for name in mine if name in functions]
    theirs: dict[str, _Definition] = {}
    extras: dict[str, list[str]] = {name: [] for name in names}
    if not names:
        raise CourseError("The stub defines none of the exercise's functions.")
    last = names[0]
    for node in ast.parse(reference).body:
        if isinstance(node, _Definition) and node.name in extras:
            theirs[node.name], last = node, node.name
        elif bound(node) - known:
            extras[last].append(_text(reference, node))
    cells = {}
    for number, name in enumerate(names):
        if name not in theirs:
            raise CourseError(f"The reference has no {name}.")
        more = [*([canary] if number == 0 else []), *extras[name]]
        cells[name] = _filled(stub, mine[name], reference, theirs[name], more)
    return cells


def _filled(
    stub: str, mine: _Definition, reference: str, theirs: _Definition, more: Sequence[str]
) -> str:
    if isinstance(mine, ast.FunctionDef) and isinstance(theirs, ast.FunctionDef):
        return "\n".join(_function(stub, mine, reference, theirs, more))
    if not isinstance(mine, ast.ClassDef) or not isinstance(theirs, ast.ClassDef):
        raise CourseError(f"{mine.name} is a class in the stub or in the reference, not in both.")
    methods = {n.name: n for n in theirs.body if isinstance(n, ast.FunctionDef)}
    own = [n for n in mine.body if isinstance(n, ast.FunctionDef)]
    names = {n.name for n in own}
    rest = [n for n in theirs.body if getattr(n, "name", "") not in names and not is_text(n)]
    if not own or not names <= set(methods):
        raise CourseError(f"{mine.name} has other methods in the reference than in the stub.")
    lines = stub.splitlines()[span(mine)[0] : span(own[0])[0]]
    for method in own:
        after = [_text(reference, n) for n in rest] + list(more) if method is own[-1] else []
        lines += [*_function(stub, method, reference, methods[method.name], after), ""]
    return "\n".join(lines).rstrip()


def _function(
    stub: str,
    mine: ast.FunctionDef,
    reference: str,
    theirs: ast.FunctionDef,
    more: Sequence[str],
) -> list[str]:
    """The lines of a function: the stub's head, the reference's body, `more` behind it."""
    if [a.arg for a in ast.walk(mine.args) if isinstance(a, ast.arg)] != [
        a.arg for a in ast.walk(theirs.args) if isinstance(a, ast.arg)
    ]:
        raise CourseError(f"{mine.name} has other arguments in the reference than in the stub.")
    same = _common(mine, theirs)
    before = _body(mine)[:same]
    lines = stub.splitlines()
    indent = " " * mine.body[0].col_offset
    hints = [f"{indent}# {text}" for text in _hints(_body(mine)[same:])]
    if before or is_text(mine.body[0]):
        head = lines[span(mine)[0] : (before[-1] if before else mine.body[0]).end_lineno]
    else:
        head = lines[span(mine)[0] : mine.body[0].lineno - 1]
    first = theirs.body[0] if is_text(theirs.body[0]) else None
    shown = _body(theirs)[:same]
    above = shown[-1] if shown else first
    source = reference.splitlines()
    start = (above.end_lineno or 0) if above else theirs.body[0].lineno - 1
    while not above and source[start - 1].lstrip().startswith("#"):
        start -= 1
    body = source[start : theirs.end_lineno]
    while body and not body[0].strip():
        body.pop(0)
    region = [f"{indent}{BEGIN}", *body, *(f"\n{text}" for text in more), f"{indent}{END}"]
    return "\n".join([*head, *hints, *region]).split("\n")


def _common(mine: ast.FunctionDef, theirs: ast.FunctionDef) -> int:
    """How many statements both bodies begin with, such as `super().__init__()`."""
    pairs = zip(map(ast.unparse, _body(mine)), map(ast.unparse, _body(theirs)), strict=False)
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _hints(body: Sequence[ast.stmt]) -> list[str]:
    """What the stub says where it raises NotImplementedError."""
    calls = [n.exc for n in body if isinstance(n, ast.Raise) and isinstance(n.exc, ast.Call)]
    return [str(ast.literal_eval(arg)) for call in calls for arg in call.args]


def _body(node: ast.FunctionDef) -> list[ast.stmt]:
    return node.body[1:] if is_text(node.body[0]) else node.body


def _given(stub: str, functions: Sequence[str]) -> list[ast.stmt]:
    body = ast.parse(stub).body
    body = body[1:] if body and is_text(body[0]) else body
    return [node for node in body if not bound(node) & set(functions)]


def _text(source: str, node: ast.stmt) -> str:
    first, last = span(node)
    return "\n".join(source.splitlines()[first:last])
