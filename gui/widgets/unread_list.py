"""UnreadList: the files that could not be read, each with its reason, behind a line that says how many there are.

It may import the disclosure. Worked shape: "3 pictures cannot be read and are left out", opened: three lines.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget

from gui import numbers
from gui.widgets.disclosure import Disclosure
from gui.widgets.styling import forget_when_gone

LINE, LINES = 28, 4
MOST = 5_000


class UnreadList(QWidget):
    """Hidden while there are none."""

    def __init__(self, noun: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._noun = noun
        self.list = QListWidget()
        self.list.setAccessibleName(f"Each {noun} that cannot be read, with the reason")
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        forget_when_gone(self.list)
        self.line = Disclosure("", self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.line)
        self.show_files(())

    def show_files(self, files: Sequence[tuple[str, str]]) -> None:
        """Files by name, each with the reason as the end of a sentence."""
        many, are = ("s", "are") if len(files) != 1 else ("", "is")
        self.line.button.setText(f"{numbers.count(len(files))} {self._noun}{many} cannot be read and {are} left out")
        shown = [f"{name}: {reason}" for name, reason in files[:MOST]]
        rest = [f"… and {numbers.count(len(files) - MOST)} more"] if len(files) > MOST else []
        if self.list.count() != len(shown) + len(rest) or (shown and self.list.item(0).text() != shown[0]):
            self.list.clear()
            self.list.addItems(shown + rest)
            for row, text in enumerate(shown):
                self.list.item(row).setToolTip(text)
        self.list.setFixedHeight(LINE * min(LINES, max(1, len(shown))) + 8)
        self.setVisible(bool(files))
