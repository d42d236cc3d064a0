"""The recovery folder: one file for each open window, guarded by a lock that names the process it belongs to.

It imports QtCore, core.formats and where the log lies. A file whose lock no living process holds was left by a crash:
``rescued(folder)`` takes over its lock, so that of two programs started together only one offers it.
Worked shape: ``Place(folder)`` is the files ``7f3a.chainrule`` and ``7f3a.lock``; ``discard`` removes both.
"""

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile

from core.errors import ChainruleError, FormatError
from core.frozen import dataclass
from gui.faults import log_folder

if TYPE_CHECKING:
    from core.formats.rescue import Note

log = logging.getLogger("chainrule")
ENDING, LOCK = ".chainrule", ".lock"


def recovery_folder() -> Path:
    """Where this user's windows save aside; each user and each operating system has its own."""
    return log_folder() / "recovery"


class Place:
    """The file of one window, and its lock; neither is on the disk before ``take``."""

    def __init__(self, folder: Path, name: str = "") -> None:
        self.folder, self.name = folder, name or os.urandom(6).hex()
        self.path = folder / f"{self.name}{ENDING}"
        self._lock: QLockFile | None = None

    def take(self) -> bool:
        """Make the folder and hold the lock; False where a living process has it."""
        if self._lock is not None:
            return True
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise FormatError(f"The folder {self.folder} cannot be made: {error.strerror}.") from error
        lock = QLockFile(str(self.folder / f"{self.name}{LOCK}"))
        lock.setStaleLockTime(0)  # however old: only the death of its process frees it
        if not lock.tryLock(0):
            return False
        self._lock = lock
        return True

    def sweep(self) -> None:
        """Remove half-written files of a process that was killed while writing: whoever holds the lock may."""
        from core.formats.atomic import PART

        for part in self.folder.glob(f".{self.name}.*{PART}"):
            part.unlink(missing_ok=True)

    def discard(self) -> None:
        """Remove the file and the lock; nothing is left behind."""
        self.path.unlink(missing_ok=True)
        self.leave()

    def leave(self) -> None:
        """Let go of the lock; a file that is there will be offered at the next start."""
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None


@dataclass(frozen=True, eq=False)
class Rescued:
    """A file that a crash left, with what its note says; its lock is held."""

    place: Place
    note: "Note"


def rescued(folder: Path) -> list[Rescued]:
    """What crashed windows left, the newest first; their litter is cleared away."""
    if not folder.is_dir():
        return []
    from core.formats.atomic import PART  # the formats are loaded where something was left

    found = []
    ours = (each for each in folder.iterdir() if each.suffix in (ENDING, LOCK, PART))
    for name in sorted({each.name.removeprefix(".").split(".")[0] for each in ours}):
        place = Place(folder, name)
        if not place.take():
            continue  # its window is open
        place.sweep()
        if not place.path.is_file():
            place.discard()
            continue
        found.append(Rescued(place, _note(place.path)))
    return sorted(found, key=lambda each: each.note.saved_at, reverse=True)


def _note(path: Path) -> "Note":
    from core.formats import rescue
    from core.formats.rescue import Note

    try:
        return rescue.read_note(path)
    except ChainruleError as error:
        log.warning("The note of a rescued drawing cannot be read: %s", error)
        return Note("A drawing", path.stat().st_mtime)
