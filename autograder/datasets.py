"""Both rooms: the course's data sets, read from shipped files whose hashes are checked first.

    from autograder.datasets import mnist, wine
    wine()["alcohol"].mean()        # a pandas DataFrame of 1599 red wines
    mnist().images[0]               # a 28 by 28 picture of a handwritten digit

Never imports torch, and fetches nothing: the files come with the package. What they are, who made
them and under which license they may be shared stands in `datasets/SOURCES.toml`.

Every call returns fresh, writable copies, so one caller's edits never reach the next caller. A
shipped file is read and hashed once per process; later calls parse those verified bytes again.
"""

from __future__ import annotations

import difflib
import gzip
import hashlib
import io
import math
import tomllib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

_REINSTALL = "reinstall gradeproof, or in a clone restore the file with git"


class DatasetError(Exception):
    """A data set cannot be had; one line says which file, what is wrong and what to do."""


@dataclass(frozen=True, eq=False)
class Digits:
    """Handwritten digits: gray pictures and what each one shows.

    images: uint8 of shape (n, 28, 28), 0 is background and 255 full ink.
    labels: int64 of shape (n,), 0 to 9. Stored as uint8, but returned as int64 because that is
        the dtype that `torch.nn.CrossEntropyLoss` and `NLLLoss` want for class labels.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]


@dataclass(frozen=True)
class Shipped:
    """One shipped file: its path below the data folder, its fingerprint, and whom to thank."""

    path: str
    sha256: str
    bytes: int
    license: str
    source: str
    citation: str


@dataclass(frozen=True)
class Upstream:
    """One original file: its fingerprint and the published archive in which it can be found."""

    package: str
    version: str
    member: str
    sha256: str
    bytes: int

    @property
    def name(self) -> str:
        """The file name alone, such as "train-labels.idx1-ubyte"."""
        return self.member.rpartition("/")[2]


@dataclass(frozen=True)
class Table:
    """What `SOURCES.toml` says: the shipped files and the originals they are derived from."""

    shipped: tuple[Shipped, ...]
    upstream: tuple[Upstream, ...]


def load(name: str) -> pd.DataFrame | Digits:
    """Return the data set called name: what `iris()`, `mnist()` or `wine()` returns.

    Raises DatasetError for an unknown name, and for a missing or damaged file.
    """
    if name not in _LOADERS:
        close = difflib.get_close_matches(name, _LOADERS, n=1)
        meant = f"; did you mean {close[0]!r}?" if close else ""
        raise DatasetError(f"no data set is called {name!r}{meant} (known: {', '.join(_LOADERS)})")
    return _LOADERS[name]()


def wine() -> pd.DataFrame:
    """Return the red wines of the Wine Quality data as a DataFrame of 1599 rows and 12 columns.

    The eleven measurements are float64 under their original names ("fixed acidity" ... "alcohol");
    "quality" is int64, a score from 0 to 10 of which 3 to 8 occur.

    Source: P. Cortez, A. Cerdeira, F. Almeida, T. Matos, J. Reis, "Modeling wine preferences by
    data mining from physicochemical properties", Decision Support Systems 47(4), 2009, 547-553;
    UCI Machine Learning Repository, doi 10.24432/C56S3T. License: CC BY 4.0. Unchanged.

    Raises DatasetError if the file is missing or damaged.
    """
    import pandas as pd  # here, because pandas is slow to import and the digits do not need it

    wines = pd.read_csv(io.BytesIO(_shipped(data_root(), "wine/winequality-red.csv")), sep=";")
    return wines.astype({column: np.float64 for column in wines.columns if column != "quality"})


def mnist() -> Digits:
    """Return 20,000 of the 60,000 MNIST training digits, in the random order of their draw.

    Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits"; see
    Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document
    recognition", Proceedings of the IEEE 86(11), 1998, 2278-2324. License: CC BY-SA 3.0. Changed
    in one way only: a part was drawn at random, and `datasets/mnist/NOTICE` says how.

    Raises DatasetError if the file is missing or damaged.
    """
    packed = io.BytesIO(_shipped(data_root(), "mnist/mnist_20000.npz"))
    with np.load(packed, allow_pickle=False) as arrays:
        return Digits(arrays["images"], arrays["labels"].astype(np.int64))


def mnist_full(folder: str | Path) -> Digits:
    """Return all 70,000 MNIST digits from the four original files in folder.

    Rows 0 to 59,999 are the training digits and the last 10,000 the test digits, both in their
    original order. The files may be gzipped, and named either way that is in circulation:
    `train-images-idx3-ubyte` or `train-images.idx3-ubyte`. Their unpacked bytes must have the
    hashes of the originals. Source and license as for `mnist()`.

    Raises DatasetError if one of the four files is missing or damaged.
    """
    parts = {origin.name: origin for origin in table(data_root()).upstream}

    def part(name: str) -> NDArray[np.uint8]:
        return read_idx(_original(Path(folder), parts[name]), name)

    train, test = part("train-images.idx3-ubyte"), part("t10k-images.idx3-ubyte")
    labels = part("train-labels.idx1-ubyte"), part("t10k-labels.idx1-ubyte")
    return Digits(np.concatenate([train, test]), np.concatenate(labels).astype(np.int64))


def iris() -> pd.DataFrame:
    """Return Fisher's irises as a DataFrame of 150 rows: four float64 lengths in cm and "target".

    "target" is an integer: 0 setosa, 1 versicolor, 2 virginica. The data comes with scikit-learn.
    Source: R. A. Fisher, "The use of multiple measurements in taxonomic problems", Annals of
    Eugenics 7, 1936, 179-188.
    """
    from sklearn.datasets import load_iris  # here, because it is slow to import

    return cast("pd.DataFrame", load_iris(as_frame=True).frame)


_LOADERS: dict[str, Callable[[], pd.DataFrame | Digits]] = {
    "iris": iris,
    "mnist": mnist,
    "wine": wine,
}


def data_root() -> Path:
    """Return the folder of the data files: inside an installed package, else that of the clone.

    Raises DatasetError if neither is there.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "_data" / "datasets", package.parent / "datasets"):
        if (folder / "SOURCES.toml").is_file():
            return folder
    raise DatasetError(f"the folder datasets/ is missing: {_REINSTALL}")


@cache
def table(root: Path) -> Table:
    """Return the table of the data folder root, such as `data_root()`.

    Raises DatasetError if `SOURCES.toml` is missing or not such a table.
    """
    try:
        entries = tomllib.loads((root / "SOURCES.toml").read_text(encoding="utf-8"))
        return Table(
            tuple(Shipped(**entry) for entry in entries["shipped"]),
            tuple(Upstream(**entry) for entry in entries["upstream"]),
        )
    except OSError:
        raise DatasetError(f"datasets/SOURCES.toml is missing: {_REINSTALL}") from None
    except (ValueError, KeyError, TypeError):
        raise DatasetError(f"datasets/SOURCES.toml is damaged: {_REINSTALL}") from None


def verify(raw: bytes, sha256: str, what: str, remedy: str) -> bytes:
    """Return raw unchanged if it has this sha256 (hexadecimal); raises DatasetError otherwise."""
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise DatasetError(f"{what} is damaged, its sha256 is not that of the original: {remedy}")
    return raw


@cache
def _shipped(root: Path, path: str) -> bytes:
    expected = next((entry.sha256 for entry in table(root).shipped if entry.path == path), None)
    if expected is None:
        raise DatasetError(f"datasets/SOURCES.toml does not list {path}: {_REINSTALL}")
    try:
        raw = (root / path).read_bytes()
    except OSError:
        raise DatasetError(f"datasets/{path} is missing: {_REINSTALL}") from None
    return verify(raw, expected, f"datasets/{path}", _REINSTALL)


def _original(folder: Path, origin: Upstream) -> bytes:
    """Return the verified bytes of an original file that the user has, plain or gzipped."""
    dashed = origin.name.replace(".", "-")
    names = [name + suffix for name in (dashed, origin.name) for suffix in ("", ".gz")]
    file = next((folder / name for name in names if (folder / name).is_file()), None)
    if file is None:
        raise DatasetError(f"{folder / dashed} is missing: put the four MNIST files there")
    try:
        raw = file.read_bytes()
        raw = gzip.decompress(raw) if file.suffix == ".gz" else raw
    except (OSError, EOFError, zlib.error):
        raise DatasetError(f"{file} is damaged, it cannot be unpacked: get it again") from None
    return verify(raw, origin.sha256, str(file), "get it again")


def read_idx(raw: bytes, what: str = "the idx file") -> NDArray[np.uint8]:
    """Return the uint8 array held in the bytes of an idx file, as a writable copy.

    The format: two zero bytes, 8 for "unsigned byte", the number of axes, each axis's length as a
    big-endian 32-bit integer, then the values, last axis fastest.

    Raises DatasetError if raw is anything else, or holds more or fewer values than it says.
    """
    start = 4 + 4 * raw[3] if len(raw) > 3 and raw[:3] == b"\0\0\x08" else 0
    shape = tuple(int(n) for n in np.frombuffer(raw[4:start], ">u4")) if len(raw) >= start else ()
    if not shape or len(raw) != start + math.prod(shape):
        raise DatasetError(f"{what} is damaged, it is not an idx file of bytes: get it again")
    return np.frombuffer(raw, np.uint8, offset=start).reshape(shape).copy()
