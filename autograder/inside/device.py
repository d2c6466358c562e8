"""Inside the sandbox: computing on another device than the CPU. Nothing here is trusted.

The grader knows no devices: what it sends lies on the CPU, and what comes back is copied there
(`wire/values.py`). So what is called is told its device if it takes one, and gets its tensors where
its parameters lie if it does not.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import Any

import torch
from torch import Tensor, nn

_STARTED: set[str] = set()


def start(name: str, fraction: float = 1.0) -> None:
    """Start the device `name`, deterministic and in full precision; once in a process.

    fraction: of the device's memory that may be used, as far as nobody tries to take more.
    Raises RuntimeError where there is no such device.
    """
    if name in _STARTED or torch.device(name).type != "cuda":
        return
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = False
    torch.use_deterministic_algorithms(True, warn_only=True)
    # Only the algorithms: torch.empty is as on the CPU, not slowly filled with NaN.
    torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]
    torch.cuda.init()  # type: ignore[no-untyped-call]
    if fraction < 1:
        torch.cuda.set_per_process_memory_fraction(fraction)
    # The first product and the first gradient load libraries and start a thread.
    layer = nn.Linear(8, 8, device=name)
    layer(torch.ones(4, 8, device=name)).sum().backward()
    torch.cuda.synchronize()
    _STARTED.add(name)


class Place:
    """The device on which one state of a module computes."""

    def __init__(self, name: str) -> None:
        """name: as for torch.device. Starts it."""
        self._name = name
        start(name)

    def call(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """`function(*args, **kwargs)`, told its device or given its arguments where it computes."""
        if _takes_device(function, args, kwargs):
            return function(*args, **kwargs, device=self._name)
        home = _home((function, *args, *kwargs.values()))
        # A net that a check has put on a third device is to be asked as it is.
        ours = home is not None and home.type == torch.device(self._name).type
        moved = _Moved(home if ours else None)
        value = function(*moved.of(args), **moved.of(kwargs))
        moved.back()
        return value

    def answer(self, value: Any, args: tuple[Any, ...]) -> Any:
        """What a given function answered, where the tensors lie that it was given."""
        tensors = (thing for thing in args if isinstance(thing, Tensor))
        first = next(tensors, None)
        return value if first is None else _Moved(first.device).of(value)

    def wait(self) -> None:
        """Let an error of a kernel belong to the request that started the kernel."""
        if self._name.startswith("cuda"):
            torch.cuda.synchronize()


def _takes_device(function: Callable[..., Any], args: Any, kwargs: Any) -> bool:
    """Whether it has a parameter `device` that may be named, and these arguments leave it open."""
    try:
        signature = inspect.signature(function)
        given = signature.bind_partial(*args, **kwargs).arguments
    except (TypeError, ValueError):  # written in C, or these arguments do not fit: it will say so
        return False
    parameter = signature.parameters.get("device")
    named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return parameter is not None and parameter.kind in named and "device" not in given


def _home(things: tuple[Any, ...]) -> torch.device | None:
    """Where the first net among the things has its parameters; None without one that has any."""
    return next((tensor.device for thing in things for tensor in _tensors(thing)), None)


def _tensors(thing: Any) -> Iterator[Tensor]:
    if isinstance(thing, partial):
        things = (thing.func, *thing.args, *thing.keywords.values())
        return chain.from_iterable(map(_tensors, things))
    owner = getattr(thing, "__self__", thing)
    return chain(owner.parameters(), owner.buffers()) if isinstance(owner, nn.Module) else iter(())


class _Moved:
    """Arguments on another device: one tensor given twice stays one tensor."""

    def __init__(self, device: torch.device | None) -> None:
        self._device = device
        self._copies: dict[int, tuple[Tensor, Tensor]] = {}

    def of(self, value: Any) -> Any:
        """`value` with its tensors there; itself where it holds none that lie elsewhere."""
        if isinstance(value, Tensor):
            if self._device is None or value.device == self._device:
                return value
            if id(value) not in self._copies:
                self._copies[id(value)] = value, value.to(self._device)
            return self._copies[id(value)][1]
        if type(value) in (tuple, list):
            items = [self.of(item) for item in value]
            same = all(new is old for new, old in zip(items, value, strict=True))
            return value if same else type(value)(items)
        if type(value) is dict:
            pairs = {key: self.of(item) for key, item in value.items()}
            return value if all(pairs[key] is value[key] for key in pairs) else pairs
        return value

    def back(self) -> None:
        """Write what was changed in place there into what was given: a check may look at it."""
        with torch.no_grad():
            for given, copy in self._copies.values():
                if copy._version:
                    given.copy_(copy)
