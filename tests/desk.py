"""An instructor's desk for tests: a small course, a class, an OUT, and the command line on them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from autograder.cli.app import app
from tests.mini_course import write_course


class Desk:
    """A course, a class and an OUT, and the command line on them."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.out = folder / "out"
        self._capsys = capsys
        self.said = ""
        """All that was printed, errors too."""
        write_course(folder / "course")

    def hand_in(self, student: str, code: str) -> None:
        own = self.folder / "class" / student
        own.mkdir(parents=True, exist_ok=True)
        (own / "mini.py").write_text(code, "utf-8")

    def run(self, *args: object) -> str:
        """What a command prints. Raises `CourseError`, `SystemExit`."""
        words = ["--course", str(self.folder / "course"), *map(str, args)]
        code = app(words, standalone_mode=False)
        said = self._capsys.readouterr()
        self.said += said.out + said.err
        assert not code, said.err
        return said.out

    def grade(self, *options: object) -> str:
        """`autograder grade class --out out`."""
        return self.run("grade", self.folder / "class", "--out", self.out, *options)

    def adjust(self, student: str, reason: str) -> None:
        given = ("--points", "1", "--author", "kay", "--reason", reason)
        self.run("adjust", self.out, student, "01", *given)

    def count(self, table: str) -> int:
        raw = sqlite3.connect(self.out / "results.db")
        try:
            return int(raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        finally:
            raw.close()

    def bytes(self) -> bytes:
        """Everything in OUT: names of files, and bytes."""
        files = sorted(p for p in self.out.rglob("*") if p.is_file())
        names = "\n".join(str(p.relative_to(self.out)) for p in self.out.rglob("*"))
        return names.encode() + b"".join(path.read_bytes() for path in files)
