"""Messages: an error as one plain sentence with its remedy, and the question before unsaved changes are lost.

It may import the dialog base and widgets. Details (a traceback, a path) are never shown, only copied.
Worked shape: ``Unsaved.ask("digits.chainrule", window)`` gives ``Answer.SAVE``, ``DISCARD`` or ``CANCEL``.
"""

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.dialogs.about import versions
from gui.dialogs.base import Dialog, Footer, copy_text, plain_button
from gui.widgets.labels import IconMark, Label

WIDTH = 460


class Answer(Enum):
    """What to do with unsaved changes."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


class Message(Dialog):
    """An icon, a sentence, and a quieter one below it."""

    def __init__(
        self, title: str, sentence: str, more: str, icon: tuple[str, str], footer: Footer, parent: QWidget | None
    ) -> None:
        super().__init__(title, footer, parent)
        self.setFixedWidth(WIDTH)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(IconMark(*icon, 24), 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(6)
        self.sentence = Label(sentence, "section", wrap=True)
        self.more = Label(more, "label", wrap=True)
        self.more.setVisible(bool(more))
        for label in (self.sentence, self.more):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            texts.addWidget(label)
        row.addLayout(texts, 1)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"{sentence} {more}".strip())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.footer.primary.setFocus()


class ErrorMessage(Message):
    """Says what went wrong and what to do; the details can be copied."""

    def __init__(self, sentence: str, remedy: str = "", details: str = "", parent: QWidget | None = None) -> None:
        footer = Footer("Close", secondary="")
        super().__init__("Chainrule", sentence, remedy, ("action-problem", "error"), footer, parent)
        self.details = details or f"Chainrule. {versions()}"
        """What nobody has to read, but who is asked for help wants to know."""
        footer.primary.clicked.connect(self.accept)
        self.copy = plain_button("Copy details", "action-copy")
        self.copy.clicked.connect(self._copy)
        footer.add_left(self.copy)

    def _copy(self) -> None:
        copy_text("\n\n".join(part for part in (self.sentence.text(), self.more.text(), self.details) if part))
        self.copy.setText("Copied")

    @classmethod
    def ask(cls, sentence: str, remedy: str = "", details: str = "", parent: QWidget | None = None) -> None:
        """Show it and wait until it is closed."""
        dialog = cls(sentence, remedy, details, parent)
        dialog.exec()
        dialog.deleteLater()


class Unsaved(Message):
    """Save, discard or cancel before a document with changes goes."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        footer = Footer("Save")
        super().__init__(
            "Unsaved changes", f"“{name}” has changes that are not saved.",
            "Without saving, the drawing and its weights are lost.", ("action-save", "ink2"), footer, parent,
        )  # fmt: skip
        self.answer = Answer.CANCEL
        self.discard = plain_button("Discard")
        footer.add_left(self.discard)
        footer.primary.clicked.connect(lambda: self._choose(Answer.SAVE))
        self.discard.clicked.connect(lambda: self._choose(Answer.DISCARD))

    def _choose(self, answer: Answer) -> None:
        self.answer = answer
        self.accept()

    @classmethod
    def ask(cls, name: str, parent: QWidget | None = None) -> Answer:
        """Ask, and give the answer; Esc and closing mean cancel."""
        dialog = cls(name, parent)
        dialog.exec()
        dialog.deleteLater()
        return dialog.answer
