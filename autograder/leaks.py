"""Trusted room: may one check of a submission leave something behind for the next one?

A fresh jail for every check is always right and costs a fork. It is spared where the source, read
and never run, does nothing that outlives a fresh load of the module: only known imports, no
attribute set on anything but `self` and local objects, none of the names below. Seeds may be
set: a load of the module sets all of them anew. What cannot be read, or hides what it does, gets
fresh jails; sharing one can cost the submission itself at most.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

_IMPORTS = (
    "__future__ abc collections copy dataclasses enum functools itertools math numbers numpy"
    " operator pandas random scipy sklearn statistics string sympy torch typing"
).split()
# Built-in names that change the state of the process, or that can hide such a change.
_NAMES = (
    "__builtins__ __import__ breakpoint compile delattr eval exec exit globals input locals open"
    " quit setattr vars"
).split()
# Functions of the libraries that do; files count as state too.
_ATTRIBUTES = "register seterr seterrcall query dump fromfile memmap".split()
_PREFIXES = (
    *("set_", "use_", "enable_", "register_module"),
    *("save", "load", "tofile", "to_csv", "to_pickle", "to_json", "to_parquet", "to_sql"),
)
_HARMLESS = (
    "set_index",
    "load_state_dict",
    "load_iris",
    "load_wine",
    "enable_grad",
    "set_rng_state",
)
_MAX_NODES = 20_000


def may_leak(files: Mapping[str, bytes]) -> bool:
    """True unless `files` are one plain module that leaves nothing behind."""
    if len(files) != 1:  # a helper module is imported once and keeps its state
        return True
    try:
        tree = ast.parse(next(iter(files.values())))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    shared: set[str] = set()  # names of what outlives the module
    parts: list[ast.AST] = []
    for count, node in enumerate(ast.walk(tree)):
        if count > _MAX_NODES or _suspicious(node):
            return True
        if isinstance(node, ast.Import | ast.ImportFrom):
            shared.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ClassDef):
            shared.add(node.name)
        elif isinstance(node, ast.Attribute | ast.Subscript):
            parts.append(node)
    return any(_writes_to(part, shared) for part in parts)


def _suspicious(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any(alias.name.split(".")[0] not in _IMPORTS for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return node.level > 0 or (node.module or "").split(".")[0] not in _IMPORTS
    if isinstance(node, ast.Name):
        return node.id in _NAMES
    if isinstance(node, ast.Attribute):
        name = node.attr
        if name in _HARMLESS:
            return False
        return name in _ATTRIBUTES or name.startswith(_PREFIXES) or _is_hidden(name)
    return False


def _is_hidden(name: str) -> bool:
    return name.startswith("__") and name not in {"__init__", "__name__", "__call__", "__len__"}


def _writes_to(node: ast.AST, shared: set[str]) -> bool:
    """An assignment to, or a deletion of, a part of something that outlives the module."""
    if not isinstance(node, ast.Attribute | ast.Subscript) or isinstance(node.ctx, ast.Load):
        return False
    root: ast.expr = node
    while isinstance(root, ast.Attribute | ast.Subscript):
        root = root.value
    return not isinstance(root, ast.Name) or root.id in shared
