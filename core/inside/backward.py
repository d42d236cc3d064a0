"""Looker: the way back for one example: which pixels or words are to blame, and who sent a cell its blame.

It runs a twin of one example through every layer's own backward pass, on to the input, which training never blames.
A slope is that of the example's error, or of one output's z. Example: of LeNet-5 ``salience()`` holds (28, 28, 1)
slopes dE/dx; ``blamed(2, (3, 22, 15))`` the windows of the next layer that sent their parts, and their sum times f'(z).
"""

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.arithmetic import Index
from core.arithmetic.view import View
from core.checkpoint import copy_of
from core.data.dataset import Prepared
from core.equations.names import Names
from core.errors import SpecError
from core.frozen import dataclass
from core.inside.example import Example
from core.layers.base import Op
from core.layers.embedding import EmbeddingOp
from core.layers.reshape import ReshapeOp
from core.metrics import Codings
from core.observe import locate
from core.program import Program

MOST = 2_000
"""So many shares are told one by one."""


@dataclass(frozen=True, eq=False)
class Salience:
    """``slopes`` (*input shape): how much ``value`` grows with each input. ``output`` None: value is the error.

    ``words`` (length,) is there where the inputs are tokens, which have no slope themselves: the slopes along each
    word's numbers times these numbers, summed: what the word as a whole adds, to first order.
    """

    row: int
    output: int | None
    value: float
    x: Array
    slopes: Array
    words: Array | None


@dataclass(frozen=True)
class Share:
    """One part of what a cell receives: ``value`` = ``factor`` times delta of a consumer's cell.

    Without a cell it is what the layer as a whole sends, as a normalisation does.
    """

    layer: int
    cell: Index | None
    factor: float
    delta: float
    value: float


@dataclass(frozen=True, eq=False)
class Blamed:
    """A cell's blame: delta = (sum of all shares) * slope + own; the strongest shares, and how many are not told."""

    row: int
    layer: int
    cell: Index
    shares: tuple[Share, ...]
    left_out: int
    rest: float
    sent: float
    slope: float | None
    """f'(z); None where a is z."""
    delta: float
    by_layer: tuple[tuple[int, float, int], ...]
    """For each consumer: its id, the sum of its shares, how many there are."""
    map: Array
    """delta of the whole layer, (channels, ...)."""
    own: float = 0.0
    """What a loss of this layer's own adds to delta where the layer feeds others as well."""


class Looker:
    """For one program; shares its weights, has buffers of its own."""

    def __init__(self, program: Program, prepared: Prepared, codings: Codings) -> None:
        self.origin, self._prepared, self._codings = program, prepared, codings
        self._program = program.twin(1, training=False)
        network = self._program.network
        self._names = Names(network)
        self._keys = {id(op): key for key, op in self._program.ops.items()}
        self._weights = {(slot.layer, slot.array): slot.view(program.theta) for slot in program.slots}
        self.row = -1

    def look(self, row: int) -> Example:
        """Take a row of the dataset forward with the present weights."""
        rows, index = locate(self._prepared, row)
        self.row, program = row, self._program
        one = rows.pick(slice(index, index + 1))
        program.load(one.x[:], *self._codings.encode(one, program.dtype))
        with np.errstate(all="ignore"):
            program.forward()
            program.error()
        return Example.from_program(program)

    def salience(self, output: int | None = None, layer: int | None = None) -> Salience:
        """Slopes of the error, or of one output's z, along the input; ``layer``: its head, else it is the main one's.

        SpecError where there is no such output.
        """
        program = self._program
        head = program.heads[0] if layer is None else program.head_of(layer)
        if output is not None and (head is None or not 0 <= output < len(head.op.z)):
            raise SpecError("That output is not there any more.")
        end = head.op if head is not None and output is not None else None
        self._back(end, output)
        sent = self._sent()
        value = sum(each.value for each in program.heads) if end is None else float(end.z[output, 0])
        shape = program.network.shapes[self._keys[id(program.input)]]
        slopes = np.moveaxis(sent[..., 0], 0, -1).reshape(shape)
        x = np.moveaxis(program.input.a[..., 0], 0, -1).reshape(shape)
        return Salience(self.row, output, value, copy_of(x), copy_of(slopes), self._words())

    def blamed(self, layer: int, cell: Index) -> Blamed:
        """Who sent this cell its blame for the error; SpecError where there is no such cell."""
        op = self._program.ops.get(layer)
        if op is None or len(cell) != op.z.ndim - 1 or not all(
            0 <= at < most for at, most in zip(cell, op.z.shape, strict=False)
        ):
            raise SpecError("That cell is not there any more.")
        self._back()
        shares = self._shares(op, cell)
        told = sorted(shares, key=lambda each: -abs(each.value))[:MOST]
        rest = sum(each.value for each in shares) - sum(each.value for each in told)
        by_layer = tuple(
            (key, sum(each.value for each in shares if each.layer == key), sum(each.layer == key for each in shares))
            for key in dict.fromkeys(each.layer for each in shares)
        )
        delta = op.delta if op is not self._program.input else self._sent()
        own = self._own(layer, cell)
        return Blamed(
            self.row, layer, cell, tuple(told), len(shares) - len(told), rest, sum(each.value for each in shares),
            self._slope(op, cell), float(delta[(*cell, 0)]), by_layer, copy_of(delta[..., 0]), own,
        )  # fmt: skip

    # -- the backward pass -------------------------------------------------------------------------------------------

    def _back(self, end: Op | None = None, output: int | None = None) -> None:
        """Blame for all layers, those before the first weight too: for the error, or for one output of ``end``."""
        program = self._program
        with np.errstate(all="ignore"):
            for key, op in reversed(tuple(program.ops.items())):
                head = program.head_of(key)
                if op is program.input:
                    continue
                if end is not None and (op is end or not op.consumers):  # other heads have no say in this output
                    op.delta.fill(0.0)
                    if op is end:
                        op.delta[output] = 1.0
                else:
                    (op if head is None or end is not None else head).blame()

    def _own(self, layer: int, cell: Index) -> float:
        """What the layer's own loss adds to a cell's delta, beside what the layers that it feeds send back."""
        op, head = self._program.ops[layer], self._program.head_of(layer)
        if head is None or not op.consumers:
            return 0.0
        with np.errstate(all="ignore"):
            whole = float(op.delta[(*cell, 0)])
            op.blame()
            sent = float(op.delta[(*cell, 0)])
            head.blame()
        return whole - sent

    def _sent(self) -> Array:
        """dL/dx: what the first layers send back; training needs none."""
        entry = self._program.input
        sent = np.zeros_like(entry.a, order="C")
        with np.errstate(all="ignore"):
            for consumer, index in entry.consumers:
                consumer.send_back(index, sent, True)
        return sent

    def _words(self) -> Array | None:
        entry = self._program.input
        found = [op for op, _ in entry.consumers if isinstance(op, EmbeddingOp)]
        if not found:
            return None
        parts: list[NDArray[np.floating]] = [(op.a[..., 0] * op.delta[..., 0]).sum(axis=0) for op in found]
        return copy_of(np.sum(parts, axis=0))

    def _shares(self, op: Op, cell: Index) -> list[Share]:
        """A share for each term of the consumers' own equations of blame; what only rearranges is looked through."""
        at = View(self._names, self._keys, self._weights, 1, 0)
        shares: list[Share] = []
        for consumer, index in op.consumers:
            key = self._keys[id(consumer)]
            for product, _ in consumer.explain_sent(at, index, cell):
                value = at.term(product).value
                blame = next((each for each in product if each.symbol.base == "δ"), None)
                delta = at.result(blame) if blame is not None else 1.0
                place = blame.ref.neuron if blame is not None and blame.ref is not None else None
                if isinstance(consumer, ReshapeOp) and place is not None:
                    shares += self._shares(consumer, place)
                    continue
                rest = [each for each in product if each is not blame]
                shares.append(Share(key, place, at.term(tuple(rest)).value if rest else 1.0, delta, value))
        return shares

    def _slope(self, op: Op, cell: Index) -> float | None:
        if op.a is op.z or op.activation.coupled:
            return None
        at = View(self._names, self._keys, self._weights, 1, 0)
        return at.result(op.activation.explain_slope(at, op, cell)[0])
