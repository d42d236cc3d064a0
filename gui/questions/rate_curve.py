"""RateCurve: the loss against the learning rate, with the rate that is set, the recommended one and a chosen one.

The rate's axis is logarithmic, from the smallest rate tried to the largest; a click or the arrow keys choose a rate,
1 or 3 times a power of ten. It may import fonts and the theme. Worked shape: 120 points on 620 x 300 px.
"""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.finder import HIGHEST, LOWEST, Tried, smoothed
from gui import fonts, numbers
from gui.accessible import CHART
from gui.theme import current_theme, mix
from gui.widgets.painting import rounded

LEFT, RIGHT, TOP, BOTTOM = 62, 20, 34, 46
USUAL = 0.75
"""Share of the losses that the usual one is above: a sweep ends soon after the loss has begun to rise."""
EMPTY = "Press Find. A copy of the network takes 120 steps, each with a larger rate than the one before."
_CENTER = int(Qt.AlignmentFlag.AlignCenter)
_LOW, _HIGH = math.log10(LOWEST), math.log10(HIGHEST)


def one_digit(rate: float) -> float:
    """The nearest of 1 and 3 times a power of ten within what is tried."""
    power = math.floor(math.log10(rate))
    near = [float(f"{digit}e{power + more}") for more in (0, 1) for digit in (1, 3)]
    inside = [each for each in near if LOWEST <= each <= HIGHEST] or [rate]
    return min(inside, key=lambda each: abs(math.log(each / rate)))


class RateCurve(QWidget):
    """``show_curve(tried)``; ``chosen`` carries the rate a click or a key chose."""

    accessible_role = CHART

    chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.tried: tuple[Tried, ...] = ()
        self.losses: list[float] = []
        self.present: float | None = None
        self.picked: float | None = None
        self._under: float | None = None
        self.setAccessibleName(EMPTY)

    def sizeHint(self) -> QSize:
        return QSize(680, 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(420, 200)

    def show_curve(self, tried: Sequence[Tried], present: float | None) -> None:
        """What was tried so far, and the rate that is set."""
        self.tried, self.present = tuple(tried), present
        self.losses = smoothed(self.tried).tolist()
        self.setAccessibleName(self.text())
        self.update()

    def pick(self, rate: float | None) -> None:
        """Mark a rate."""
        self.picked = rate
        self.setAccessibleName(self.text())
        self.update()

    def text(self) -> str:
        """What the picture shows, for a screen reader."""
        if not self.tried:
            return EMPTY
        least = min(self.losses)
        told = f"The loss begins at {numbers.loss(self.losses[0])} and is least, {numbers.loss(least)}, "
        told += f"at a rate of {numbers.significant(self.tried[self.losses.index(least)].rate, 2)}."
        return f"{told} Chosen: {numbers.short(self.picked)}." if self.picked is not None else told

    # -- geometry ----------------------------------------------------------------------------------------------------

    def _field(self) -> QRectF:
        return QRectF(LEFT, TOP, max(40, self.width() - LEFT - RIGHT), max(40, self.height() - TOP - BOTTOM))

    def x_of(self, rate: float) -> float:
        """Where a rate lies."""
        field = self._field()
        return field.left() + field.width() * (math.log10(rate) - _LOW) / (_HIGH - _LOW)

    def rate_at(self, x: float) -> float:
        """The reverse."""
        field = self._field()
        share = min(1.0, max(0.0, (x - field.left()) / field.width()))
        return float(10 ** (_LOW + share * (_HIGH - _LOW)))

    def _range(self) -> tuple[float, float]:
        """Losses shown: where it shoots up, the curve leaves through the top; what hardly changes looks flat.

        The usual loss, not the first, says what is high: that of a trained network is now small, now ten times as much.
        """
        losses = self.losses
        low, usual = min(losses), max(losses[0], float(np.quantile(losses, USUAL)))
        high = min(max(losses), usual + max(usual - low, 0.1 * abs(usual)))
        low, high = min(low, usual - 0.25 * abs(usual)), max(high, usual + 0.25 * abs(usual))
        gap = 0.06 * max(high - low, 1e-9)
        return low - gap, high + gap

    def _y_of(self, loss: float) -> float:
        low, high = self._range()
        field = self._field()
        return field.bottom() - field.height() * (loss - low) / (high - low)

    # -- hands -------------------------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = self.rate_at(event.position().x()) if self.tried else None
        self.update()

    def leaveEvent(self, event: object) -> None:
        self._under = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.tried and event.button() == Qt.MouseButton.LeftButton:
            self._choose(one_digit(self.rate_at(event.position().x())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self.tried:
            super().keyPressEvent(event)
            return
        known = self.picked or self.present or 1e-3
        self._choose(one_digit(known * 10 ** (0.5 * step)))

    def _choose(self, rate: float) -> None:
        self.pick(rate)
        self.chosen.emit(rate)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = theme.ink if self.hasFocus() else theme.line
        rounded(painter, QRectF(self.rect()), 12, theme.paper, edge, 2 if self.hasFocus() else 1)
        painter.setFont(fonts.font(fonts.CAPTION, tabular=True))
        self._draw_axes(painter)
        if not self.tried:
            painter.setPen(theme.ink3)
            painter.setFont(fonts.font(fonts.FORM))
            painter.drawText(self._field(), _CENTER | int(Qt.TextFlag.TextWordWrap), EMPTY)
            return
        painter.save()
        painter.setClipRect(self._field().adjusted(-2, 0, 2, 0))
        pairs = zip(self.tried, self.losses, strict=True)
        raw = QColor(theme.training)
        raw.setAlphaF(0.2)
        self._draw_line(painter, [(each.rate, each.loss) for each in self.tried], QPen(raw, 1))
        self._draw_line(painter, [(each.rate, loss) for each, loss in pairs], QPen(theme.training, 2))
        painter.restore()
        if self.present is not None and LOWEST <= self.present <= HIGHEST:
            self._mark(painter, self.present, theme.ink3, "now", Qt.PenStyle.DotLine)
        if self.picked is not None:
            self._mark(painter, self.picked, theme.ink, "use", Qt.PenStyle.SolidLine)
        if self._under is not None:
            self._draw_hair(painter, self._under)

    def _draw_axes(self, painter: QPainter) -> None:
        theme, field = current_theme(), self._field()
        painter.setPen(theme.ink3)
        for power in range(round(_LOW), round(_HIGH) + 1):
            x = self.x_of(10.0**power)
            painter.drawText(QRectF(x - 40, field.bottom() + 6, 80, 16), _CENTER, numbers.short(10.0**power))
        painter.drawText(QRectF(field.left(), field.bottom() + 24, field.width(), 16), _CENTER, "learning rate")
        if self.tried:
            for loss in self._ticks():
                y = self._y_of(loss)
                painter.setPen(QPen(theme.line, 1))
                painter.drawLine(QPointF(field.left(), y), QPointF(field.right(), y))
                painter.setPen(theme.ink3)
                right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                painter.drawText(QRectF(4, y - 8, LEFT - 14, 16), right, numbers.short(loss))
        painter.drawText(QRectF(14, 8, 200, 16), int(Qt.AlignmentFlag.AlignLeft), "loss")

    def _ticks(self) -> list[float]:
        low, high = self._range()
        size = 10 ** math.floor(math.log10((high - low) / 3))
        step = next(size * each for each in (1, 2, 5, 10) if (high - low) / (size * each) <= 5)
        first = math.ceil(low / step)
        return [round(at * step, 12) for at in range(first, math.floor(high / step) + 1)]

    def _draw_line(self, painter: QPainter, points: Sequence[tuple[float, float]], pen: QPen) -> None:
        low, high = self._range()
        span = high - low
        kept = [(self.x_of(rate), self._y_of(min(max(loss, low - span), high + span))) for rate, loss in points]
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in kept]))

    def _mark(self, painter: QPainter, rate: float, color: QColor, word: str, style: Qt.PenStyle) -> None:
        field, x = self._field(), self.x_of(rate)
        painter.setPen(QPen(color, 1.5, style))
        painter.drawLine(QPointF(x, field.top()), QPointF(x, field.bottom()))
        painter.setPen(color)
        painter.setFont(fonts.font(fonts.SMALL, 500, tabular=True))
        high = 6 if word == "use" else 19
        painter.drawText(QRectF(x - 60, high, 120, 14), _CENTER, f"{word} {numbers.short(rate)}")

    def _draw_hair(self, painter: QPainter, rate: float) -> None:
        theme, field, x = current_theme(), self._field(), self.x_of(rate)
        at = min(range(len(self.tried)), key=lambda each: abs(math.log(self.tried[each].rate / rate)))
        painter.setPen(QPen(mix(theme.paper, theme.ink3, 0.7), 1))
        painter.drawLine(QPointF(x, field.top()), QPointF(x, field.bottom()))
        told = f"{numbers.significant(self.tried[at].rate, 2)}: loss {numbers.loss(self.losses[at])}"
        painter.setFont(fonts.font(fonts.SMALL, tabular=True))
        width = painter.fontMetrics().horizontalAdvance(told) + 20
        left = x + 8 if x + 8 + width < field.right() else x - 8 - width
        box = QRectF(left, field.top() + 8, width, 24)
        rounded(painter, box, 6, theme.raised, theme.line2)
        painter.setPen(theme.ink)
        painter.drawText(box, _CENTER, told)
