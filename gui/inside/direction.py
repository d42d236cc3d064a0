"""Direction: one filter on its way: what it slides over, its window, kernel and products, and what it has made so far.

It may import maps and tiles. Worked shape: ten words (3, 10) above a row of eight results, or a digit (8, 8) beside
6 x 6 of them; results not reached yet are empty.
"""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.inside import Slide, Window
from gui import numbers
from gui.inside.forward import ring_of
from gui.inside.lens import flat
from gui.inside.maps import MapView
from gui.inside.tiles import Sign, TileBlock, TileGrid, scale_end
from gui.inside.word_row import WordRow
from gui.widgets.labels import Label


class Direction(QWidget):
    """See the module's header."""

    def __init__(self, title: str, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slide: Slide | None = None
        self.stop = 0
        self.source, self.output = MapView(f"{title}: what the filter slides over"), TileGrid(f"{title}: its results")
        self.source.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.source.setToolTip("What the filter slides over; the ring is its window")
        self.words = WordRow("The words of the sentence")
        self.under, self.kernel, self.products = TileBlock("Window"), TileBlock("Kernel"), TileBlock("Products")
        self.total = Label("", "body")
        self.filled = Label("Results", "title")
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pair.setSpacing(16)
        self._build(title, caption)
        self.setAccessibleName(title)

    def _build(self, title: str, caption: str) -> None:
        source = QVBoxLayout()
        source.setSpacing(2)
        source.addWidget(self.source, 1)
        source.addWidget(self.words)
        results = QVBoxLayout()
        results.setSpacing(4)
        results.addWidget(self.filled)
        results.addWidget(self.output, 1)
        self._pair.addLayout(source, 1)
        self._pair.addLayout(results, 1)
        tiles = QHBoxLayout()
        tiles.setSpacing(0)
        for block, sign in ((self.under, "×"), (self.kernel, "="), (self.products, "")):
            tiles.addWidget(block, 1)
            if sign:
                tiles.addWidget(Sign(sign, block))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Label(title, "section"))
        column.addWidget(Label(caption, "caption"))
        column.addSpacing(4)
        column.addLayout(self._pair, 3)
        column.addSpacing(8)
        column.addLayout(tiles, 2)
        column.addWidget(self.total)

    def show_slide(self, slide: Slide, words: tuple[str, ...] = ()) -> None:
        """Another example; of words their texts."""
        self.slide = slide
        self.words.setVisible(bool(words))
        self.words.show_words(words)
        upright = slide.x.ndim == 2
        self._pair.setDirection(QBoxLayout.Direction.TopToBottom if upright else QBoxLayout.Direction.LeftToRight)
        self.show_stop(0)

    def show_stop(self, stop: int) -> None:
        """The filter at this stop; it stays at its last."""
        slide = self.slide
        if slide is None:
            return
        self.stop = min(stop, len(slide) - 1)
        window = slide.at(self.stop)
        self._show_source(slide, window)
        self._show_tiles(window)
        self._show_output(slide, window)

    def _show_source(self, slide: Slide, window: Window) -> None:
        sequence = slide.x.ndim == 2
        x = slide.x if sequence else slide.x[0]
        spans = ((0, len(x) - 1), window.spans[0]) if sequence else window.spans
        self.source.show_map(x, scale_end(slide.x), ink=not sequence, rings=(ring_of(spans),), stretched=sequence)
        if sequence:
            self.words.show_words(self.words.words, window.spans[0])

    def _show_tiles(self, window: Window) -> None:
        arrays = (window.values, window.kernel, window.products)
        values, kernel, products = (flat(each if each.ndim == 2 else each[0]) for each in arrays)
        ink = window.values.ndim == 3
        self.under.grid.show_values(values, scale_end(values) if not ink else 1.0, ink=ink)
        self.kernel.grid.show_values(kernel, scale_end(kernel))
        self.products.grid.show_values(products, scale_end(window.kernel))
        self.under.say("Window", "a column for each word" if not ink else "rows and columns of pixels")
        self.kernel.say("Kernel", "the same at every stop")
        self.products.say("Products", "tile by tile")
        self.total.setText(f"The nine products sum to {numbers.signed(window.total)}.")

    def _show_output(self, slide: Slide, window: Window) -> None:
        output = flat(slide.output)
        there = np.arange(output.size).reshape(output.shape) <= self.stop
        place = window.cell[1:]
        mark = (place[0], place[1]) if len(place) == 2 else (0, place[0])
        self.output.show_values(np.where(there, output, 0.0), scale_end(slide.output), inside=there, mark=mark)
        shape = f", {slide.output.shape[0]} × {slide.output.shape[1]}" if slide.output.ndim == 2 else ""
        self.filled.setText(f"Results: {self.stop + 1} of {slide.output.size}{shape}")
