"""Trusted room: the wall round a student's code. Never imports autograder.inside.

A sandbox is opened once per grading run and starts one jail per submission. A jail is a fresh
process that serves the wire on the socket it is given; nothing else passes through the wall.
"""

from __future__ import annotations

from autograder.sandbox.interface import Exit, Jail, Level, Limits, Sandbox, SandboxError
from autograder.sandbox.opening import open_sandbox

__all__ = ["Exit", "Jail", "Level", "Limits", "Sandbox", "SandboxError", "open_sandbox"]
