"""Inside the sandbox: serves the grader's requests on the student's module. Nothing is trusted.

The student's code shares this process and may replace any of it; what is answered is a claim.
A request is `[operation, *arguments]`; its reply is `["ok", value]`, or
`["err", classes, message, frames]`.
"""

from __future__ import annotations

import functools
import importlib.abc
import importlib.machinery
import sys
import traceback
import types
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch

from autograder.inside import probes
from autograder.inside.device import Place
from autograder.wire import BOUNDS, Ref, Unsendable, pack, unpack

MESSAGE_LENGTH = 500
FRAMES = 8
Ask = Callable[[bytes], bytes]


class Runner:
    """One fresh state of the student's module: its objects keep their numbers until the end."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._objects: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._files: frozenset[str] = frozenset()
        self._place: Place | None = None  # the CPU
        self.raised: BaseException | None = None  # by the request served last

    def serve(self, frame: bytes) -> bytes:
        """The reply to one request; never raises."""
        self.raised = None
        try:
            operation, *arguments = unpack(frame, self._resolve)
            value = getattr(self, f"_op_{operation}")(*arguments)
            if self._place is not None:
                self._place.wait()
            return self._reply(value)
        except BaseException as error:  # SystemExit and KeyboardInterrupt are answers too
            self.raised = error
            return self._error(error)

    def _reply(self, value: Any) -> bytes:
        try:
            return pack(["ok", value], self._export)
        except Unsendable:  # too large, too deep, cyclic: it stays here, whole
            return pack(["ok", _Held(value)], self._export)

    def _error(self, error: BaseException) -> bytes:
        kinds = _class_names(error)
        if self._place is not None and "OutOfMemoryError" in kinds:
            kinds.append("MemoryError")
        try:
            message = str(error)[:MESSAGE_LENGTH].encode("utf-8", "replace").decode()
        except BaseException:
            message = ""
        frames = [
            [frame.filename, frame.lineno or 0, frame.name]
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename in self._files
        ][-FRAMES:]
        if isinstance(error, SyntaxError) and error.filename in self._files:
            frames.append([error.filename, error.lineno or 0, "<module>"])
        return pack(["err", kinds[:16], message, frames], self._export)

    def _export(self, thing: Any) -> Ref:
        if type(thing) is _Held:
            thing = thing.value
        elif isinstance(thing, _Given):
            return Ref("g", thing.number)
        number = self._numbers.get(id(thing))
        if number is None:
            number = len(self._objects)
            if number >= BOUNDS.handles:
                raise RuntimeError("too many objects were handed out")
            self._numbers[id(thing)] = number
            self._objects.append(thing)
        return Ref("r", number, tuple(_class_names(thing)))

    def _resolve(self, ref: Ref) -> Any:
        if ref.owner == "r":
            return self._objects[ref.number]
        return (GivenIterable if ref.kinds == ("iterable",) else GivenFunction)(self, ref.number)

    def ask(self, number: int, what: str, args: Any = (), kwargs: Any = None) -> Any:
        """Have the grader evaluate the thing that it holds under `number`."""
        for value in (*args, *(kwargs or {}).values()):
            if isinstance(value, torch.Tensor) and value.requires_grad:
                raise RuntimeError(
                    "The given function is evaluated outside, where autograd cannot follow: "
                    "pass x.detach()."
                )
        request = pack([number, what, args, kwargs or {}], self._export)
        status, *rest = unpack(self._ask(request), self._resolve)
        if status == "ok":
            return rest[0] if self._place is None else self._place.answer(rest[0], args)
        raise _EXCEPTIONS.get(rest[0], RuntimeError)(rest[1])

    def _op_load(
        self, name: str, files: dict[str, bytes], origin: str, seed: int, device: str = ""
    ) -> None:
        """Execute the module `name` afresh; its helpers are importable beside it.

        What is called later computes on `device`; without one, nothing is done about devices.
        """
        self._place = Place(device) if device else None
        probes.seed(seed)
        self._files = frozenset(origin + file for file in files)
        helpers = _Helpers({file[:-3]: (origin + file, files[file]) for file in files})
        helpers.forget()
        sys.meta_path.insert(0, helpers)
        module = types.ModuleType(name)
        module.__file__ = origin + name + ".py"
        sys.modules[name] = module
        self._export(module)  # number 0, also when the next line raises
        exec(_compiled(files[name + ".py"], module.__file__), module.__dict__)

    def _op_call(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if self._place is not None:
            return self._place.call(function, args, kwargs)
        return function(*args, **kwargs)

    def _op_get(self, thing: Any, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(thing, name)

    def _op_iter(self, thing: Any) -> Any:
        return _Held(iter(thing))

    def _op_next(self, iterator: Any) -> list[Any]:
        for value in iterator:
            return [value]
        return []

    def _op_len(self, thing: Any) -> int:
        return len(thing)

    def _op_item(self, thing: Any, index: Any) -> Any:
        return thing[index]

    def _op_keep(self, value: Any) -> Any:
        return _Held(value)

    def _op_probe(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        value = self._op_call(probes.PROBES[name], args, kwargs)
        return _Held(value) if name in probes.HELD else value


def _class_names(thing: Any) -> list[str]:
    """Names of the classes of `thing`, nearest first, whatever its metaclass does when asked."""
    read = type.__dict__["__name__"].__get__
    return [str(read(kind)) for kind in type.__dict__["__mro__"].__get__(type(thing))][:-1]


class _Held:
    """Forces a handle for what could cross as data."""

    def __init__(self, value: Any) -> None:
        self.value = value


class _Given:
    """Something that the grader holds."""

    def __init__(self, runner: Runner, number: int) -> None:
        self._runner = runner
        self.number = number


class GivenFunction(_Given):
    """A function that the grader evaluates."""

    __name__ = "given_function"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._runner.ask(self.number, "call", args, kwargs)


class GivenIterable(_Given):
    """An iterable that the grader hands out item by item, so that it sees each one go."""

    def __len__(self) -> int:
        return int(self._runner.ask(self.number, "len"))

    def __iter__(self) -> Iterator[Any]:
        take = self._runner.ask(self.number, "iter")
        while item := take():
            yield item[0]


_EXCEPTIONS: dict[str, type[Exception]] = {"TypeError": TypeError, "ValueError": ValueError}


@functools.lru_cache(maxsize=32)
def _compiled(source: bytes, file: str) -> types.CodeType:
    """Code of a module: every check loads it afresh, and it is compiled once."""
    return compile(source, file, "exec")


class _Helpers(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the files that were handed in beside the graded one, from memory."""

    def __init__(self, sources: dict[str, tuple[str, bytes]]) -> None:
        self._sources = sources

    def forget(self) -> None:
        """Drop what an earlier load of the same submission left behind."""
        sys.meta_path[:] = [f for f in sys.meta_path if type(f).__name__ != "_Helpers"]
        for name in self._sources:
            sys.modules.pop(name, None)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        if path is not None or name not in self._sources:
            return None
        return importlib.machinery.ModuleSpec(name, self, origin=self._sources[name][0])

    def exec_module(self, module: types.ModuleType) -> None:
        file, source = self._sources[module.__name__]
        module.__file__ = file
        exec(_compiled(source, file), module.__dict__)
