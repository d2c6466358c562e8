"""Archives are read in memory, within bounds, and nothing in them is believed."""

from __future__ import annotations

import gzip
import io
import random
import struct
import tarfile
import tracemalloc
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest

from autograder import archives, entries, tarballs, zips
from autograder.findings import MAX_BYTES, Findings, Found, Refused

AT = Path("in.zip")
Content = bytes | str


def packed(files: Mapping[str, Content], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def entry(name: str, **fields: object) -> bytes:
    """An archive with one file, whose description has these fields."""
    info = zipfile.ZipInfo(name, (2026, 3, 4, 5, 6, 8))
    for key, value in fields.items():
        setattr(info, key, value)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(info, b"x = 1\n")
    return stream.getvalue()


def search(content: bytes, name: str = "in.zip", room: int = archives.MAX_HELD) -> Findings:
    return archives.search(io.BytesIO(content), name, AT, room)


def paths(found: Findings) -> list[str]:
    return [file.path for file in found.files]


def one(content: bytes) -> Found:
    (file,) = search(content).files
    return file


def edited(content: bytes, old: bytes, new: bytes, count: int) -> bytes:
    assert content.count(old) == count
    return content.replace(old, new)


def open_all(content: bytes, levels: int = 2) -> archives.Unpacked:
    """What a student gets who hands in this zip archive."""
    whole = Found("in.zip", (), AT, None, lambda most: content[:most])
    with ExitStack() as stack:
        return archives.unpacked([whole], levels, stack)


def test_what_is_of_interest_is_found_and_read() -> None:
    found = search(
        packed(
            {
                "ann/alpha.py": "x = 1\n",
                "ann/deep\\beta.PY": "x = 2\n",
                "./notes.ipynb": "{}",
                "more.zip": b"",
                "ann/data.csv": "1",
                "ann/.hidden.py": "",
                ".git/x.py": "",
                "__MACOSX/ann/._alpha.py": "",
                "ann/__pycache__/x.py": "",
                "bob/": "",
            }
        )
    )
    assert paths(found) == ["more.zip", "notes.ipynb", "ann/alpha.py", "ann/deep/beta.PY"]
    assert found.files[2].read() == b"x = 1\n"
    assert found.files[2].origin == AT / "ann" / "alpha.py"
    assert found.folders == {("ann",), ("ann", "deep"), ("bob",)}
    assert found.remarks == ()


@pytest.mark.parametrize(
    "name",
    [
        *("/etc/x.py", "../x.py", "a/../../x.py", "..\\x.py"),
        *("C:\\x.py", "c:x.py", "\\\\host\\x.py", "é" * 200 + ".py"),
    ],
)
def test_paths_that_lead_elsewhere_are_left_alone(name: str) -> None:
    found = search(packed({name: "x = 1\n", "alpha.py": "x = 1\n"}))
    assert paths(found) == ["alpha.py"]
    assert len(found.remarks) == 1 and "an entry was left alone" in found.remarks[0]


def test_a_name_with_a_zero_is_left_alone() -> None:
    found = search(edited(packed({"alphaX.py": ""}), b"alphaX", b"alpha\0", 2))
    assert paths(found) == [] and found.remarks


@pytest.mark.parametrize("mode", [0o120777, 0o010644, 0o020666, 0o060666, 0o140777])
def test_links_devices_and_pipes_are_left_alone(mode: int) -> None:
    found = search(entry("alpha.py", external_attr=mode << 16))
    assert paths(found) == [] and found.remarks


def test_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    inner = packed({"../x.py": "x", "alpha.py": "x = 1\n"})
    assert [f.read() for f in open_all(packed({"../x.py": "x", "a.zip": inner})).files]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["größe.py", "作业.py", "задача.py", "تمرين.py", "ข้อสอบ.py", "\u202eevil.py", "🐍.py"]
)
def test_names_in_any_script(name: str) -> None:
    marked = packed({name: "x = 1\n"})
    assert one(marked).name == name
    # The same bytes, by a program that does not say that they are UTF-8.
    unmarked = bytearray(marked)
    for signature, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        unmarked[marked.index(signature) + flags + 1] &= ~0x08
    assert one(bytes(unmarked)).name == name
    assert one(bytes(unmarked)).read() == b"x = 1\n"


def test_names_in_the_code_page_of_dos_and_in_a_second_field() -> None:
    old = packed({"gr__e.py": "x = 1\n"}).replace(b"gr__e", b"gr\x94\xe1e")
    assert one(old).name == "größe.py"
    for crc, name in ((zlib.crc32(b"old.py"), "größe.py"), (1, "old.py")):
        second = struct.pack("<BL", 1, crc) + "größe.py".encode()
        extra = struct.pack("<HH", 0x7075, len(second)) + second
        assert one(entry("old.py", extra=extra)).name == name


def test_accents_are_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "größe.py")
    assert decomposed != "größe.py"
    assert one(packed({decomposed: ""})).name == "größe.py"


def test_the_time_of_an_entry() -> None:
    assert one(entry("a.py")).modified == datetime(2026, 3, 4, 5, 6, 8).timestamp()
    exact = struct.pack("<HHBl", 0x5455, 5, 1, 1_700_000_001)
    assert one(entry("a.py", extra=exact)).modified == 1_700_000_001
    assert one(entry("a.py", date_time=(1980, 1, 1, 0, 0, 0))).modified is None
    assert one(entry("a.py", date_time=(2026, 15, 0, 0, 0, 0))).modified is None


def test_no_more_is_unpacked_than_asked_for() -> None:
    bomb = packed({"alpha.py": bytes(200 << 20)})
    assert len(bomb) < 1 << 20
    tracemalloc.start()
    try:
        file = one(bomb)
        with pytest.raises(Refused, match="is larger than 1 MB"):
            file.read()
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()
    assert len(file.contents(10)) == 10
    fits = one(packed({"alpha.py": random.Random(1).randbytes(MAX_BYTES)}))
    assert len(fits.read()) == MAX_BYTES


@pytest.mark.parametrize("claimed", [0, 3, 1 << 31])
def test_the_size_that_a_header_claims_is_not_believed(claimed: int) -> None:
    bomb = packed({"alpha.py": bytes(5 << 20)})
    size = struct.pack("<L", 5 << 20)
    with pytest.raises(Refused, match=r"is damaged|to more than 100 times"):
        one(edited(bomb, size, struct.pack("<L", claimed), 2)).read()


def test_a_bomb_within_an_archive_is_refused() -> None:
    bomb = packed({"in.zip": bytes(20 << 20)})
    found = open_all(bomb)
    assert found.files == () and "as zip bombs do" in found.refused[0]


def test_overlapping_entries_are_refused() -> None:
    content = packed({"a.py": "x = 1\n" * 50, "b.py": "x = 1\n" * 50})
    second = content.index(b"PK\1\2", content.index(b"PK\1\2") + 1)
    overlapping = bytearray(content)
    overlapping[second + 42 : second + 46] = struct.pack("<L", 1)
    with pytest.raises(Refused, match="overlap"):
        search(bytes(overlapping))


def test_the_table_of_contents_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    content = packed({f"{i}.py": "" for i in range(2000)})
    monkeypatch.setattr(entries, "MAX_ENTRIES", 1999)
    with pytest.raises(Refused, match="more than 1999 entries"):
        search(content)
    monkeypatch.setattr(zips, "MAX_CONTENTS", 90_000)
    with pytest.raises(Refused, match="table of contents"):
        search(content)


def test_encrypted_and_unusual_entries_are_refused() -> None:
    secret = bytearray(packed({"alpha.py": "x = 1\n"}))
    secret[secret.index(b"PK\3\4") + 6] |= 1
    secret[secret.index(b"PK\1\2") + 8] |= 1
    with pytest.raises(Refused, match="is encrypted"):
        one(bytes(secret)).read()
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with pytest.raises(Refused, match="unusual way"):
            one(packed({"alpha.py": "x = 1\n"}, method)).read()


def test_a_changed_byte_is_noticed() -> None:
    content = packed({"alpha.py": "x = 1\n"}, zipfile.ZIP_STORED)
    with pytest.raises(Refused, match="is damaged"):
        one(edited(content, b"x = 1", b"x = 9", 1)).read()


def test_two_entries_of_one_name_are_both_found() -> None:
    content = packed({"alpha.py": "x = 1\n", "alphb.py": "x = 2\n"}).replace(b"alphb", b"alpha")
    assert [file.read() for file in search(content).files] == [b"x = 1\n", b"x = 2\n"]


def tarred(
    files: Mapping[str, Content], form: int = tarfile.PAX_FORMAT, zipped: bool = True
) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            whole = content.encode() if isinstance(content, str) else content
            info.size, info.mtime = len(whole), 1_700_000_001
            archive.addfile(info, io.BytesIO(whole))
    return gzip.compress(stream.getvalue(), 1, mtime=0) if zipped else stream.getvalue()


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_tar_archives_of_every_form(form: int, zipped: bool) -> None:
    long = "/".join(["a" * 60] * 3)
    found = search(
        tarred(
            {
                "./ann/alpha.py": "x = 1\n",
                f"{long}/größe.py": "x = 2\n",
                "ann/data.csv": bytes(100_000),
                "../x.py": "",
                "/y.py": "",
            },
            form,
            zipped,
        ),
        "in.tar.gz",
    )
    assert paths(found) == [f"{long}/größe.py", "ann/alpha.py"]
    assert [file.read() for file in found.files] == [b"x = 2\n", b"x = 1\n"]
    assert found.files[1].modified == 1_700_000_001
    assert ("ann",) in found.folders
    assert "2 entries were left alone" in found.remarks[0]


def test_links_in_tar_archives_are_left_alone() -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            info = tarfile.TarInfo("alpha.py")
            info.type, info.linkname = kind, "/etc/passwd" * 30
            archive.addfile(info)
        folder = tarfile.TarInfo("bob")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
    found = search(stream.getvalue(), "in.tar")
    assert paths(found) == [] and found.folders == {("bob",)}
    assert "4 entries" in found.remarks[0]


def test_tar_archives_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = tarred({"data.bin": bytes(tarballs.MAX_UNPACKED + 1), "alpha.py": ""})
    assert len(bomb) < 4 << 20
    with pytest.raises(Refused, match="unpacks to more than 128 MB"):
        search(bomb, "in.tgz")
    (large,) = search(tarred({"alpha.py": bytes(5 << 20)}), "in.tgz").files
    with pytest.raises(Refused, match="is larger than 1 MB"):
        large.read()
    several = tarred({f"{i}.py": bytes(100) for i in range(10)})
    assert len(search(several, "in.tgz", 1000).files) == 10
    with pytest.raises(Refused, match="holds too much"):
        search(several, "in.tgz", 999)
    monkeypatch.setattr(entries, "MAX_ENTRIES", 9)
    with pytest.raises(Refused, match="more than 9 entries"):
        search(several, "in.tgz")


def test_a_changed_header_of_a_tar_archive_is_noticed() -> None:
    content = tarred({"alpha.py": "x = 1\n"}, tarfile.USTAR_FORMAT, zipped=False)
    with pytest.raises(Refused, match="is damaged"):
        search(edited(content, b"alpha.py", b"alphb.py", 1), "in.tar")


def test_sizes_below_zero_in_tar_archives_are_damage() -> None:
    content = bytearray(tarred({"alpha.py": "x = 1\n"}, tarfile.USTAR_FORMAT, zipped=False))
    content[124:136] = b"-0000000777\0"
    content[148:156] = b" " * 8
    content[148:156] = b"%06o\0 " % sum(content[:512])
    with pytest.raises(Refused, match="is damaged"):
        search(bytes(content), "in.tar")


@pytest.mark.parametrize("name", ["in.zip", "in.tar", "in.tar.gz"])
def test_damage_is_one_line_whatever_it_is(name: str) -> None:
    files = {"ann/alpha.py": "x = 1\n" * 20, "größe.py": "y = 2\n", "in.zip": packed({"b.py": ""})}
    whole = packed(files) if name == "in.zip" else tarred(files, zipped=name.endswith("gz"))
    chance = random.Random(5)
    refused = read = 0
    for _ in range(1500):
        content = bytearray(whole)
        for _ in range(chance.choice([1, 1, 2, 8])):
            content[chance.randrange(len(content))] = chance.randrange(256)
        if chance.random() < 0.2:
            del content[chance.randrange(len(content)) :]
        try:
            for file in search(bytes(content), name).files:
                read += len(file.read()) > 0
        except Refused as why:
            assert str(why) and "\n" not in str(why)
            refused += 1
    assert refused > 100 and read > 100


@pytest.mark.parametrize("content", [b"", b"x = 1\n", bytes(100), b"PK\5\6" + bytes(18)])
@pytest.mark.parametrize("name", ["in.zip", "in.tgz", "in.tar"])
def test_what_is_no_archive(content: bytes, name: str) -> None:
    try:
        assert search(content, name).files == ()
    except Refused as why:
        assert "is damaged, or no " in str(why)


def test_archives_within_archives_are_opened_to_a_depth() -> None:
    third = packed({"gamma.py": ""})
    second = packed({"beta.py": "x = 2\n", "deep/third.zip": third})
    first = packed({"alpha.py": "x = 1\n", "second.zip": second, "also.tgz": tarred({"b.py": ""})})
    found = open_all(first)
    assert [file.path for file in found.files] == [
        "in.zip/alpha.py",
        "in.zip/also.tgz/b.py",
        "in.zip/second.zip/beta.py",
    ]
    assert [file.nesting for file in found.files] == [1, 2, 2]
    assert found.files[2].read() == b"x = 2\n"
    assert found.files[2].origin == AT / "second.zip" / "beta.py"
    (refused,) = found.refused
    assert (
        refused
        == "in.zip/second.zip/deep/third.zip lies too deep in other archives and was left alone."
    )


def test_archives_of_one_student_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = {f"{i:02}.zip": packed({f"x{i}.py": "x = 1\n"}) for i in range(30)}
    found = open_all(packed(inner))
    assert len(found.files) == archives.MAX_ARCHIVES - 1
    assert found.refused == ("Of 31 archives, 20 were opened.",)
    large = packed({"a.py": random.Random(1).randbytes(40_000)})
    monkeypatch.setattr(archives, "MAX_HELD", 600_000)
    found = open_all(packed({f"{i}.zip": large for i in range(10)}))
    assert len(found.files) == 4 and len(found.refused) == 6
    assert "is too large" in found.refused[0]


def test_kinds_that_are_not_opened_are_named() -> None:
    found = open_all(packed({"work.rar": "Rar!", "work.7z": "7z", "x.tar.xz": "", "a.py": ""}))
    assert [file.name for file in found.files] == ["a.py"]
    assert len(found.refused) == 3 and all("not opened" in why for why in found.refused)
