"""PinField: the chip of the chosen weight turned into a field: typing replaces, arrow keys step, Enter commits.

It may import the inline editor, Weighing and number formats. Up and Down change by a hundredth of the layer's largest
weight, ten times that with Shift, a tenth with Ctrl; the drawing and the loss follow while one types. Worked shape:
``PinFields(view, weighing).open()``, "0,4" and Enter leave the undo step "Set w5 to 0.4".
"""

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

from gui import numbers
from gui.canvas.inline_editor import InlineEditor
from gui.canvas.pins import Pin, chip_rect
from gui.canvas.scene import CanvasScene
from gui.canvas.weighing import Weighing
from gui.theme import current_theme
from gui.widgets.labels import Label
from gui.widgets.painting import rounded

GAP, WIDTH = 6, 112
HINT = "Enter takes it, Esc restores. Up and Down step; Shift ten times, Ctrl a tenth. Tab: next weight."


def on_grid(value: float, step: float) -> float:
    """A number that a hand moved, without digits finer than a tenth of its step: 0.3100000122 is 0.31."""
    return round(value, max(0, 1 - math.floor(math.log10(step))))


class PinEditor(InlineEditor):
    """The field over the chip."""

    next_wanted = Signal(int)
    """Tab or Shift+Tab: the next weight of this neuron, or the one before."""
    shown = Signal(float)
    """The number that stands there now, where it is one."""

    def __init__(self, parent: QWidget, over: QRect, text: str, check: Callable[[str], str], step: float) -> None:
        self._size = step
        super().__init__(parent, over, text, check, number=True)
        self.setObjectName("weight")
        self.textChanged.connect(self._tell)

    def stepped(self, text: str, by: int, fine: bool) -> str:
        """A step up or down from what is typed."""
        try:
            start = numbers.parse(text)
        except ValueError:
            return text
        return numbers.short(on_grid(start + by * self._size * (0.1 if fine else 1.0), self._size))

    def _tell(self, text: str) -> None:
        try:
            self.shown.emit(numbers.parse(text))
        except ValueError:
            return  # the field says what is wrong with it

    def event(self, event: QEvent) -> bool:
        """Tab goes on to the next weight of this neuron instead of leaving the drawing."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}.get(Qt.Key(event.key()), 0)
            if step:
                if self.commit():
                    self.next_wanted.emit(step)
                return True
        return super().event(event)


class ProblemNote(Label):
    """What is wrong with what is typed, in a box of its own below the field; hidden at first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", "problem", parent=parent)
        self.setContentsMargins(8, 4, 8, 4)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), 6, current_theme().raised, current_theme().error)
        painter.end()
        super().paintEvent(event)


class PinFields(QObject):
    """Opens and closes the field; at most one at a time."""

    next_wanted = Signal(int)
    """Tab in the field: the next weight of this neuron is to be typed, or the one before."""

    def __init__(self, view: QGraphicsView, scene: CanvasScene, weighing: Weighing, say: Callable[[str], None]) -> None:
        super().__init__(view)
        self._view, self._scene, self._weighing, self._say = view, scene, weighing, say
        self.editor: PinEditor | None = None
        self._pin: Pin | None = None
        self._problem = ProblemNote(view)
        weighing.chosen.connect(self._follow)
        scene.changed_layout.connect(self._follow_layout)

    def open(self) -> None:
        """Type the number of the chosen weight where its chip stands."""
        self.leave()
        if reason := self._weighing.begin():
            self._say(reason)
            return
        held, pin = self._weighing.held, self._weighing.pin
        assert held is not None and pin is not None
        chip = self._view.mapFromScene(chip_rect(self._scene, pin, self._view.transform().m11())).boundingRect()
        over = QRect(0, 0, WIDTH, chip.height())
        over.moveCenter(chip.center())
        text = numbers.short(float(f"{held.start:.6g}"))
        editor = PinEditor(self._view, over, text, self._complain, self._weighing.step(pin))
        editor.setAccessibleName(self._weighing.name(pin))
        editor.shown.connect(self._weighing.show)
        editor.complained.connect(self._tell_problem)
        editor.committed.connect(self._commit)
        editor.closed.connect(self._closed)
        editor.next_wanted.connect(self.next_wanted)
        self.editor, self._pin = editor, pin
        self._say(HINT)

    def leave(self) -> None:
        """The user goes on elsewhere: commit what is a number, restore what is not."""
        if self.editor is not None and not self.editor.commit() and self.editor is not None:
            self.editor.restore()

    # -- inside ------------------------------------------------------------------------------------------------------

    def _complain(self, text: str) -> str:
        try:
            numbers.parse(text)
        except ValueError as error:
            return str(error)
        return ""

    def _tell_problem(self, sentence: str) -> None:
        """What is wrong with it, below the field."""
        if not sentence and self._problem.isVisible():
            self._say(HINT)  # what was wrong with it is mended
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence) and self.editor is not None)
        if sentence and self.editor is not None:
            self._problem.adjustSize()
            place = self.editor.geometry()
            x = min(place.left(), self._view.width() - self._problem.width() - GAP)
            self._problem.move(max(GAP, x), place.bottom() + GAP)
            self._problem.raise_()
            self._say(sentence)

    def _commit(self, text: str) -> None:
        if self._pin is not None:
            self._weighing.set(self._pin, numbers.parse(text))

    def _closed(self) -> None:
        """The drawing shows the run again; a commit comes after this."""
        self.editor = None
        self._problem.hide()
        self._weighing.restore()
        self._say("")

    def _follow(self, pin: Pin | None) -> None:
        """Another weight is chosen, or none."""
        if self.editor is not None and pin is None:
            self.editor.restore()

    def _follow_layout(self) -> None:
        """Cards moved below the field."""
        if self.editor is not None:
            self.editor.restore()
