"""Saving: a plot as a picture or as its numbers, in a file that is either whole or as it was.

It may import core.formats.atomic, QtGui and QtSvg. A picture has the title and the names of the curves above the plot.
Worked shape: ``png_of(Sheet(widget, "Loss", keys))`` is twice as many pixels wide as the widget on the screen; the
numbers of the loss plot are a table of run, curve, epoch and the least, mean and largest loss of each bucket.
"""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from core.errors import FormatError
from core.formats import atomic
from core.frozen import dataclass
from gui import fonts
from gui.plots.header import DASHES
from gui.theme import current_theme

SCALE, HEAD, PAD = 2, 26, 8
Cell = str | int | float
KeyLine = tuple[str, str, bool]
"""A curve's name, its colour's token, and whether it is dashed."""


@dataclass(frozen=True)
class Table:
    """Numbers of a plot: names of columns, then rows."""

    names: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Sheet:
    """What is saved: the plot, what is written above it, and the keys of its curves."""

    widget: QWidget
    title: str
    keys: tuple[KeyLine, ...] = ()

    @property
    def size(self) -> QSize:
        """In logical pixels."""
        return QSize(self.widget.width() + 2 * PAD, self.widget.height() + HEAD + PAD)

    def draw(self, painter: QPainter) -> None:
        """Title and keys, then the plot."""
        theme = current_theme()
        painter.fillRect(QRect(QPoint(0, 0), self.size), theme.paper)
        painter.setPen(theme.ink)
        painter.setFont(fonts.font(fonts.PANEL, 600))
        head = QRectF(PAD + 4, 4, self.size.width() - 2 * PAD, HEAD - 4)
        painter.drawText(head, int(Qt.AlignmentFlag.AlignVCenter), self.title)
        left = head.left() + painter.fontMetrics().horizontalAdvance(self.title) + 18
        painter.setFont(fonts.font(fonts.SMALL))
        for text, token, dashed in self.keys:
            pen = QPen(theme.color(token), 2.0, c=Qt.PenCapStyle.FlatCap)
            if dashed:
                pen.setDashPattern(DASHES)
            painter.setPen(pen)
            painter.drawLine(QPointF(left, head.center().y()), QPointF(left + 17, head.center().y()))
            painter.setPen(theme.ink2)
            place = QRectF(left + 22, head.top(), 400, head.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), text)
            left += 40 + painter.fontMetrics().horizontalAdvance(text)
        self.widget.render(painter, QPoint(PAD, HEAD))


def image_of(sheet: Sheet) -> QImage:
    """The picture with twice as many pixels as on the screen."""
    image = QImage(sheet.size * SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SCALE)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    sheet.draw(painter)
    painter.end()
    return image


def png_of(sheet: Sheet) -> bytes:
    """The picture as the content of a PNG file."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image_of(sheet).save(buffer, "PNG"):  # type: ignore[call-overload]
        raise FormatError("The picture could not be made; make the plot smaller and try again.")
    return bytes(held.data())


def svg_of(sheet: Sheet) -> bytes:
    """The picture as the content of an SVG file: lines stay lines and words stay words."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # the older one cannot cut off what lies outside
    generator.setOutputDevice(buffer)
    generator.setSize(sheet.size)
    generator.setViewBox(QRect(QPoint(0, 0), sheet.size))
    generator.setTitle(sheet.title)
    generator.setDescription("Made with Chainrule")
    painter = QPainter(generator)
    sheet.draw(painter)
    painter.end()
    return bytes(held.data())


def csv_of(table: Table) -> bytes:
    """Numbers as a CSV file with a header, points for decimals and every digit."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.names)
    writer.writerows(table.rows)
    return text.getvalue().encode("utf-8")


Make = Callable[[], bytes]


def save(path: Path, make: Make) -> str:
    """Write a file aside and rename it; why not, or an empty text."""
    try:
        atomic.write(path, make())
    except FormatError as error:
        return str(error)
    return ""
