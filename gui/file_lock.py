"""FileLock: marks a project file as open in a window, so that a second window does not write over its work.

It imports QtCore. The mark is a hidden file beside the project that holds the process's number; one whose process has
died is taken over. Where no such file can be made (a read-only folder) there is nothing to guard: saving fails, too.
Worked shape: ``lock.take(path)`` is "" where the file is free, else "another window of Chainrule".
"""

import time
from pathlib import Path

from PySide6.QtCore import QLockFile, QSysInfo

HERE = "another window of Chainrule"
FORGOTTEN = 24 * 3600.0
"""Seconds after which the mark of another computer, whose processes cannot be seen from here, is taken over."""


class FileLock:
    """The mark of one window; it holds one file at a time."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self._lock: QLockFile | None = None

    def take(self, path: Path) -> str:
        """Hold this file instead of the one before; or who has it, and all stays as it was."""
        path = _real(path)
        if path == self.path:
            return ""
        lock = QLockFile(str(path.with_name(f".{path.name[:200]}.lock")))
        lock.setStaleLockTime(0)  # however old: the death of its process frees it
        if not lock.tryLock(0) and lock.error() is QLockFile.LockError.LockFailedError:
            owner = _owner(lock)
            if owner and not (_forgotten(lock) and lock.removeStaleLockFile() and lock.tryLock(0)):
                return owner
        self.leave()
        self.path, self._lock = path, lock
        return ""

    def leave(self) -> None:
        """Let go of the file."""
        if self._lock is not None:
            self._lock.unlock()
        self.path = self._lock = None


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except OSError:
        return path.absolute()


def _owner(lock: QLockFile) -> str:
    """Who holds it; nothing where that window has just let go of it."""
    known, host = _told(lock)
    if not known:
        return HERE if Path(lock.fileName()).exists() and not lock.tryLock(0) else ""
    return HERE if host in ("", QSysInfo.machineHostName()) else f"Chainrule on the computer “{host}”"


def _told(lock: QLockFile) -> tuple[bool, str]:
    """(whether the mark can be read, the computer it names)."""
    found = lock.getLockInfo()
    return (bool(found), str(found[1])) if isinstance(found, tuple) else (False, "")


def _forgotten(lock: QLockFile) -> bool:
    known, host = _told(lock)
    elsewhere = known and host not in ("", QSysInfo.machineHostName())
    try:
        return elsewhere and time.time() - Path(lock.fileName()).stat().st_mtime > FORGOTTEN
    except OSError:
        return False
