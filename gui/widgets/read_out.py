"""ReadOut and ProgressLine: numbers of a run that change in place.

They may import fonts and the theme. A stale number, one whose revision is gone, is drawn in ``off`` with a hollow
dot until the next result. Worked shape: ``ReadOut("Training loss", "training")`` then ``set_value("0.0835")``.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import fonts
from gui.accessible import TEXT
from gui.theme import current_theme
from gui.widgets.painting import dot, rounded
from gui.widgets.writing import text_width, write


class ReadOut(QWidget):
    """A caption with a dot in a curve's colour, and under it the number at 13 pt; 40 px high."""

    accessible_role = TEXT

    def __init__(self, caption: str, token: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption, self._token = caption, token
        self._value, self._detail, self._stale, self._problem = "", "", False, False
        self._size = fonts.READ_OUT
        self._floor = 0
        self._told = QSize()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._tell()

    def set_caption(self, caption: str) -> None:
        """Another name, such as "Step" for "Epoch"."""
        self._caption = caption
        self._tell()

    def set_number_size(self, size_pt: float) -> None:
        """17 for the epoch counter, 13 otherwise."""
        self._size = size_pt
        self._tell()

    def set_value(self, text: str, detail: str = "", stale: bool = False, problem: bool = False) -> None:
        """The number, what follows it in a quieter hand ("/ 100"), and whether it is old or a problem."""
        state = (text, detail, stale, problem)
        if state != (self._value, self._detail, self._stale, self._problem):
            self._value, self._detail, self._stale, self._problem = state
            self._tell()

    def clear(self) -> None:
        """No number yet: a dash."""
        self.set_value("")

    def reserve(self, widest: str, detail: str = "") -> None:
        """Keep room for the widest number to come, so that the tool bar never moves during training."""
        self._floor = round(self._text_width(widest, detail))
        self.updateGeometry()

    def is_stale(self) -> bool:
        return self._stale

    def _tell(self) -> None:
        age = "(out of date)" if self._stale else ""
        shown = " ".join(filter(None, (self._value or "none yet", self._detail, age)))
        self.setAccessibleName(f"{self._caption}: {shown}")
        if self.sizeHint() != self._told:  # to lay the tool bar out anew at every number takes longer than to paint it
            self._told = self.sizeHint()
            self.updateGeometry()
        self.update()

    def _text_width(self, value: str, detail: str) -> float:
        number = text_width(value or "–", self._size, 600, tabular=True)
        return number + 5 + text_width(detail, fonts.BODY, tabular=True) if detail else number

    def sizeHint(self) -> QSize:
        caption = text_width(self._caption, fonts.SMALL) + (14 if self._token else 0)
        # Grown is kept: a number that loses a digit must not pull its neighbours along.
        self._floor = max(self._floor, round(max(caption, self._text_width(self._value, self._detail))) + 2)
        return QSize(self._floor, 40)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        indent = 14 if self._token else 0
        if self._token:
            dot(painter, QPointF(4, 8), 4, theme.off if self._stale else theme.color(self._token), hollow=self._stale)
        write(painter, QRectF(indent, 0, self.width() - indent, 16), self._caption, theme.ink3, fonts.SMALL)
        quiet = self._stale or not self._value or not self.isEnabled()
        ink = theme.error if self._problem else theme.off if quiet else theme.ink
        number = self._value or "–"
        write(painter, QRectF(0, 15, self.width(), 25), number, ink, self._size, 600, tabular=True)
        if self._detail:
            start = text_width(number, self._size, 600, tabular=True) + 5
            place = QRectF(start, 17, self.width() - start, 24)
            write(painter, place, self._detail, theme.off if quiet else theme.ink3, fonts.BODY, tabular=True)
        painter.end()


class ProgressLine(QWidget):
    """A thin bar and, under it, one line of rate and time left; 32 px high."""

    accessible_role = TEXT

    def __init__(self, name: str = "Progress", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._share, self._caption = name, 0.0, ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(160)
        self.set_progress(0.0, "")

    def set_progress(self, share: float, caption: str) -> None:
        """``share`` of 1, clamped; a caption such as "step 1,665 · 45 steps/s · 1 min 3 s left"."""
        self._share = min(1.0, max(0.0, share))
        self._caption = caption
        self.setAccessibleName(f"{self._name}: {self._share:.0%}. {caption}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(296, 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(0.5, 3, self.width() - 1, 5), 2.5, theme.sunken, theme.line)
        if self._share > 0:
            # The bar has a fixed seat: its left end is round from the first pixel on.
            rounded(painter, QRectF(0.5, 3.5, max(4.0, (self.width() - 1) * self._share), 4), 2, theme.ink)
        painter.setPen(theme.ink3)
        painter.setFont(fonts.font(fonts.SMALL, tabular=True))
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(self._caption, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QRectF(0, 14, self.width(), 18), int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()
