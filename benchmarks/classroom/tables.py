"""Instructor room: what was measured as Markdown, and how far it is from what was aimed at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classroom.contest import Again, Contest, Row
from classroom.measure import Used

TIMES_NBGRADER = {False: 40.0, True: 8.0}
"""Aim, by whether there is 0.3 s of training: our throughput in nbgrader's, which has no jobs."""
TWO_JOBS = 1.7
REJUDGED, REJUDGE_SECONDS = 2000, 60.0
MORE_MEMORY = 100.0


@dataclass(frozen=True)
class Aim:
    """One aim: what was reached, whether less is better, and what must be known to read it."""

    what: str
    aim: float
    got: float
    unit: str
    less: bool = False
    note: str = ""

    def line(self) -> str:
        """A row of the table of aims, with the verdict."""
        met = self.got <= self.aim if self.less else self.got >= self.aim
        off = abs(self.got / self.aim - 1)
        sign = "at most" if self.less else "at least"
        verdict = "met" if met else f"**missed by {off:.0%}**"
        note = f" ({self.note})" if self.note else ""
        return (
            f"| {self.what}{note} | {sign} {self.aim:g} {self.unit} | "
            f"{self.got:.1f} {self.unit} | {verdict} |"
        )


def aims(contests: Sequence[Contest], big: tuple[Row, Sequence[Again]] | None) -> str:
    """The table of aims; Markdown."""
    large = big[0] if big is not None else None
    found = [_aims(contest, large if k == 0 else None) for k, contest in enumerate(contests)]
    lines = [aim.line() for each in found for aim in each]
    if big is not None:
        row, again = big
        lines += [aim.line() for aim in _kept(contests[0], row, again)]
    else:
        own = contests[0]
        lines += [aim.line() for aim in _kept(own, own.ours[2], own.again)]
    return "\n".join(["| what | aim | reached | |", "|---|---|---|---|", *lines])


def _aims(contest: Contest, large: Row | None) -> Iterator[Aim]:
    """What a class of `contest` was to reach; `large` is a larger one of the same exercise."""
    name, one, two = contest.setup.name, contest.ours[1], contest.ours[2]
    for peer in contest.peers:
        if peer.grader.startswith("nbgrader") and peer.used is not None:
            aim = TIMES_NBGRADER[contest.setup.epochs > 0]
            for row in (one, two, large):
                if row is not None:
                    jobs = f"{row.jobs} job{'s' * (row.jobs > 1)}"
                    what = f"throughput, {name}, {row.count:,} submissions, {jobs}"
                    yield Aim(what, aim, row.rate / peer.rate, "× nbgrader")
    yield Aim(f"two jobs, {name}", TWO_JOBS, two.rate / one.rate, "× one job")


def _kept(few: Contest, row: Row, again: Sequence[Again]) -> Iterator[Aim]:
    """Judging again, and memory, of the class in `row`; `few` has the class of a few."""
    seconds = again[-1].used.wall
    note = f"{again[-1].anew} took {seconds:.1f} s"
    if again[-1].anew != REJUDGED:
        seconds, note = seconds * REJUDGED / again[-1].anew, f"{note}; scaled up"
    yield Aim(f"`rejudge` of {REJUDGED:,}", REJUDGE_SECONDS, seconds, "s", True, note)
    small = few.few[row.jobs]
    more = _peak(row) - _peak(small)
    yield Aim(f"memory, {row.count:,} above {small.count}", MORE_MEMORY, more, "MB", True)


def _peak(row: Row) -> float:
    return row.used.peak if row.used else 0.0


def graders(contest: Contest) -> str:
    """Everybody who graded the class; Markdown."""
    head = (
        "| grader | jobs | submissions | per second | CPU s each | peak MB | "
        "times slower | times the CPU | verdicts as ours |"
    )
    first = contest.ours[1]
    rows = [*contest.ours.values(), *_warm(contest), *contest.peers]
    return "\n".join([head, "|---" * 9 + "|", *(_grader(row, first) for row in rows)])


def _warm(contest: Contest) -> Iterator[Row]:
    """Ours without what a run costs whatever it grades, which a small class tells."""
    for jobs, row in contest.ours.items():
        small = contest.few[jobs]
        if row.used and small.used and row.count > small.count:
            used, count = row.used - small.used, row.count - small.count
            if used.wall > 0 and used.cpu > 0:
                yield Row("gradeproof, once it runs", jobs, count, used)


def _grader(row: Row, first: Row) -> str:
    if row.used is None or first.used is None:
        return f"| {row.grader} | | not run: {row.failed.replace('|', '/')} | | | | | | |"
    each, ours = row.used.each(row.count), first.used.each(first.count)
    alike = f"{row.alike}/{row.compared}" if row.compared else ""
    return (
        f"| {row.grader} | {row.jobs} | {row.count} | {row.rate:.3g} | {each.cpu:.3f} | "
        f"{row.used.peak:.0f} | {first.rate / row.rate:.2g} | {each.cpu / ours.cpu:.2g} | {alike} |"
    )


def again(rows: Sequence[Again]) -> str:
    """A graded class once more; Markdown."""
    lines = ["| command | judged anew | of it run again | wall s | CPU s | peak MB |"]
    lines.append("|---" * 6 + "|")
    for row in rows:
        ran = "" if row.ran is None else str(row.ran)
        lines.append(f"| {row.what} | {row.anew} | {ran} | {_used(row.used)} |")
    return "\n".join(lines)


def memory(contest: Contest, big: Row | None) -> str:
    """What all processes of a run held at most; Markdown."""
    rows = [row for jobs in contest.ours for row in (contest.few[jobs], contest.ours[jobs])]
    rows += [big] if big else []
    lines = ["| submissions | jobs | wall s | CPU s | peak MB |", "|---|---|---|---|---|"]
    lines += [f"| {row.count} | {row.jobs} | {_used(row.used)} |" for row in rows if row.used]
    return "\n".join(lines)


def _used(used: Used) -> str:
    return f"{used.wall:.1f} | {used.cpu:.1f} | {used.peak:.0f}"
