"""Instructor room: writes autograder/sandbox/syscalls.py from the kernel's own headers.

    apt-get install gcc linux-libc-dev linux-libc-dev-arm64-cross
    python tools/syscall_tables.py            # rewrite the tables
    python tools/syscall_tables.py --check    # exit 1 if they differ from the headers

Run it when a name is added to autograder/sandbox/policy.py.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "autograder" / "sandbox" / "syscalls.py"
HEADERS = {
    "x86_64": ("/usr/include/x86_64-linux-gnu", "/usr/include"),
    "aarch64": ("/usr/aarch64-linux-gnu/include",),
}
HEAD = '''"""Both rooms: system call numbers. Written by tools/syscall_tables.py; do not edit."""

from __future__ import annotations


def _table(text: str) -> dict[str, int]:
    words = text.split()
    return {name: int(number) for name, number in zip(words[::2], words[1::2], strict=True)}


NUMBERS: dict[str, dict[str, int]] = {
'''


def numbers(machine: str, names: list[str]) -> dict[str, int]:
    """The numbers that the machine's headers give; a name that it lacks is left out."""
    source = "#include <asm/unistd.h>\n" + "".join(
        f"#ifdef __NR_{name}\n@{name} __NR_{name}\n#endif\n" for name in names
    )
    words = ["gcc", "-E", "-P", "-nostdinc", "-x", "c", "-"]
    if machine != "x86_64":
        words[1:1] = ["-U__x86_64__", "-U__i386__", f"-D__{machine}__", "-D__LP64__"]
    for folder in HEADERS[machine]:
        words += ["-isystem", folder]
    done = subprocess.run(words, input=source, capture_output=True, text=True, check=True)
    pairs = [line[1:].split() for line in done.stdout.splitlines() if line.startswith("@")]
    return {name: int(number) for name, number in pairs}


def tables() -> str:
    """The module's text."""
    sys.path.insert(0, str(ROOT))
    from autograder.sandbox.policy import EVERY

    text = HEAD
    for machine in HEADERS:
        found = sorted(numbers(machine, sorted(EVERY)).items(), key=lambda pair: pair[1])
        lines = textwrap.wrap(" ".join(f"{name} {number}" for name, number in found), 88)
        body = "\n".join(f"        {line}" for line in lines)
        text += f'    "{machine}": _table(\n        """\n{body}\n        """\n    ),\n'
    return text + "}\n"


def main() -> int:
    """Write the tables, or compare them with the headers."""
    text = tables()
    if "--check" in sys.argv[1:]:
        return 0 if TARGET.read_text(encoding="utf-8") == text else 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
