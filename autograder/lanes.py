"""Trusted room: what is handed out next. What needs the GPU waits for it; all else goes on."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")


class Waiting(Generic[T]):
    """What waits, each in the queue of its lane."""

    def __init__(
        self, items: Iterable[T], lane: Callable[[T], str], widths: Mapping[str, int]
    ) -> None:
        """widths: lane -> how many of it may be under way at a time."""
        self._lane, self._widths = lane, widths
        self._queues: dict[str, deque[T]] = {name: deque() for name in widths}
        for item in items:
            self._queues[lane(item)].append(item)

    def __iter__(self) -> Iterator[T]:
        for queue in self._queues.values():
            yield from queue

    def __bool__(self) -> bool:
        return any(self._queues.values())

    def next(self, under_way: Iterable[T]) -> T | None:
        """Take the next one for which there is room; None if none can start now."""
        busy = Counter(map(self._lane, under_way))
        for name, queue in self._queues.items():
            if queue and busy[name] < self._widths[name]:
                return queue.popleft()
        return None
