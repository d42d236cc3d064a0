"""ComboField: one of several names, with a picture before each where there is one.

It may import QtWidgets and painting. A passing wheel does not change it. Worked shape:
``field.set_choices([("relu", "relu", curve_icon(heights))])``; ``chosen`` carries the key the user picked.
"""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QListView,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)  # fmt: skip

from gui.widgets.styling import listen_to

Choice = tuple[str, str] | tuple[str, str, QIcon]  # key, text[, picture]


class ComboField(QComboBox):
    """28 px high, chevron at the right; ``chosen`` tells of the user's choices only."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Iterable[Choice] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setIconSize(QSize(28, 16))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._own_list: QListView | None = None
        self.view().setAccessibleName(name)
        listen_to(self.view().window())
        self.set_choices(choices)
        self.activated.connect(self._picked)

    def set_choices(self, choices: Iterable[Choice]) -> None:
        """Replace the list; the chosen key stays chosen where it is still there."""
        key = self.key()
        self.clear()
        for choice in choices:
            if len(choice) == 3:
                self.addItem(choice[2], choice[1], choice[0])
            else:
                self.addItem(choice[1], choice[0])
        self.set_key(key)

    def key(self) -> str:
        """The chosen key; empty where nothing is."""
        return str(self.currentData() or "")

    def set_key(self, key: str) -> None:
        """Show a choice that came from elsewhere; tells nobody."""
        index = self.findData(key)
        if index >= 0:
            self.setCurrentIndex(index)

    def showPopup(self) -> None:  # noqa: N802
        if self._own_list is None:  # made late: most lists are never seen
            # Without a view of its own the list keeps the platform's look and ignores the item height.
            self.view().window().setStyleSheet("")
            self.changeEvent(QEvent(QEvent.Type.PaletteChange))  # hands the frame the colours of today
            self._own_list = QListView(self)
            self._own_list.setAccessibleName(self.accessibleName())
            self.setView(self._own_list)
            self._own_list.setCurrentIndex(self.model().index(self.currentIndex(), self.modelColumn()))
        super().showPopup()

    def _picked(self, _index: int) -> None:
        self.chosen.emit(self.key())

    def paintEvent(self, event: QPaintEvent) -> None:
        # As QComboBox paints itself, but a name too long for the field ends in an ellipsis.
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        ).width() - (0 if self.itemIcon(self.currentIndex()).isNull() else self.iconSize().width() + 4)
        option.currentText = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
