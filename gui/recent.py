"""RecentFiles: the projects opened last, newest first, kept in QSettings.

Worked shape: ``recent.add(Path("digits.chainrule"))`` puts it first; files that are gone are left out of ``paths``.
"""

from pathlib import Path

from PySide6.QtCore import QSettings

KEY, MOST = "files/recent", 8


class RecentFiles:
    """At most eight paths."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def paths(self) -> list[Path]:
        """Those that still exist, newest first."""
        return [path for path in map(Path, self._stored()) if path.is_file()]

    def add(self, path: Path) -> None:
        """Put a path first."""
        shown = str(path.absolute())
        kept = [each for each in self._stored() if each != shown]
        self._settings.setValue(KEY, [shown, *kept][:MOST])

    def clear(self) -> None:
        """Forget all."""
        self._settings.setValue(KEY, [])

    def _stored(self) -> list[str]:
        # QSettings gives a list of one back as a text, and an empty one as None.
        found = self._settings.value(KEY, [])
        if isinstance(found, list | tuple):
            return [str(each) for each in found]
        return [found] if isinstance(found, str) and found else []
