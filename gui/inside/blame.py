"""BlameLens: where a cell's blame came from: the blame of every cell behind it, times what joins them, summed.

Cells of the next layer that used this one are shown as they lie there, a map of theirs at a time, the one that sends
most first. Worked shape: a cell before Conv2D 3 x 3 with 16 filters received 144 parts: 16 pages of three 3 x 3 grids.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.frozen import dataclass
from core.inside import Blamed, Share, keeps, reach
from gui import numbers
from gui.inside.desk import Back, Desk
from gui.inside.lens import ASKING, WAITING, Lens, Look, called, spans_called
from gui.inside.picker import CellPicker
from gui.inside.sums import Bent, Part, SumBlock
from gui.inside.tile_sum import TileSum
from gui.inside.tiles import scale_end
from gui.questions.experiments import Make
from gui.views import Context

Floats = NDArray[np.float64]
JOINS = {True: "1 for the largest, else 0", False: "its share of the mean"}
"""What joins a cell with a pooling behind it, which keeps the largest or the mean; elsewhere it is a weight."""


@dataclass(frozen=True, eq=False)
class Sheaf:
    """The parts that one map (or flat layer) of a consumer sent, as they lie: (rows, columns); NaN: none."""

    layer: int
    map: int | None
    deltas: Floats
    factors: Floats
    products: Floats
    first: tuple[int, ...]
    names: dict[tuple[int, int], str]
    """What each tile is, by its place."""

    @property
    def total(self) -> float:
        """What it sends in all."""
        return float(np.nansum(self.products))


def sheaves(found: Blamed) -> list[Sheaf]:
    """The shares by consumer and map, the largest sum first."""
    parted: dict[tuple[int, int | None], list[Share]] = {}
    for share in found.shares:
        key = (share.layer, share.cell[0] if share.cell is not None and len(share.cell) > 1 else None)
        parted.setdefault(key, []).append(share)
    return sorted((_sheaf(*key, shares) for key, shares in parted.items()), key=lambda each: -abs(each.total))


def _sheaf(layer: int, map_: int | None, shares: list[Share]) -> Sheaf:
    if map_ is None:
        columns = 4 if len(shares) <= 16 else 8 if len(shares) <= 64 else 16
        places = [divmod(at, columns) for at in range(len(shares))]
        shares = sorted(shares, key=lambda each: -abs(each.value))
        first: tuple[int, ...] = ()
    else:
        cells = [share.cell or (0, 0) for share in shares]
        places = [(cell[1], cell[2]) if len(cell) == 3 else (0, cell[1]) for cell in cells]
        first = tuple(min(each[1:] for each in cells))
    top, left = min(row for row, _ in places), min(column for _, column in places)
    shape = max(row for row, _ in places) - top + 1, max(column for _, column in places) - left + 1
    grids = [np.full(shape, np.nan) for _ in range(3)]
    for (row, column), share in zip(places, shares, strict=True):
        for grid, value in zip(grids, (share.delta, share.factor, share.value), strict=True):
            grid[row - top, column - left] = value
    names = {
        (row - top, column - left): called(share.cell).capitalize()
        for (row, column), share in zip(places, shares, strict=True) if share.cell is not None
    }  # fmt: skip
    return Sheaf(layer, map_, grids[0], grids[1], grids[2], first, names)


class BlameLens(Lens):
    """See the module's header."""

    TITLE = "Blame"
    TIP = "Where a cell's blame comes from: each part that the next layers send back"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.desk = Desk()
        self.blamed: Blamed | None = None
        self._page = 0
        self._groups: list[Sheaf] = []
        self._drawn: object = None
        self._at: tuple[int, object] | None = None
        self.picker = CellPicker("Blame")
        self.middle = TileSum(("Blame", "Weights", "Parts"), "map")
        self.deltas, self.factors, self.products = self.middle.blocks
        self.pager = self.middle.pager
        self.block = SumBlock("The sum of what is sent back")
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

    def wish(self, look: Look) -> Make | None:
        return self.desk.back(look.row, look.layer, look.cell)

    def show_look(self, look: Look) -> str:
        if look.example is None or not look.example.has(look.layer):
            return WAITING
        if self._at != (look.layer, look.cell):
            self._at, self._page = (look.layer, look.cell), 0
        found = self.blamed
        if found is None or found.layer != look.layer:
            return ASKING
        self.lit = self._words_of(look)
        if self._drawn != (found, self._page, look.words):  # numbers that are on show already are not built again
            self._drawn = (found, self._page, look.words)
            self._show(look, found)
        return ""

    def take(self, value: Any) -> None:
        if isinstance(value, Back) and value.blamed is not None:
            self.blamed, self._groups = value.blamed, sheaves(value.blamed)

    def _words_of(self, look: Look) -> tuple[int, int] | None:
        if len(look.cell) != 2 or look.example is None:
            return None
        return reach(look.example.network, look.layer, (look.cell[1], look.cell[1]))

    def _turn(self, page: int) -> None:
        self._page = page
        self.wished.emit()

    def _light(self, at: tuple[int, int] | None) -> None:
        for block in (self.deltas, self.factors, self.products):
            block.grid.light(at)

    def _show(self, look: Look, found: Blamed) -> None:
        self.picker.say("Blame δ of the layer", called(found.cell))
        self.picker.show_cells(found.map, found.cell)
        groups = self._groups
        self.middle.setVisible(bool(groups))
        if groups:
            self._show_sheaf(look, groups, min(self._page, len(groups) - 1))
            self.behind_shown.emit((found.layer, found.cell, *_span_of(groups[min(self._page, len(groups) - 1)])))
        else:
            self.behind_shown.emit((found.layer, found.cell, None, None, (), ()))
        self._show_sum(look, found)
        self.say(self._sentence(look, found, groups))

    def rest(self) -> None:
        self._drawn = None
        self.behind_shown.emit(None)

    def _show_sheaf(self, look: Look, groups: list[Sheaf], page: int) -> None:
        sheaf = groups[page]
        name = self._name(look, sheaf.layer)
        there = ~np.isnan(sheaf.products)
        for block, values in (
            (self.deltas, sheaf.deltas), (self.factors, sheaf.factors), (self.products, sheaf.products),
        ):  # fmt: skip
            shown = np.nan_to_num(values)
            block.grid.show_values(shown, scale_end(shown), inside=there, names=sheaf.names)
        where = f"map {sheaf.map + 1} of {name}" if sheaf.map is not None else name
        self.deltas.say(f"Blame of {name}", _place_of(sheaf))
        self.factors.say("What joins them", self._joined(look, sheaf.layer))
        self.products.say("Parts sent back", f"together {numbers.signed(sheaf.total)}")
        told = f"{where[0].upper()}{where[1:]}, {page + 1} of {len(groups)}"
        self.pager.show_page(page, len(groups), f"{told}; its parts sum to {numbers.signed(sheaf.total)}")

    def _show_sum(self, look: Look, found: Blamed) -> None:
        parts = [Part(f"from {self._name(look, key)}", value) for key, value, _ in found.by_layer]
        count = sum(each for *_, each in found.by_layer)
        self.block.caption.setText(numbers.counted(count, "part") if count else "no layer behind it")
        if not parts:
            self.sum.show_parts((Part("δ, from the error", found.delta, result=True),))
            return
        own = [Part("from its own error", found.own)] if found.own else []
        if found.slope is None:
            self.sum.show_parts((*parts, *own, Part("δ in all", found.delta, result=True)))
            return
        parts.append(Part("all parts", found.sent, result=True))
        parts.append(Part("slope f′(z)", found.slope))
        parts += own
        self.sum.show_parts(tuple(parts), Bent("δ", found.delta))

    def _name(self, look: Look, layer: int) -> str:
        node = look.example.network.by_id.get(layer) if look.example is not None else None
        return node.name if node is not None else "a layer"

    def _joined(self, look: Look, layer: int) -> str:
        """What stands between a cell and one behind it."""
        node = look.example.network.by_id.get(layer) if look.example is not None else None
        largest = keeps(node.layer) if node is not None else None
        return "the weight between" if largest is None else JOINS[largest]

    def _sentence(self, look: Look, found: Blamed, groups: list[Sheaf]) -> str:
        if not found.by_layer:
            return "This layer is the last: its blame comes from the error itself, what it gave less what was wanted."
        own = " To it comes what this layer's own error adds." if found.own else ""
        if not found.sent:
            return (
                "Nothing was sent back to this cell: no cell behind it was blamed, or none of them used it. "
                "The button beside the title goes to the cell with the most blame."
            ) + own
        count = sum(each for *_, each in found.by_layer)
        effect = "adds to" if found.sent > 0 else "takes from"
        slope = ""
        if found.slope is not None:
            slope = f" The slope of its activation, {numbers.significant(found.slope, 3)}, makes δ of it."
        they = "together they say" if count > 1 else "it says"
        told = f"{numbers.counted(count, 'part')} came back; {they} that a little more here {effect} the error."
        if len(groups) > 1 and groups[0].map is not None:
            told += f" Map {groups[0].map + 1} of {self._name(look, groups[0].layer)} says most."
        return told[0].upper() + told[1:] + slope + own


def _span_of(sheaf: Sheaf) -> tuple[int, int | None, tuple[int, ...], tuple[int, ...]]:
    """Its layer and map, and the first and the last place of its cells."""
    shape = sheaf.products.shape[-len(sheaf.first) :] if sheaf.first else ()
    last = tuple(at + size - 1 for at, size in zip(sheaf.first, shape, strict=True))
    return sheaf.layer, sheaf.map, sheaf.first, last


def _place_of(sheaf: Sheaf) -> str:
    """Where the cells that send it lie: "map 6, rows 3–7, columns 4–8"."""
    if sheaf.map is None or not sheaf.first:
        count = int(np.count_nonzero(~np.isnan(sheaf.products)))
        return next(iter(sheaf.names.values()), "").lower() if count == 1 else f"{count} units, the strongest first"
    *_, last = _span_of(sheaf)
    return f"map {sheaf.map + 1}, {spans_called(tuple(zip(sheaf.first, last, strict=True)), short=True)}"
