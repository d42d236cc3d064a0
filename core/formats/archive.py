"""The zip around a project: written in a fixed order with fixed dates, read without trusting what it says of itself.

Entries are read into memory only, each no further than the size it declares, after the sizes together were found
reasonable; names that lead elsewhere, double names and encryption are refused. Imports the standard library.
"""

import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path, PurePosixPath
from typing import IO

from core.errors import FormatError

MAX_TOTAL = 2 * 2**30
"""Most bytes all entries may unpack to."""
_HARMLESS = 64 * 2**20
"""Below this many bytes nobody minds how well an archive was compressed."""
_RATIO = 200
_MAX_ENTRIES = 1000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def pack(entries: Mapping[str, bytes]) -> bytes:
    """A zip of ``entries`` in their order; the same entries always give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr = 0o644 << 16
            info.create_system = 3  # whichever system wrote it
            # Weights do not compress: stored, they are found and read at once.
            stored = name.endswith((".safetensors", ".npz"))
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()


def unpack(content: bytes, name: str, only: str | None = None) -> dict[str, bytes]:
    """The files in a zip by name; ``name`` is what errors call it, ``only`` the one file that is wanted."""
    return _unpack(io.BytesIO(content), len(content), name, lambda each: only in (None, each))


def peek(path: Path, wanted: Collection[str]) -> dict[str, bytes]:
    """Those of the files ``wanted`` that a zip holds, without reading the others."""
    try:
        with path.open("rb") as file:
            return _unpack(file, path.stat().st_size, path.name, wanted.__contains__)
    except OSError as error:
        raise FormatError(f"{path.name} cannot be read: {error.strerror or error}.") from error


def _unpack(file: IO[bytes], size: int, name: str, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(file) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _check(infos, size, name)
            return {info.filename: _read(archive, info) for info in infos if wanted(info.filename)}
    except FormatError:
        raise
    except zipfile.BadZipFile as error:
        file.seek(0)
        cut = file.read(2) == b"PK"
        foreign = "is not a Chainrule project; choose a .chainrule file or a project.json"
        reason = "is cut off or damaged; use an earlier copy" if cut else foreign
        raise FormatError(f"{name} {reason}.") from error
    except (
        zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError, IndexError, NotImplementedError,
        OverflowError, MemoryError,
    ) as error:  # fmt: skip
        raise FormatError(f"{name} is damaged: {error!s:.80}; use an earlier copy.") from error


def _check(infos: list[zipfile.ZipInfo], size: int, name: str) -> None:
    names = [info.filename for info in infos]
    if len(infos) > _MAX_ENTRIES:
        raise FormatError(f"{name} holds {len(infos):,} files; a project has fewer than {_MAX_ENTRIES:,}.")
    double = next((each for each in names if names.count(each) > 1), None)
    if double is not None:
        raise FormatError(f"{name} holds '{double:.60}' twice, so it is not clear which one is meant.")
    total = sum(info.file_size for info in infos)
    if total > MAX_TOTAL or (total > _HARMLESS and total > _RATIO * size):
        raise FormatError(f"{name} would unpack to {total / 2**20:,.0f} MB, which no project does; it was not opened.")
    for info in infos:
        path = PurePosixPath(info.filename)
        if path.is_absolute() or ".." in path.parts or any(each in info.filename for each in "\\:\0"):
            raise FormatError(f"{name} holds '{info.filename:.60}', a name that leads out of it; it was not opened.")
        if info.flag_bits & 1:
            raise FormatError(f"{name} is encrypted; save it without a password.")
        if info.compress_type not in _METHODS:
            raise FormatError(f"{name} is packed in a way that Chainrule does not read; pack it as a plain zip.")


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as file:
        content = file.read(info.file_size + 1)
    if len(content) != info.file_size:
        raise zipfile.BadZipFile(info.filename)
    return content
