"""SpreadLens: what BatchNormalization does to a channel's numbers: histograms before and after, and its statistics.

Below, all channels: a disc at the minibatch's mean with a line one deviation to each side, and a ring for the moving
ones. Worked shape: a channel of 23,104 numbers with mean 0.21 becomes one with mean beta and deviation gamma.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.inside import Spread
from gui import fonts, numbers
from gui.accessible import CHART
from gui.inside.desk import Desk
from gui.inside.lens import ASKING, Lens, Look
from gui.inside.maps import KEYS
from gui.inside.sums import Part, SumList
from gui.questions.experiments import Make
from gui.theme import current_theme
from gui.views import Context
from gui.widgets.labels import ElidedLabel, Label
from gui.widgets.painting import dot

FOOT = 16.0


class Histograms(QWidget):
    """The counts of one histogram over a number line that it shares with another, its mean and deviation marked."""

    accessible_role = CHART

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edges: NDArray[np.float64] = np.array([0.0, 1.0])
        self.counts: NDArray[np.int64] = np.zeros(1, np.int64)
        self.span = (-1.0, 1.0)
        self.middle, self.reach = 0.0, 1.0
        self.setAccessibleName(name)
        self.setMinimumSize(120, 60)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_counts(
        self, edges: NDArray[np.float64], counts: NDArray[np.int64], span: tuple[float, float], middle: float,
        reach: float,
    ) -> None:  # fmt: skip
        """Counts between edges on the number line ``span``; ``middle`` and ``reach`` are mean and deviation."""
        self.edges, self.counts, self.span, self.middle, self.reach = edges, counts, span, middle, reach
        self.setAccessibleDescription(
            f"mean {numbers.significant(middle, 3)}, deviation {numbers.significant(reach, 3)}"
        )
        self.update()

    def _x(self, value: float) -> float:
        low, high = self.span
        return 1 + (value - low) / (high - low) * (self.width() - 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        floor = self.height() - FOOT
        tallest = max(1, int(self.counts.max(initial=0)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.ink3)
        bars = []
        for low, high, count in zip(self.edges, self.edges[1:], self.counts, strict=False):
            height = (floor - 4) * float(count) / tallest
            bars.append(QRectF(self._x(low), floor - height, max(1.0, self._x(high) - self._x(low) - 1), height))
        painter.drawRects(bars)
        painter.setPen(QPen(theme.line2, 1))
        painter.drawLine(QPointF(0, floor + 0.5), QPointF(self.width(), floor + 0.5))
        if np.isfinite(self.middle) and np.isfinite(self.reach):
            painter.setPen(QPen(theme.ink, 1.75))
            painter.drawLine(QPointF(self._x(self.middle), 2), QPointF(self._x(self.middle), floor))
            painter.drawLine(
                QPointF(self._x(self.middle - self.reach), 6), QPointF(self._x(self.middle + self.reach), 6)
            )
        painter.setFont(fonts.font(fonts.CAPTION, tabular=True))
        painter.setPen(theme.ink3)
        for at, flag in ((self.span[0], Qt.AlignmentFlag.AlignLeft), (self.span[1], Qt.AlignmentFlag.AlignRight)):
            room = QRectF(0, floor + 1, self.width(), FOOT)
            painter.drawText(room, int(flag | Qt.AlignmentFlag.AlignVCenter), numbers.significant(at, 3))
        if 56 < self._x(0.0) < self.width() - 56:
            zero = QRectF(self._x(0.0) - 20, floor + 1, 40, FOOT)
            painter.drawText(zero, int(Qt.AlignmentFlag.AlignCenter), "0")
        painter.end()


class ChannelStrip(QWidget):
    """All channels side by side: means and deviations of the minibatch (filled) and moving (hollow)."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spread: Spread | None = None
        self.setAccessibleName("All channels")
        self.setToolTip("Disc: mean of the minibatch, its line one deviation each way. Ring: the moving mean. "
                        "Click a channel, or use the arrow keys.")  # fmt: skip
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", 4)
        self.setMinimumHeight(64)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_spread(self, spread: Spread) -> None:
        """Other statistics."""
        self.spread = spread
        self.setAccessibleDescription(f"Channel {spread.channel + 1} of {len(spread.mean)}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        found = self.spread
        if found is None:
            return
        painter, theme = QPainter(self), current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = self.width() / len(found.mean)
        tops, ends = found.mean + found.deviation, found.mean - found.deviation
        moving = (found.moving_mean + found.moving_deviation, found.moving_mean - found.moving_deviation)
        high, low = float(max(tops.max(), moving[0].max())), float(min(ends.min(), moving[1].min()))
        span = (high - low) or 1.0

        def y(value: float) -> float:
            return 6 + (high - value) / span * (self.height() - 12)

        painter.fillRect(QRectF(found.channel * wide, 0, wide, self.height()), theme.row)
        painter.setPen(QPen(theme.line2, 1))
        painter.drawLine(QPointF(0, y(0.0)), QPointF(self.width(), y(0.0)))
        for shift, token, up, down in ((-0.14, "ink", tops, ends), (0.14, "ink3", *moving)):
            lines = [
                QLineF((at + 0.5 + shift) * wide, y(float(up[at])), (at + 0.5 + shift) * wide, y(float(down[at])))
                for at in range(len(found.mean))
            ]
            painter.setPen(QPen(theme.color(token), 1.5))
            painter.drawLines(lines)
        radius = min(4.0, max(1.5, wide * 0.12))
        for at in range(len(found.mean)):
            dot(painter, QPointF((at + 0.36) * wide, y(float(found.mean[at]))), radius, theme.ink)
            dot(painter, QPointF((at + 0.64) * wide, y(float(found.moving_mean[at]))), radius, theme.ink3, hollow=True)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.spread is not None:
            self._choose(int(event.position().x() / self.width() * len(self.spread.mean)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in KEYS and self.spread is not None:
            self._choose(self.spread.channel + sum(KEYS[key]))
        else:
            super().keyPressEvent(event)

    def _choose(self, channel: int) -> None:
        if self.spread is not None and 0 <= channel < len(self.spread.mean) and channel != self.spread.channel:
            self.chosen.emit(channel)


class SpreadLens(Lens):
    """See the module's header."""

    TITLE = "Spread"
    TIP = "Where a channel's numbers lie before and after it, and the statistics it uses"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.desk = Desk()
        self.spread: Spread | None = None
        self._look: Look | None = None
        self.before, self.after = Histograms("Before"), Histograms("After")
        self.captions = ElidedLabel("", "caption"), ElidedLabel("", "caption")
        self.strip = ChannelStrip()
        self.sum = SumList("Statistics of the channel")
        self.strip.chosen.connect(self._choose)
        self._build()

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        pair = QHBoxLayout()
        pair.setSpacing(24)
        for title, caption, view in zip(
            ("Before", "After"), self.captions, (self.before, self.after), strict=True
        ):  # fmt: skip
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(Label(title, "title"))
            column.addWidget(caption)
            column.addWidget(view, 1)
            pair.addLayout(column, 1)
        left.addLayout(pair, 3)
        left.addWidget(self.strip, 2)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addLayout(left, 70)
        row.addWidget(self.sum, 30)

    def wish(self, look: Look) -> Make | None:
        return self.desk.spread(look.layer, look.cell[0])

    def show_look(self, look: Look) -> str:
        self._look = look
        if self.spread is None or self.spread.layer != look.layer:
            return ASKING
        return ""

    def _choose(self, channel: int) -> None:
        if self._look is not None:
            self.cell_wanted.emit((channel, *self._look.cell[1:]))

    def take(self, value: Any) -> None:
        if not isinstance(value, Spread):
            return
        found = self.spread = value
        at = found.channel
        mean, deviation = float(found.mean[at]), float(found.deviation[at])
        entering, leaving = found.before, found.after
        self.before.show_counts(
            entering.edges, entering.counts, (float(entering.edges[0]), float(entering.edges[-1])), mean, deviation
        )
        # What leaves has the learnt mean, and the learnt deviation but for epsilon.
        spread = abs(found.gamma) * deviation / float(np.sqrt(deviation**2 + found.epsilon))
        self.after.show_counts(
            leaving.edges, leaving.counts, (float(leaving.edges[0]), float(leaving.edges[-1])), found.beta, spread
        )
        count = numbers.counted(found.count, "number")
        rows = " of the first rows" if found.ahead else ""
        self.captions[0].setText(f"{count} of channel {at + 1}{rows}")
        self.captions[1].setText("the same, normalised, times γ, plus β")
        self.strip.show_spread(found)
        self.sum.show_parts(
            (
                Part("mean", mean), Part("moving mean", float(found.moving_mean[at])),
                Part("deviation", deviation), Part("moving deviation", float(found.moving_deviation[at])),
                Part("γ, learnt", found.gamma), Part("β, learnt", found.beta),
            )
        )  # fmt: skip
        self.say(self._sentence(found))

    def _sentence(self, found: Spread) -> str:
        at = found.channel
        if not found.learns:
            return "This layer is not trained, so it uses its moving statistics, not those of the minibatch."
        away = abs(float(found.mean[at] - found.moving_mean[at])) / (float(found.deviation[at]) or 1.0)
        if found.ahead:
            return (
                f"No step is taken yet. In the first training rows channel {at + 1} is brought to mean 0 and "
                "deviation 1; the moving statistics still stand where they start, at 0 and 1."
            )
        told = f"Channel {at + 1} is brought to mean 0 and deviation 1 over the minibatch, then to β and γ."
        if away > 0.5:
            return f"{told} The moving mean still lies {away:.1f} deviations away."
        return f"{told} Outside training the moving ones are used."
