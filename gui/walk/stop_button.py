"""StopButton: one stop of the strip: a circle with the phase's icon, its name and its layer, a line to the next.

It may import icons, fonts and the theme. The present stop is a pill with a filled circle; stops that have run have an
outline in the phase's colour, those to come are grey. Mouse and keys are the row's; screen readers see a button.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from core.walk import WalkStop
from gui import fonts
from gui.icons import draw_icon
from gui.theme import current_theme
from gui.walk import words
from gui.widgets.painting import rounded
from gui.widgets.pictures import PICTURES
from gui.widgets.writing import text_width

HEIGHT, CIRCLE, PILL, GAP, LINE, WIDEST, END = 72, 28, 52, 8, 8, 132, 20
INSET = 8
"""From a stop's left end to its circle; the pill begins here too."""


class StopButton(QAbstractButton):
    """One stop; ``set_state`` says where the walk stands."""

    def __init__(self, stop: WalkStop, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stop, self._count = stop, count
        self._done = self._present = self._ringed = False
        self._last = stop.index == count - 1
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._name()

    @property
    def is_present(self) -> bool:
        """Whether the walk stands here."""
        return self._present

    @property
    def is_done(self) -> bool:
        """Whether this phase of the present step has run."""
        return self._done

    def set_state(self, done: bool, present: bool, ringed: bool) -> None:
        """``ringed``: the strip has the keyboard, which is shown at the present stop."""
        if (done, present, ringed) != (self._done, self._present, self._ringed):
            self._done, self._present, self._ringed = done, present, ringed
            self._name()
            self.update()

    def _name(self) -> None:
        state = "present" if self._present else "done" if self._done else "to come"
        self.setAccessibleName(f"Stop {self.stop.index + 1} of {self._count}: {words.title(self.stop)}, {state}")

    def _text_width(self) -> float:
        upper = text_width(words.TITLES[self.stop.kind], fonts.BODY, 600)
        lower = text_width(words.detail(self.stop), fonts.SMALL)
        return min(max(upper, lower), float(WIDEST))

    def sizeHint(self) -> QSize:
        return QSize(round(INSET + CIRCLE + GAP + self._text_width() + END + (0 if self._last else LINE)), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A copy of a picture: at the end of a step all stops change, and each takes a millisecond to draw."""
        look = (self._done, self._present, self._ringed and self._present)
        key = ("stop", self.stop.kind, words.detail(self.stop), self._last, *look, current_theme().name)
        picture = PICTURES.get(self.size(), self.devicePixelRatioF(), key, self._draw)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, picture)
        painter.end()

    def _draw(self, painter: QPainter) -> None:
        pill = QRectF(0, (HEIGHT - PILL) / 2, INSET + CIRCLE + GAP + self._text_width() + END, PILL)
        self._draw_line(painter, pill.right())
        if self._present:
            theme = current_theme()
            if self._ringed:
                painter.setPen(QPen(theme.ink, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(pill.adjusted(1, -4, -1, 4), PILL / 2 + 4, PILL / 2 + 4)
                pill = pill.adjusted(5, 0, -5, 0)
            rounded(painter, pill, PILL / 2, theme.raised, theme.ink, 2.0)
        self._draw_circle(painter)
        self._draw_texts(painter)

    def _draw_line(self, painter: QPainter, start: float) -> None:
        """To the next stop; dark where the walk has gone beyond this one."""
        if not self._last:
            theme = current_theme()
            went = self._done and not self._present
            painter.setPen(QPen(theme.ink if went else theme.line2, 2))
            begin = start - (0 if self._present else END - 8)
            painter.drawLine(QPointF(begin, HEIGHT / 2), QPointF(self.width() + INSET, HEIGHT / 2))

    def _draw_circle(self, painter: QPainter) -> None:
        theme = current_theme()
        color = theme.color(self.stop.kind.value) if self._done else theme.ink3
        radius = 16.0 if self._present else CIRCLE / 2 - 1
        center = QPointF(INSET + CIRCLE / 2 + (2 if self._present else 0), HEIGHT / 2)
        painter.setPen(QPen(color, 2) if not self._present else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(color if self._present else theme.panel)
        painter.drawEllipse(center, radius, radius)
        side = 20 if self._present else 16
        box = QRectF(center.x() - side / 2, center.y() - side / 2, side, side)
        draw_icon(painter, f"phase-{self.stop.kind.value}", box, theme.raised if self._present else color)

    def _draw_texts(self, painter: QPainter) -> None:
        theme, width = current_theme(), self._text_width()
        left = INSET + CIRCLE + GAP + (3 if self._present else 0)
        for text, font, color, top in (
            (words.TITLES[self.stop.kind], fonts.font(fonts.BODY, 600 if self._present else 500),
             theme.ink if self._done else theme.ink3, 18),
            (words.detail(self.stop), fonts.font(fonts.SMALL), theme.ink2 if self._done else theme.ink3, 35),
        ):  # fmt: skip
            painter.setFont(font)
            painter.setPen(color)
            shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width + 1)
            painter.drawText(QRectF(left, top, width + 2, 18), int(Qt.AlignmentFlag.AlignVCenter), shown)
