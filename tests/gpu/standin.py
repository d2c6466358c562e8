"""A stand-in for a GPU: tensors that lie on the CPU and behave as if they were elsewhere.

Numbers come out as on the CPU. What a real GPU refuses is refused: tensors of two devices in one
operation (unless one is a CPU scalar), numpy on tensors that are there. What it cannot show: how
CUDA rounds, how long it takes, and operations that CUDA lacks.

Only calls that torch shows to a mode are seen: what happens inside of one is not checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

THERE = torch.device("cuda", 0)
_MOVES = (Tensor.to, Tensor.cpu, Tensor.cuda, torch.asarray, torch.tensor, torch.as_tensor)
_AS_IT_IS = (
    *(torch._has_compatible_shallow_copy_type, torch.is_same_size),
    torch._C._nn._parse_to,  # only reads the words that nn.Module.to was given
)
_NUMPY = (Tensor.numpy, Tensor.__array__)


class Standin(TorchFunctionMode):
    """While it is on, tensors can be moved to `cuda`."""

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        kwargs = dict(kwargs or {})
        if func == Tensor.device.__get__:
            return THERE if is_there(args[0]) else func(*args)
        if func == Tensor.is_cuda.__get__:
            return is_there(args[0])
        if func in _NUMPY and is_there(args[0]):
            raise TypeError("can't convert cuda:0 device type tensor to numpy.")
        if func in (Tensor.data.__get__, Tensor.grad.__get__):
            return placed(func(*args), is_there(args[0]))
        if func == Tensor.data.__set__:
            placed(args[0], is_there(args[1]))
            return func(*args)
        if func in _AS_IT_IS:
            return func(*args, **kwargs)
        target = _target(func, args, kwargs)
        if target is not None:
            args, kwargs = _here(args), _here(kwargs)
            result = func(*args, **kwargs)
            if any(result is thing and is_there(thing) != target for thing in args):
                result = result.clone()
            return placed(result, target)
        there = _where(func, (args, kwargs))
        return placed(func(*args, **kwargs), there)


def is_there(thing: Any) -> bool:
    """Whether a tensor lies on the stand-in."""
    return getattr(thing, "_there", False)


def placed(value: Any, there: bool) -> Any:
    """`value`, with all its tensors on the stand-in or none."""
    for tensor in _tensors(value):
        if is_there(tensor) or there:
            tensor._there = there  # type: ignore[attr-defined]
    return value


def _tensors(value: Any) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, dict):
        yield from _tensors(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _tensors(item)


def _where(func: Any, given: Any) -> bool:
    """Whether an operation takes place there. Raises RuntimeError for tensors of two devices."""
    tensors = list(_tensors(given))
    if func in (Tensor.__getitem__, Tensor.__setitem__, Tensor.copy_):  # indices may lie here
        tensors = tensors[:1]
    if not any(map(is_there, tensors)):
        return False
    if any(not is_there(tensor) and tensor.dim() for tensor in tensors):
        name = getattr(func, "__name__", func)
        raise RuntimeError(f"Expected all tensors to be on the same device: {name}")
    return True


def _is_device(word: Any) -> bool:
    kind = word.type if isinstance(word, torch.device) else str(word).split(":")[0]
    return isinstance(word, torch.device | str) and kind in ("cpu", "cuda")


def _target(func: Any, args: Any, kwargs: dict[str, Any]) -> bool | None:
    """Whether the call makes tensors there; None if it names no device."""
    if func in (Tensor.cpu, Tensor.cuda):
        return bool(func == Tensor.cuda)
    words = [kwargs.get("device"), *(args[1:] if func == Tensor.to else ())]
    named = [torch.device(word).type == "cuda" for word in words if _is_device(word)]
    if func == Tensor.to and isinstance(args[1] if args[1:] else kwargs.get("other"), Tensor):
        named = [is_there(args[1])]
    if not named and func in (torch.tensor, torch.as_tensor, torch.asarray):
        return is_there(args[0]) if isinstance(args[0], Tensor) else None
    return named[0] if named else None


def _here(words: Any) -> Any:
    """The same words, with the CPU for every device."""
    if isinstance(words, dict):
        return {key: "cpu" if _is_device(word) else word for key, word in words.items()}
    return tuple("cpu" if _is_device(word) else word for word in words)


@contextmanager
def standing_in() -> Iterator[None]:
    """For as long as this is open, `cuda` is the stand-in."""
    with ExitStack() as stack:
        stack.enter_context(patch("autograder.inside.device.start", lambda *words: None))
        stack.enter_context(patch("torch.cuda.synchronize", lambda *words: None))
        stack.enter_context(Standin())
        yield
