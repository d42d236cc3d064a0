"""Panel: a scrolling column of the inspector with 16 px of air, and the header that names what it shows.

It may import gui.widgets. Worked shape: ``Panel()`` then ``panel.column.addWidget(Header())``; the header shows
"hidden" over "Dense, 2nd of 3 layers".
"""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gui.widgets.labels import ElidedLabel, IconMark


class Panel(QScrollArea):
    """A column that scrolls up and down only; give its widgets to ``column``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(16, 12, 16, 12)
        self.column.setSpacing(8)
        self.column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setWidget(inside)

    def write_again(self) -> None:
        """Another decimal mark was chosen: write what is shown once more."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LocaleChange:
            self.write_again()


class Header(QWidget):
    """An icon, a title of 11/600 and a quiet line below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mark = IconMark("layer-dense", "ink", 22)
        self.title = ElidedLabel("", "section")
        self.caption = ElidedLabel("", "caption")
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(self.title)
        lines.addWidget(self.caption)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 4)
        row.setSpacing(12)
        row.addWidget(self.mark)
        row.addLayout(lines, 1)

    def show_text(self, icon_name: str, title: str, caption: str) -> None:
        """Change all three."""
        self.mark.set_icon(icon_name)
        self.title.setText(title)
        self.caption.setText(caption)
