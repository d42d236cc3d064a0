"""Cells: the one cell of a feature map that is looked into: chosen by a click, dragged, or moved by the arrow keys.

Whoever explains a cell listens to ``chosen``; the drawing shows its window. While a step is walked through the choice
also asks for the cell's arithmetic. Worked shape: a click on the tile of map 3 of c1 at row 22, column 15 emits
``chosen(2, 2, (22, 15))``; maps, rows and columns count from 0, a cell of a sequence has one number.
"""

from PySide6.QtCore import QObject, Signal

from core.arithmetic import Index
from gui.canvas.asking import Asking
from gui.canvas.cards import Style
from gui.canvas.gestures import Desk, Gesture, Pointer
from gui.canvas.hits import Hit
from gui.canvas.marks import SendersMark, WindowMark

KEYS = (("Move the window of a chosen cell", "Arrows"), ("Same cell of the map above or below", "Shift+Up, Shift+Down"))
"""What the keys do while a cell is chosen: text and keys, for the page of shortcuts."""


class Cells(QObject):
    """See the module's header."""

    chosen = Signal(int, int, object)
    """(layer, map, place): a cell is looked into; an empty place means the whole map."""
    cleared = Signal()
    """No cell is chosen any more."""

    def __init__(self, desk: Desk, asking: Asking, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._asking = desk, asking

    @property
    def present(self) -> WindowMark | None:
        """The chosen map and cell."""
        return self._desk.scene.window

    def choose(self, layer: int, map_: int, place: Index) -> None:
        """Look into this cell from now on."""
        scene = self._desk.scene
        if scene.window == WindowMark(layer, map_, place):
            return
        scene.show_window(layer, map_, place)
        self._desk.say(self.sentence())
        self.chosen.emit(layer, map_, place)
        if self._asking.active and place:
            self._asking.cell(layer, map_, place)

    def clear(self) -> bool:
        """Look into none; False where that is so already."""
        if self.present is None:
            return False
        self._desk.scene.clear_window()
        self.cleared.emit()
        return True

    def show_senders(self, senders: tuple[int, Index, int | None, int | None, Index, Index] | None) -> None:
        """Of a cell (layer, (map, place...)) the cells behind it that sent it its blame: (layer, map, first, last).

        None: the window it sees is shown again.
        """
        if senders is None:
            self._desk.scene.show_senders(None)
            return
        layer, cell, sender, map_, first, last = senders
        of = WindowMark(layer, cell[0], cell[1:])
        known = sender is not None and map_ is not None
        self._desk.scene.show_senders(SendersMark(of, sender, map_ or 0, first, last) if known else SendersMark(of))

    def move(self, across: int, down: int) -> bool:
        """The cell beside, above or below; False where no cell is chosen."""
        mark = self.present
        item = self._desk.scene.item(mark.layer) if mark is not None else None
        if mark is None or item is None or not mark.place:
            return False
        rows, columns = item.card.space
        limits, steps = ((rows, columns), (down, across)) if len(mark.place) == 2 else ((columns,), (across,))
        place = tuple(
            min(max(at + step, 0), most - 1) for at, step, most in zip(mark.place, steps, limits, strict=True)
        )
        self.choose(mark.layer, mark.map, place)
        return True

    def next_map(self, step: int) -> bool:
        """The same cell of the next map that is shown; False where none is chosen."""
        mark = self.present
        item = self._desk.scene.item(mark.layer) if mark is not None else None
        if mark is None or item is None or mark.map not in item.card.shown:
            return False
        at = item.card.shown.index(mark.map) + step
        self.choose(mark.layer, item.card.shown[min(max(at, 0), len(item.card.shown) - 1)], mark.place)
        return True

    def sentence(self) -> str:
        """What is looked into, for the status bar."""
        mark = self.present
        if mark is None:
            return ""
        where = f"{self._desk.name(mark.layer)}, map {mark.map + 1}"
        if not mark.place:
            return f"{where}. Click a cell of the map to see its window."
        return f"{where}, {place_words(mark.place)}. Arrow keys move the window one cell."


def place_words(place: Index) -> str:
    """``row 23, column 16``; in a sequence ``place 7``. Counted from 1."""
    return f"row {place[0] + 1}, column {place[1] + 1}" if len(place) == 2 else f"place {place[0] + 1}"


class PickCell(Gesture):
    """Press a map to look into a cell, drag to move its window; the layer is selected."""

    scrolls = False

    def __init__(self, desk: Desk, at: Pointer, hit: Hit, cells: Cells) -> None:
        super().__init__(desk, at)
        self._layer, self._cells = hit.layer, cells
        self._before, self._selected = cells.present, desk.selection.ids
        desk.selection.set({hit.layer})
        cells.choose(hit.layer, hit.neuron or 0, hit.place)

    def drag(self, at: Pointer) -> None:
        """The window follows over the maps of the same layer."""
        item = self.desk.scene.item(self._layer)
        found = item.cell_at(at.scene) if item is not None and item.card.style is Style.MAPS else None
        if item is not None and found is not None:
            self._cells.choose(self._layer, found[0], item.place_of(found))

    def cancel(self) -> None:
        """Cell and selection as before."""
        self.desk.selection.set(self._selected)
        if self._before is None:
            self._cells.clear()
        else:
            self._cells.choose(self._before.layer, self._before.map, self._before.place)
