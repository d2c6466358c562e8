"""Trusted room: tries what isolation needs, one capability after the other. Never imports inside.

Nothing is read off a version number: each thing is done, in a process of its own, and its
failure is shown with the one command that mends it.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox import gpu
from autograder.sandbox.interface import Limits, SandboxError
from autograder.sandbox.landlock import abi
from autograder.sandbox.levels import in_container
from autograder.sandbox.opening import open_sandbox, open_with
from autograder.sandbox.spare import spare_uid
from autograder.sandbox.view import PACKAGE

SECONDS = 60.0
TESTED_TORCH = "2.13"
HUGE_PAGES = Path("/sys/kernel/mm/transparent_hugepage/enabled")
APPARMOR = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")


@dataclass(frozen=True)
class Capability:
    """One thing that was tried. mend is empty where it is well or nothing can be done."""

    name: str
    ok: bool
    detail: str
    mend: str = ""


def examine() -> tuple[Capability, ...]:
    """Try everything. Takes some seconds; changes nothing."""
    if sys.platform != "linux":
        return (_platform(),)
    checks: tuple[Callable[[], Capability], ...] = (
        _platform,
        _account,
        _namespaces,
        _bubblewrap,
        _landlock,
        _seccomp,
        _level,
        _cgroup,
        _huge_pages,
        _torch,
        _gpu,
        _foreign,
    )
    return tuple(check() for check in checks)


def _platform() -> Capability:
    name = "operating system"
    detail = f"{platform.system()} {platform.release()} {platform.machine()}"
    if sys.platform == "linux":
        return Capability(name, True, detail)
    return Capability(name, False, detail, "grade in the container of the project's Containerfile")


def _account() -> Capability:
    name = "ordinary account"
    if os.geteuid() != 0:
        return Capability(name, True, f"uid {os.geteuid()}; jails run as the same account")
    try:
        spare = spare_uid()
    except SandboxError as error:
        return Capability(name, False, str(error), "run autograder as an ordinary user")
    spare.close()
    return Capability(name, True, f"started as root; jails run as the unused uid {spare.uid}")


def _namespaces() -> Capability:
    name = "user namespaces"
    code = (
        "import os\n"
        "from autograder.sandbox import linux\n"
        "if os.geteuid() == 0:\n    os.setresuid(61183, 61183, 61183)\n"
        "linux.unshare(linux.NEWUSER | linux.NEWNS | linux.NEWPID | linux.NEWNET)\n"
    )
    said = _fails(code)
    if said is None:
        return Capability(name, True, "an ordinary account may make its own")
    return Capability(name, False, said, _mend_namespaces())


def _mend_namespaces() -> str:
    if APPARMOR.exists() and APPARMOR.read_text().strip() == "1":
        return "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
    if in_container():
        return "none is needed: in a container level B is used"
    return "sudo sysctl user.max_user_namespaces=15000"


def _bubblewrap() -> Capability:
    name = "bubblewrap"
    program = shutil.which("bwrap")
    if program is None:
        return Capability(name, False, "not installed", "sudo apt-get install bubblewrap")
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    try:
        with open_with("A", entry="", preload=()):
            return Capability(name, True, said.stdout.strip())
    except SandboxError as error:
        return Capability(name, False, str(error), _mend_namespaces())


def _landlock() -> Capability:
    name = "Landlock"
    version = abi()
    if not version:
        mend = "boot with lsm=landlock,… or a kernel of 5.13 or later"
        return Capability(name, False, "this kernel has none", mend)
    code = (
        "import os\n"
        "from autograder.sandbox import landlock\n"
        "landlock.restrict(['/usr'], [], execute=False)\n"
        "try:\n    os.listdir('/etc')\nexcept PermissionError:\n    pass\n"
        "else:\n    raise SystemExit('a closed folder could be read')\n"
    )
    said = _fails(code)
    return Capability(name, said is None, said or f"version {version}")


def _seccomp() -> Capability:
    name = "system call filter"
    code = (
        "import socket\n"
        "from autograder.sandbox import seccomp\n"
        "seccomp.load(seccomp.build(processes=False, pid=None))\n"
        "try:\n    socket.socket()\nexcept PermissionError:\n    pass\n"
        "else:\n    raise SystemExit('a refused call went through')\n"
    )
    said = _fails(code)
    return Capability(name, said is None, said or f"there is a table for {platform.machine()}")


def _level() -> Capability:
    name = "isolation level"
    try:
        with open_with(entry="", preload=()) as sandbox:
            sandbox.start(Limits()).finish()
            level = sandbox.level
    except SandboxError as error:
        return Capability(name, False, str(error))
    return Capability(name, True, f"{level.letter}, {level.name}: {level.says}")


def _cgroup() -> Capability:
    """Not needed: memory is held by rlimits and a watch. Named because it would hold harder."""
    name = "cgroup v2 delegation"
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError as error:
        return Capability(name, False, str(error))
    own = next((line[3:] for line in lines if line.startswith("0::")), None)
    for root in (Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup/unified")):
        if own is None or not (root / "cgroup.controllers").exists():
            continue
        if os.access(root / own.lstrip("/") / "cgroup.procs", os.W_OK):
            return Capability(name, True, "may be used, is not needed")
    mend = "systemd-run --user --scope -p Delegate=yes autograder …"
    return Capability(name, False, "not delegated to this account; not needed", mend)


def _huge_pages() -> Capability:
    name = "huge pages"
    if not HUGE_PAGES.exists():
        return Capability(name, False, "this kernel has none; a warm start takes twice the time")
    words = HUGE_PAGES.read_text()
    chosen = words[words.find("[") + 1 : words.find("]")]
    mend = f"echo madvise | sudo tee {HUGE_PAGES}" if chosen == "never" else ""
    return Capability(name, chosen != "never", chosen, mend)


def _torch() -> Capability:
    name = "torch"
    try:
        version = importlib.metadata.version("torch")
    except importlib.metadata.PackageNotFoundError:
        return Capability(name, False, "not installed", f"{sys.executable} -m pip install torch")
    if version.split("+")[0].startswith(f"{TESTED_TORCH}."):
        return Capability(name, True, version)
    return Capability(name, True, f"{version}; the project is tested with {TESTED_TORCH}")


def _gpu() -> Capability:
    """Tried as a submission would use it: CUDA, started in a jail."""
    name = "GPU"
    try:
        card = gpu.find("cuda")
        with open_sandbox(device="cuda") as sandbox:
            letter, kind = sandbox.level.letter, type(sandbox).__name__
    except SandboxError as error:
        reason = str(error).partition(". ")[0]
        return Capability(name, False, reason, "none is needed for --device cpu, the default")
    warm = "copies of a warm process" if kind == "WarmSandbox" else "a fresh process for each jail"
    return Capability(name, True, f"{card.name}, at level {letter}, {warm}. {gpu.SAYS}")


def _foreign() -> Capability:
    """Another distribution installs a module and a command of the same name."""
    name = "module autograder"
    try:
        version = importlib.metadata.version("autograder")
    except importlib.metadata.PackageNotFoundError:
        return Capability(name, True, str(PACKAGE))
    detail = f"the distribution autograder {version} is installed too, and is another project"
    return Capability(name, False, detail, f"{sys.executable} -m pip uninstall autograder")


def _fails(code: str) -> str | None:
    """Run code in a process of its own; None if it ends well, otherwise its last words."""
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PACKAGE.parent)}
    try:
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            env=environment,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return None
    last = done.stderr.strip().splitlines()[-1:]
    return last[0] if last else f"it ended with {done.returncode}"
