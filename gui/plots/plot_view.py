"""PlotView: pyqtgraph's view of one plot, without the menus and forms that its PlotWidget makes for each.

Those are forty widgets which Chainrule never shows, and Qt's style sheets keep some memory of their fields for ever. It
may import pyqtgraph. Worked shape: ``PlotView(("left", "bottom"))`` holds a ViewBox with an axis at either side.
"""

from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtWidgets import QGraphicsGridLayout, QGraphicsItem, QSizePolicy, QWidget

PLACES = {"left": (0, 0), "bottom": (1, 1)}
VIEW = (0, 1)
ABOVE_PICTURES = 0.5


class PlotView(pg.GraphicsView):  # type: ignore[misc]
    """``view`` is the ViewBox, ``axes`` the AxisItems by their side, ``grid`` lays them out."""

    def __init__(self, sides: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.enableMouse(False)  # the ViewBox answers the mouse, not the view as a whole
        self.grid = QGraphicsGridLayout()
        self.grid.setContentsMargins(1, 1, 1, 1)
        self.grid.setSpacing(0)
        whole = pg.GraphicsWidget()
        whole.setLayout(self.grid)
        self.view: Any = pg.ViewBox(parent=whole, enableMenu=False)
        self.grid.addItem(self.view, *VIEW)
        self.grid.setRowStretchFactor(VIEW[0], 100)
        self.grid.setColumnStretchFactor(VIEW[1], 100)
        self.axes: dict[str, Any] = {side: self._axis(side, whole) for side in sides}
        self.setCentralItem(whole)

    def _axis(self, side: str, whole: Any) -> Any:
        axis = pg.AxisItem(orientation=side, parent=whole)
        axis.linkToView(self.view)
        axis.setZValue(ABOVE_PICTURES)
        axis.setFlag(QGraphicsItem.GraphicsItemFlag.ItemNegativeZStacksBehindParent)
        self.grid.addItem(axis, *PLACES[side])
        return axis
