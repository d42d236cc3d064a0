"""WinnersLens: what a pooling layer keeps: every window's winner on the map below it, and one window close up.

A disc marks a place that wins; over all places, or under an average, its size is its share. Worked shape: 24 x 24
under MaxPooling2D() has 144 discs, one for each 2 x 2 window.
"""

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.inside import Pool, pool_of, reach, winners
from gui import numbers
from gui.inside.forward import ring_of
from gui.inside.lens import WAITING, Lens, Look, flat, spans_called
from gui.inside.maps import MapView
from gui.inside.picker import CellPicker
from gui.inside.sums import Part, SumBlock
from gui.inside.tiles import Sign, TileBlock, scale_end
from gui.views import Context
from gui.widgets.labels import ElidedLabel, Label


class WinnersLens(Lens):
    """See the module's header."""

    TITLE = "Winners"
    TIP = "Which number of each window is kept, or how much each counts in its mean"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.pool: Pool | None = None
        self.picker = CellPicker("Map")
        self.below, self.caption = MapView("The map below, its winners marked"), ElidedLabel("", "caption")
        self.below.setToolTip("A disc marks the number that wins its window. Click a place to see its window.")
        self.window_, self.shares = TileBlock("Window"), TileBlock("Shares")
        self.block = SumBlock("What the window gives")
        self.sum = self.block.list
        self._look: Look | None = None
        self._build()
        self.picker.cell_wanted.connect(self.cell_wanted)
        self.below.place_wanted.connect(self._go_below)
        self.below.page_wanted.connect(self.picker.map.page_wanted)

    def _build(self) -> None:
        below = QVBoxLayout()
        below.setSpacing(2)
        below.addWidget(Label("What enters", "title"))
        below.addWidget(self.caption)
        below.addSpacing(2)
        below.addWidget(self.below, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(below, 28)
        row.addWidget(self.picker, 22)
        row.addWidget(self.window_, 16)
        row.addWidget(Sign("×", self.window_))
        row.addWidget(self.shares, 16)
        row.addWidget(Sign("=", self.shares))
        row.addWidget(self.block, 18)

    def show_look(self, look: Look) -> str:
        example = look.example
        if example is None or not example.has(look.layer):
            return WAITING
        self._look = look
        found = self.pool = pool_of(example, look.layer, look.cell)
        entering = example.outputs[found.source][look.cell[0]]
        won = winners(example, look.layer, look.cell[0])
        full = self.picker.scale.of(example.outputs[found.source])
        dots = won.reshape(flat(won).shape) / max(1.0, float(won.max())) if found.largest else None
        self.below.show_map(
            flat(entering), full, rings=(ring_of(found.spans),), dots=dots, stretched=entering.ndim == 1
        )
        self.caption.setText(f"map {look.cell[0] + 1} of {look.inputs}")
        self._show_words(look, found)
        values = example.outputs[look.layer]
        self.picker.say("What leaves", f"{values.shape[0]} maps" if values.ndim > 1 else f"{values.shape[0]} numbers")
        self.picker.show_cells(values, look.cell, full)
        self._show_window(found)
        self.say(self._sentence(look, found))
        return ""

    def _show_words(self, look: Look, found: Pool) -> None:
        self.lit = self._words_of(look, found) if len(found.spans) == 1 and look.words else None

    def _words_of(self, look: Look, found: Pool) -> tuple[int, int]:
        """The words behind the winner, or behind the whole window."""
        assert look.example is not None
        low, high = found.spans[0]
        winner = found.winner
        span = (low + winner[0],) * 2 if winner is not None else (low, high)
        return reach(look.example.network, found.source, (span[0], span[1])) or (0, -1)

    def _show_window(self, found: Pool) -> None:
        values, shares, inside = flat(found.values), flat(found.shares), flat(found.inside)
        mark = None
        if found.winner is not None:
            mark = (found.winner[0], found.winner[1]) if len(found.winner) == 2 else (0, found.winner[0])
        self.window_.grid.show_values(values, scale_end(values), inside=inside, mark=mark)
        self.window_.say("Window", spans_called(found.spans, short=True))
        self.shares.grid.show_values(shares, 1.0, inside=inside, mark=mark)
        self.shares.say("Share", "of the blame")
        self.block.title.setText("Result")
        self.block.caption.setText("what is kept")
        name = "the largest" if found.largest else "their mean"
        self.sum.show_parts((Part(name, found.a, result=True),))

    def _go_below(self, place: tuple[int, int]) -> None:
        """To a window that covers a place of the map below."""
        look, found = self._look, self.pool
        if look is None or found is None or look.example is None or len(look.cell) == 1:
            return
        shape = look.example.outputs[look.layer].shape
        entering = look.example.outputs[found.source].shape
        at = place if len(shape) == 3 else (place[1],)
        scaled = [int(each * out / into) for each, out, into in zip(at, shape[1:], entering[1:], strict=True)]
        cell = (look.cell[0], *scaled)
        if cell != look.cell:
            self.cell_wanted.emit(cell)

    def _sentence(self, look: Look, found: Pool) -> str:
        count = int(found.inside.sum())
        if not found.largest:
            share = numbers.percent(1.0 / count)
            mean = numbers.significant(found.a, 3)
            return f"The mean of {count} numbers is kept, {mean}; each gets {share} of the blame."
        winner = found.winner
        words = ""
        if look.words and len(found.spans) == 1:
            low, high = self._words_of(look, found)
            words = f", behind it “{' '.join(word for word in look.words[low : high + 1] if word)}”"
        if winner is None:
            equal = int(np.count_nonzero(found.shares))
            value = numbers.significant(found.a, 3)
            return f"{equal} numbers of the window are equally large, {value}, and share the blame."
        place = ", ".join(f"{name} {start + at + 1}" for name, (start, _), at in zip(
            ("place",) if len(winner) == 1 else ("row", "column"), found.spans, winner, strict=True))  # fmt: skip
        return (
            f"Of {count} numbers the largest is kept, {numbers.significant(found.a, 3)} at {place}{words}. "
            "On the way back it alone is blamed."
        )
