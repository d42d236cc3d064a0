"""The title row of a plot: tabs written as text, keys of curves, a caption at the right end.

It may import fonts and the theme. All parts paint with the current theme. Worked shape:
``TextTabs("Curve", ["Loss", "Accuracy"])`` shows "Loss" in ink and "Accuracy" beside it in ink3; one tab is a title.
"""

from collections.abc import Sequence
from enum import Enum
from textwrap import fill

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from gui import fonts
from gui.accessible import TEXT
from gui.theme import current_theme
from gui.widgets.painting import dot

HEIGHT, TIP_WIDTH = 20, 68  # px, letters
GAP, LEAST_GAP, LEAST_TAB = 14, 8, 26  # px between titles, where there is little room, and of a title cut short
DASHES = (2.5, 2.0)  # in widths of the pen: 5 and 4 px of a 2 px curve


class _Tab(QAbstractButton):
    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("ring", 4)

    def sizeHint(self) -> QSize:
        return QSize(round(QFontMetricsF(fonts.font(fonts.PANEL, 600)).horizontalAdvance(self.text())) + 2, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setFont(fonts.font(fonts.PANEL, 600 if self.isChecked() else 500))
        lively = self.isChecked() or self.underMouse()
        painter.setPen(theme.off if not self.isEnabled() else theme.ink if lively else theme.ink3)
        text = QFontMetricsF(painter.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
        painter.end()


class TextTabs(QWidget):
    """One of a few titles is chosen; arrow keys move within them. Without room the longest are cut short."""

    selected = Signal(int)

    def __init__(self, name: str, texts: Sequence[str], tip: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._tip = tip
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        self._row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idToggled.connect(self._toggled)
        self.texts: tuple[str, ...] = ()
        self.set_texts(texts)

    def set_texts(self, texts: Sequence[str]) -> None:
        """Other titles; the chosen place is kept where it still exists. Says nothing."""
        if tuple(texts) == self.texts:
            return
        chosen = max(0, self._group.checkedId())
        self._group.blockSignals(True)
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        for index, text in enumerate(texts):
            tab = _Tab(text, self)
            tab.setToolTip(self._tip if len(texts) > 1 else "")
            tab.setEnabled(True)
            self._group.addButton(tab, index)
            self._row.addWidget(tab)
            tab.show()
        self.texts = tuple(texts)
        if texts:
            self._group.button(chosen if chosen < len(texts) else 0).setChecked(True)
        self._group.blockSignals(False)
        self.updateGeometry()
        self._share_out()

    def sizeHint(self) -> QSize:
        return QSize(sum(self._wanted()) + GAP * max(0, len(self._group.buttons()) - 1), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        least = sum(min(each, LEAST_TAB) for each in self._wanted())
        return QSize(least + LEAST_GAP * max(0, len(self._group.buttons()) - 1), HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def _wanted(self) -> list[int]:
        return [tab.sizeHint().width() for tab in self._group.buttons()]

    def _share_out(self) -> None:
        """Where there is little room the gaps become small first, then the longest titles are cut to one width."""
        wanted = self._wanted()
        if not wanted:
            return
        short = self.width() < self.sizeHint().width()
        gap = LEAST_GAP if short else GAP
        room, most, left = self.width() - gap * (len(wanted) - 1), max(wanted), len(wanted)
        for each in sorted(wanted):  # what is shorter than its share leaves the rest to the others
            if each * left > room:
                most = max(LEAST_TAB, room // left)
                break
            room, left = room - each, left - 1
        self._row.setSpacing(gap)
        for tab, each in zip(self._group.buttons(), wanted, strict=True):
            cut = short and most < each
            tab.setFixedWidth(most if cut else each)
            if cut or tab.toolTip() == tab.text():  # the whole title, where nothing else is said
                tab.setToolTip(tab.toolTip() or tab.text() if cut else "")

    def explain(self, index: int, tip: str) -> None:
        """A tooltip for one title."""
        button = self._group.button(index)
        button.setToolTip(fill(tip, TIP_WIDTH))
        button.setAccessibleDescription(tip)

    def current(self) -> int:
        """Index of the chosen title."""
        return max(0, self._group.checkedId())

    def select(self, index: int) -> None:
        """Choose a title; ``selected`` follows if it is another one."""
        button = self._group.button(index)
        if button is not None:
            button.setChecked(True)

    def _toggled(self, index: int, on: bool) -> None:
        if on:
            self.selected.emit(index)


class QuietToggle(QAbstractButton):
    """A word in ink3 that a click exchanges for another: "log" and "linear"."""

    def __init__(self, name: str, on: str, off: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = off, on
        self.setAccessibleName(name)
        self.setCheckable(True)
        self.setChecked(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("ring", 4)
        self.toggled.connect(self._say)
        self._say()

    def _say(self, *_: object) -> None:
        now, other = self._words[self.isChecked()], self._words[not self.isChecked()]
        self.setText(now)
        self.setToolTip(f"{self.accessibleName()}: {now}. Click for {other}.")
        self.setAccessibleDescription(f"Now {now}")
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(fonts.font(fonts.SMALL))
        return QSize(round(max(metrics.horizontalAdvance(word) for word in self._words)) + 2, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setFont(fonts.font(fonts.SMALL))
        painter.setPen(theme.ink if self.underMouse() else theme.ink3)
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), self.text())
        painter.end()


class KeyKind(Enum):
    """What stands before the word in a key."""

    LINE = "line"
    DASHED = "dashed"
    DISC = "disc"
    RING = "ring"


class Key(QWidget):
    """A curve's pen, or a point's shape, and its name; ``token`` is a colour's name in the theme."""

    accessible_role = TEXT

    def __init__(self, text: str, token: str, kind: KeyKind = KeyKind.LINE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._token, self._kind = text, token, kind
        self.setAccessibleName(f"Key: {text}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def rename(self, text: str) -> None:
        """Another name; an empty one leaves the key out."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(f"Key: {text}")
            self.updateGeometry()
            self.update()

    def _indent(self) -> float:
        return 21.0 if self._kind in (KeyKind.LINE, KeyKind.DASHED) else 14.0

    def sizeHint(self) -> QSize:
        wide = QFontMetricsF(fonts.font(fonts.SMALL)).horizontalAdvance(self._text)
        return QSize(round(wide + self._indent()) + 2 if self._text else 0, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._text:
            return
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color, middle = theme.color(self._token), self.height() / 2 + 0.5
        if self._kind in (KeyKind.LINE, KeyKind.DASHED):
            pen = QPen(color, 2.0, c=Qt.PenCapStyle.FlatCap)
            if self._kind is KeyKind.DASHED:
                pen.setDashPattern(DASHES)
            painter.setPen(pen)
            painter.drawLine(QPointF(0, middle), QPointF(15, middle))
        else:
            dot(painter, QPointF(5, middle), 4.0, color, self._kind is KeyKind.RING)
        painter.setPen(theme.ink2)
        painter.setFont(fonts.font(fonts.SMALL))
        box = QRectF(self.rect()).adjusted(self._indent(), 0, 0, 0)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._text)
        painter.end()


class Caption(QWidget):
    """One line in a colour token, elided where it does not fit; stale ones are in ``off`` behind a hollow dot."""

    accessible_role = TEXT

    def __init__(
        self,
        token: str = "ink3",
        right: bool = False,
        size: float = fonts.SMALL,
        weight: int = 400,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._font = fonts.font(size, weight, tabular=True)
        self._token, self._right = token, right
        self.text, self.is_stale = "", False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def say(self, text: str, stale: bool = False) -> None:
        """Show a text; repaints only when something changed."""
        if (text, stale) == (self.text, self.is_stale):
            return
        moved = len(text) != len(self.text) or stale != self.is_stale
        self.text, self.is_stale = text, stale
        self.setAccessibleName(f"{text}, of the drawing before the last change" if stale else text)
        if moved:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        wide = QFontMetricsF(self._font).horizontalAdvance(self.text) + (13 if self.is_stale else 0)
        return QSize(round(wide) + 2, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(self._font)
        room = self.width() - (13 if self.is_stale else 0)
        text = metrics.elidedText(self.text, Qt.TextElideMode.ElideRight, room + 1)
        left = self.width() - metrics.horizontalAdvance(text) if self._right else float(self.width() - room)
        if self.is_stale:
            dot(painter, QPointF(left - 7, self.height() / 2 + 0.5), 3.5, theme.off, hollow=True)
        painter.setPen(theme.off if self.is_stale else theme.color(self._token))
        painter.setFont(self._font)
        box = QRectF(left, 0, self.width() - left + 2, self.height())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
        painter.end()
