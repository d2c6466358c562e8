"""Trusted room: where fresh secret inputs come from. The course key never leaves the grader.

Everybody in a round is asked the same: the reference and the mistakes then run once a round. The
inputs of a round follow from the course key, so they can be drawn again for a disputed mark, and
cannot be known before.
"""

from __future__ import annotations

import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

KEY_FILE = Path(".autograder") / "course.key"
KEY_BYTES = 32


@dataclass(frozen=True)
class Round:
    """A deadline's batch: one name, one set of inputs."""

    name: str
    key: bytes = field(repr=False)

    def seed(self, exercise: str, check: str, stream: str) -> int:
        """A secret 64-bit number for one named stream of one check."""
        message = "\0".join((exercise, self.name, check, stream)).encode()
        return int.from_bytes(hmac.digest(self.key, message, "sha256")[:8], "big")

    def generator(self, exercise: str, check: str, stream: str) -> np.random.Generator:
        """A numpy generator of one named stream of one check."""
        return np.random.default_rng(self.seed(exercise, check, stream))


def course_key(course: Path) -> bytes:
    """The key of the course in the folder `course`, made at first use with mode 0600.

    Raises `OSError` if it can neither be read nor made, `ValueError` if it is damaged.
    """
    path = course / KEY_FILE
    try:
        fresh = os.open(_folder(path) / path.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = bytes.fromhex(path.read_text("ascii").strip())
        if len(key) != KEY_BYTES:
            raise ValueError(f"{path} is damaged") from None
        return key
    key = secrets.token_bytes(KEY_BYTES)
    with os.fdopen(fresh, "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")
    return key


def _folder(path: Path) -> Path:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    return path.parent
