"""Atomic writes: all or nothing, a sentence for each way of failing, nothing left behind."""

import errno
import os
from pathlib import Path

import pytest

from core.errors import FormatError
from core.formats import atomic

OLD = b"the old content"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "model.npz"
    path.write_bytes(OLD)
    return path


def test_writes_and_replaces(old: Path) -> None:
    atomic.write(old, b"new")
    assert old.read_bytes() == b"new"
    assert [each.name for each in old.parent.iterdir()] == ["model.npz"]


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "disk is full"), (errno.EROFS, "read-only"), (errno.EIO, "not saved")]
)
@pytest.mark.parametrize("where", ["fsync", "replace"])
def test_a_failing_disk_leaves_the_old_file(
    old: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str, where: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(*((os, "fsync") if where == "fsync" else (Path, "replace")), fail)
    with pytest.raises(FormatError, match=words):
        atomic.write(old, b"new")
    assert old.read_bytes() == OLD
    assert [each.name for each in old.parent.iterdir()] == ["model.npz"]


def test_an_interrupt_while_writing_leaves_the_old_file(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        atomic.write(old, b"new")
    assert old.read_bytes() == OLD
    assert [each.name for each in old.parent.iterdir()] == ["model.npz"]


def test_sentences_for_impossible_places(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="does not exist; create it"):
        atomic.write(tmp_path / "nowhere" / "a.npz", b"x")
    with pytest.raises(FormatError, match="is a folder; give the name of a file"):
        atomic.write(tmp_path, b"x")
    with pytest.raises(FormatError, match="name is too long"):
        atomic.write(tmp_path / ("a" * 300), b"x")


def test_a_read_only_folder_or_file(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FormatError, match="folder is read-only for you; choose another folder"):
        atomic.write(old, b"new")
    monkeypatch.undo()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(FormatError, match="write-protected"):
        atomic.write(old, b"new")
    assert old.read_bytes() == OLD


@pytest.mark.skipif(os.name != "posix", reason="links and modes are POSIX's")
def test_links_and_modes_are_kept(old: Path) -> None:
    old.chmod(0o640)
    link = old.parent / "link.npz"
    link.symlink_to(old)
    atomic.write(link, b"new")
    assert link.is_symlink()
    assert old.read_bytes() == b"new"
    assert old.stat().st_mode & 0o777 == 0o640


def test_reading_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="There is no file"):
        atomic.read(tmp_path / "a")
    with pytest.raises(FormatError, match="is a folder"):
        atomic.read(tmp_path)
    with pytest.raises(FormatError, match="cannot be read"):
        atomic.read(tmp_path / ("a" * 300))
    with pytest.raises(FormatError, match="cannot be read"):
        atomic.read("a\0b")
    with pytest.raises(FormatError, match="is not a file name"):
        atomic.write("a\0b", b"")


def test_endless_and_huge_files_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if Path("/dev/zero").exists():
        with pytest.raises(FormatError, match="is not a file"):
            atomic.read("/dev/zero")
    (tmp_path / "a").write_bytes(b"12345")
    monkeypatch.setattr(atomic, "MAX_BYTES", 4)
    with pytest.raises(FormatError, match="more than can be opened"):
        atomic.read(tmp_path / "a")
