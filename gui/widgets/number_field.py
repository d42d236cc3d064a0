"""NumberField: a number one types, with its range, its unit, arrow keys and a sentence when it cannot be.

It may import number formats, fonts, buttons and the theme. Enter and leaving the field commit, Esc restores, an
impossible value never leaves the field. Worked shape: ``NumberField("Units", 32, low=1, integer=True)`` emits
``value_changed(33)`` after the up key; ``NumberField("Learning rate", 0.02, above=0.0, steps="log")`` goes to 0.05.
"""

import math

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from core.frozen import dataclass
from gui import fonts, numbers
from gui.theme import current_theme
from gui.widgets.buttons import FlatButton
from gui.widgets.labels import Label

_LOG_STEPS = (1.0, 2.0, 5.0)


@dataclass(frozen=True)
class Range:
    """What a number may be; ``above`` and ``below`` are exclusive."""

    low: float | None = None
    high: float | None = None
    above: float | None = None
    below: float | None = None
    integer: bool = False

    def allowed(self) -> str:
        """The end of a sentence, such as ``at least 1``; empty where all is allowed."""
        words = (("at least", self.low), ("more than", self.above), ("at most", self.high), ("less than", self.below))
        return " and ".join(f"{word} {numbers.short(limit)}" for word, limit in words if limit is not None)

    def problem(self, name: str, value: float) -> str:
        """A sentence, or nothing when the value may be."""
        if self.integer and value != math.floor(value):
            return f"{name} needs a whole number."
        low = (self.low is not None and value < self.low) or (self.above is not None and value <= self.above)
        high = (self.high is not None and value > self.high) or (self.below is not None and value >= self.below)
        return f"{name} needs to be {self.allowed()}." if low or high else ""

    def clamp(self, value: float, current: float) -> float:
        """``value`` moved to an inclusive limit; ``current`` where an exclusive one is crossed."""
        value = max(self.low, value) if self.low is not None else value
        value = min(self.high, value) if self.high is not None else value
        crossed = (self.above is not None and value <= self.above) or (self.below is not None and value >= self.below)
        return current if crossed else value


def log_step(value: float, up: bool) -> float:
    """The next of 1, 2, 5 times a power of ten; 0.02 -> 0.05 -> 0.1. Zero stays (a zero has no size)."""
    if value <= 0:
        return 1e-5 if up else 0.0
    exponent = math.floor(math.log10(value))
    ladder = [float(f"{digit:g}e{power}") for power in range(exponent - 1, exponent + 2) for digit in _LOG_STEPS]
    if up:
        return next(rung for rung in ladder if rung > value * (1 + 1e-9))
    return next(rung for rung in reversed(ladder) if rung < value * (1 - 1e-9))


class _Edit(QLineEdit):
    """The line: tells of keys the field cares for, and draws the unit after the text."""

    stepped = Signal(int)
    restored = Signal()
    left = Signal()
    focus_moved = Signal()

    unit = ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
        if event.key() in step:
            self.stepped.emit(step[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self.restored.emit()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A wheel that passes over a form must not change it.
        if not self.hasFocus() or event.angleDelta().y() == 0:
            event.ignore()
            return
        self.stepped.emit(1 if event.angleDelta().y() > 0 else -1)
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_moved.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_moved.emit()
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.unit:
            return
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(current_theme().ink3 if self.isEnabled() else current_theme().off)
        start = 10 + QFontMetricsF(self.font()).horizontalAdvance(self.text()) + 6
        painter.drawText(
            QRectF(start, 0, self.width() - start, self.height()), int(Qt.AlignmentFlag.AlignVCenter), self.unit
        )
        painter.end()


class NumberField(QWidget):
    """28 px high, with - and + at its right; a problem's sentence appears below it."""

    value_changed = Signal(object)  # int or float
    problem_changed = Signal(str)

    def __init__(
        self,
        name: str,
        value: float = 0.0,
        *,
        low: float | None = None,
        high: float | None = None,
        above: float | None = None,
        below: float | None = None,
        integer: bool = False,
        unit: str = "",
        steps: float | str = 1.0,
        buttons: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._range = Range(low, high, above, below, integer)
        self._steps = steps
        self._value = float(value)
        self._problem = ""
        self.edit = _Edit(self)
        self.edit.setFont(fonts.font(fonts.FORM, tabular=True))
        self.edit.setAccessibleName(name)
        self.edit.stepped.connect(self.step)
        self.edit.restored.connect(self.restore)
        self.edit.left.connect(self.commit)
        self.edit.returnPressed.connect(self.commit)
        self.edit.textEdited.connect(self._check)
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._sentence = Label("", "problem", wrap=True)
        self._sentence.hide()
        self._lay_out(buttons)
        self.set_unit(unit)
        self._show()

    def _lay_out(self, buttons: bool) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.edit)
        column.addWidget(self._sentence)
        if not buttons:
            return
        inside = QHBoxLayout(self.edit)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(0)
        inside.addStretch(1)
        for icon_name, verb, by in (("action-minus", "Lower", -1), ("action-plus", "Raise", 1)):
            button = FlatButton(icon_name, f"{verb} {self._name.lower()}", 20)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setCursor(Qt.CursorShape.ArrowCursor)
            button.setAutoRepeat(True)
            button.clicked.connect(self._raise if by > 0 else self._lower)
            inside.addWidget(button)
        self.edit.setTextMargins(0, 0, 44, 0)

    def changeEvent(self, event: QEvent) -> None:
        """Another decimal mark was chosen: what is typed just now stays."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LocaleChange and not self.edit.isModified():
            self._show()

    def value(self) -> float:
        """The committed value; a whole number where only these are allowed."""
        return int(self._value) if self._range.integer else self._value

    def set_value(self, value: float) -> None:
        """Show a value that came from elsewhere; tells nobody."""
        self._value = float(value)
        self._show()

    def set_range(
        self,
        low: float | None = None,
        high: float | None = None,
        above: float | None = None,
        below: float | None = None,
    ) -> None:
        """Change what is allowed; the shown value is checked again."""
        self._range = Range(low, high, above, below, self._range.integer)
        self._check(self.edit.text())

    def set_unit(self, unit: str) -> None:
        """What stands after the number, such as "of 250"."""
        self.edit.unit = unit
        self.edit.setAccessibleDescription(" ".join(filter(None, (unit, self._range.allowed()))))
        self.edit.update()

    def problem(self) -> str:
        """The sentence below the field; empty when all is well."""
        return self._problem

    def set_problem(self, sentence: str) -> None:
        """Show a sentence (from outside, too), or take it away."""
        if sentence == self._problem:
            return
        self._problem = sentence
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.edit.setProperty("problem", bool(sentence))
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)
        self.problem_changed.emit(sentence)

    def commit(self) -> None:
        """Take what was typed; an impossible value stays, marked, and the old one goes on counting."""
        if not self.edit.isModified():
            return
        value = self._check(self.edit.text())
        if value is None:
            return
        changed = value != self._value
        self._value = value
        self._show()
        if changed:
            self.value_changed.emit(self.value())

    def restore(self) -> None:
        """Forget what was typed."""
        self._show()
        self.edit.selectAll()

    def step(self, by: int) -> None:
        """One step (or ten) up or down from what is typed, committed at once."""
        typed = self._check(self.edit.text()) if self.edit.isModified() else None
        start = value = self._value if typed is None else typed
        if self._steps == "log":
            for _ in range(abs(by)):
                value = log_step(value, by > 0)
        else:
            value += by * float(self._steps)
            value = round(value, 12)  # 0.1 + 0.2 is to be 0.3 in a field
        value = self._range.clamp(value, start)
        self.edit.setText(self._text(value))
        self.edit.setModified(True)
        self.commit()

    def _raise(self) -> None:
        self.step(1)

    def _lower(self) -> None:
        self.step(-1)

    def _check(self, text: str) -> float | None:
        """The typed value, or None with the sentence shown."""
        try:
            value = numbers.parse(text)
        except ValueError as error:
            self.set_problem(str(error))
            return None
        problem = self._range.problem(self._name, value)
        self.set_problem(problem)
        return None if problem else value

    def _text(self, value: float) -> str:
        return str(int(value)) if self._range.integer and abs(value) < 1e15 else numbers.short(value)

    def _show(self) -> None:
        self.edit.setText(self._text(self._value))
        self.edit.setModified(False)
        self.set_problem("")
