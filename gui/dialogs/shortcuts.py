"""Shortcuts: a table of all keys in groups, fed by a list, so that it cannot disagree with the menus.

It may import the dialog base, fonts and painting. Each key is drawn as a cap.
Worked shape: ``Shortcuts([("Training", "Play or pause", "Space"), ("Edit", "Undo", "Ctrl+Z")])``.
"""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gui import fonts
from gui.dialogs.base import Dialog, Footer
from gui.theme import current_theme
from gui.widgets.labels import Label, SectionTitle
from gui.widgets.painting import rounded

LONG = 34
"""Characters from which a text may go over two lines, so that the keys keep their room."""
Shortcut = tuple[str, str, str]  # group, what it does, keys such as "Ctrl+Z" or "Delete, Backspace"


def caps_of(keys: str) -> list[str]:
    """The parts of a key text in the order they are drawn: caps, with "+" and "or" between them."""
    parts: list[str] = []
    for index, combination in enumerate(each.strip() for each in keys.split(", ")):
        parts += ["or"] * (index > 0)
        names = [*combination[:-1].rstrip("+").split("+"), "+"] if combination.endswith("+") else combination.split("+")
        for number, name in enumerate(each for each in names if each):
            parts += ["+"] * (number > 0)
            parts.append(name)
    return parts


class KeyCaps(QWidget):
    """Keys as small boxes in a row."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keys = keys
        self._font = fonts.font(fonts.SMALL, 500)
        self.setAccessibleName(keys)
        self.setFixedSize(self.sizeHint())

    def _placed(self) -> list[tuple[str, bool, float, float]]:
        """(text, whether a cap, left, width)."""
        metrics, left, found = QFontMetricsF(self._font), 0.0, []
        for index, text in enumerate(caps_of(self.keys)):
            cap = index % 2 == 0  # caps and joining words alternate
            width = max(22.0, metrics.horizontalAdvance(text) + 12) if cap else metrics.horizontalAdvance(text) + 8
            found.append((text, cap, left, width))
            left += width
        return found

    def sizeHint(self) -> QSize:
        _, _, left, width = self._placed()[-1]
        return QSize(round(left + width + 0.5), 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        for text, cap, left, width in self._placed():
            box = QRectF(round(left), 0, round(width), 22)
            if cap:
                rounded(painter, box, 5, theme.raised, theme.line2)
            painter.setPen(theme.ink if cap else theme.ink3)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()


class Shortcuts(Dialog):
    """Groups of shortcuts in two columns."""

    def __init__(self, shortcuts: Iterable[Shortcut], parent: QWidget | None = None) -> None:
        footer = Footer("Close", secondary="")
        super().__init__("Keyboard shortcuts", footer, parent)
        footer.primary.clicked.connect(self.accept)
        self.body.addWidget(Label("Keyboard shortcuts", "page"))
        groups: dict[str, list[Shortcut]] = {}
        for each in shortcuts:
            groups.setdefault(each[0], []).append(each)
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setContentsMargins(0, 0, 12, 0)
        columns.setSpacing(40)
        for names in _halves({name: len(rows) for name, rows in groups.items()}):
            column = QVBoxLayout()
            column.setSpacing(4)
            for name in names:
                column.addWidget(SectionTitle(name))
                column.addLayout(_table(groups[name]))
                column.addSpacing(10)
            column.addStretch(1)
            columns.addLayout(column, 1)
        scroll = QScrollArea()
        scroll.setAccessibleName("All keys")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        self.body.addWidget(scroll, 1)
        self.resize_within(max(760, page.sizeHint().width() + 80), min(760, 160 + page.sizeHint().height()))
        footer.primary.setFocus()

    @classmethod
    def ask(cls, shortcuts: Iterable[Shortcut], parent: QWidget | None = None) -> None:
        """Show the table."""
        dialog = cls(shortcuts, parent)
        dialog.exec()
        dialog.deleteLater()


def _halves(sizes: dict[str, int]) -> tuple[list[str], list[str]]:
    """The groups in order, cut where both columns are most nearly of a height."""
    names = list(sizes)
    heights = [sizes[name] + 2 for name in names]
    cut = min(range(1, len(names) + 1), key=lambda at: abs(sum(heights[:at]) - sum(heights[at:])), default=0)
    return names[:cut], names[cut:]


def _table(rows: list[Shortcut]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    for number, (_, text, keys) in enumerate(rows):
        grid.addWidget(Label(text, "label", wrap=len(text) > LONG), number, 0)
        grid.addWidget(KeyCaps(keys), number, 1, Qt.AlignmentFlag.AlignRight)
    return grid
