"""InsideController: the dock of the Inside panel and the page on directions: their actions, keys and places.

The dock takes the place of the plots while it is open and gives it back. Worked shape: Ctrl+I, or a cell clicked on
the canvas, opens it below the drawing; Ctrl+I or its grip closes it.
"""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, QSize, Qt, Slot
from PySide6.QtWidgets import QMainWindow

from core.arithmetic import Index
from core.layers import Input
from gui.actions import Actions
from gui.docks import Dock
from gui.views import Context
from gui.widgets.later import Later

if TYPE_CHECKING:
    from gui.inside.panel import InsidePanel

SIZES = QSize(900, 330), QSize(560, 220)
"""The size the panel asks for, and its least."""

HEIGHT = 344
"""Of the panel when it opens."""


class InsideController(QObject):
    """One for the main window; call ``take_plots`` once the plots have a dock."""

    def __init__(self, context: Context, actions: Actions, settings: QSettings, window: QMainWindow) -> None:
        super().__init__(window)
        self._context, self._actions, self._settings, self._window = context, actions, settings, window
        self.dock = Dock("Inside", window)
        self._place = Later(self._make_panel, *SIZES, parent=self.dock)
        self.dock.setWidget(self._place)
        self._plots: Dock | None = None
        self._took_place = False
        self._height = 0
        self._page: Any = None
        self._cells: Any = None
        actions.connect_all({"layer.inside": self.toggle, "explain.directions": self.show_directions})
        self.dock.toggleViewAction().toggled.connect(self._toggled)

    @property
    def panel(self) -> "InsidePanel":
        """What the dock holds."""
        panel: InsidePanel = self._place.panel
        return panel

    def _make_panel(self) -> "InsidePanel":
        from gui.inside.panel import InsidePanel

        panel = InsidePanel(self._context, self._place)
        panel.cell_shown.connect(self._mark)
        panel.behind_shown.connect(self._show_senders)
        return panel

    def take_plots(self, plots: Dock) -> None:
        """The dock lies where the plots are, hidden at first."""
        self._plots = plots
        self._window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.dock)
        # Below the plots: beside them, the window would have to grow for the moment that both are shown.
        self._window.splitDockWidget(plots, self.dock, Qt.Orientation.Vertical)
        self.dock.hide()

    def follow_canvas(self, canvas: Any) -> None:
        """Cells chosen on the drawing are shown here, and the other way round, where the drawing has any."""
        chosen, cells = getattr(canvas, "cell_chosen", None), getattr(canvas, "cells", None)
        if chosen is not None and cells is not None:
            chosen.connect(self.show_cell)
            self._cells = cells

    @Slot(int, object)
    def _mark(self, layer: int, cell: Index) -> None:
        """The cell the panel went to, on the drawing; a unit of a flat layer has no place there."""
        if len(cell) > 1 and self._cells is not None:
            self._cells.choose(layer, cell[0], cell[1:])

    @Slot(object)
    def _show_senders(self, behind: object) -> None:
        if self._cells is not None:
            self._cells.show_senders(behind)

    def settle(self) -> None:
        """After a layout was restored: where it shows the dock and no plots, closing brings them back."""
        shown = not self.dock.isHidden()
        self._took_place = shown and self._plots is not None and self._plots.isHidden()
        self._actions["layer.inside"].setChecked(shown)

    @Slot()
    def toggle(self) -> None:
        """Open it or close it."""
        if self.dock.isHidden():
            self.open()
        else:
            self.dock.close()

    def open(self) -> None:
        """Show it for the chosen layer; without a choice, for the first layer there is something to see in."""
        if self._context.selection.only is None:
            self._choose_first()
        self._take_place()
        self.dock.show()
        self.dock.raise_()

    def _take_place(self) -> None:
        """The plots make room, but in a walk, where they are hidden already."""
        plots = self._plots
        if plots is not None and not plots.isHidden() and not self._context.runner.walking:
            self._took_place, self._height = True, plots.height()
            plots.hide()

    @Slot(int, int, object)
    def show_cell(self, layer: int, map_: int, place: object) -> None:
        """A cell that was chosen on the drawing: map and place within it, counted from 0; no place: where it was.

        In a walk the arithmetic below the drawing answers instead, unless this panel is open too.
        """
        where = tuple(int(each) for each in place) if isinstance(place, tuple) else ()
        self.panel.show_cell(layer, (map_, *(where or self.panel.cells.get(layer, ())[1:])))
        if not self._context.runner.walking:
            self.open()

    def _choose_first(self) -> None:
        running = [node for node in self._context.document.network.running if not isinstance(node.layer, Input)]
        if running:
            self._context.selection.set([running[0].id])

    @Slot(bool)
    def _toggled(self, shown: bool) -> None:
        """However it was opened or closed."""
        self._actions["layer.inside"].setChecked(shown)
        plots, upright = self._plots, Qt.Orientation.Vertical
        if plots is None:
            return
        if shown:
            self._take_place()
            self._window.resizeDocks([self.dock], [HEIGHT], upright)
        elif self._took_place and not self._context.runner.walking:
            self._took_place = False
            plots.show()
            if self._height:
                self._window.resizeDocks([plots], [self._height], upright)

    # -- the page ----------------------------------------------------------------------------------------------------

    @Slot()
    def show_directions(self) -> None:
        """Open the page on directions, or bring it to the front."""
        from gui.inside.directions import Directions

        if self._page is None:
            self._page = Directions(self._context, self._settings, self._window)
            self._page.closed.connect(self._page_closed)
        self._page.show()
        self._page.raise_()
        self._page.activateWindow()

    @Slot()
    def _page_closed(self) -> None:
        self._page = None

    def close_all(self) -> None:
        """The main window goes."""
        if self._page is not None:
            self._page.close()
        if self._place.made:
            self.panel.asker.stop()
