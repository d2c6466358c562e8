"""Instructor room: what one node of a program could be instead. Pure functions over `ast`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_BINARY: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
# Names that are easily taken for each other: attributes, and texts such as reduction="mean".
_ALIKE = {
    **{"mean": "sum", "sum": "mean", "min": "max", "max": "min", "amin": "amax", "amax": "amin"},
    **{"argmin": "argmax", "argmax": "argmin", "any": "all", "all": "any", "std": "var"},
    **{"sin": "cos", "cos": "sin", "floor": "ceil", "ceil": "floor", "zeros": "ones"},
    **{"ones": "zeros", "train": "eval", "eval": "train", "vstack": "hstack", "rand": "randn"},
    **{"randn": "rand", "normal": "uniform", "uniform": "normal", "append": "extend"},
    **{"relu": "tanh", "ReLU": "Tanh", "LeakyReLU": "ReLU", "ReLU6": "ReLU", "none": "mean"},
    **{"sigmoid": "tanh", "Sigmoid": "Tanh", "softmax": "log_softmax", "log_softmax": "softmax"},
    **{"MSELoss": "L1Loss", "L1Loss": "MSELoss", "mse_loss": "l1_loss", "SGD": "Adam"},
    **{"BCELoss": "BCEWithLogitsLoss", "BCEWithLogitsLoss": "BCELoss", "Adam": "SGD"},
    **{"CrossEntropyLoss": "NLLLoss", "NLLLoss": "CrossEntropyLoss"},
}
_BUILT_IN = frozenset({"min", "max", "any", "all"})


@dataclass(frozen=True)
class Scope:
    """What an edit must know of the names around it.

    `bound` maps a name to the line in which the function first binds it, parameters first.
    """

    imported: frozenset[str]
    bound: dict[str, int]

    def others(self, node: ast.expr | ast.stmt, is_statement: bool) -> Iterator[ast.AST]:
        match node:
            case ast.BinOp(left, op, right) if type(op) in _BINARY:
                yield ast.BinOp(left, _BINARY[type(op)](), right)
                yield from (term for term in (left, right) if not isinstance(term, ast.Constant))
            case ast.AugAssign(target, op, value) if type(op) in _BINARY:
                yield ast.AugAssign(target, _BINARY[type(op)](), value, lineno=node.lineno)
            case ast.Compare(left, ops, comparators):
                for at, old in enumerate(ops):
                    for new in _COMPARED[type(old)]:
                        yield ast.Compare(left, [*ops[:at], new(), *ops[at + 1 :]], comparators)
            case ast.BoolOp(both, values):
                yield ast.BoolOp(ast.Or() if isinstance(both, ast.And) else ast.And(), values)
            case ast.UnaryOp(_, operand):
                yield operand
            case ast.Constant(value):
                yield from map(ast.Constant, _constants(value))
            case ast.Attribute(value, name, ctx) if name in _ALIKE:
                yield ast.Attribute(value, _ALIKE[name], ctx)
            case ast.Name(name, ast.Load()) if name in _BUILT_IN and name not in self.bound:
                yield ast.Name(_ALIKE[name], ast.Load())
            case ast.Name(name, ast.Load()) if name in self.bound:
                earlier = [other for other, line in self.bound.items() if line < node.lineno]
                yield from _neighbor(name, earlier)
            case ast.Call():
                yield from self._calls(node, is_statement)
            case ast.If(test, body, orelse):
                yield ast.If(_not(test), body, orelse)
            case ast.While(test, body, orelse):
                yield ast.While(_not(test), body, orelse)
            case ast.IfExp(test, body, orelse):
                yield ast.IfExp(_not(test), body, orelse)
            case ast.Return(ast.Name(name)):
                yield from map(ast.Return, _neighbor(name, list(self.bound)))
            case ast.Return(ast.Tuple(items)):
                yield from (ast.Return(ast.Tuple(row, ast.Load())) for row in _swapped(items))

    def _calls(self, node: ast.Call, is_statement: bool) -> Iterator[ast.AST]:
        func, args, keywords = node.func, node.args, node.keywords
        if _moves_to_device(node):
            return
        if not is_statement:
            if args and not isinstance(args[0], ast.Constant | ast.Starred):
                yield args[0]
            if isinstance(func, ast.Attribute) and self._is_value(func.value):
                yield func.value
        if not any(isinstance(arg, ast.Starred) for arg in args):
            yield from (ast.Call(func, row, keywords) for row in _swapped(args))
        for at, keyword in enumerate(keywords):
            if keyword.arg not in (None, "device"):
                yield ast.Call(func, args, [*keywords[:at], *keywords[at + 1 :]])
        if isinstance(func, ast.Name) and func.id == "range":
            stop = 0 if len(args) == 1 else 1
            for op in (ast.Sub(), ast.Add()):
                other = ast.BinOp(args[stop], op, ast.Constant(1))
                yield ast.Call(func, [*args[:stop], other, *args[stop + 1 :]], keywords)

    def _is_value(self, receiver: ast.expr) -> bool:
        """Whether a method's receiver could stand for its result: no module, class or self."""
        root = receiver
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Call):
            return not (isinstance(root.func, ast.Name) and root.func.id == "super")
        if isinstance(root, ast.Name):
            known = root.id in self.imported or receiver is root
            return root.id in self.bound or not known
        return True

    def droppable(self, node: ast.stmt) -> bool:
        """Statements whose loss leaves no name unbound: that would be seen at once."""
        match node:
            case ast.Expr(ast.Call() as call):
                return not _moves_to_device(call)
            case ast.AugAssign() | ast.Break() | ast.Continue():
                return True
            case ast.If(orelse=[]):
                return True
            case ast.Assign(targets=[ast.Name(name)]):
                return self.bound.get(name, node.lineno) < node.lineno
            case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
                return True
        return False


def bindings(function: ast.FunctionDef) -> dict[str, int]:
    """Name -> first line in which `function` binds it, its parameters first."""
    arguments = function.args
    parameters = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    bound = {p.arg: function.lineno for p in parameters if p.arg not in ("self", "device")}
    stored = (n for n in ast.walk(function) if isinstance(n, ast.Name))
    for name in sorted(stored, key=lambda n: (n.lineno, n.col_offset)):
        if isinstance(name.ctx, ast.Store):
            bound.setdefault(name.id, name.lineno)
    return bound


def _moves_to_device(node: ast.Call) -> bool:
    match node:
        case ast.Call(ast.Attribute(attr="to"), [ast.Name("device")], []):
            return True
    return False


def _constants(value: object) -> tuple[int | float | str, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return {0: (1,), 1: (0, 2)}.get(value, (value + 1, 2 * value))
    if isinstance(value, float):
        return (value + 1, 2 * value, 0.0)
    if isinstance(value, str) and value in _ALIKE:
        return (_ALIKE[value],)
    return ()


def _neighbor(name: str, names: list[str]) -> Iterator[ast.Name]:
    """The name after `name`, the first one after the last."""
    if name in names and len(names) > 1:
        yield ast.Name(names[(names.index(name) + 1) % len(names)], ast.Load())


def _swapped(items: list[ast.expr]) -> Iterator[list[ast.expr]]:
    """The rows in which two neighbors have changed places."""
    for at, (first, second) in enumerate(pairwise(items)):
        yield [*items[:at], second, first, *items[at + 2 :]]


def _not(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), test)
