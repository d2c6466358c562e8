"""Instructor room: small wrong edits of a reference, made by a program. Reads and runs nothing.

People make the files in `mistakes/`; these edits are made by nobody's choice, so they find what
nobody thought of. Docstrings, annotations, messages and the device (grading runs on one) are left
alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from autograder.edits import Scope, bindings

Edit = tuple[str, ast.AST]
"""What it says, and what stands in the old node's place."""

_SKIPPED: dict[type[ast.AST], tuple[str, ...]] = {
    ast.arg: ("annotation",),
    ast.AnnAssign: ("annotation",),
    ast.ClassDef: ("bases", "keywords", "decorator_list"),
    ast.FunctionDef: ("returns", "decorator_list"),
}
_NEVER = (ast.Raise, ast.Import, ast.ImportFrom, ast.JoinedStr, ast.Assert, ast.Global)


@dataclass(frozen=True)
class Mutant:
    """One edit: where it is, the source line that it changes, and the whole source after it."""

    line: int
    column: int
    text: str
    edit: str
    source: bytes = field(repr=False)


def mutants(source: str, given: str = "") -> tuple[Mutant, ...]:
    """Every edit of `source`, in the order of the text. Raises `SyntaxError` if it is no Python.

    What `given`, the stub, holds in the same words is nobody's answer and is left alone. Equal
    edits of equal lines are told apart by a number.
    """
    tree = ast.parse(source)
    untouched = {_code(node) for node in ast.parse(given).body}
    lines = source.splitlines()
    made = {ast.unparse(tree)}
    named: dict[tuple[str, str], int] = {}
    found = []
    for holder, name, at, node, edits in _Finder(tree).sites(untouched):
        for edit, other in edits:
            _put(holder, name, at, other)
            changed = ast.unparse(ast.fix_missing_locations(tree))
            _put(holder, name, at, node)
            if changed in made:
                continue
            made.add(changed)
            line, column = node.lineno, node.col_offset
            text = lines[line - 1].strip()
            count = named[text, edit] = named.get((text, edit), 0) + 1
            label = edit if count == 1 else f"{edit} ({count})"
            found.append(Mutant(line, column, text, label, changed.encode()))
    return tuple(sorted(found, key=lambda mutant: (mutant.line, mutant.column)))


def _put(holder: ast.AST, name: str, at: int | None, node: ast.AST) -> None:
    if at is None:
        setattr(holder, name, node)
    else:
        getattr(holder, name)[at] = node


Site = tuple[ast.AST, str, int | None, "ast.expr | ast.stmt", "list[Edit]"]


class _Finder:
    """Walks through a module and says what each node could be instead."""

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        imported = frozenset(
            (alias.asname or alias.name).split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        )
        self._scope = Scope(imported, {})

    def sites(self, untouched: set[str]) -> Iterator[Site]:
        for node in self._tree.body:
            if _code(node) not in untouched and not _left_alone(self._tree, node):
                yield from self._walk(node)

    def _walk(self, node: ast.AST) -> Iterator[Site]:
        outer = self._scope
        if isinstance(node, ast.FunctionDef):
            self._scope = replace(outer, bound=bindings(node))
        for name, value in ast.iter_fields(node):
            if name in _SKIPPED.get(type(node), ()):
                continue
            for at, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if not isinstance(child, ast.AST) or _left_alone(node, child):
                    continue
                if isinstance(child, ast.expr | ast.stmt):
                    edits = list(self._edits(child, isinstance(node, ast.Expr)))
                    if edits:
                        yield node, name, at, child, edits
                yield from self._walk(child)
        self._scope = outer

    def _edits(self, node: ast.expr | ast.stmt, is_statement: bool) -> Iterator[Edit]:
        for other in self._scope.others(node, is_statement):
            yield f"{_say(node)} → {_say(other)}", other
        if isinstance(node, ast.stmt) and self._scope.droppable(node):
            yield f"{_say(node)} → nothing", ast.Pass()


def _left_alone(parent: ast.AST, node: ast.AST) -> bool:
    if isinstance(node, _NEVER):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)  # a docstring
    if isinstance(parent, ast.Module) and isinstance(node, ast.Assign):
        target = node.targets[0]
        name = target.id if isinstance(target, ast.Name) else ""
        return name.startswith("__") or (name[:1].isupper() and not name.isupper())  # a type
    return False


def _code(node: ast.stmt) -> str:
    """A definition without its docstring and annotations, to be compared."""
    copy = ast.parse(ast.unparse(node))
    for part in ast.walk(copy):
        if isinstance(part, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(part) is not None:
            part.body = part.body[1:]
        if isinstance(part, ast.FunctionDef):
            part.returns = None
        if isinstance(part, ast.arg):
            part.annotation = None
    return ast.dump(copy)


def _say(node: ast.AST) -> str:
    """The node's source in one line; of what holds a block, its head."""
    text = ast.unparse(ast.fix_missing_locations(node))
    if isinstance(node, ast.If | ast.While):
        text = text.split("\n", 1)[0]
    return " ".join(text.split())
