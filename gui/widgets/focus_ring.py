"""FocusRing: the ink ring around whatever has the keyboard's focus, 2 px wide and 2 px away.

It may import painting and the theme. A stylesheet cannot draw outside a widget, so a transparent widget lies over the
nearest ancestor that has room for the ring. It shows after Tab or a shortcut, never after a click; text fields mark
themselves with an ink border instead. Worked shape: ``FocusRing(app)`` once; the application owns it.
"""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QSlider, QTabBar, QTableView, QWidget

from gui.theme import current_theme
from gui.widgets.painting import rounded

_REACH = 4  # 2 px gap and 2 px line
_MOVING = {QEvent.Type.Move, QEvent.Type.Resize}
MARKED = (QAbstractButton, QSlider, QTabBar, QScrollArea, QTableView)
"""What has a ring anyway: what is pressed, dragged, turned over or scrolled by keys."""
_GOING = {QEvent.Type.Hide, QEvent.Type.ParentChange}


class _Ring(QWidget):
    def __init__(self, parent: QWidget, radius: float) -> None:
        super().__init__(parent)
        self._radius = radius
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), self._radius + _REACH, None, current_theme().ink, 2.0)
        painter.end()


class FocusRing(QObject):
    """Follows ``QApplication.focusChanged``; a widget's dynamic property ``ring`` is its corner radius (6).

    What is MARKED has one anyway, others such as plots where the property is set.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring: _Ring | None = None
        self._chain: list[QWidget] = []  # the widget and its ancestors below the one the ring lies on
        app.focusChanged.connect(self._follow)

    def shown_around(self) -> QWidget | None:
        """The widget that has the ring now."""
        return self._chain[0] if self._chain else None

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._remove()
        if new is None or new.isWindow():
            return
        if not isinstance(new, MARKED) and new.property("ring") is None:
            return
        # Qt marks the window once Tab was used, and never unmarks it: a held button tells a click from a key.
        by_key = new.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        if by_key and QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self._put(new)

    def _put(self, widget: QWidget) -> None:
        """Lay the ring on the nearest ancestor with room for it, and watch what lies between."""
        self._chain = [widget]
        ground = widget.window()
        above = widget.parentWidget()
        while above is not None and not above.isWindow():
            if above.rect().contains(_around(widget, above)):
                ground = above
                break
            self._chain.append(above)
            above = above.parentWidget()
        for each in self._chain:
            each.installEventFilter(self)
        self._ring = _Ring(ground, float(widget.property("ring") or 6))
        self._place()
        self._ring.show()
        self._ring.raise_()

    def _place(self) -> None:
        ground = self._ring.parentWidget() if self._ring is not None else None
        if self._ring is not None and ground is not None:
            self._ring.setGeometry(_around(self._chain[0], ground))

    def _remove(self) -> None:
        for each in self._chain:
            each.removeEventFilter(self)
        self._chain = []
        if self._ring is not None:
            self._ring.hide()
            self._ring.deleteLater()
            self._ring = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in _MOVING:
            self._place()
        elif event.type() in _GOING:
            self._remove()
        return False


def _around(widget: QWidget, ground: QWidget) -> QRect:
    """Where the ring of ``widget`` lies, in the coordinates of its ancestor ``ground``."""
    rect = QRect(widget.mapTo(ground, QPoint(0, 0)), widget.size())
    return rect.adjusted(-_REACH, -_REACH, _REACH, _REACH)
