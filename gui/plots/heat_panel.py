"""HeatPanel: the last change or the weights of the chosen layer as a heat map, or how its numbers are spread over time.

It may import heat_map, spread_view, header and view. Without a choice it shows all layers side by side where every
number has a cell of its own, else the first layer with weights. Worked shape: ``hidden`` of 64-32-10 is 32 rows of 64
cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.snapshot import Snapshot
from gui import fonts, numbers
from gui.document import Document
from gui.plots.header import Caption, TextTabs
from gui.plots.heat_map import SMALL, Block, HeatMap, cell_size, matrix_of, scale_of
from gui.plots.plot_menu import PlotMenu
from gui.plots.saving import Sheet, Table
from gui.plots.spread_view import NOTHING, SpreadView
from gui.plots.view import SnapshotView, Stage
from gui.selection import Selection
from gui.theme import Theme
from gui.theme_manager import ThemeManager

if TYPE_CHECKING:
    from gui.runner import TrainingRunner

WAITING = "Press play to see the weights move."
WIDEST_SCALE = "± 8.8e−08"
KINDS, SPREAD = ("Last change", "Weights", "Spread"), 2
TIP = "The last update of the weights, the weights themselves, or how numbers are spread over the run"


class HeatPanel(SnapshotView):
    """Tabs, the map, a caption that says what rows and columns are, and the scale."""

    def __init__(
        self,
        document: Document,
        runner: TrainingRunner,
        theme: ThemeManager,
        selection: Selection,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(document, runner, theme, parent)
        self.setAccessibleName("Weights as a heat map and over the run")
        self.selection = selection
        self.layers: tuple[int, ...] = ()
        self._scales: dict[tuple[str, tuple[int, ...]], float] = {}
        self._hover: tuple[int, int, int] | None = None
        self.tabs = TextTabs("What is shown of the layer", KINDS, TIP)
        self.tabs.selected.connect(self._wanted)
        self.whose = Caption("ink2", size=fonts.CAPTION)
        self.shape_label = Caption(size=fonts.CAPTION)
        self.map = HeatMap(self)
        self.map.setToolTip("Blue and filled is positive, orange is negative. The scale is at the bottom right.")
        self.map.hovered.connect(self._point)
        self.map_menu = PlotMenu(self.map, "heat map", self._sheet, lambda: table_of(self.map.blocks))
        self.spread = SpreadView()
        self.spread.chosen.connect(self._wanted)
        self.caption = Caption(size=fonts.CAPTION)
        self.scale = Caption(right=True, size=fonts.CAPTION)
        self.stage = Stage(self.map, WAITING, self)
        self._lay_out()
        selection.changed.connect(self._wanted)
        self.refresh()

    def _lay_out(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.tabs)
        head.addStretch(1)
        head.addWidget(self.map_menu.button)
        head.addWidget(self.spread.menu.button)
        foot.setSpacing(8)
        foot.addWidget(self.whose)
        foot.addWidget(self.shape_label)
        foot.addWidget(self.caption, 1)
        foot.addStretch(0)
        foot.addWidget(self.scale)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 6, 6)
        column.setSpacing(6)
        self.maps = QWidget()
        under = QVBoxLayout(self.maps)
        under.setContentsMargins(0, 0, 10, 0)
        under.setSpacing(6)
        under.addWidget(self.stage, 1)
        under.addLayout(foot)
        column.addLayout(head)
        column.addWidget(self.maps, 1)
        column.addWidget(self.spread, 1)

    @property
    def vector(self) -> Literal["change", "theta"]:
        """Which of the snapshot's vectors is shown."""
        return "change" if self.tabs.current() == 0 else "theta"

    def dress(self, theme: Theme) -> None:
        self.map.show_blocks(self.map.blocks, self.map.full)

    def refresh(self) -> None:
        snapshot = self.snapshot
        spread = self.tabs.current() == SPREAD
        self.spread.setVisible(spread)
        self.maps.setVisible(not spread)
        self.spread.menu.button.setVisible(spread and bool(self.spread.strip.columns))
        self.map_menu.button.setVisible(not spread and bool(self.map.blocks))
        if spread:
            self._show_spread(snapshot)
            return
        blocks: list[Block] = []
        if snapshot is not None and not self._unmoved(snapshot):
            self.layers = self._choose(snapshot)
            blocks = [self._block(snapshot, layer) for layer in self.layers]
        self._show_empty(not blocks)
        if not blocks:
            return
        key = self.vector, self.layers
        full = scale_of(blocks, self._scales.get(key, 0.0))
        self._scales = {key: full}  # a scale is held while the same numbers are on show
        self.map.show_blocks(blocks, full)
        self._write(blocks, full)

    def _show_spread(self, snapshot: Snapshot | None) -> None:
        """Of the chosen layer, else of the first with weights."""
        only = self.selection.only
        for part in (self.whose, self.shape_label):
            part.say("")
        if snapshot is None:
            self.spread.stage.say(NOTHING)
            return
        weighted = [layer for layer in snapshot.network.order if snapshot.slots_of(layer)]
        layer = only if only is not None else next(iter(weighted), None)
        stale, name = layer in self.stale, self.name_of(layer) if layer is not None else ""
        self.spread.show_layer(snapshot.curves, layer, name, stale)

    def _sheet(self) -> Sheet:
        return Sheet(self.map, " ".join(filter(None, (self.tabs.texts[self.tabs.current()], self.whose.text))))

    def _show_empty(self, empty: bool) -> None:
        self.stage.say(self._excuse() if empty else "")
        if empty:
            for part in (self.whose, self.shape_label, self.caption, self.scale):
                part.say("")

    def _unmoved(self, snapshot: Snapshot) -> bool:
        """Whether the last change is asked for before there was one."""
        return self.vector == "change" and not snapshot.step

    def _excuse(self) -> str:
        only = self.selection.only
        if self.snapshot is None or self._unmoved(self.snapshot):
            return WAITING
        return f"{self.name_of(only) or 'This layer' if only is not None else 'This network'} has no weights."

    def _choose(self, snapshot: Snapshot) -> tuple[int, ...]:
        """Layers on show: the chosen one, else all if they fit cell by cell, else the first."""
        weighted = tuple(layer for layer in snapshot.network.order if snapshot.slots_of(layer))
        only = self.selection.only
        if only is not None:
            return (only,) if only in weighted else ()
        shapes = [self._block(snapshot, layer).values.shape for layer in weighted]
        room = self.stage.size()
        if cell_size(shapes, room.width(), room.height()) >= SMALL:
            return weighted
        return weighted[:1]

    def _block(self, snapshot: Snapshot, layer: int) -> Block:
        arrays = snapshot.weights(layer, self.vector)
        array = arrays.get("weight")
        values = matrix_of(next(iter(arrays.values())) if array is None else array)
        return Block(self.name_of(layer), values, layer in self.stale)

    def _write(self, blocks: list[Block], full: float) -> None:
        stale = any(block.stale for block in blocks)
        several = len(blocks) > 1
        self.whose.say("" if several else f"of {blocks[0].name}", stale and not several)
        rows, columns = blocks[0].values.shape
        self.shape_label.say("" if several else f"{numbers.count(rows)} × {numbers.count(columns)}")
        self.scale.say(f"± {numbers.short(full)}", stale)
        self.map.setAccessibleName(f"{self.tabs.texts[self.tabs.current()]} {self.whose.text}, {self.shape_label.text}")
        self._say_caption()

    def _say_caption(self) -> None:
        """What the cell under the mouse says; else whose the cells are, and what they are where there is room."""
        self.caption.say(self._sentence())
        hovering = self._hover is not None
        for part in (self.whose, self.shape_label):
            part.setVisible(not hovering and bool(part.text))
        parts = (self.whose, self.shape_label, self.caption)
        wide = sum(part.sizeHint().width() + 8 for part in parts if part.text)
        wide += self.scale.fontMetrics().horizontalAdvance(WIDEST_SCALE) + 8  # whatever the scale is at present
        self.caption.setVisible(hovering or wide <= self.maps.width())
        self.map.setAccessibleDescription(self._sentence())

    def _sentence(self) -> str:
        if self._hover is not None and self._hover[0] < len(self.map.blocks):
            return self._cell_sentence(*self._hover)
        entering = "a pixel" if self._is_image() else "an input"
        text = f"one row a neuron, one column {entering}"
        if self._has_kernels():
            text = "one row a filter, one column a weight"
        return f"{text}; each dot the largest of its block" if self.map.reduced else text

    def _cell_sentence(self, index: int, row: int, column: int) -> str:
        block = self.map.blocks[index]
        if row >= block.values.shape[0] or column >= block.values.shape[1]:
            return ""
        value = numbers.signed(float(block.values[row, column]))
        whose = f"{block.name}, " if len(self.map.blocks) > 1 else ""
        return f"{whose}neuron {row + 1}, input {column + 1}: {value}"

    def _has_kernels(self) -> bool:
        """Whether what is shown weighs windows."""
        if self.snapshot is None or len(self.layers) != 1:
            return False
        slot = self.snapshot.slots_of(self.layers[0]).get("weight")
        return slot is not None and len(slot.shape) > 2

    def _is_image(self) -> bool:
        snapshot = self.snapshot
        if snapshot is None or len(self.layers) != 1:
            return False
        network, key = snapshot.network, self.layers[0]
        while network.by_id[key].inputs:
            key = network.by_id[key].inputs[0]
            if snapshot.slots_of(key):
                return False
        return len(network.shapes.get(key, ())) >= 2

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._wanted()  # other layers may fit now

    def _point(self, at: tuple[int, int, int] | None) -> None:
        self._hover = at
        if self.map.blocks:
            self._say_caption()


def table_of(blocks: Sequence[Block]) -> Table:
    """Every cell: its layer, its place, counted from 1, and its value."""
    rows = [
        (block.name, row + 1, column + 1, float(value))
        for block in blocks
        for (row, column), value in np.ndenumerate(block.values)
    ]
    return Table(("layer", "row", "column", "value"), rows)
