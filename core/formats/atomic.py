"""Atomic writes: a file is written aside in its own folder, flushed to the disk and renamed over the old one.

Whatever goes wrong on the way, the old file stays as it was and nothing is left beside it; what a killed process left
there goes with the next write. Every failure is a FormatError whose sentence names the remedy. Imports the standard
library only.
Example: ``write(Path("digits.onnx"), content)``.
"""

import contextlib
import errno
import os
import shutil
import time
from pathlib import Path

from core.errors import FormatError

MAX_BYTES = 4 * 2**30
"""Larger files are not read into memory."""
PART = ".part"
"""The ending of a file that is being written."""
ABANDONED = 3600.0
"""Seconds after which nobody can still be writing one."""
_REMEDIES = {
    errno.ENOSPC: "the disk is full; free some space or choose another disk",
    errno.EDQUOT: "your share of the disk is used up; free some space or choose another disk",
    errno.EFBIG: "the file is larger than this disk or your share of it allows; choose another disk",
    errno.ENOENT: "the folder has gone; choose another",
    errno.EROFS: "the disk is read-only; choose another folder",
    errno.EACCES: "the folder is read-only for you; choose another folder",
    errno.EPERM: "the system does not allow it; choose another folder",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
}


def write(path: Path | str, content: bytes) -> None:
    """Make ``content`` the whole of the file at ``path``, or raise FormatError and leave everything as it was."""
    target = check(path)
    aside = target.with_name(f".{target.name[:100]}.{os.urandom(4).hex()}{PART}")
    try:
        try:
            _write_aside(aside, content)
            if target.exists():
                shutil.copymode(target, aside)
            aside.replace(target)
        finally:
            aside.unlink(missing_ok=True)
        _flush_folder(target.parent)
        _sweep(target)
    except OSError as error:
        raise _refusal(target, error) from error


def _refusal(target: Path, error: OSError) -> FormatError:
    why = _REMEDIES.get(error.errno or 0, error.strerror or str(error))
    return FormatError(f"{target.name:.60} was not saved in {target.parent}: {why}.")


def check(path: Path | str) -> Path:
    """The file that will be written, a link followed; FormatError where it plainly cannot be."""
    try:
        target = Path(os.path.realpath(path))  # a link keeps pointing to the file that is replaced
        if target.is_dir():
            raise FormatError(f"{target} is a folder; give the name of a file in it.")
        if not target.parent.is_dir():
            raise FormatError(f"The folder {target.parent} does not exist; create it or choose another.")
        if target.exists() and not os.access(target, os.W_OK):
            raise FormatError(f"{target} is write-protected; lift the protection or choose another name.")
    except OSError as error:
        raise _refusal(Path(path), error) from error
    except ValueError as error:
        raise FormatError(f"{str(path)!r:.60} is not a file name: {error}.") from error
    return target


def _write_aside(aside: Path, content: bytes) -> None:
    with aside.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sweep(target: Path) -> None:
    """Remove the half of this file that a process killed long ago has left."""
    start, old = f".{target.name[:100]}.", time.time() - ABANDONED
    for part in target.parent.iterdir():
        name = part.name
        ours = name.startswith(start) and name.endswith(PART) and len(name) == len(start) + 8 + len(PART)
        if ours:
            with contextlib.suppress(OSError):
                if part.stat().st_mtime < old:
                    part.unlink()


def _flush_folder(folder: Path) -> None:
    """Make the renaming itself last through a power cut, where the system can (Windows opens no folders)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(path: Path | str) -> bytes:
    """The whole of a file; FormatError where it is missing or cannot be read."""
    path = Path(path)
    try:
        if path.is_dir():
            raise FormatError(f"{path} is a folder; give the name of a file in it.")
        if path.exists() and not path.is_file():
            raise FormatError(f"{path} is not a file; give the name of one.")
        if path.exists() and path.stat().st_size > MAX_BYTES:
            raise FormatError(f"{path} is larger than {MAX_BYTES // 2**30} GB; that is more than can be opened.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FormatError(f"There is no file {path}; check the name and the folder.") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FormatError(f"{str(path)!r:.80} cannot be read: {why}.") from error
