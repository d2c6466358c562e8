"""Both rooms of people: the vocabulary of public and hidden checks. No engine, no torch import.

A check fails by raising `Wrong` with a sentence for the student, never by a bare `assert`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from autograder.outcomes import Missing, StudentRaised, Wrong
from autograder.proxy import Given, Handle

__all__ = [
    "Given",
    "Missing",
    "StudentRaised",
    "Terms",
    "Wrong",
    "array",
    "describe",
    "expect",
    "numbers",
    "points",
    "same",
]

Check = TypeVar("Check", bound=Callable[..., None])
Shape = Sequence[int | None]


@dataclass(frozen=True)
class Terms:
    """What a hidden check is worth, and on which checks it stands."""

    points: int
    needs: tuple[str, ...] = ()
    seconds: float | None = None


def points(
    value: int, needs: Sequence[str | Callable[..., None]] = (), seconds: float | None = None
) -> Callable[[Check], Check]:
    """Mark a hidden check: worth `value` whole points, pointless unless `needs` passed.

    `seconds` limits the time that the student's code may take in it; the exercise's own limit
    holds otherwise.
    """
    if type(value) is not int or value < 1:
        raise ValueError("points must be a positive whole number")
    names = tuple(need if isinstance(need, str) else need.__name__ for need in needs)

    def mark(check: Check) -> Check:
        check.__dict__["terms"] = Terms(value, names, seconds)
        return check

    return mark


def expect(condition: object, says: str) -> None:
    """Raise `Wrong(says)` unless `condition` is true."""
    if not condition:
        raise Wrong(says)


def describe(value: object) -> str:
    """What came back, in words and without its content: "a float32 tensor of shape (20, 2)"."""
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, Handle):
        kind = value._kinds[0] if value._kinds else "object"
        return f"an object of type {kind}"
    if type(value).__module__ == "torch":
        return f"a {str(value.dtype)[6:]} tensor of shape {tuple(value.shape)}"  # type: ignore[attr-defined]
    if isinstance(value, np.ndarray):
        return f"a {value.dtype} array of shape {value.shape}"
    if isinstance(value, np.generic):
        return f"a {value.dtype} number"
    if isinstance(value, list | tuple | dict):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, int | float):
        return f"a number ({type(value).__name__})"
    if isinstance(value, str):
        return "text"
    return f"a {type(value).__name__}"


def array(value: object, shape: Shape | None = None, *, name: str = "the result") -> NDArray[Any]:
    """`value` as a numpy array of finite numbers: floats become float64, ints and bools stay.

    `shape` is compared exactly; None in it stands for any length. Raises `Wrong` that says what
    came back, and says nothing of what was expected but the shape.
    """
    result = numbers(value)
    start = name[:1].upper() + name[1:]
    if result is None:
        raise Wrong(f"{start} should be numbers in an array; it is {describe(value)}.")
    if shape is not None and not _fits(result.shape, shape):
        wanted = "(" + ", ".join("any" if n is None else str(n) for n in shape)
        wanted += ",)" if len(shape) == 1 else ")"
        raise Wrong(f"{start} should have shape {wanted}; it is {describe(value)}.")
    if not np.isfinite(result).all():
        raise Wrong(f"{start} contains NaN or infinity.")
    return result


def same(
    got: object,
    want: object,
    says: str,
    *,
    rtol: float = 1e-6,
    atol: float = 1e-8,
    name: str = "the result",
) -> None:
    """Raise `Wrong(says)` unless `got` equals `want` within |got - want| <= atol + rtol |want|.

    A wrong shape, NaN or infinity is told before that. `want` must be finite numbers.
    """
    expected = numbers(want)  # a check's own slip is not the student's: TypeError, no Wrong
    if expected is None or not np.isfinite(expected).all():
        raise TypeError("same() needs finite numbers to compare with")
    result = array(got, expected.shape, name=name).astype(np.float64)
    if not np.all(np.abs(result - expected) <= atol + rtol * np.abs(expected)):
        raise Wrong(says)


def _fits(shape: tuple[int, ...], wanted: Shape) -> bool:
    return len(shape) == len(wanted) and all(
        want is None or size == want for size, want in zip(shape, wanted, strict=True)
    )


def numbers(value: object) -> NDArray[Any] | None:
    """An array of float64, int64 or bool, or None if `value` is anything but numbers."""
    if type(value).__module__ == "torch":
        tensor = value.to(dtype=_widest(value))  # type: ignore[attr-defined]
        value = tensor.numpy()
    elif isinstance(value, list | tuple):
        value = _stack(value)
    elif isinstance(value, float) or (isinstance(value, int) and abs(value) < 2**63):
        value = np.asarray(value)
    if not isinstance(value, np.ndarray | np.generic):
        return None
    kind = value.dtype.kind
    if kind == "f":
        return np.asarray(value, dtype=np.float64)
    if kind in "iu":
        return np.asarray(value, dtype=np.float64 if value.dtype == np.uint64 else np.int64)
    return np.asarray(value) if kind == "b" else None


def _stack(items: Sequence[object]) -> NDArray[Any] | None:
    """Items of one shape as one array; numpy's own rules would take ragged or mixed ones too."""
    if all(type(item) in (int, float, bool) for item in items):
        try:
            return np.asarray(items)
        except OverflowError:
            return None
    parts = [numbers(item) for item in items]
    arrays = [part for part in parts if part is not None]
    if len(arrays) < len(parts) or any(part.shape != arrays[0].shape for part in arrays):
        return None
    return np.stack(arrays)


def _widest(tensor: Any) -> Any:
    import torch

    return torch.float64 if tensor.dtype.is_floating_point else tensor.dtype
