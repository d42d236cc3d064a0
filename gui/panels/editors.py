"""Editors: for each type of setting the widget that edits it, all with the same small face.

``editor_for(name, hint, option)`` picks by the field's type and its Option; it may import gui.widgets and core, never
a panel. Worked shape: ``editor_for("units", int, Option("...", low=1))`` is a number field whose ``committed`` carries
33 after the up key; ``set_value(64)`` shows a value from elsewhere and tells nobody.
"""

import types
from typing import Any, Union, get_args, get_origin

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from core.activations import ACTIVATIONS, Work
from core.spec import Option
from gui.panels.typed import Editor, list_editor, shape_editor
from gui.widgets.combo_field import ComboField
from gui.widgets.labels import Label
from gui.widgets.log_slider import LogSlider
from gui.widgets.number_field import NumberField
from gui.widgets.painting import curve_icon
from gui.widgets.switch import Switch

MAX_WHOLE = 2**31 - 1


class OptionalNumber(QWidget):
    """A switch and, while it is on, a number: for limits that may be absent."""

    value_changed = Signal(object)

    def __init__(self, name: str, option: Option) -> None:
        super().__init__()
        self._last = option.start
        self.switch = Switch(name)
        self.field = number_field(f"{name}, value", float, option)
        self.off = QLabel("off")
        self.off.setProperty("role", "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for part in (self.switch, self.field, self.off):
            row.addWidget(part)
        row.setStretchFactor(self.field, 1)
        row.setStretchFactor(self.off, 1)
        self.setFocusProxy(self.switch)
        self.setMinimumHeight(28)
        self.switch.clicked.connect(self._turned)
        self.field.value_changed.connect(self._typed)

    def set_value(self, value: float | None) -> None:
        """A number, or None for off."""
        self.switch.setChecked(value is not None)
        self.field.setVisible(value is not None)
        self.off.setVisible(value is None)
        if value is not None:
            self._last = value
            self.field.set_value(value)

    def _turned(self, on: bool) -> None:
        self.set_value(self._last if on else None)
        self.value_changed.emit(self._last if on else None)

    def _typed(self, value: float) -> None:
        self._last = float(value)
        self.value_changed.emit(self._last)


def number_field(name: str, hint: type, option: Option) -> NumberField:
    """A number field with the option's range; small positive numbers step through 1, 2, 5."""
    whole = hint is int
    small = not whole and option.high is None and option.below is None and (option.above == 0 or option.low == 0)
    return NumberField(
        name, low=option.low, high=option.high if option.high is not None else (MAX_WHOLE if whole else None),
        above=option.above, below=option.below, integer=whole, unit=option.unit,
        steps="log" if small else 1.0 if whole else 0.05,
    )  # fmt: skip


def activation_icon(name: str) -> QIcon:
    """The curve of an activation between -3 and 3."""
    z = np.linspace(-3, 3, 25)[None, :]
    if ACTIVATIONS[name].coupled:
        # Softmax over two neurons of which the other is 0: the share of one as its z grows.
        z = np.concatenate([z, np.zeros_like(z)])
    a = np.empty_like(z)
    with np.errstate(over="ignore"):
        ACTIVATIONS[name].forward(z, a, Work(z))
    return curve_icon(a[0].tolist())


def words(key: str) -> str:
    """A stored name as one reads it: ``glorot_uniform`` is "glorot uniform"."""
    return key.replace("_", " ")


def choice_editor(name: str, choices: tuple[str, ...], pictures: bool = False, plain: bool = False) -> Editor:
    """A combo box; activations show their curve, names of code keep their underscores."""
    shown = [(key, key if plain else words(key)) for key in choices]
    pictured = [(key, text, activation_icon(key)) for key, text in shown] if pictures else shown
    field = ComboField(name, pictured)
    return Editor(field, field.set_key, field.chosen)


class SwitchRow(QWidget):
    """A switch with room for a second one beside it; ``inverted`` shows the opposite, as "locked" for not trained."""

    value_changed = Signal(object)

    def __init__(self, name: str, inverted: bool = False) -> None:
        super().__init__()
        self._inverted = inverted
        self.switch = Switch(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._row.addWidget(self.switch)
        self._row.addStretch(1)
        self.setFixedHeight(28)
        self.setFocusProxy(self.switch)
        self.switch.clicked.connect(self._clicked)

    def add_beside(self, label: str, other: "SwitchRow", help: str) -> None:
        """Put another switch with its label into this row."""
        text = Label(label, "label")
        text.setBuddy(other.switch)
        for part in (text, other):
            part.setToolTip(help)
        self._row.insertSpacing(1, 12)
        self._row.insertWidget(2, text)
        self._row.insertWidget(3, other)

    def set_value(self, value: Any) -> None:
        """True or false; flags per weight array count as true where all of them are."""
        on = value if isinstance(value, bool) else all(dict(value).values())
        self.switch.setChecked(on is not self._inverted)

    def _clicked(self, on: bool) -> None:
        self.value_changed.emit(on is not self._inverted)


def switch_editor(name: str, inverted: bool = False) -> Editor:
    """A switch."""
    field = SwitchRow(name, inverted)
    return Editor(field, field.set_value, field.value_changed)


def rate_editor(name: str, option: Option) -> Editor:
    """The learning rate: a slider over powers of ten with the number beside it."""
    field = LogSlider(name, 0.01, 1e-5, 10.0)
    return Editor(field, field.set_value, field.value_changed)


def editor_for(name: str, label: str, hint: Any, option: Option) -> Editor | None:
    """The editor for a field, or None for a type that only code sets."""
    if name == "learning_rate":
        return rate_editor(label, option)
    optional = get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint)
    if optional and float in get_args(hint):
        field = OptionalNumber(label, option)
        return Editor(field, field.set_value, field.value_changed)
    if option.choices:
        return choice_editor(label, option.choices, pictures=name == "activation", plain=True)
    if hint is bool or name == "trainable":
        return switch_editor("Locked" if name == "trainable" else label, inverted=name == "trainable")
    if hint in (int, float):
        number = number_field(label, hint, option)
        return Editor(number, number.set_value, number.value_changed)
    if option.several:
        return list_editor(label, hint, option)
    if _holds_counts(hint):
        return shape_editor(label, hint, option)
    return None


def _holds_counts(hint: Any) -> bool:
    """Whether a field holds whole numbers, several or one that may be absent."""
    inner = [each for each in get_args(hint) if each not in (type(None), ...)]
    return bool(inner) and all(each is int or _holds_counts(each) for each in inner)


def plain_label(name: str, option: Option | None) -> str:
    """How a form names a field: the option's label, else its name in words."""
    text = (option.label if option else "") or words(name)
    return text[:1].upper() + text[1:]
