"""Both rooms: the lines of a notebook's cell that are for Jupyter alone. Text; runs nothing.

A logical line that begins with `%`, `!` or `?`, ends with `?`, or assigns such a thing, becomes
`pass`, so that all other lines keep their numbers. Within strings and brackets, and after a
backslash, `%` is Python's own.
"""

from __future__ import annotations

import re

PYTHON_CELLS = ("%%time", "%%capture", "%%prun")
"""Cells under these are Python in the notebook's own namespace; others are something else."""
_MAGIC = re.compile(
    r"[ \t\f]*(?:[%!?]"  # %matplotlib inline, !pip install x, ?help
    r"|[\w.]+\?{1,2}[ \t]*$"  # help?
    r"|[A-Za-z_][\w.,\s]*=\s*[%!])"  # files = !ls
)
_TOKEN = re.compile(
    r"#[^\n]*"
    r"|'''(?:[^\\']|\\.|'(?!''))*+(?:'''|\\?\Z)"
    r'|"""(?:[^\\"]|\\.|"(?!""))*+(?:"""|\\?\Z)'
    r"|'(?:[^\\'\n]|\\.)*+'?"
    r'|"(?:[^\\"\n]|\\.)*+"?'
    r"|\\\n|[()\[\]{}\n]",
    re.DOTALL,
)


def without_magics(source: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """A cell's source as plain Python, and what was left out of it: (line from 1 on, text).

    Line breaks are `\\n` alone. Of a cell that is no Python at all only empty lines are left.
    """
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    lines = source.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        word = lines[first].split()[0]
        if word not in PYTHON_CELLS:
            return "\n" * (len(lines) - 1), ((first + 1, word),)
    left: list[tuple[int, str]] = []
    for number in _logical(lines):
        if _MAGIC.match(lines[number]):
            left.append((number + 1, lines[number].strip()))
            indent = len(lines[number]) - len(lines[number].lstrip())
            goes_on = lines[number].endswith("\\")
            lines[number] = lines[number][:indent] + "pass"
            while goes_on and number + 1 < len(lines):
                number += 1
                goes_on = lines[number].endswith("\\")
                lines[number] = ""
    return "\n".join(lines), tuple(left)


def _logical(lines: list[str]) -> list[int]:
    """Where logical lines begin. A magic ends with its line, whatever quotes it holds."""
    starts: list[int] = []
    text = "\n".join(lines)
    position = number = depth = 0
    begins = True
    while position < len(text):
        if begins:
            starts.append(number)
            begins = False
            if _MAGIC.match(lines[number]):
                goes_on = True
                while goes_on:
                    goes_on = lines[number].endswith("\\") and number + 1 < len(lines)
                    position += len(lines[number]) + 1
                    number += 1
                begins = True
                continue
        found = _TOKEN.search(text, position)
        if found is None:
            break
        token, position = found[0], found.end()
        number += token.count("\n")
        if token in "([{":
            depth += 1
        elif token in ")]}":
            depth = max(0, depth - 1)
        elif token == "\n" and not depth:
            begins = True
    return [start for start in starts if start < len(lines)]
