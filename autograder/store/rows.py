"""Trusted room: results and judgements as rows, and back. Pure functions."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, cast

import msgpack

from autograder.grading import Evidence, Graded, How
from autograder.outcomes import Outcome, Where
from autograder.results import Isolation
from autograder.scoring import CheckResult, Score
from autograder.session import Entry, Tape, Way
from autograder.trial import Judgement, StudentError

_FAST = 1


@dataclass(frozen=True)
class Kept:
    """One check as it is kept: its judgement as JSON, its packed tape, and how it was judged.

    An empty tape stands for the one that is kept already.
    """

    name: str
    judged: str
    tape: bytes = field(repr=False)
    how: How

    @classmethod
    def of(cls, judgement: Judgement, how: How) -> Kept:
        """Pack a judgement."""
        again = how == "kept"
        tape = b"" if again else pack_tape(judgement.tape)
        return cls(judgement.check, judged_json(judgement), tape, how)

    def judgement(self) -> Judgement:
        """Unpack it."""
        return judged(self.judged, unpack_tape(self.tape) if self.tape else ())


@dataclass(frozen=True)
class Known:
    """What is kept of an earlier grading: `Evidence`, packed. `tapes`: check -> packed tape."""

    checks: tuple[Kept, ...] = ()
    tapes: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def evidence(self) -> Evidence:
        """Unpack it."""
        return Evidence(
            {kept.name: kept.judgement() for kept in self.checks},
            {check: unpack_tape(packed) for check, packed in self.tapes.items()},
        )


@dataclass(frozen=True)
class Done:
    """A grading, packed: what a worker hands back and what the ledger keeps."""

    score: Score
    checks: tuple[Kept, ...]
    isolation: Isolation
    versions: Mapping[str, str]
    seconds: float
    output: str
    causes: tuple[str, ...]

    @classmethod
    def of(cls, graded: Graded, versions: Mapping[str, str]) -> Done:
        """Pack a grading."""
        return cls(
            score=graded.score,
            checks=tuple(Kept.of(j, graded.how[j.check]) for j in graded.judgements),
            isolation=graded.isolation,
            versions=versions,
            seconds=graded.seconds,
            output=graded.output,
            causes=graded.causes,
        )


def pack_files(files: Mapping[str, bytes]) -> bytes:
    """File name -> bytes, as one blob."""
    return zlib.compress(_packb({_bytes(name): data for name, data in files.items()}), _FAST)


def unpack_files(packed: bytes) -> dict[str, bytes]:
    """What `pack_files` packed."""
    found = _unpackb(zlib.decompress(packed))
    return {name.decode("utf-8", "surrogatepass"): data for name, data in found.items()}


def pack_tape(tape: Tape) -> bytes:
    """A tape as one blob; equal tapes give equal blobs."""
    return zlib.compress(_packb([[entry.way, entry.frame] for entry in tape]), _FAST)


def unpack_tape(packed: bytes) -> Tape:
    """What `pack_tape` packed."""
    return tuple(Entry(cast("Way", way), frame) for way, frame in _unpackb(zlib.decompress(packed)))


def digest(packed: bytes) -> str:
    """The name of a blob."""
    return hashlib.sha256(packed).hexdigest()


def scored_json(check: CheckResult) -> str:
    """A check of a result as ASCII JSON."""
    return json.dumps(asdict(check))


def scored(text: str) -> CheckResult:
    """What `scored_json` wrote."""
    raw = json.loads(text)
    raw["error"] = _error(raw["error"])
    raw["outcome"] = Outcome(raw["outcome"])
    return CheckResult(**raw)


def judged_json(judgement: Judgement) -> str:
    """A judgement without its tape as ASCII JSON."""
    raw = {name: value for name, value in vars(judgement).items() if name != "tape"}
    return json.dumps(raw | {"error": judgement.error and asdict(judgement.error)})


def judged(text: str, tape: Tape) -> Judgement:
    """What `judged_json` wrote, with its tape."""
    raw = json.loads(text)
    raw["error"] = _error(raw["error"])
    raw["outcome"] = Outcome(raw["outcome"])
    return Judgement(**raw, tape=tape)


def _error(raw: Any) -> StudentError | None:
    if raw is None:
        return None
    where = tuple(Where(**place) for place in raw["where"])
    return StudentError(raw["type"], raw["message"], where)


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")


def _packb(value: Any) -> bytes:
    return cast("bytes", msgpack.packb(value))


def _unpackb(packed: bytes) -> Any:
    return msgpack.unpackb(packed, strict_map_key=False)
