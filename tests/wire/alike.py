"""What the tests of the wire share: handles that stay themselves, and equality by exact type."""

from __future__ import annotations

import math
from typing import Any

import msgpack
import numpy as np
import pandas as pd
import torch

from autograder.wire import Ref, pack, unpack


def export(thing: Any) -> Ref:
    """Every thing that does not cross is the runner's number 7."""
    return Ref("r", 7, tuple(kind.__name__ for kind in type(thing).__mro__ if kind is not object))


def resolve(ref: Ref) -> Ref:
    return ref


def back(value: Any) -> Any:
    """`value` after a way over the wire."""
    return unpack(pack(value, export), resolve)


def ext(code: int, data: bytes) -> bytes:
    """One extension value as bytes."""
    packed: bytes = msgpack.packb(msgpack.ExtType(code, data))
    return packed


def alike(a: Any, b: Any) -> bool:
    """Same exact types all the way down, same shapes, same bits (any NaN equals any NaN)."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray | np.generic):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, torch.Tensor):
        same_kind = a.dtype == b.dtype and a.shape == b.shape and a.requires_grad == b.requires_grad
        return same_kind and bool(torch.equal(a, b) or (torch.isnan(a) == torch.isnan(b)).all())
    if isinstance(a, pd.DataFrame):
        names = list(a.columns)
        return names == list(b.columns) and all(
            alike(a[name].to_numpy(), b[name].to_numpy()) for name in names
        )
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, dict):
        return alike(list(a.items()), list(b.items()))
    if isinstance(a, float):
        both_nan = math.isnan(a) and math.isnan(b)
        return both_nan or (a == b and math.copysign(1, a) == math.copysign(1, b))
    return bool(a == b)
