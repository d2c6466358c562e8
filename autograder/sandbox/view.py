"""Trusted room: which files of this machine a jail can see. Never imports autograder.inside.

The rule is an allow-list: system libraries, this Python, its packages, and of our own package
the wire, the runner and what seals the jail. The course, the data, the home folders and the
other submissions are not bound; where they lie under a bound folder they are masked.
"""

from __future__ import annotations

import os
import site
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.interface import SandboxError

PACKAGE = Path(__file__).resolve().parents[1]
# What of our package a jail needs. Without sandbox/__init__.py the folder is a namespace
# package there, so that none of the trusted modules is imported beside a student.
ROOM = (
    "__init__.py",
    "wire",
    "inside",
    "sandbox/bars.py",
    "sandbox/enter.py",
    "sandbox/landlock.py",
    "sandbox/linux.py",
    "sandbox/policy.py",
    "sandbox/prepare.py",
    "sandbox/seal.py",
    "sandbox/seccomp.py",
    "sandbox/syscalls.py",
    "sandbox/zygote.py",
)
SYSTEM = (
    "/usr",
    "/nix/store",
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/etc/localtime",
    "/sys/kernel/mm/transparent_hugepage",
)
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


@dataclass(frozen=True)
class View:
    """What a jail sees: folders and files at their own paths, read-only, and links of the root."""

    binds: tuple[Path, ...]
    masks: tuple[Path, ...]
    links: tuple[tuple[str, str], ...]
    search: tuple[str, ...]  # PYTHONPATH


def view(hidden: Sequence[Path] = (), shown: Sequence[Path] = ()) -> View:
    """Work out the view for this interpreter.

    hidden: folders that no jail may see; shown: more to bind (used by tests).
    Raises SandboxError if a hidden folder holds the interpreter itself.
    """
    packages = _packages_outside_prefix()
    needed = [Path(path) for path in SYSTEM if Path(path).exists()]
    needed += [path for path in _root_folders() if not path.is_symlink()]
    needed += [*_interpreter(), *packages, *shown]
    needed += [PACKAGE / part for part in ROOM if (PACKAGE / part).exists()]
    binds = _deduplicated(needed)
    masks = [mask for folder in (PACKAGE, *hidden) for mask in _masks(folder, binds)]
    links = tuple(
        (os.readlink(folder), str(folder)) for folder in _root_folders() if folder.is_symlink()
    )
    search = [] if _on_prefix(PACKAGE) else [str(PACKAGE.parent)]
    return View(binds, tuple(dict.fromkeys(masks)), links, (*search, *map(str, packages)))


def mounts(shown: View) -> Iterator[tuple[str, Path]]:
    """("bind" or "mask", path) in the order in which to mount: parents before what lies in them.

    So a bind below a mask shows one thing of a hidden folder, and a mask below a bind hides one.
    """
    steps = [("bind", path) for path in shown.binds] + [("mask", path) for path in shown.masks]
    return iter(sorted(steps, key=lambda step: len(step[1].parts)))


def readable(shown: View) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The same view for Landlock, which cannot mask: (readable with all below, only listed).

    A bound folder that holds a masked one is replaced by all its entries but that one; the names
    in it stay readable, because imports list folders.
    """
    read: list[str] = []
    listed: list[str] = []

    def add(path: Path) -> None:
        if path in shown.masks:
            return
        if any(mask.is_relative_to(path) for mask in shown.masks):
            listed.append(str(path))
            for entry in path.iterdir():
                if not entry.is_symlink():  # its target counts, which is allowed or not by itself
                    add(entry)
        else:
            read.append(str(path))

    for path in shown.binds:
        add(path)
    roots = [str(path) for path in _root_folders() if not path.is_symlink()]
    return (*read, *roots), tuple(listed)


def _masks(folder: Path, binds: Sequence[Path]) -> Iterator[Path]:
    """Where the folder would be seen: below every bound path that leads to it, by any name."""
    real = folder.resolve()
    if not real.exists():
        return
    if not real.is_dir():
        raise SandboxError(f"{folder} is to be hidden, but it is not a folder")
    for bound in binds:
        if bound.resolve() == real:
            raise SandboxError(f"{folder} is to be hidden, but Python itself needs it")
        if real.is_relative_to(bound.resolve()):
            yield bound / real.relative_to(bound.resolve())


def _root_folders() -> Iterator[Path]:
    for name in ("lib", "lib32", "lib64", "libx32", "bin", "sbin"):
        path = Path("/", name)
        if path.is_symlink() or path.is_dir():
            yield path


def _interpreter() -> list[Path]:
    """The prefixes of this Python, and each link between its name and its program.

    Only the link itself: ~/bin/python must not show a whole home folder.
    """
    prefixes = {Path(sys.prefix), Path(sys.base_prefix), Path(sys.base_exec_prefix)}
    found = sorted(prefixes - {Path("/")})
    hop = Path(sys.executable)
    for _ in range(40):
        if not any(hop.is_relative_to(prefix) for prefix in found):
            found.append(hop)
        if not hop.is_symlink():
            break
        hop = Path(os.path.normpath(hop.parent / os.readlink(hop)))
    return found


def _packages_outside_prefix() -> list[Path]:
    """Package folders that the search path names elsewhere: the user's own, for one."""
    prefixes = {Path(prefix).resolve() for prefix in (sys.prefix, sys.base_prefix)}
    found = [
        Path(entry) for entry in sys.path if entry.endswith(("site-packages", "dist-packages"))
    ]
    return [
        path
        for path in found
        if path.is_dir() and not any(path.resolve().is_relative_to(prefix) for prefix in prefixes)
    ]


def _on_prefix(path: Path) -> bool:
    return str(path.parent) in site.getsitepackages()


def _deduplicated(paths: Sequence[Path]) -> tuple[Path, ...]:
    seen: dict[Path, None] = {}
    for path in paths:
        seen[path.absolute()] = None
        seen[path.resolve()] = None
    return tuple(seen)
