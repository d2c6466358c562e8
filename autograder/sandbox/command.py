"""Trusted room: from a plan to the command line that starts a jail. Never imports inside."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.sandbox.gpu import Card
from autograder.sandbox.interface import Level, SandboxError
from autograder.sandbox.view import DEVICES, View, mounts

SCRATCH = "/job"  # inside a bubblewrapped jail, the one folder that may be written to
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "CUDA_VISIBLE_DEVICES": "",
    # Huge pages halve what a copy of a warm process costs. glibc looks at the folder
    # /sys/kernel/mm/transparent_hugepage first, so that is bound too.
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "PYTHONMALLOC": "malloc",
}
WITH_GPU = {
    "CUBLAS_WORKSPACE_CONFIG": ":4096:8",  # or products of matrices differ from run to run
    # Whether there is a GPU is asked without starting CUDA: a warm process could not be copied.
    "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
}


@dataclass(frozen=True)
class Plan:
    """Everything that is fixed for the jails of one sandbox."""

    level: Level
    view: View  # bound by bubblewrap, or allowed by Landlock
    entry: str  # the module that serves the wire, or the path of a script
    preload: tuple[str, ...]
    bubblewrap: bool
    filtered: bool  # Landlock and the system call filter
    read: tuple[str, ...]  # what Landlock leaves readable,
    listed: tuple[str, ...]  # and folders of which only the names may be read
    spare: int | None  # the uid to fall back to when the grader runs as root
    card: Card | None = None  # the GPU that its jails may use


def environment(plan: Plan, scratch: str) -> dict[str, str]:
    """The whole environment of a jail: nothing of the grader's is inherited."""
    search = {"PYTHONPATH": ":".join(plan.view.search)} if plan.view.search else {}
    more: dict[str, str] = {}
    if plan.card is not None:
        more = WITH_GPU | ({"LD_LIBRARY_PATH": plan.card.library} if plan.card.library else {})
    return ENVIRONMENT | search | more | {"HOME": scratch, "TMPDIR": scratch}


def command(plan: Plan, inner: Sequence[str], *, info: int | None = None) -> list[str]:
    """The command that runs `inner` (arguments of this Python) under the plan.

    info: descriptor on which bubblewrap tells the pid of the jail's first process.
    """
    python = [sys.executable, "-s", "-P"]
    words = [*python, *inner]
    if plan.bubblewrap:
        words = [*_bubblewrap(plan, info), *words]
    if plan.spare is None:
        return words
    order = {"uid": plan.spare, "paths": [str(path) for path in plan.view.binds]}
    return [*python, "-m", "autograder.sandbox.launcher", json.dumps(order), *words]


def _bubblewrap(plan: Plan, info: int | None) -> list[str]:
    shown = plan.view
    program = shutil.which("bwrap")
    if program is None:
        raise SandboxError("bubblewrap is missing: apt-get install bubblewrap")
    words = [program, "--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net"]
    words += ["--unshare-uts", "--unshare-cgroup-try", "--hostname", "jail", "--cap-drop", "ALL"]
    # The runner itself is the first process of its pid namespace: when it dies, all die.
    words += ["--die-with-parent", "--new-session", "--as-pid-1"]
    if info is not None:
        words += ["--info-fd", str(info)]
    words += ["--proc", "/proc", "--tmpfs", "/dev", "--tmpfs", "/dev/shm"]
    for device in (*DEVICES, *(plan.card.nodes if plan.card is not None else ())):
        words += ["--dev-bind", device, device]
    for name, target in (("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0")):
        words += ["--symlink", target, f"/dev/{name}"]
    words += ["--tmpfs", SCRATCH]  # the seal mounts a small one over it, and on /dev/shm
    links = list(shown.links)
    if not any(path.is_relative_to("/tmp") for path in shown.binds):
        links.append((SCRATCH, "/tmp"))
    for target, link in links:
        words += ["--symlink", target, link]
    masks = []
    for step, path in mounts(shown):
        if step == "bind":
            words += ["--ro-bind", str(path), str(path)]
        else:
            words += ["--tmpfs", str(path)]
            masks.append(str(path))
    for folder in (*masks, "/dev", "/"):
        words += ["--remount-ro", folder]
    return [*words, "--chdir", "/", "--"]
