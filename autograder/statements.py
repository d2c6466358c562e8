"""Both rooms: which names a statement of hostile Python binds and reads. Parses, runs nothing."""

from __future__ import annotations

import ast
import symtable


def span(node: ast.stmt) -> tuple[int, int]:
    """The lines of a statement, from 0 on, with its decorators."""
    above = [d.lineno for d in getattr(node, "decorator_list", [])]
    return min([node.lineno, *above]) - 1, node.end_lineno or node.lineno


def bound(node: ast.stmt) -> set[str]:
    """The names that an import, a definition or an assignment at the top level binds."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = {(a.asname or a.name).split(".")[0] for a in node.names}
        source = node.module or "" if isinstance(node, ast.ImportFrom) else node.names[0].name
        return set() if source.split(".")[0] == "autograder" else names
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return {
            name.id
            for target in targets
            for name in ast.walk(target)
            if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
        }
    if isinstance(node, ast.If | ast.Try):
        return set().union(*map(bound, node.body))
    return set()


def used(text: str) -> set[str]:
    """The global names that a text reads."""
    names: set[str] = set()
    tables = [symtable.symtable(text, "cell", "exec")]
    while tables:
        table = tables.pop()
        top = table.get_type() == "module"
        read = (symbol for symbol in table.get_symbols() if symbol.is_referenced())
        names |= {symbol.get_name() for symbol in read if top or symbol.is_global()}
        tables += table.get_children()
    return names


def is_untouched(node: ast.stmt) -> bool:
    """Whether a function, or every method of a class, still raises NotImplementedError."""
    if isinstance(node, ast.ClassDef):
        methods = [n for n in node.body if isinstance(n, ast.FunctionDef)]
        return bool(methods) and all(map(is_untouched, methods))
    raised = [n.exc for n in getattr(node, "body", []) if isinstance(n, ast.Raise)]
    return any(exc is not None and "NotImplementedError" in ast.dump(exc) for exc in raised)


def is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
