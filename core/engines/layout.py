"""Layout: the vector of whole numbers that kernels read, filled from a program, an updater and the rows of a run.

It keeps every array alive whose address it holds. Worked shape: 2-4-1 in batches of 10 needs rows of 16 numbers for 2
inputs, 4 + 4 + 4 + 4 of the hidden layer (z, a, da, delta), as many of the output, the target and two more.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.engines import blas
from core.engines import names as at
from core.flat import padded, whole
from core.head import Head
from core.layers import Op
from core.program import Program, Vectors

_LINE = 64
"""Bytes of a line of the cache."""


def address(array: NDArray[Any]) -> int:
    """Where the first number of a contiguous array stands."""
    found: int = array.__array_interface__["data"][0]
    return found


class Facts:
    """``vector`` (LENGTH,) of whole numbers, by the names of core.engines.names."""

    def __init__(self) -> None:
        self.vector: NDArray[np.int64] = np.zeros(at.LENGTH, np.int64)
        self.start = address(self.vector)
        self._held: dict[int, NDArray[Any]] = {}

    def point(self, name: int, array: NDArray[Any]) -> NDArray[Any]:
        """Put the address of ``array``, which must be contiguous, at ``name``; the array."""
        if self._held.get(name) is array:
            return array
        assert array.flags.c_contiguous
        self._held[name] = array
        self.vector[name] = address(array)
        return array

    def point_to_weights(self, vectors: Vectors) -> None:
        """The flat vectors of a network."""
        for name, vector in ((at.THETA, vectors.theta), (at.GRAD, vectors.grad), (at.CHANGE, vectors.change)):
            self.point(name, whole(vector))
        self.vector[at.WEIGHTS] = padded(len(vectors.theta))


class Layout:
    """The buffers of a chain of layers for minibatches of up to ``program.n`` rows, and the table that finds them."""

    def __init__(self, program: Program, facts: Facts) -> None:
        self.facts = facts
        self.stride = padded(program.n)
        self._taken = 0
        facts.vector[at.PRODUCT] = blas.product(program.dtype.name)
        self._places: dict[int, dict[int, int]] = {}
        """Where z, a, da and delta of each layer begin, by layer id."""
        facts.point_to_weights(program.vectors)
        plan, penalties = self._plan(program)
        facts.point(at.PLAN, plan)
        facts.point(at.PENALTIES, penalties)
        head = program.heads[0]
        outputs = len(head.a)
        vector = facts.vector
        vector[at.LAYERS], vector[at.STRIDE] = len(plan), self.stride
        vector[at.PENALIZED] = bool(penalties.any())
        vector[at.FIRST_BLAMED] = int(np.flatnonzero(plan[:, at.WEIGHT] >= 0)[0])
        vector[at.LOSS], vector[at.MATCHED] = at.KNOWN_LOSSES.index((head.loss.name, head.fused)), head.fused
        vector[at.Y], vector[at.PARTS], vector[at.COUNTS] = self._take(outputs), self._take(outputs), self._take(1)
        self.work = _aligned(self._taken, program.dtype)
        self.start = address(self.work)

    def _take(self, units: int) -> int:
        place, self._taken = self._taken, self._taken + units * self.stride
        return place

    def _plan(self, program: Program) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """A row for each layer but the input, and its l1 and l2."""
        rows, penalties = [], []
        entry, *layers = program.ops.items()
        self.x = before = self._take(program.x[0].size)
        width = program.x[0].size
        for key, op in layers:
            rows.append(self._row(program, key, op, before, width))
            before, width = rows[-1][at.A], rows[-1][at.UNITS]
            regularizer = next((each.regularizer for each in program.params_of(key).values()), None)
            penalties.append((regularizer.l1, regularizer.l2) if regularizer is not None else (0.0, 0.0))
        del entry
        self._keep_rows(rows)
        return np.array(rows, np.int64), np.array(penalties, np.float64)

    def _keep_rows(self, plan: list[list[int]]) -> None:
        """Leave the input as rows, one example behind the other, where nothing but BLAS looks at it."""
        first = next(row for row in plan if row[at.WEIGHT] >= 0)
        self.rows_first = bool(first[at.BY_BLAS]) and first[at.X] == self.x
        first[at.ROW_STEP] = first[at.INPUTS] if self.rows_first else 0

    def _row(self, program: Program, key: int, op: Op, x: int, inputs: int) -> list[int]:
        units = len(op.z)
        starts = {slot.array: slot.start for slot in program.slots if slot.layer == key}
        only_passes = not starts and op.activation.name == "linear"
        z = x if only_passes else self._take(units)
        a = z if op.a is op.z else self._take(units)
        delta = self._take(units)
        da = delta if op.da is op.delta else self._take(units)
        self._places[key] = {at.Z: z, at.A: a, at.DA: da, at.DELTA: delta}
        row = [0] * at.COLUMNS
        row[at.UNITS], row[at.INPUTS], row[at.X], row[at.Z], row[at.A] = units, inputs, x, z, a
        row[at.DA], row[at.DELTA] = da, delta
        row[at.WEIGHT], row[at.BIAS] = starts.get("weight", -1), starts.get("bias", -1)
        row[at.ACTIVATION] = at.KNOWN_ACTIVATIONS.index(op.activation.name)
        row[at.BY_BLAS] = "weight" in starts and blas.computes(program.dtype.name, units, inputs, self.stride)
        return row

    def _seen(self, place: int, units: int, n: int) -> Array:
        """(units, n) of the buffer that begins at ``place``."""
        if place == self.x and self.rows_first:
            return self.work[place : place + units * self.stride].reshape(self.stride, units)[:n].T
        return self.work[place : place + units * self.stride].reshape(units, self.stride)[:, :n]

    def drawn(self, program: Program) -> list[tuple[Array, Array]]:
        """(buffer of ``program``, view of work) for what the drawing of a minibatch fills."""
        n, head = program.n, program.heads[0]
        x = program.x.reshape(n, -1)
        return [
            (x, self._seen(self.x, x.shape[1], n).T), (head.rows, self._seen(self._at(at.Y), len(head.a), n).T)
        ]  # fmt: skip

    def _at(self, name: int) -> int:
        return int(self.facts.vector[name])

    def forwarded(self, op: Op, key: int) -> list[tuple[Array, Array]]:
        """Likewise, what FORWARD of a layer fills."""
        return self._pairs(key, ((op.z, at.Z), (op.a, at.A)))

    def blamed(self, op: Op, key: int) -> list[tuple[Array, Array]]:
        """Likewise, BLAME."""
        return self._pairs(key, ((op.da, at.DA), (op.delta, at.DELTA)))

    def judged(self, head: Head) -> list[tuple[Array, Array]]:
        """Likewise, ERROR."""
        return [(head.parts, self._seen(self._at(at.PARTS), len(head.a), head.n))]

    def counts(self, n: int) -> Array:
        """How much each of ``n`` examples counts, (n,)."""
        seen: Array = self._seen(self._at(at.COUNTS), 1, n)[0]
        return seen

    def _pairs(self, key: int, buffers: Sequence[tuple[Array, int]]) -> list[tuple[Array, Array]]:
        places = self._places[key]
        return [(buffer, self._seen(places[name], len(buffer), buffer.shape[-1])) for buffer, name in buffers]


def _aligned(count: int, dtype: Any) -> Array:
    """``count`` zeros, the first at the start of a line of the cache."""
    room = np.zeros(count * np.dtype(dtype).itemsize + _LINE, np.uint8)
    start = -address(room) % _LINE
    found: Array = room[start : start + count * np.dtype(dtype).itemsize].view(dtype)
    return found
