"""SegmentedControl: one of a few choices in a row, each with its key beside it.

It may import fonts, painting and the theme. Each segment is a checkable button of an exclusive group, so arrow keys,
tooltips and screen readers work; the keys shown are hints, the window binds them.
Worked shape: ``SegmentedControl("View", [("Activation", "1"), ("Blame", "2")])``, ``selected`` carries the index.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from gui import fonts
from gui.theme import Theme, current_theme
from gui.widgets.painting import rounded

_PAD, _GAP, _KEY = 11.0, 7.0, 17.0


class _Segment(QAbstractButton):
    def __init__(self, text: str, key: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self._key = key
        self._painted: object = None
        self._picture = QPixmap()
        self.setCheckable(True)
        self.setFont(fonts.font(fonts.PANEL, 500))
        self.setAccessibleName(text)
        self.setAccessibleDescription(f"Key {key}" if key else "")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setProperty("ring", 6)

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(self.font()).horizontalAdvance(self.text()) + 2 * _PAD
        return QSize(round(width + (_GAP + _KEY if self._key else 0.0)), 24)


    def paintEvent(self, event: QPaintEvent) -> None:
        """A copy of a picture: over a canvas that trains, a segment is painted sixty times a second."""
        theme = current_theme()
        look = (self.isChecked(), self.isEnabled(), self.underMouse())
        key = (theme.name, *look, self.size(), self.devicePixelRatioF(), self.text())
        if key != self._painted:
            self._painted = key
            self._picture = QPixmap(self.size() * self.devicePixelRatioF())
            self._picture.setDevicePixelRatio(self.devicePixelRatioF())
            self._picture.fill(Qt.GlobalColor.transparent)
            self._paint_on(self._picture, theme, *look)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()

    def _paint_on(self, picture: QPixmap, theme: Theme, on: bool, enabled: bool, hovered: bool) -> None:
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        if on:
            rounded(painter, box, 5, theme.raised, theme.line2)
        lively = on or (hovered and enabled)
        painter.setPen(theme.off if not enabled else theme.ink if lively else theme.ink2)
        painter.setFont(self.font())
        box.adjust(_PAD, 0, -_PAD, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self._key:
            cap = QRectF(box.right() - _KEY + 2, box.center().y() - 8, _KEY, 16)
            rounded(painter, cap, 4, None, theme.line2)
            painter.setPen(theme.ink3 if enabled else theme.off)
            painter.setFont(fonts.font(fonts.CAPTION, 400, tabular=True))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._key)
        painter.end()


class SegmentedControl(QWidget):
    """A sunken bar 28 px high; the chosen segment is a raised card in it."""

    selected = Signal(int)

    def __init__(self, name: str, segments: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(28)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(1)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        for index, (text, key) in enumerate(segments):
            segment = _Segment(text, key, self)
            self._group.addButton(segment, index)
            row.addWidget(segment)
        self._group.button(0).setChecked(True)
        self._let_tab_reach(0)
        self._group.idToggled.connect(self._toggled)

    def current_index(self) -> int:
        return self._group.checkedId()

    def select(self, index: int) -> None:
        """Choose a segment; ``selected`` follows if it is another one."""
        self._group.button(index).setChecked(True)

    def segment(self, index: int) -> QAbstractButton:
        """One segment, to disable it or to give it a tooltip."""
        return self._group.button(index)

    def _toggled(self, index: int, on: bool) -> None:
        if on:
            self._let_tab_reach(index)
            self.selected.emit(index)

    def _let_tab_reach(self, index: int) -> None:
        """Tab stops once, at the chosen segment; arrow keys move from there."""
        for button in self._group.buttons():
            chosen = self._group.id(button) == index
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), 6, current_theme().sunken)
        painter.end()
