"""SpreadView: how weights, activations or gradients of one layer are spread over the run, one of them at a time.

It may import spread_strip, header, saving and the theme. Worked shape: ``show_layer(curves, 3, "hidden", False)`` shows
the weights of ``hidden`` from the first look at the run to the last.
"""

from typing import get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.curves import Curves, SpreadOf
from core.spread import BINS
from gui.plots.header import TextTabs
from gui.plots.plot_menu import PlotMenu
from gui.plots.saving import Sheet, Table
from gui.plots.spread_strip import SpreadStrip
from gui.plots.view import Stage

KINDS: tuple[SpreadOf, ...] = get_args(SpreadOf)
TIPS = (
    "The weights of the layer. The line is the middle one; nine in ten lie between the dotted ones.",
    "What the layer answers to up to 256 training rows, always the same ones.",
    "How large the entries of the last batch's gradient are, as powers of ten; those that are 0 are left out.",
)
NOTHING = "Press play to see how the numbers of a layer are spread."


class SpreadView(QWidget):
    """The strip, and beneath it which numbers it shows."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip = SpreadStrip()
        self.stage = Stage(self.strip, NOTHING, self)
        self.kinds = TextTabs("Which numbers of the layer", [kind.capitalize() for kind in KINDS])
        for index, tip in enumerate(TIPS):
            self.kinds.explain(index, tip)
        self.kinds.selected.connect(lambda _index: self.chosen.emit())
        self._name = ""
        self.menu = PlotMenu(self.strip, "spread", lambda: Sheet(self.strip, self.title), self._table)
        foot = QHBoxLayout()
        foot.addWidget(self.kinds)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.stage, 1)
        column.addLayout(foot)

    @property
    def kind(self) -> SpreadOf:
        """Which numbers are shown."""
        return KINDS[self.kinds.current()]

    @property
    def title(self) -> str:
        """What is shown, in words."""
        return f"{self.kind.capitalize()} of {self._name} over epochs"

    def show_layer(self, curves: Curves, layer: int | None, name: str, stale: bool) -> None:
        """The layer's numbers, or why there are none."""
        columns = curves.spreads.get((self.kind, layer), ()) if layer is not None else ()
        self._name = name
        if not columns:
            begun = bool(curves.spreads) and layer is not None
            self.stage.say(f"{name} has no {self.kind}." if begun else NOTHING)
            return
        self.stage.say()
        self.strip.setAccessibleName(self.title + (", of the drawing before the last change" if stale else ""))
        self.strip.show_columns(columns, self.kind == "gradients", stale, name)

    def _table(self) -> Table:
        names = ("epoch", "from", "to", *(f"share {index + 1} of {BINS}" for index in range(BINS)))
        columns = self.strip.columns
        rows = [(column.x, column.low, column.high, *map(float, column.shares)) for column in columns]
        return Table(names, rows)
