"""Trusted room: which GPU jails may use, and whose turn it is. Never imports inside.

CUDA is never started in this process: what starts it cannot be copied any more.
"""

from __future__ import annotations

import errno
import json
import os
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.sandbox.bars import Gpu
from autograder.sandbox.interface import SandboxError

SECONDS = 120.0
LOOK_SECONDS = 0.05
FRACTION = 0.9
"""Of a card's memory, for all jails at a time: a context itself needs some of the rest."""
COMMON = ("/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools")
# What a driver reads of the machine. The first is where the second leads to.
SYSTEM = tuple(map(Path, ("/sys/devices", "/sys/bus/pci", "/sys/module/nvidia")))
SAYS = (
    "A GPU is used: what its driver does for a submission is not filtered, and neither its memory "
    "nor its time can be limited against a program that tries to take more."
)
_WORD = re.compile(r"cuda(?::(\d+))?")
_LOOK = """
import json, sys, torch
index = int(sys.argv[1])
if not torch.backends.cuda.is_built():
    sys.exit("this torch is built for the CPU alone")
if not torch.cuda.is_available():
    sys.exit("no GPU that torch can use")
if index >= torch.cuda.device_count():
    sys.exit(f"GPUs are counted from 0, and there are {torch.cuda.device_count()}")
torch.ones(2, device=f"cuda:{index}").sum().item()
card = torch.cuda.get_device_properties(index)
names = ("pci_domain_id", "pci_bus_id", "pci_device_id")
with open("/proc/self/maps") as maps:
    library = next((line.split()[-1] for line in maps if "/libcuda.so" in line), "")
print(json.dumps({
    "name": card.name,
    "uuid": str(getattr(card, "uuid", "")),
    "pci": [getattr(card, name, -1) for name in names],
    "library": library,
}))
"""


@dataclass(frozen=True)
class Card:
    """One GPU of this machine. share: how many jails may use it at a time."""

    name: str
    visible: str
    nodes: tuple[str, ...]
    library: str = ""  # the driver's folder, where only the caller's environment names it
    share: int = 1

    @property
    def lent(self) -> Gpu:
        """What a jail gets of it."""
        return Gpu(self.nodes, self.visible, FRACTION / self.share)


def word(device: str) -> int:
    """The number in `cuda` or `cuda:N`. Raises ValueError."""
    match = _WORD.fullmatch(device)
    if match is None:
        raise ValueError(f"a device is cpu, cuda or cuda:N, not {device!r}")
    return int(match[1] or 0)


@cache
def find(device: str, share: int = 1) -> Card:
    """The GPU called `cuda` or `cuda:N`. Raises SandboxError, in one line that says what to do."""
    index = word(device)
    try:
        done = subprocess.run(
            [sys.executable, "-c", _LOOK, str(index)],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise unusable(device, str(error)) from None
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        raise unusable(device, last[0] if last else f"trying it ended with {done.returncode}")
    found = json.loads(done.stdout.splitlines()[-1])
    node = _node(found["pci"], index)
    if node is None:
        raise unusable(device, "which /dev/nvidiaN it is cannot be told")
    return Card(
        name=found["name"],
        visible=f"GPU-{found['uuid'].removeprefix('GPU-')}" if found["uuid"] else "0",
        nodes=(node, *(path for path in COMMON if os.path.exists(path))),
        library=_only_by_environment(found["library"]),
        share=share,
    )


def unusable(device: str, reason: str) -> SandboxError:
    """Why there is no such GPU, and what to do."""
    return SandboxError(
        f"{device} cannot be used here: {reason}. Grade with --device cpu, or see `autograder "
        "doctor`"
    )


def _node(pci: list[int], index: int) -> str | None:
    """The card's device file: a number of its own, which need not be that of CUDA."""
    domain, bus, device = pci
    about = Path(f"/proc/driver/nvidia/gpus/{domain:04x}:{bus:02x}:{device:02x}.0/information")
    if bus >= 0 and about.is_file():
        minor = re.search(r"Device Minor:\s*(\d+)", about.read_text())
        if minor is not None:
            return f"/dev/nvidia{minor[1]}"
    there = [path for path in os.listdir("/dev") if re.fullmatch(r"nvidia\d+", path)]
    return f"/dev/{there[0]}" if len(there) == 1 and index == 0 else None


def _only_by_environment(library: str) -> str:
    folder = os.path.dirname(library)
    return folder if folder in os.environ.get("LD_LIBRARY_PATH", "").split(":") else ""


def take_turn(card: Card) -> socket.socket:
    """Wait until fewer than `share` jails of this machine use the card. Closed, the turn is over.

    A turn is the name of an abstract socket: it ends with whoever holds it.
    """
    while True:
        for number in range(card.share):
            claim = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                claim.bind(f"\0autograder-gpu-{card.visible}-{number}")
                return claim
            except OSError as error:
                claim.close()
                if error.errno != errno.EADDRINUSE:
                    raise
        time.sleep(LOOK_SECONDS)
