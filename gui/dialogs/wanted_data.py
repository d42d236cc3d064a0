"""WantedData: an example whose data does not come along says which it wants, and lets the user show where it lies.

It may import the message dialog; it opens nothing itself. Worked shape: ``WantedData.ask(example, "/home", window)``
gives the path that was chosen, ``LATER`` where the example is opened without data, or None.
"""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from core.examples import Example
from gui.dialogs.base import Footer, plain_button
from gui.dialogs.kinds_of_data import FILTER
from gui.dialogs.messages import Message

LATER = Path()
"""The answer for an example that is opened without its data."""


class WantedData(Message):
    """Names the data; a folder, a file, or none for now."""

    def __init__(self, example: Example, start: str, parent: QWidget | None = None) -> None:
        footer = Footer("Choose a folder…")
        sentence = f"“{example.title}” learns from data that does not come with Chainrule."
        wants = f"It wants {example.wants}"
        super().__init__("New", sentence, wants, ("action-data", "ink2"), footer, parent)
        self.setFixedWidth(560)
        self.answer: Path | None = None
        self._start = start
        self.later = plain_button("Open without data")
        self.later.setToolTip("Look at the drawing; the Data tab takes the data whenever you have it")
        self.file = plain_button("Choose a file…")
        footer.add_left(self.file)
        footer.add_left(self.later)
        self.later.clicked.connect(self._leave_it)
        self.file.clicked.connect(self._choose_file)
        footer.primary.clicked.connect(self._choose_folder)

    @Slot()
    def _choose_folder(self) -> None:
        self._take(QFileDialog.getExistingDirectory(self, "Choose the folder of the data", self._start))

    @Slot()
    def _choose_file(self) -> None:
        kinds = f"{FILTER};;All files (*)"
        self._take(QFileDialog.getOpenFileName(self, "Choose the file of the data", self._start, kinds)[0])

    @Slot()
    def _leave_it(self) -> None:
        self.answer = LATER
        self.accept()

    def _take(self, chosen: str) -> None:
        if chosen:
            self.answer = Path(chosen)
            self.accept()

    @classmethod
    def ask(cls, example: Example, start: str, parent: QWidget | None = None) -> Path | None:
        """Ask, and give the answer; Esc and closing mean None."""
        dialog = cls(example, start, parent)
        dialog.exec()
        dialog.deleteLater()
        return dialog.answer
