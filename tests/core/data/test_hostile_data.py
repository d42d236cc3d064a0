"""Hostile data files: each a sentence or a reading of what is there, in bounded time and memory."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.errors import ChainruleError, DataError
from core.suggest import find_data, suggest_project

ROOT = Path(__file__).parents[3]
FEW = b"a,b\n" + b"".join(b"%d,%d\n" % (n, n % 3) for n in range(30))


def read(path: Path) -> object:
    return suggest_project(find_data(str(path), None))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n\n\n", "is empty"),
        (b"a,b\n", "row"),
        (b"a,b\n1,2\n", "row"),
        (b"a,b\n1,2\n3\n4,5,6,7\n8,9\n" * 9, "a.csv"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40, "a.csv"),
        (b"\x89PNG\r\n\x1a\n" + bytes(300), "a.csv"),
        (b"a,b\n" + b",\n" * 30, "a.csv|value"),
        (b"a,b\n" + b"NA,NaN\n" * 30, "a.csv|value"),
        (b"a,kind\n" + b"".join(b"%d,same\n" % n for n in range(30)), "one class|same|class"),
        (b"a,b\n" + b"1e400,1\n-1e400,0\n" * 15, "infinite|1e\\+30"),
        (b"a,b\n" + b"1e200,1\n2e200,0\n" * 15, "1e\\+30"),
        ("größe;preis\n".encode("utf-16-le") + b"\xff" * 31, "a.csv"),
        (b"a,b\n\x81\x8d\x8f\x90\x9d,\xff\xfe\x00\n" * 20, "a.csv"),
        (b'a,b\n"never closed,1\n' + b"2,3\n" * 30, "a.csv"),
        (b"a" * 300_000, "a.csv"),
        (b"," * 200_000 + b"\n" + b"," * 200_000, "a.csv|columns"),
    ],
)  # fmt: skip
def test_tables(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    try:
        _, dataset = read(path)  # type: ignore[misc]
    except ChainruleError as error:
        assert str(error).endswith((".", "?")) and len(str(error)) < 600, error
    else:
        assert len(dataset) >= 2, words  # what there was could be read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(("Größe,Straße\n" + "".join(f"{n},{'äöü'[n % 3]}\n" for n in range(30))).encode(encoding))
    project, _ = suggest_project(find_data(str(path), None))
    assert project.data is not None and getattr(project.data, "target", "") == "Straße"


def test_pictures_of_text_and_texts_called_pictures(tmp_path: Path) -> None:
    """Files whose names lie about what they are."""
    for kind in ("cats", "dogs"):
        (tmp_path / "pets" / kind).mkdir(parents=True)
        for number in range(4):
            (tmp_path / "pets" / kind / f"{number}.png").write_text("This is no picture, whatever it is called.")
    with pytest.raises(DataError, match="pets"):
        read(tmp_path / "pets")
    for kind in ("ham", "spam"):
        (tmp_path / "mail" / kind).mkdir(parents=True)
        for number in range(4):
            (tmp_path / "mail" / kind / f"{number}.txt").write_bytes(bytes(range(128, 256)) * (number + 1))
    try:
        read(tmp_path / "mail")
    except ChainruleError as error:
        assert str(error).endswith(".")


def test_pictures_that_announce_a_size_they_have_not(tmp_path: Path) -> None:
    import struct
    import zlib

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    for kind in ("a", "b"):
        (tmp_path / "huge" / kind).mkdir(parents=True)
        header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
        bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(10_000)))
        (tmp_path / "huge" / kind / "1.png").write_bytes(bomb + chunk(b"IEND", b""))
    with pytest.raises(DataError):
        read(tmp_path / "huge")


def test_arrays_that_lie_about_their_shape(tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    np.save(path, np.zeros((3, 4)))
    content = path.read_bytes()
    assert b"(3, 4)" in content
    path.write_bytes(content.replace(b"(3, 4), }        ", b"(3000000000, 4),}"))
    np.save(tmp_path / "y.npy", np.arange(3))
    with pytest.raises(DataError):
        read(path)


GIANTS = """
import resource, sys
from pathlib import Path
from core.errors import ChainruleError
from core.suggest import find_data, suggest_project
resource.setrlimit(resource.RLIMIT_AS, (2 * 2**30, 2 * 2**30))
for name in sys.argv[1:]:
    try:
        suggest_project(find_data(name, None))
        print("read")
    except ChainruleError as error:
        print(str(error))
    told = Path("/proc/self/status").read_text()  # ru_maxrss would begin with what the test's own process holds
    print(int(told.partition("VmHWM:")[2].split()[0]) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="sparse files and a limit on memory")
def test_files_of_two_gigabytes_in_little_memory(tmp_path: Path) -> None:
    names = ["zeros.csv", "begins well.csv", "zeros.npz", "zeros.zip"]
    for name in names:
        with (tmp_path / name).open("wb") as file:
            file.write(FEW if name.startswith("begins") else b"")
            file.truncate(2**31)
    done = subprocess.run(
        [sys.executable, "-c", GIANTS, *(str(tmp_path / name) for name in names)], cwd=ROOT, capture_output=True,
        text=True, timeout=120, check=False,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert done.returncode == 0 and len(lines) == 8, done.stderr
    assert all(line.endswith(".") for line in lines[::2]), lines
    assert "tables of up to 1,024 MB are read" in lines[0] and "tables of up to" in lines[2]
    assert all(int(line) < 500 for line in lines[1::2]), lines
