"""RaceTrack: the two tracks of the race, true to scale, folded like lines of text.

A square is as long as backpropagation's whole race (or as ten, a hundred ... of them, where they would not fit; it says
so). Finite differences fill theirs while they run; pale squares are still to come at the pace so far. It may import
fonts and the theme. Worked shape: a ratio of 1,700 on 600 x 160 px folds into squares 7 px apart.
"""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.frozen import dataclass
from core.race import Progress
from gui import fonts, numbers
from gui.accessible import CHART
from gui.icons import draw_icon
from gui.questions import words
from gui.theme import Theme, current_theme, image_of, mix
from gui.widgets.painting import rounded

LARGEST, SMALLEST = 34, 4
"""Distances between squares, in pixels."""
LABEL, PAD, LANE = 164, 16, 64
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
EMPTY = "Press Start. Backpropagation runs first; then finite differences try each weight, one after the other."


@dataclass(frozen=True)
class Fold:
    """``unit`` races of backpropagation a square, squares ``pitch`` px apart in ``columns``."""

    unit: int
    pitch: int
    columns: int

    def squares(self, ratio: float) -> float:
        """How many squares so many races are."""
        return ratio / self.unit


def fold(ratio: float, width: int, height: int) -> Fold:
    """The largest squares that hold ``ratio`` races on ``width`` x ``height`` px."""
    unit = 1
    while True:
        needed = max(1, math.ceil(ratio / unit))
        for pitch in range(LARGEST, SMALLEST - 1, -1):
            if (width // pitch) * (height // pitch) >= needed:
                return Fold(unit, pitch, width // pitch)
        if (width // SMALLEST) * (height // SMALLEST) == 0:
            return Fold(unit, SMALLEST, 1)
        unit *= 10


def picture(shape: Fold, done: float, total: float, theme: Theme, scale: float) -> QImage:
    """The squares as an image: ``done`` in ink, up to ``total`` pale; ``scale`` is the screen's.

    A square begun is filled from its left, pixel by pixel in proportion, with one pixel at least.
    """
    pitch, side = round(shape.pitch * scale), round((shape.pitch - (2 if shape.pitch > 7 else 1)) * scale)
    lines = max(1, math.ceil(total / shape.columns))
    rows, columns = np.arange(lines * pitch)[:, None], np.arange(shape.columns * pitch)[None, :]
    number = rows // pitch * shape.columns + columns // pitch
    inside = (rows % pitch < side) & (columns % pitch < side)
    pixel = (columns % pitch) * side + rows % pitch
    reached = number * side**2 + pixel < max(1, round(done * side**2))
    pixels = np.full(inside.shape, theme.raised.rgb(), np.uint32)
    pixels[inside & (number < math.ceil(total))] = mix(theme.raised, theme.ink, 0.14).rgb()
    pixels[inside & reached] = theme.ink.rgb()
    return image_of(pixels)


def _part(unit: int) -> str:
    """How much of a square one race is."""
    return {1: "one", 10: "a tenth of a", 100: "a hundredth of a"}.get(unit, f"1/{numbers.count(unit)} of a")


class RaceTrack(QWidget):
    """Both tracks; ``show_progress(None)`` is the empty state."""

    accessible_role = CHART

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.progress: Progress | None = None
        self._held = 0.0
        self.show_progress(None)

    def sizeHint(self) -> QSize:
        return QSize(720, 260)

    def minimumSizeHint(self) -> QSize:
        return QSize(420, 190)

    def show_progress(self, progress: Progress | None) -> None:
        """How far the race has come."""
        self.progress = progress
        if progress is None or not progress.done:
            self._held = 0.0
        elif progress.finished:
            self._held = progress.ratio
        elif not self._held / 1.5 < progress.ratio <= self._held:
            self._held = 1.1 * progress.ratio  # held, so that the squares stay where they are while it runs
        self.setAccessibleName(self.text())
        self.update()

    def text(self) -> str:
        """What the picture shows, for a screen reader."""
        if self.progress is None:
            return EMPTY
        progress = self.progress
        times = words.rounded(progress.seconds / progress.backward_seconds)
        return (
            f"Backpropagation has finished in {words.span(progress.backward_seconds)}. Finite differences have run "
            f"{times} times as long and have {progress.done} of {progress.weights} weights."
        )

    def field(self) -> QRectF:
        """Where the squares of finite differences lie."""
        width, height = self.width() - LABEL - PAD, self.height() - LANE - 2 * PAD - 18
        return QRectF(LABEL, LANE + PAD, max(60, width), max(30, height))

    def shape_of_squares(self) -> Fold:
        """How the tracks are folded now."""
        field = self.field()
        return fold(self._held, int(field.width()), int(field.height()))

    # -- painting ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), 12, theme.raised, theme.line)
        painter.setPen(QPen(theme.line, 1))
        painter.drawLine(QPointF(PAD, LANE + 0.5), QPointF(self.width() - PAD, LANE + 0.5))
        self._label(painter, theme, 0, "Backpropagation", "1 pass forward, 1 back")
        self._label(painter, theme, LANE, "Finite differences", "2 passes a weight")
        if self.progress is None:
            painter.setFont(fonts.font(fonts.SMALL))
            painter.setPen(theme.ink3)
            painter.drawText(self.field(), int(Qt.AlignmentFlag.AlignCenter), EMPTY)
        else:
            self._tracks(painter, theme, self.progress)
        painter.end()

    def _label(self, painter: QPainter, theme: Theme, top: int, name: str, caption: str) -> None:
        painter.setFont(fonts.font(fonts.BODY, 600))
        painter.setPen(theme.ink)
        painter.drawText(QRectF(PAD, top + 12, LABEL - PAD, 20), _LEFT, name)
        painter.setFont(fonts.font(fonts.SMALL))
        painter.setPen(theme.ink3)
        painter.drawText(QRectF(PAD, top + 31, LABEL - PAD, 18), _LEFT, caption)

    def _tracks(self, painter: QPainter, theme: Theme, progress: Progress) -> None:
        shape, field = self.shape_of_squares(), self.field()
        scale = self.devicePixelRatioF()
        one = shape.squares(1.0)
        top = (LANE - shape.pitch) / 2
        self._squares(painter, picture(shape, one, 1.0, theme, scale), QPointF(field.left(), top), scale)
        left = field.left() + shape.pitch + 10
        draw_icon(painter, "action-check", QRectF(left, LANE / 2 - 8.5, 17, 17), "agrees")
        painter.setFont(fonts.font(fonts.FORM, 500, tabular=True))
        painter.setPen(theme.ink)
        told = f"all {numbers.counted(progress.weights, 'weight')} in {words.span(progress.backward_seconds)}"
        told += f": {_part(shape.unit)} square"
        painter.drawText(QRectF(left + 24, 0, field.right() - left, LANE), _LEFT, told)
        if progress.done:
            done = shape.squares(progress.seconds / progress.backward_seconds)
            total = shape.squares(progress.ratio)
            self._squares(painter, picture(shape, done, total, theme, scale), field.topLeft(), scale)
        painter.setFont(fonts.font(fonts.SMALL))
        painter.setPen(theme.ink3)
        foot = QRectF(field.left(), self.height() - 28, field.width(), 18)
        painter.drawText(foot, _LEFT, self.scale_words(shape))

    def scale_words(self, shape: Fold) -> str:
        """What a square is."""
        often = "" if shape.unit == 1 else f"{numbers.count(shape.unit)} times "
        pale = "" if self.progress is None or self.progress.finished else " Pale: still to come at this pace."
        return f"Each square is {often}the time of backpropagation's whole race.{pale}"

    def _squares(self, painter: QPainter, image: QImage, at: QPointF, scale: float) -> None:
        image.setDevicePixelRatio(scale)
        painter.drawImage(at, image)
