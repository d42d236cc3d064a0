"""Preferences: what the user wants of the whole program, kept in QSettings: one object for all windows.

It may import QtCore only. Each preference is an attribute that is read and written as plain data; ``changed`` carries
its name. What was kept and cannot be read gives the usual value. Worked shape: ``preferences.autosave_minutes = 0``
turns saving by itself off and emits ``changed("autosave_minutes")``.
"""

from collections.abc import Callable
from typing import Generic, TypeVar, overload

from PySide6.QtCore import QObject, QSettings, Signal

THEMES = ("system", "light", "dark")
ENGINES = ("auto", "numpy", "compiled")
FEWEST_DIGITS, MOST_DIGITS = 2, 12
LONGEST_AUTOSAVE = 60

T = TypeVar("T")


class Preference(Generic[T]):
    """One attribute of Preferences: its key in the settings, its usual value, and how its text is read and written."""

    def __init__(
        self, key: str, usual: T, read: Callable[[str], T | None], write: Callable[[T], str] = str
    ) -> None:
        self.key, self.usual, self._read, self._write = key, usual, read, write
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, owner: None, kind: type) -> "Preference[T]": ...
    @overload
    def __get__(self, owner: "Preferences", kind: type) -> T: ...
    def __get__(self, owner: "Preferences | None", kind: type) -> "T | Preference[T]":
        if owner is None:
            return self
        kept = owner.settings.value(self.key)
        found = None if kept is None else self._read(str(kept))
        return self.usual if found is None else found

    def __set__(self, owner: "Preferences", value: T) -> None:
        if self._read(self._write(value)) != value:
            raise ValueError(f"The preference '{self.name}' cannot be {value!r}.")
        if value != self.__get__(owner, type(owner)):
            owner.settings.setValue(self.key, self._write(value))
            owner.changed.emit(self.name)


def _one_of(*choices: str) -> Callable[[str], str | None]:
    return lambda text: text if text in choices else None


def _whole(least: int, most: int) -> Callable[[str], int | None]:
    return lambda text: min(max(int(text), least), most) if text.isdecimal() else None


def _on(text: str) -> bool | None:
    return {"yes": True, "no": False}.get(text)


def _comma(text: str) -> bool | None:
    return {"comma": True, "point": False}.get(text)


class Preferences(QObject):
    """See the module's header."""

    changed = Signal(str)
    """The name of the preference that has another value now."""

    theme = Preference("appearance/theme", "system", _one_of(*THEMES))
    digits = Preference("numbers/digits", 4, _whole(FEWEST_DIGITS, MOST_DIGITS))
    """Decimals in the arithmetic and in tables of weights."""
    decimal_comma = Preference(
        "numbers/decimal_mark", False, _comma, lambda comma: "comma" if comma else "point"
    )
    """Whether numbers have a comma before their decimals, everywhere."""
    autosave_minutes = Preference("saving/autosave_minutes", 1, _whole(0, LONGEST_AUTOSAVE))
    """How often a drawing is saved aside; 0 is never."""
    gallery_at_start = Preference("start/gallery", True, _on, lambda on: "yes" if on else "no")
    """Whether somebody who has worked before starts with the gallery and the recent files."""
    engine = Preference("running/engine", "auto", _one_of(*ENGINES))
    """What computes the passes of projects that leave it open: "auto", "numpy" or "compiled"."""

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
