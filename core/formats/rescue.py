"""Rescue files: a project as it was saved aside while somebody worked on it, with a note of whose it is and when.

A whole project file with one entry more, rescue.json, so that a crash loses a minute at most. The note alone can be
read quickly, for the question whether to open it. Imports the project format.
Example: ``write(path, file, Note("wine", saved_at=time.time(), step=1660, epoch=62))``.
"""

from dataclasses import asdict
from pathlib import Path

from core.errors import FormatError
from core.formats import archive, atomic, plain
from core.formats.project import ProjectFile, from_entries, to_entries
from core.frozen import dataclass
from core.spec import read_value

ENTRY = "rescue.json"


@dataclass(frozen=True)
class Note:
    """``saved_at`` is in seconds since 1970; ``path`` the project's own file, ``base`` where its data is found."""

    name: str
    saved_at: float
    path: str = ""
    base: str = ""
    step: int = 0
    epoch: int = 0
    layers: int = 0


def write(path: Path, file: ProjectFile, note: Note) -> None:
    """Write both, whole or not at all; see ``atomic.write``."""
    atomic.write(path, archive.pack({ENTRY: plain.render(asdict(note))} | to_entries(file)))


def read(path: Path) -> tuple[ProjectFile, Note]:
    """Both; FormatError says what is wrong."""
    entries = archive.unpack(atomic.read(path), path.name)
    return from_entries(entries, path.name), _note(entries, path.name)


def read_note(path: Path) -> Note:
    """The note alone."""
    return _note(archive.unpack(atomic.read(path), path.name, only=ENTRY), path.name)


def _note(entries: dict[str, bytes], name: str) -> Note:
    if ENTRY not in entries:
        raise FormatError(f"{name} holds no note of what was rescued.")
    raw = plain.parse(entries[ENTRY], ENTRY)
    known = Note.__dataclass_fields__
    if not isinstance(raw, dict) or not {"name", "saved_at"} <= set(raw) <= set(known):
        raise FormatError(f"The note in {name} is damaged.")
    return Note(**{key: read_value(known[key].type, each, f"note, key '{key}'") for key, each in raw.items()})
