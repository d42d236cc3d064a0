"""Writing: short texts that are drawn again and again, laid out once and kept.

It may import fonts and QtGui. Worked shape: ``write(painter, box, "0.25", theme.ink, 8.5, align=RIGHT, tabular=True)``
draws a text a second time for a third of what ``drawText`` takes.
"""

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText

from gui import fonts

CENTER = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@lru_cache(maxsize=64)
def face_font(size_pt: float, weight: int = 400, tabular: bool = False) -> QFont:
    """A font that nobody changes; made once."""
    return fonts.font(size_pt, weight, tabular)


@lru_cache(maxsize=1024)
def elided(text: str, size_pt: float, weight: int, width: float, tabular: bool = False) -> str:
    """``text`` cut with an ellipsis to fit a width."""
    return QFontMetricsF(face_font(size_pt, weight, tabular)).elidedText(text, Qt.TextElideMode.ElideRight, width)


@lru_cache(maxsize=1024)
def text_width(text: str, size_pt: float, weight: int = 400, tabular: bool = False) -> float:
    """How wide a text is."""
    return QFontMetricsF(face_font(size_pt, weight, tabular)).horizontalAdvance(text)


class Laid(NamedTuple):
    """A text whose glyphs have their places, its size in pixels and its font."""

    text: QStaticText
    width: float
    height: float
    font: QFont


@lru_cache(maxsize=2048)
def laid_out(text: str, size_pt: float, weight: int, tabular: bool) -> Laid:
    """A text to be drawn more than once."""
    laid, font = QStaticText(text), face_font(size_pt, weight, tabular)
    laid.setTextFormat(Qt.TextFormat.PlainText)
    laid.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    laid.prepare(font=font)
    return Laid(laid, laid.size().width(), laid.size().height(), font)


def write(
    painter: QPainter, rect: QRectF, text: str, color: QColor, size_pt: float, weight: int = 400,
    align: Qt.AlignmentFlag = LEFT, tabular: bool = False,
) -> None:  # fmt: skip
    """One line of text in a rectangle; ``align`` is LEFT, RIGHT or CENTER.

    Laid out once, because most texts are drawn again in the next frame.
    """
    laid = laid_out(text, size_pt, weight, tabular)
    # Combinations of flags are one object each; to take them apart costs more than to draw.
    share = 1.0 if align is RIGHT else 0.5 if align is CENTER else 0.0
    x = rect.x() + share * (rect.width() - laid.width)
    painter.setFont(laid.font)
    painter.setPen(color)
    painter.drawStaticText(QPointF(x, rect.y() + (rect.height() - laid.height) / 2), laid.text)
