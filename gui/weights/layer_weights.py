"""LayerWeights: one layer's weights as a table can show and change them; every change is one undoable step.

It talks to Document and TrainingRunner, knows no widget and says what it did in one sentence. Worked shape:
``weights.values`` is (rows, columns) as the run holds them, ``weights.fill(cells, 0.5)`` sets the chosen ones.
"""

from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from core.activations import Array
from core.by_hand import WeightEdit, fresh, refilled
from core.equations.names import Names
from core.locking import set_locks
from core.locks import locks_of
from core.network import NetworkSpec, Node
from core.project import ProjectSpec
from core.snapshot import Snapshot
from gui.document import Document
from gui.runner import TrainingRunner
from gui.weights import words
from gui.weights.clipboard import Block, size
from gui.weights.grid import Cells, Grid

_runs = count(1)


class LayerWeights(QObject):
    """See the module's header."""

    reshaped = Signal()
    """The layer has other arrays or names."""
    changed = Signal()
    """Other numbers."""
    relocked = Signal()
    """Other locks."""
    said = Signal(str, bool)
    """(sentence, whether it is a problem)."""

    def __init__(self, document: Document, runner: TrainingRunner, layer: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._runner, self.layer = document, runner, layer
        self._stepping = ""
        self._read()
        document.changed.connect(self._follow)
        runner.snapshot_ready.connect(self._take)

    # -- what stands there -------------------------------------------------------------------------------------------

    @property
    def node(self) -> Node | None:
        """The layer; None once it is deleted."""
        return self._document.network.by_id.get(self.layer)

    @property
    def network(self) -> NetworkSpec:
        """The drawing."""
        return self._document.network

    @property
    def why_nothing(self) -> str:
        """Why there is no table, in a sentence; empty where there is one."""
        node, network = self.node, self._document.network
        if node is None:
            return "The layer is not there any more."
        if not self.grid.columns:
            unknown = node.id not in network.shapes
            return f"Connect {node.name} first; its inputs decide how many weights it has." if unknown else (
                f"{node.name} has no weights of its own."
            )
        return "" if self.known else self._runner.why_no_weights or "The weights are on their way."

    def _read(self) -> None:
        network = self._document.network
        self.grid, self.names = Grid.of(network, self.layer), Names(network)
        there = {block.array: np.ones(block.shape, np.bool_) for block in self.grid.blocks}
        self.exists: Cells = np.asarray(self.grid.laid_out(there, False), np.bool_)
        """True where a weight stands: an array may have fewer rows than another."""
        self.locked: Cells = self._locks()
        self.values: NDArray[Any] = np.full((self.grid.rows, self.grid.columns), np.nan)
        self.dtype: np.dtype[Any] = np.dtype(np.float32)
        self._fetch()

    def _locks(self) -> Cells:
        if self.node is None:
            return np.zeros((0, 0), np.bool_)
        return np.asarray(self.grid.laid_out(locks_of(self._document.network, self.layer), False), np.bool_)

    def _fetch(self) -> None:
        """The present numbers, where the run has this layer with these arrays."""
        shot, theta = self._runner.snapshot, self._runner.theta()
        slots = {} if shot is None else shot.slots_of(self.layer)
        fits = theta is not None and bool(slots) and all(
            block.array in slots and slots[block.array].shape == block.shape for block in self.grid.blocks
        )
        if fits and theta is not None:
            self.dtype = theta.dtype
            self.values = self.grid.laid_out({name: slot.view(theta) for name, slot in slots.items()}, np.nan)
        self.known = fits

    def _follow(self, before: ProjectSpec, after: ProjectSpec) -> None:
        if before.network is after.network:
            return
        grid, named = self.grid, [(node.id, node.name) for node in before.network.nodes]
        if grid == Grid.of(after.network, self.layer) and named == [(n.id, n.name) for n in after.network.nodes]:
            self.locked = self._locks()
            self.relocked.emit()
            return
        self._read()
        self.reshaped.emit()

    def _take(self, _snapshot: Snapshot | None) -> None:
        knew = self.known
        self._fetch()
        (self.changed if knew == self.known else self.reshaped).emit()

    def name_of(self, row: int, column: int) -> str:
        """What the weight in a cell is called."""
        place = self.grid.place(row, column)
        if place is None:
            return f"row {row + 1}, column {column + 1}"
        return words.weight_name(self._document.network, self.layer, *place, self.names)

    # -- setting -----------------------------------------------------------------------------------------------------

    def set_one(self, row: int, column: int, value: float) -> bool:
        """One typed number; False where it cannot be."""
        place = self.grid.place(row, column)
        if place is None:
            return False
        text = words.set_text(self.name_of(row, column), value)
        return self._set(text, [WeightEdit.at(self.layer, *place, value)])

    def fill(self, chosen: Cells, value: float) -> bool:
        """The same number into all chosen cells."""
        if int(chosen.sum()) == 1:
            row, column = (int(each) for each in np.argwhere(chosen)[0])
            return self.set_one(row, column, value)
        return self._put(f"Fill {self._what(chosen)}", chosen, np.full(chosen.shape, value))

    def step(self, chosen: Cells, by: float) -> bool:
        """A little more or less in all chosen cells; a run of steps is one undo step until ``end_steps``."""
        self._stepping = self._stepping or f"step weights {next(_runs)}"
        return self._put(f"Change {self._what(chosen)}", chosen, self.values + by, self._stepping)

    def end_steps(self) -> None:
        """The next step is an undo step of its own."""
        if self._stepping:
            self._stepping = ""
            self._document.seal()

    def paste(self, row: int, column: int, block: Block) -> bool:
        """A block of numbers with its corner in a cell; what reaches beyond the table is left out, and said."""
        height, width = size(block)
        fits = min(height, self.grid.rows - row), min(width, self.grid.columns - column)
        chosen, table = np.zeros(self.values.shape, np.bool_), np.zeros(self.values.shape)
        for down, cells in enumerate(block[: fits[0]]):
            for across, value in enumerate(cells[: fits[1]]):
                if value is not None:
                    chosen[row + down, column + across], table[row + down, column + across] = True, value
        chosen &= self.exists
        count_ = int(chosen.sum())
        if not self._put(f"Paste {words.counted_weights(count_)}", chosen, table):
            return False
        done = f"Pasted {words.counted_weights(count_)}."
        if fits != (height, width):
            done += f" The block is {height} × {width}; {fits[0]} × {fits[1]} of it fits here, the rest is left out."
        self.said.emit(done, False)
        return True

    def randomise(self, chosen: Cells) -> bool:
        """Draw the chosen weights again, as the layer's own start draws them."""
        seed = int(np.random.SeedSequence().generate_state(1)[0])
        return self._draw(f"Randomise {self._what(chosen)}", chosen, seed)

    def back_to_start(self, chosen: Cells) -> bool:
        """The chosen weights as they were before the first step."""
        return self._draw(f"Start of {self._what(chosen)}", chosen, self._document.project.training.seed)

    def _draw(self, text: str, chosen: Cells, seed: int) -> bool:
        network = self._document.network

        def make(array: str) -> Array:
            return fresh(network, self.layer, array, seed, self.dtype)

        return self._set(text, refilled(network, self.layer, self.grid.taken_apart(chosen & self.exists), make))

    def _put(self, text: str, chosen: Cells, table: NDArray[Any], merge: str | None = None) -> bool:
        masks, arrays = self.grid.taken_apart(chosen & self.exists), self.grid.taken_apart(table)
        edits = [
            WeightEdit.whole(self.layer, name, arrays[name], mask) for name, mask in masks.items() if mask.any()
        ]
        return self._set(text, edits, merge)

    def _set(self, text: str, edits: "list[WeightEdit] | tuple[WeightEdit, ...]", merge: str | None = None) -> bool:
        if merge is None:
            self.end_steps()
        if not edits:
            return False
        reason = self._runner.set_weights(text, edits, merge)
        self.said.emit(reason, bool(reason))
        if not reason:
            self._fetch()
            self.changed.emit()
        return not reason

    # -- locking -----------------------------------------------------------------------------------------------------

    def lock(self, chosen: Cells, locked: bool) -> None:
        """Lock or unlock the chosen weights against training."""
        node = self.node
        if node is None:
            return
        self.end_steps()
        masks = self.grid.taken_apart(np.where(chosen & self.exists, locked, self.locked))
        text = f"{'Lock' if locked else 'Unlock'} {self._what(chosen)}"
        self._document.edit(text, set_locks(self._document.project, self.layer, masks))
        found = words.locks_sentence(self._document.network, self.layer)
        self.said.emit(f"{found} against training." if found else "No weight is locked.", False)

    def _what(self, chosen: Cells) -> str:
        node, weights = self.node, int((chosen & self.exists).sum())
        name = node.name if node is not None else ""
        if weights == int(self.exists.sum()) and weights > 1:
            return f"weights of {name}"
        if weights == 1:
            row, column = (int(each) for each in np.argwhere(chosen)[0])
            return self.name_of(row, column)
        return f"{words.counted_weights(weights)} of {name}"
