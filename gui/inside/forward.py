"""ForwardLens: how one cell of a convolution came about: its window, the kernel, the products, the sum, f of the sum.

Over an image one channel of the window is on show, the one that says most until another is chosen; over a sequence all
at once, a row each, with the words below. Worked shape: c1's cell (3, 22, 15) of LeNet-5: three grids of 5 x 5.
"""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.arithmetic import Index
from core.inside import Window, reach, window_of
from gui import numbers
from gui.inside.lens import WAITING, Lens, Look, flat, spans_called
from gui.inside.picker import CellPicker
from gui.inside.sums import Bent, Part, SumBlock
from gui.inside.tile_sum import TileSum
from gui.inside.tiles import scale_end
from gui.views import Context


class ForwardLens(Lens):
    """See the module's header."""

    TITLE = "Forward"
    TIP = "How a cell comes about: its window, the kernel, the products and their sum"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.window_shown: Window | None = None
        self._channel: tuple[int, int] | None = None
        self.picker = CellPicker("Map")
        self.middle = TileSum(("Window", "Kernel", "Products"), "channel")
        self.under, self.kernel, self.products = self.middle.blocks
        self.pager = self.middle.pager
        self.block = SumBlock("The sum of the cell")
        self.sum = self.block.list
        self._build()
        self.picker.cell_wanted.connect(self.cell_wanted)
        self.middle.connect_all(self._turn, self._light)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.picker, 17)
        row.addWidget(self.middle, 60)
        row.addWidget(self.block, 23)

    def show_look(self, look: Look) -> str:
        example = look.example
        if example is None or not example.has(look.layer):
            return WAITING
        found = self.window_shown = window_of(example, look.layer, look.cell)
        values = example.outputs[look.layer]
        lit = self._words_under(look, found)
        self.picker.say(_map_name(look.cell), f"{values.shape[0]} filters")
        self.picker.show_cells(values, look.cell)
        self.lit = lit if len(look.cell) == 2 else None
        self._show_tiles(look, found)
        self._show_sum(found)
        self.say(sentence(found, look.inputs, look.words[lit[0] : lit[1] + 1] if look.words else ()))
        return ""

    def _words_under(self, look: Look, found: Window) -> tuple[int, int]:
        """The first and the last word under the window."""
        if not look.words or len(found.cell) != 2 or look.example is None:
            return 0, -1
        return reach(look.example.network, look.layer, (found.cell[1], found.cell[1])) or (0, -1)

    def _show_tiles(self, look: Look, found: Window) -> None:
        sequence = found.kernel.ndim == 2
        at = 0 if sequence else self._channel_of(found)
        arrays = (found.values, found.kernel, found.products)
        values, kernel, products = (flat(each if sequence else each[at]) for each in arrays)
        inside = np.broadcast_to(found.inside, values.shape) if sequence else found.inside
        feet = self._feet(look, found) if sequence else ()
        end = scale_end(values)
        ink = not sequence and bool((values >= 0).all()) and self._is_input(look, found.source)
        self.under.grid.show_values(values, end, ink=ink, inside=inside, feet=feet)
        blank = ("",) * len(feet)  # so that the rows of all three are level
        self.kernel.grid.show_values(kernel, scale_end(found.kernel), feet=blank)
        self.products.grid.show_values(products, scale_end(found.products), inside=inside, feet=blank)
        channel = f", channel {found.channels[at] + 1}" if len(found.channels) > 1 and not sequence else ""
        self.under.say(f"Window on {look.inputs}", f"{spans_called(found.spans, short=True)}{channel}")
        self.kernel.say(f"Kernel {found.cell[0] + 1}", "for the whole map")
        self.products.say("Products", "tile by tile")
        self.pager.show_page(
            at, 1 if sequence else len(found.channels),
            f"Channel {found.channels[at] + 1}, {at + 1} of {len(found.channels)}; its products sum to "
            f"{numbers.signed(float(products.sum()))}",
        )  # fmt: skip

    def _is_input(self, look: Look, source: int) -> bool:
        assert look.example is not None
        return not look.example.node(source).inputs

    def _feet(self, look: Look, found: Window) -> tuple[str, ...]:
        """The word under each place of the window, where a place is a word."""
        assert look.example is not None
        (low, high), places = found.spans[0], found.kernel.shape[1]
        step = (high - low) // max(1, places - 1)
        feet = []
        for at in range(low, high + 1, max(1, step)):
            span = reach(look.example.network, found.source, (at, at)) if at >= 0 else None
            single = span is not None and span[0] == span[1] < len(look.words)
            feet.append(look.words[span[0]] if single and span is not None else "")
        return tuple(feet) if any(feet) else ()

    def _channel_of(self, found: Window) -> int:
        """The chosen channel; else the one whose products weigh most in this cell."""
        if self._channel is not None and self._channel[0] == found.layer and self._channel[1] < len(found.channels):
            return self._channel[1]
        sums = np.abs(found.products.reshape(len(found.channels), -1).sum(axis=1))
        return int(np.argmax(sums))

    def _turn(self, page: int) -> None:
        if self.window_shown is not None:
            self._channel = (self.window_shown.layer, page)
            self.wished.emit()

    def _light(self, at: tuple[int, int] | None) -> None:
        for block in (self.under, self.kernel, self.products):
            block.grid.light(at)

    def _show_sum(self, found: Window) -> None:
        parts = [Part("positive", found.positive), Part("negative", found.negative)]
        if found.bias is not None:
            parts.append(Part("bias b", found.bias))
        told = numbers.counted(found.products.size, "product")
        self.block.caption.setText(f"{told} and the bias" if found.bias is not None else told)
        parts.append(Part("z, their sum", found.z, result=True))
        linear = found.activation == "linear"
        bent = Bent("a = z" if linear else f"a = {found.activation}(z)", found.a, None if linear else found.f, found.z)
        self.sum.show_parts(tuple(parts), bent)


def ring_of(spans: tuple[tuple[int, int], ...]) -> QRectF:
    """A window's box in cells of the map below it."""
    (top, bottom), (left, right) = spans if len(spans) == 2 else ((0, 0), spans[0])
    return QRectF(left, top, right - left + 1, bottom - top + 1)


def _map_name(cell: Index) -> str:
    return f"Map {cell[0] + 1}" if len(cell) == 3 else f"Filter {cell[0] + 1}"


def sentence(found: Window, inputs: str, words: tuple[str, ...] = ()) -> str:
    """What happens in a cell, in plain words."""
    run = " ".join(word for word in words if word)
    where = f"“{run}”" if run else f"{spans_called(found.spans)} of {inputs}"
    filters = f"Kernel {found.cell[0] + 1} lies over {where} and multiplies."
    if not np.isfinite(found.z):
        return f"{filters} The sum is no number any more; start over with a smaller learning rate."
    end = "" if found.activation == "linear" else f", and {found.activation} makes it {numbers.significant(found.a, 3)}"
    return f"{filters} {_winner(found)}: z is {numbers.significant(found.z, 3)}{end}."


def _winner(found: Window) -> str:
    """Which products decide the sum, and whether the bias overrules them."""
    if found.positive == found.negative == 0.0:
        return "Every product is 0"
    together = found.positive + found.negative
    side = "positive" if together > 0 else "negative"
    if found.bias is not None and together * found.z < 0:
        return f"The {side} products win by {numbers.significant(abs(together), 3)}, but the bias outweighs that"
    return f"The {side} products win"
