"""Both rooms of people: what a check holds in its hands. Imports nothing of the inside.

A `Handle` stands for an object that stays with the runner; `Submission` for the student's module,
`Probes` for the helpers beside it; `Given` is what a check lends out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from autograder.outcomes import Fault, Missing, NoAttribute
from autograder.sentences import say
from autograder.wire import Ref


class Asker(Protocol):
    """The part of a session that handles need."""

    def ask(self, operation: str, *arguments: Any) -> Any: ...

    def malformed(self, cause: str) -> Fault: ...

    def resolve(self, ref: Ref) -> Any: ...


class Given:
    """An iterable that the grader holds, such as a loader of batches.

    The runner takes every item over the wire, so `passes` can be trusted: one number a pass, the
    items taken in it.
    """

    def __init__(self, items: Iterable[Any]) -> None:
        self.items = list(items)
        self.passes: list[int] = []

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def start(self) -> Callable[[], tuple[Any] | None]:
        """Begin a pass; the result gives one item a call, and None at the end."""
        number = len(self.passes)
        self.passes.append(0)
        iterator = iter(self.items)

        def take() -> tuple[Any] | None:
            for item in iterator:
                self.passes[number] += 1
                return (item,)
            return None

        return take


class Handle:
    """An object that stays with the runner. It can be called, read, iterated, indexed, measured.

    One object has one handle, so `is` works. It has no truth value, no copy and no attributes to
    set: those would be decided here about something that is there.
    """

    __slots__ = ("_kinds", "_label", "_number", "_session")

    def __init__(self, session: Asker, number: int, kinds: tuple[str, ...], label: str) -> None:
        self._session = session
        self._number = number
        self._kinds = kinds
        self._label = label

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._session.ask("call", self, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._session.ask("get", self, name)

    def __iter__(self) -> Any:
        return self._session.ask("iter", self)

    def __next__(self) -> Any:
        got = self._session.ask("next", self)
        if type(got) is not list or len(got) > 1:
            raise self._session.malformed("next")
        if not got:
            raise StopIteration
        return got[0]

    def __len__(self) -> int:
        length = self._session.ask("len", self)
        if type(length) is not int or not 0 <= length < 2**62:
            raise self._session.malformed("len")
        return length

    def __getitem__(self, index: Any) -> Any:
        return self._session.ask("item", self, index)

    def __bool__(self) -> bool:
        raise TypeError("an object that stays inside has no truth value")

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError("an object that stays inside cannot be copied")

    def __repr__(self) -> str:
        return f"<{self._kinds[0] if self._kinds else 'object'} inside>"


class Submission:
    """The student's module as a check sees it."""

    def __init__(self, session: Asker) -> None:
        self._session = session
        self._module = session.resolve(Ref("r", 0, ("module",)))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._session.ask("get", self._module, name)
        except NoAttribute:
            raise Missing(say("session.missing", name=name)) from None

    def keep(self, value: Any) -> Any:
        """Hold `value` inside, once, and get a handle of it."""
        return self._session.ask("keep", value)


class Probes:
    """The probes that run beside the object: `inside.vjp(model, x, v)` and the like."""

    def __init__(self, session: Asker) -> None:
        self._session = session

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **kwargs: self._session.ask("probe", name, args, kwargs)
