"""Inside the sandbox: a tensor that behaves as if it were on a GPU. Nothing here is trusted.

The device meta refuses what a GPU refuses, but has no numbers to fetch. A tensor of this kind is on
meta for PyTorch, and keeps the numbers beside it: whoever copies them to the CPU gets them. It is
for single tensors that are to be fetched: nets and factories know nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.utils._pytree import tree_map

DEVICE = torch.device("xpu", 0)
"""Where it says it is: a kind of GPU that PyTorch knows and that programs hardly single out."""
META = torch.device("meta")


class Elsewhere(Tensor):
    """Shape, dtype and history are PyTorch's; `numbers` is a tensor on the CPU."""

    numbers: Tensor

    @staticmethod
    def __new__(cls, numbers: Tensor) -> Any:
        form = {"strides": numbers.stride(), "dtype": numbers.dtype, "device": META}
        self = Tensor._make_wrapper_subclass(cls, numbers.shape, **form)  # type: ignore
        self.numbers = numbers
        return self

    @classmethod
    def __torch_function__(
        cls, func: Callable[..., Any], types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        """What is asked in Python: where it is, and for what PyTorch gives to no tensor like it."""
        kwargs = kwargs or {}
        if func in _SAYS:
            return _SAYS[func]
        if func is Tensor.tolist:
            return args[0].numbers.tolist()
        if func in (Tensor.numpy, Tensor.__array__):
            if kwargs.get("force"):
                return args[0].numbers.numpy()
            raise TypeError(f"can't convert {DEVICE} device type tensor to numpy.")
        with torch._C.DisableTorchFunctionSubclass():
            return func(*args, **kwargs)

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]
        cls, func: Callable[..., Any], types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        """What is computed with it, under autograd: on the numbers, and the result stays there."""
        kwargs = dict(kwargs or {})
        if func is torch.ops.aten.copy_.default and not isinstance(args[0], cls):
            return func(*tree_map(_numbers, args))
        if func not in _ANYWHERE and any(map(_is_array_here, args)):
            raise RuntimeError("Expected all tensors to be on the same device, here and there.")
        goal = kwargs.get("device")
        leaves = goal is not None and goal.type not in (DEVICE.type, META.type)
        if goal is not None and not leaves:
            kwargs["device"] = torch.device("cpu")
        result = func(*tree_map(_numbers, args), **tree_map(_numbers, kwargs))
        if leaves:
            return result
        return tree_map(lambda part: cls(part) if isinstance(part, Tensor) else part, result)

    def __deepcopy__(self, memo: Any) -> Tensor:
        return self.detach().clone().requires_grad_(self.requires_grad)


def _numbers(thing: Any) -> Any:
    return thing.numbers if isinstance(thing, Elsewhere) else thing


def _is_array_here(thing: object) -> bool:
    """Whether it is a tensor on the CPU that no operation elsewhere takes: single numbers may."""
    return isinstance(thing, Tensor) and not isinstance(thing, Elsewhere) and thing.dim() > 0


_SAYS: dict[Any, Any] = {
    Tensor.device.__get__: DEVICE,
    Tensor.is_meta.__get__: False,  # type: ignore[attr-defined]
    Tensor.is_xpu.__get__: True,  # type: ignore[attr-defined]
    Tensor.get_device: DEVICE.index,
}
# May hold tensors of two devices: copies, and indices.
_ANYWHERE = frozenset({torch.ops.aten.copy_.default, torch.ops.aten.index.Tensor})
