"""Sources: where the files of a project's data are found, and files within folders and zips under one roof.

A project may carry a copy of its data; else paths lead from its folder. A ``Tree`` is a folder or a zip of one: names
of files with forward slashes, and their bytes. A zip is never unpacked to the disk; what it says of itself is checked.
Example: ``Sources(base, {}).tree("pets.zip").names`` is ``("cat/1.jpg", ...)``. Imports the standard library.
"""

import contextlib
import io
import os
import struct
import tokenize
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from core.errors import DataError
from core.frozen import dataclass

Report = Callable[[float, str], None]
"""``report(share, sentence)``: how far reading has come, 0 to 1. Whatever it raises ends the reading at once; nothing
that was read remains. A window raises its own Cancelled."""
MAX_FILE = 512 * 2**20
"""Larger files within a folder or zip are not read: no picture and no text is."""
MAX_TABLE = 1 * 2**30
"""Larger tables are not read: as cells they take several times as much memory."""
MAX_NAMES = 2_000_000
LARGEST = 1e30
"""Larger numbers cannot be squared and summed as training does."""
UNREADABLE = (
    ValueError, OSError, EOFError, KeyError, TypeError, IndexError, OverflowError, MemoryError, SyntaxError,
    tokenize.TokenError, RecursionError, NotImplementedError, RuntimeError, struct.error, zipfile.BadZipFile,
    zlib.error,
)  # fmt: skip
"""What numpy and zipfile raise for files of arrays that are damaged."""
_HIDDEN = ("__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini")


def silent(share: float, sentence: str) -> None:
    """A Report that nobody reads."""


class Tree(Protocol):
    """Files by name, in no order that matters."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every file, with forward slashes; hidden files and those of operating systems left out."""

    def read(self, name: str) -> bytes:
        """The content of a file; OSError where it cannot be read."""

    def size(self, name: str) -> int:
        """How many bytes it holds."""


class FolderTree:
    """The files in a folder and its folders; ``only`` some of them where given. Links to folders are not followed."""

    def __init__(self, folder: Path, only: tuple[str, ...] | None = None) -> None:
        self.folder = folder
        self.names = _visible(_walk(folder) if only is None else list(only))

    def read(self, name: str) -> bytes:
        """The content of a file; OSError where it cannot be read."""
        path = self.folder / name
        if path.stat().st_size > MAX_FILE:
            raise OSError(f"it holds more than {MAX_FILE / 2**20:,.0f} MB")
        return path.read_bytes()

    def size(self, name: str) -> int:
        """How many bytes it holds; 0 where it cannot be told."""
        try:
            return (self.folder / name).stat().st_size
        except OSError:
            return 0


def _walk(folder: Path) -> list[str]:
    found: list[str] = []
    for inner, _, files in os.walk(folder):
        place = Path(inner).relative_to(folder)
        found += [(place / file).as_posix() for file in files]
        if len(found) > MAX_NAMES:
            raise DataError(f"The folder {folder} holds more than {MAX_NAMES:,} files; choose a smaller one.")
    return found


class ZipTree:
    """The files in a zip, read into memory one at a time."""

    def __init__(self, file: BinaryIO | Path, name: str) -> None:
        self._name = name
        try:
            self._archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise DataError(f"{name} is not a zip file, or it is cut off or damaged; pack it again.") from error
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in self._archive.infolist():
            if not info.is_dir():
                self._infos[self._checked(info)] = info
        self.names = _visible(list(self._infos))

    def _checked(self, info: zipfile.ZipInfo) -> str:
        name = info.filename.replace("\\", "/")
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not path.parts or ":" in path.parts[0] or "\0" in name:
            raise DataError(f"{self._name} holds '{name:.60}', a name that leads out of it; it was not opened.")
        if name in self._infos:
            raise DataError(f"{self._name} holds '{name:.60}' twice; which one is meant is not clear.")
        if info.flag_bits & 1:
            raise DataError(f"{self._name} is encrypted; pack it again without a password.")
        if len(self._infos) >= MAX_NAMES:
            raise DataError(f"{self._name} holds more than {MAX_NAMES:,} files; choose a smaller one.")
        return name

    def read(self, name: str) -> bytes:
        """The content of a file; OSError where it cannot be read."""
        info = self._infos[name]
        if info.file_size > MAX_FILE:
            raise OSError(f"it would unpack to {info.file_size / 2**20:,.0f} MB")
        try:
            with self._archive.open(info) as file:
                content = file.read(info.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
            raise OSError("it is damaged within the zip") from error
        if len(content) != info.file_size:
            raise OSError("it is damaged within the zip")
        return content

    def size(self, name: str) -> int:
        """How many bytes it says it holds."""
        return self._infos[name].file_size


def package(tree: Tree, names: Iterable[str], most: int) -> dict[str, bytes]:
    """The files ``names`` of a tree for a project to carry; none where they take more than ``most`` bytes together."""
    wanted = list(names)
    if sum(tree.size(name) for name in wanted) > most:
        return {}
    return {name: tree.read(name) for name in wanted}


def _visible(names: list[str]) -> tuple[str, ...]:
    def hidden(name: str) -> bool:
        return any(part.startswith(".") or part in _HIDDEN for part in name.split("/"))

    return tuple(name for name in names if not hidden(name))


@dataclass(frozen=True)
class Sources:
    """Where files are found: embedded in the project, else relative to its folder."""

    base: Path | None
    embedded: Mapping[str, bytes]

    def full(self, path: str) -> Path:
        """The path on the disk."""
        return (self.base or Path()) / path

    def open(self, path: str) -> BinaryIO:
        """The file as binary stream; DataError where it cannot be had."""
        if path in self.embedded:
            return io.BytesIO(self.embedded[path])
        full = self.full(path)
        try:
            return full.open("rb")
        except FileNotFoundError as error:
            raise _gone(full) from error
        except OSError as error:
            raise DataError(f"The data file {full} cannot be read: {error.strerror or error}.") from error

    def is_tree(self, path: str) -> bool:
        """Whether the data is a folder or a zip of one."""
        if path not in self.embedded and self.full(path).is_dir():
            return True
        with self.open(path) as file:
            return file.read(4) == b"PK\x03\x04"

    def tree(self, path: str) -> Tree:
        """The files of a folder or zip; a single file is a folder of one."""
        full = self.full(path)
        if path in self.embedded:
            return ZipTree(io.BytesIO(self.embedded[path]), full.name)
        if full.is_dir():
            return FolderTree(full)
        if self.is_tree(path):
            return ZipTree(full, full.name)
        return FolderTree(full.parent, (full.name,))


def _gone(full: Path) -> DataError:
    what = "file" if full.suffix else "file or folder"
    again = "choose it again, in the Data tab or with --data"
    return DataError(f"The data {what} {full} is not there; put it back, or {again}.")


def content_of(path: Path) -> bytes:
    """The bytes of a file; DataError where it cannot be had, or is larger than a table may be."""
    with Sources(None, {}).open(str(path)) as file:
        return whole(file, str(path))


def whole(file: BinaryIO, name: str) -> bytes:
    """All bytes of an open file that is to be held in memory; ``name`` is what errors call it."""
    try:
        check_size(file.seek(0, io.SEEK_END), name)
        file.seek(0)
        return file.read()
    except OSError as error:
        raise DataError(f"The data file {name} cannot be read: {error.strerror or error}.") from error


def check_size(size: int, name: str) -> None:
    """DataError where a table of so many bytes is too large."""
    if size > MAX_TABLE:
        raise DataError(
            f"{Path(name).name} holds {size / 2**20:,.0f} MB; tables of up to {MAX_TABLE / 2**20:,.0f} MB are read. "
            "Take a part of its rows, or save them as npz."
        )


@contextlib.contextmanager
def within_memory(path: object) -> Iterator[None]:
    """A full memory becomes a DataError that names the file."""
    try:
        yield
    except MemoryError as error:
        raise DataError(
            f"There is not enough memory to read {Path(str(path)).name}; use a smaller file, or close other programs."
        ) from error
