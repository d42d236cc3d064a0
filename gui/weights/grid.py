"""Grid: the weight arrays of one layer laid out as one table, a row for each neuron, its bias at the end.

Pure arithmetic of places, no widget. Worked shape: Dense 2-3 is 3 rows by 3 columns: x1, x2, bias; the cell (2, 2) is
``("bias", (2,))``. Arrays of more dimensions lie in their row one number behind the other.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arithmetic import Index
from core.equations.names import Names
from core.frozen import dataclass
from core.network import NetworkSpec
from core.task import Shape

Cells = NDArray[np.bool_]


@dataclass(frozen=True)
class Block:
    """One array: the columns from ``start`` to ``stop`` of the table."""

    array: str
    shape: Shape
    start: int
    stop: int

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return self.shape[0]

    def index(self, row: int, column: int) -> Index:
        """The place in the array of a cell."""
        inner = np.unravel_index(column - self.start, self.shape[1:]) if len(self.shape) > 1 else ()
        return (row, *(int(each) for each in inner))


@dataclass(frozen=True)
class Grid:
    """The table of one layer."""

    layer: int
    blocks: tuple[Block, ...]

    @classmethod
    def of(cls, network: NetworkSpec, layer: int) -> "Grid":
        """The table of a layer's weights; without columns where it has none."""
        blocks: list[Block] = []
        start = 0
        for weight in network.weights(layer) if layer in network.by_id else ():
            stop = start + int(np.prod(weight.shape[1:], dtype=np.int64))
            blocks.append(Block(weight.name, weight.shape, start, stop))
            start = stop
        return cls(layer, tuple(blocks))

    @property
    def rows(self) -> int:
        """Neurons."""
        return max((block.rows for block in self.blocks), default=0)

    @property
    def columns(self) -> int:
        """Sources and biases."""
        return self.blocks[-1].stop if self.blocks else 0

    def block(self, column: int) -> Block:
        """The array a column belongs to."""
        return next(block for block in self.blocks if block.start <= column < block.stop)

    def place(self, row: int, column: int) -> tuple[str, Index] | None:
        """Array and index of a cell; None where nothing stands."""
        block = self.block(column)
        return (block.array, block.index(row, column)) if row < block.rows else None

    def laid_out(self, arrays: Mapping[str, NDArray[Any]], empty: Any) -> NDArray[Any]:
        """Arrays by name as one table (rows, columns); ``empty`` where nothing stands."""
        out = np.full((self.rows, self.columns), empty)
        for block in self.blocks:
            out[: block.rows, block.start : block.stop] = arrays[block.array].reshape(block.rows, -1)
        return out

    def taken_apart(self, table: NDArray[Any]) -> dict[str, NDArray[Any]]:
        """The reverse: a table (rows, columns) as arrays by name, each in its inner shape."""
        return {
            block.array: table[: block.rows, block.start : block.stop].reshape(block.shape) for block in self.blocks
        }

    def column_name(self, network: NetworkSpec, names: Names, column: int) -> str:
        """The source neuron whose outputs a column weighs; "bias" for a bias."""
        block = self.block(column)
        place, inputs = block.index(0, column)[1:], network.by_id[self.layer].inputs
        return names.neuron(inputs[0], place) if place and inputs else block.array

    def row_name(self, names: Names, row: int) -> str:
        """The neuron whose weights stand in a row."""
        return names.neuron(self.layer, (row,))
