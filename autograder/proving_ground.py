"""Instructor room: how the checks of a course's own file end, in this process and in the sandbox.

On a GPU the file is judged as a submission is: what it does not pass there the CPU decides. Only
the reference gets no such help.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from autograder.arbiter import on_cpu
from autograder.candidates import Candidate, InJail, InProcess, Source, jail_for
from autograder.judge import Judge
from autograder.rounds import Round
from autograder.sandbox import Sandbox
from autograder.trial import Judgement


class Ground:
    """Where one exercise is proven.

    device: as torch calls it here. sandbox has no GPU, card has one; None where none is used.
    """

    def __init__(
        self, judge: Judge, sandbox: Sandbox | None, device: str, card: Sandbox | None
    ) -> None:
        self._judge = judge
        self._sandbox = sandbox
        self._card = card
        self.device = device
        self.on_cpu: Counter[str] = Counter()  # checks that the CPU decided otherwise, by file

    def in_process(self, source: Source) -> Candidate:
        """The file in this process."""
        return InProcess(source, self.device)

    def in_jail(self, source: Source) -> Candidate:
        """The file in the sandbox, without a GPU."""
        assert self._sandbox is not None, "whoever asks has one"
        return InJail(source, jail_for(self._judge.exercise, self._sandbox))

    def here(self, name: str, source: Source, asked: Round) -> Sequence[Judgement]:
        """What the checks say of the file called `name`, run in this process."""
        heard = self.hear(self.in_process(source), asked)
        return self._decided(name, heard, asked, lambda: InProcess(source))

    def jailed(self, name: str, source: Source, asked: Round) -> Sequence[Judgement]:
        """What they say of it in the sandbox."""
        if self._card is None:
            return self.hear(self.in_jail(source), asked)
        remote = jail_for(self._judge.exercise, self._card)
        heard = self.hear(InJail(source, remote, "cuda"), asked)
        return self._decided(name, heard, asked, lambda: self.in_jail(source))

    def hear(self, candidate: Candidate, asked: Round) -> Sequence[Judgement]:
        """What they say of a candidate, which is closed."""
        try:
            return self._judge.hear(candidate, asked)
        finally:
            candidate.close()

    def _decided(
        self,
        name: str,
        heard: Sequence[Judgement],
        asked: Round,
        candidate: Callable[[], Candidate],
    ) -> Sequence[Judgement]:
        if self.device == "cpu" or name == self._judge.exercise.reference.name:
            return heard
        decided = on_cpu(self._judge, heard, asked, candidate)
        pairs = zip(heard, decided, strict=True)
        changed = sum(there.outcome is not here.outcome for there, here in pairs)
        if changed:
            self.on_cpu[name] += changed
        return decided
