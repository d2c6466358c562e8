"""Trusted room: the rules of a course, and what attempts are worth by them. Imports no torch.

course.toml ─load_policy─► Policy                                        rules
attempts + adjustments + Policy ─standing─► Standing* ─total─► points    points
how a standing came about, in words                                      words
"""

from __future__ import annotations

from autograder.policy.points import Adjustment, Attempt, Standing, standing, total
from autograder.policy.rules import ALL, Policy, load_policy

__all__ = [
    "ALL",
    "Adjustment",
    "Attempt",
    "Policy",
    "Standing",
    "load_policy",
    "standing",
    "total",
]
