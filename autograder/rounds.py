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
    if not path.exists():
        _make_key(path)
    key = bytes.fromhex(path.read_text("ascii").strip())
    if len(key) != KEY_BYTES:
        raise ValueError(f"{path} is damaged")
    return key


def course_id(course: Path) -> str:
    """A name for the course that follows from its key and tells nothing of it. Raises likewise."""
    return hmac.digest(course_key(course), b"course", "sha256").hex()[:16]


def _make_key(path: Path) -> None:
    """Write a new key, whole before it has its name: two graders may begin at once."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # the other one was first, and its key holds
    finally:
        draft.unlink()
