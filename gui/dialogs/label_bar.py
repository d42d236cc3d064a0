"""LabelBar: what can be done to the chosen pictures: another class, left out, as in its folder; and undo and redo.

It knows classes by name and talks by signals. Worked shape: "3 pictures chosen", the field "Class…", and
``given("dog")``; ``""`` leaves them out, None takes corrections back.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QWidget

from gui import numbers
from gui.dialogs.picture_look import LEFT_OUT
from gui.widgets.buttons import FlatButton
from gui.widgets.combo_field import ComboField
from gui.widgets.labels import Label

_ASK, _CLASS, _NEW, _OUT, _BACK = "ask", "class:", "new", "out", "back"


class _NewClass(QLineEdit):
    """The name of a class that is not there yet; Enter takes it, Esc gives it up."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.returnPressed.emit()  # and no further: the dialog stays open
            event.accept()
        else:
            super().keyPressEvent(event)


class LabelBar(QWidget):
    """One row below the sheet."""

    given = Signal(object)

    def __init__(self, stack: QUndoStack, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack = stack
        self.sentence = Label("", "label")
        self.field = ComboField("Give the chosen pictures another class")
        self.name = _NewClass()
        self.name.setPlaceholderText("Name of the class")
        self.name.setAccessibleName("Name of the new class")
        self.choice = QStackedWidget()
        self.choice.setFixedSize(200, 30)
        self.choice.addWidget(self.field)
        self.choice.addWidget(self.name)
        self.undo = FlatButton("action-undo", "Undo (Ctrl+Z)", 28)
        self.redo = FlatButton("action-redo", "Redo (Ctrl+Shift+Z)", 28)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.sentence, 1)
        for part in (self.choice, self.undo, self.redo):
            row.addWidget(part)
        self.field.chosen.connect(self._choose)
        self.name.returnPressed.connect(self._take_name)
        self.name.left.connect(self._leave_name)
        self.undo.clicked.connect(stack.undo)
        self.redo.clicked.connect(stack.redo)
        stack.canUndoChanged.connect(self._follow)
        stack.canRedoChanged.connect(self._follow)
        self.show_classes(())
        self.show_chosen(0, 0)
        self._follow()

    def show_classes(self, names: Sequence[str]) -> None:
        """The classes to choose from."""
        classes = [(_CLASS + name, name) for name in names]
        self.field.set_choices([
            (_ASK, "Give them the class…"), *classes, (_NEW, "Another class…"), (_BACK, "As in its folder"),
            (_OUT, "Leave out"),
        ])  # fmt: skip
        self.field.set_key(_ASK)

    def show_chosen(self, count: int, corrected: int) -> None:
        """How many pictures are chosen, and how many are corrected in all."""
        chosen = f"{numbers.counted(count, 'picture')} chosen." if count else "Choose pictures to correct their class."
        given = f" {numbers.counted(corrected, 'label')} corrected." if corrected else ""
        self.sentence.setText(chosen + given)
        self.field.setEnabled(bool(count))
        self.field.setToolTip("" if count else "Choose pictures first: a click, Ctrl, Shift, or a frame around them.")

    def _choose(self, key: str) -> None:
        self.field.set_key(_ASK)
        if key == _NEW:
            self.name.clear()
            self.choice.setCurrentWidget(self.name)
            self.name.setFocus()
        elif key.startswith(_CLASS):
            self.given.emit(key.removeprefix(_CLASS))
        elif key in (_OUT, _BACK):
            self.given.emit(LEFT_OUT if key == _OUT else None)

    def _take_name(self) -> None:
        name = self.name.text().strip()
        self._leave_name()
        if name:
            self.given.emit(name)

    def _leave_name(self) -> None:
        self.choice.setCurrentWidget(self.field)
        self.field.setFocus()

    def _follow(self, *_changed: object) -> None:
        for button, able, verb, key in (
            (self.undo, self._stack.canUndo(), f"Undo {self._stack.undoText()}", "Ctrl+Z"),
            (self.redo, self._stack.canRedo(), f"Redo {self._stack.redoText()}", "Ctrl+Shift+Z"),
        ):
            button.setEnabled(able)
            button.setToolTip(f"{verb} ({key})" if able else "No correction yet.")
