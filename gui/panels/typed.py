"""Settings that are typed: a line of text that commits, shapes such as 8 × 8 × 1, and lists of values.

It may import gui.widgets and core. Worked shape: ``shape_editor("Shape", tuple[int, ...], option)`` takes "28x28" and
commits (28, 28); ``list_editor`` takes "0.1; 0.01".
"""

import re
from collections.abc import Callable
from typing import Any, get_args, get_origin

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from core.spec import Option
from gui.widgets.labels import Label


class Editor(QObject):
    """One field: its widget, the value it shows, and ``committed`` when the user gave another."""

    committed = Signal(object)

    def __init__(self, widget: QWidget, show: Callable[[Any], None], changed: Any) -> None:
        super().__init__(widget)
        self.widget = widget
        self._show = show
        self._shown: object = self  # no value of any field: the first one, None too, is shown
        changed.connect(self._take)

    def set_value(self, value: Any) -> None:
        """Show a value from elsewhere; a field in which somebody types is left alone when nothing changed."""
        if value != self._shown or type(value) is not type(self._shown):
            self._shown = value
            self._show(value)

    def _take(self, value: object) -> None:
        self._shown = value
        self.committed.emit(value)


class TextField(QWidget):
    """A line of text that commits on Enter and when left; a refusal stands below it as a sentence."""

    value_changed = Signal(object)

    def __init__(self, name: str, parse: Callable[[str], Any] = str.strip, show: Callable[[Any], str] = str) -> None:
        super().__init__()
        self._parse, self._format, self._text = parse, show, ""
        self.edit = QLineEdit()
        self.edit.setAccessibleName(name)
        self._sentence = Label("", "problem", wrap=True)
        self._sentence.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.edit)
        column.addWidget(self._sentence)
        self.setFocusProxy(self.edit)
        self.edit.editingFinished.connect(self._commit)

    def set_value(self, value: Any) -> None:
        """Show a value that came from elsewhere."""
        self._text = self._format(value)
        self.edit.setText(self._text)
        self.set_problem("")

    def problem(self) -> str:
        """The sentence below the field; empty when all is well."""
        return self._sentence.text()

    def set_problem(self, sentence: str) -> None:
        """Show why the text cannot be, or take that away."""
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.edit.setProperty("problem", bool(sentence))
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)

    def _commit(self) -> None:
        text = self.edit.text()
        if text == self._text:
            return
        try:
            value = self._parse(text)
        except ValueError as error:
            self.set_problem(str(error))
            return
        self.set_problem("")
        self._text = text
        self.value_changed.emit(value)


def parse_shape(text: str, low: int = 1) -> tuple[int, ...]:
    """``8 × 8 × 1``, ``8x8x1`` or ``64`` as a tuple, ``?`` as -1 where ``low`` allows it; ValueError otherwise."""
    parts = [part.strip() for part in text.lower().replace("×", "x").replace(",", "x").split("x")]
    numbers = [-1 if part == "?" else int(part) if part.isdigit() else low - 1 for part in parts]
    if min(numbers) < low:
        least = f"every part is at least {low}" if low >= 0 else "one part may be a ?, which takes the rest"
        raise ValueError(f"A shape is written like 64, or 8 × 8 × 1 for an image; {least}.")
    return tuple(numbers)


def written_shape(shape: tuple[int, ...]) -> str:
    """The reverse of ``parse_shape``."""
    return " × ".join("?" if each < 0 else str(each) for each in shape)


def shape_editor(label: str, hint: Any, option: Option) -> Editor:
    """Several numbers in one field, or one; where they may be absent, an empty field says so."""
    kinds, low = get_args(hint), int(option.low if option.low is not None else 1)
    single, optional = int in kinds and get_origin(hint) is not tuple, type(None) in kinds

    def parse(text: str) -> Any:
        if optional and text.strip().lower() in ("", "off"):
            return None
        numbers = parse_shape(text, low)
        if single and len(numbers) > 1:
            raise ValueError("One number is enough here.")
        return numbers[0] if single else numbers

    def show(value: Any) -> str:
        return "off" if value is None else str(value) if single else written_shape(value)

    field = TextField(label, parse, show)
    return Editor(field, field.set_value, field.value_changed)


def parse_list(text: str, whole: bool) -> tuple[float, ...]:
    """``0.2; 0.1`` or ``0.2 0.1`` as a tuple; ValueError where a part is no number."""
    parts = re.split(r"[;\s]+", text.strip())
    parts = parts[0].split(",") if len(parts) == 1 else parts
    try:
        return tuple(int(part) if whole else float(part.replace(",", ".")) for part in parts if part)
    except ValueError as error:
        kind = "whole numbers" if whole else "numbers"
        raise ValueError(f"Several {kind} are written like {'100; 200' if whole else '0.1; 0.01'}.") from error


def list_editor(label: str, hint: Any, option: Option) -> Editor:
    """Several values in one field; where none are needed, a word says what that means."""
    whole = int in get_args(hint)

    def parse(text: str) -> tuple[float, ...]:
        if option.absent and text.strip().lower() in ("", option.absent):
            return ()
        values = parse_list(text, whole)
        if option.refuses(values):
            wrong = next(value for value in values if option.refuses(value))
            raise ValueError(f"{wrong:g} cannot be here; a value is {option.allowed(wrong)}.")
        return values

    def show(values: tuple[float, ...]) -> str:
        return "; ".join(f"{value:g}" if not whole else str(value) for value in values) or option.absent

    field = TextField(label, parse, show)
    return Editor(field, field.set_value, field.value_changed)
