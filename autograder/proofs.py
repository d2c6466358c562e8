"""Instructor room: what was seen of an exercise while it was proven. Data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scipy.stats import binomtest

from autograder.kills import Kills
from autograder.naming import Naming


@dataclass(frozen=True)
class Rate:
    """`count` of `total`, with the 95 % interval of Clopper and Pearson."""

    count: int
    total: int

    @property
    def interval(self) -> tuple[float, float]:
        if not self.total:
            return 0.0, 1.0
        bounds = binomtest(self.count, self.total).proportion_ci(0.95, method="exact")
        return float(bounds.low), float(bounds.high)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.count}/{self.total} ({low:.1%} to {high:.1%})"


@dataclass(frozen=True)
class Proof:
    """What was seen of one exercise. It is proven if `failures` is empty.

    `false_fail`: right answers that lost a point, of all right answers judged. `lost`: checks
    that mistakes lost as they should, of all that they name. `junk`: junk answers that passed
    what they should not. `cpu_seconds`: of a whole run of the reference. `mutants`: None where
    they were not tried. `on_cpu`: on a GPU, how many checks of which file the CPU decided.
    """

    exercise: str
    points: int
    checks: int
    accepted: int
    mistakes: int
    seeds: int
    false_fail: Rate
    lost: Rate
    junk: Rate
    naming: Naming
    cpu_seconds: float
    mutants: Kills | None = None
    failures: tuple[str, ...] = ()
    device: str = "cpu"
    on_cpu: Mapping[str, int] = field(default_factory=dict)

    @property
    def judged(self) -> dict[str, object]:
        """How answers were judged: what a table shows, by column."""
        return {
            "exercise": self.exercise,
            "points": self.points,
            "checks": self.checks,
            "accepted": self.accepted,
            "mistakes": self.mistakes,
            "rounds": self.seeds,
            "false fail": self.false_fail,
            "false pass": self.false_pass,
        }

    @property
    def found(self) -> dict[str, object]:
        """What the checks find and what they cost, by column."""
        naming, mutants = self.naming, self.mutants
        return {
            "exercise": self.exercise,
            "named rightly": f"{len(naming.rightly)}/{naming.total}",
            "as another": len(naming.another),
            "mutants killed": f"{mutants.killed}/{mutants.possible}" if mutants else "not tried",
            "share": f"{mutants.share:.1%}" if mutants else "",
            "equivalent": len(mutants.equivalent) if mutants else "",
            "CPU seconds": f"{self.cpu_seconds:.2f}",
        }

    @property
    def false_pass(self) -> Rate:
        """Wrong answers that passed: checks that mistakes should have lost, and junk."""
        missed = self.lost.total - self.lost.count
        return Rate(missed + self.junk.count, self.lost.total + self.junk.total)
