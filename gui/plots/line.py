"""PlainLine: pyqtgraph's curve, which also draws well into an SVG file.

A cosmetic pen counts pixels of the screen. SVG knows none that every program honours, so there the line is brought to
the page first and drawn with an ordinary pen. It may import pyqtgraph. Worked shape: as ``pg.PlotCurveItem``.
"""

from typing import Any

import pyqtgraph as pg
from PySide6.QtGui import QPaintEngine, QPainter, QPen


class PlainLine(pg.PlotCurveItem):  # type: ignore[misc]
    """See the module's header."""

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        """On the screen as ever; on a page in its own units."""
        if painter.paintEngine().type() != QPaintEngine.Type.SVG:
            super().paint(painter, option, widget)
            return
        if self.xData is None or not len(self.xData):
            return
        pen = QPen(self.opts["pen"])
        pen.setWidthF(pen.widthF() / self.getViewWidget().devicePixelRatioF())
        pen.setCosmetic(False)
        path = painter.transform().map(self.getPath())
        painter.save()
        painter.resetTransform()
        painter.setPen(pen)
        painter.drawPath(path)
        painter.restore()
