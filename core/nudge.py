"""Nudge: one weight moved a little: the loss its gradient predicts beside the loss that comes out.

Both are computed in float64, without dropout, penalties included, on the same rows and on weights of its own: a run is
asked for its weights and never touched. predicted = loss + dL/dw * (value - start), the straight line that gradient
descent trusts. ``suppose`` is what the example on show would make of it. Example: ``Nudger(trainer).ask(3, "weight",
(2, 0), 0.4, rows)`` answers one Nudge.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.arithmetic import Index
from core.errors import SpecError
from core.frozen import dataclass
from core.observe import Observer
from core.program import Program, compile_network
from core.snapshot import FieldMaps, Watched
from core.trainer import Trainer

MOST_ROWS = 256


@dataclass(frozen=True)
class Nudge:
    """What one moved weight does to the mean loss of ``rows`` rows; ``slope`` is dL/dw at ``start``."""

    layer: int
    array: str
    index: Index
    start: float
    value: float
    loss: float
    """At ``start``."""
    slope: float
    predicted: float
    actual: float
    rows: int

    @property
    def miss(self) -> float:
        """How far the loss that comes out lies above the predicted one."""
        return self.actual - self.predicted


@dataclass(frozen=True, eq=False)
class Supposed:
    """What the example on show and the plane would be, were a weight moved; None: not known, as before."""

    watched: Watched | None
    plane: FieldMaps | None


class Nudger:
    """Answers for one run; backpropagation runs again only where weights, rows or network are others."""

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer
        self._program: Program | None = None
        self._theta: Array = np.zeros(0)
        self._rows: NDArray[np.intp] = np.zeros(0, np.intp)
        self._loss = 0.0
        self._grad: Array = np.zeros(0)

    def ask(
        self, layer: int, array: str, index: Index, value: float, rows: NDArray[np.intp] | None = None
    ) -> Nudge:
        """Move one weight to ``value``; ``rows`` count within the training rows, else up to 256 of them, spread evenly.

        SpecError where there is no such weight or the number is not finite.
        """
        if not np.isfinite(value):
            raise SpecError("A weight must be a finite number.")
        program = self._ready(self._spread() if rows is None else rows)
        at = _place(program, layer, array, index)
        kept, slope = float(program.theta[at]), float(self._grad[at])
        with _moved(program, at, value):
            program.forward()
            program.error()
        predicted = self._loss + slope * (value - kept)
        return Nudge(layer, array, index, kept, value, self._loss, slope, predicted, program.loss, program.n)

    def suppose(
        self, observer: Observer, walked: Callable[[Program], Watched | None] | None, layer: int, array: str,
        index: Index, value: float,
    ) -> Supposed:  # fmt: skip
        """What the drawing would show with this weight at ``value``; the run's numbers are as before afterwards.

        In a walk ``walked`` reads what its present stop has reached from a program with the rows of the last ``ask``;
        nothing is known where a layer does otherwise while it trains (Dropout, BatchNormalization): such a step has
        to be walked again.
        """
        if walked is None:
            with _moved(self.trainer.program, _place(self.trainer.program, layer, array, index), value):
                return Supposed(*observer.look_again())
        program = self._program
        if program is None or any(op.resting for op in program.ops.values()):
            return Supposed(None, None)
        with _moved(program, _place(program, layer, array, index), value):
            program.run()
        return Supposed(walked(program), None)

    def _spread(self) -> NDArray[np.intp]:
        count = len(self.trainer.prepared.train)
        return np.unique(np.linspace(0, count - 1, min(count, MOST_ROWS)).astype(np.intp))

    def _ready(self, rows: NDArray[np.intp]) -> Program:
        """The program with these rows and the run's present weights, after a backward pass with them."""
        trainer, program = self.trainer, self._program
        if program is None or program.n != len(rows) or program.slots != trainer.program.slots:
            program = compile_network(trainer.network, batch=len(rows), dtype=np.float64, training=False)
            self._program, self._rows, self._theta = program, np.zeros(0, np.intp), np.zeros(0)
        now, seen = trainer.program, (self._theta, program.state)
        same = np.array_equal(self._rows, rows) and all(map(np.array_equal, seen, (now.theta, now.state)))
        if not same:
            train = trainer.prepared.train
            some = train.pick(rows)
            program.load(np.asarray(some.x, np.float64), *trainer.codings.encode(some, np.float64))
            np.copyto(program.theta, now.theta)
            np.copyto(program.state, now.state)
            with np.errstate(all="ignore"):
                program.run()
            self._rows, self._theta = rows.copy(), program.theta.copy()
            self._loss, self._grad = program.loss, program.grad.copy()
        return program


def _place(program: Program, layer: int, array: str, index: Index) -> int:
    """Where a weight lies in the flat vectors; SpecError where there is none."""
    slot = next((each for each in program.slots if (each.layer, each.array) == (layer, array)), None)
    inside = slot is not None and len(index) == len(slot.shape) and all(
        0 <= at < most for at, most in zip(index, slot.shape, strict=True)
    )
    if slot is None or not inside:
        raise SpecError("The weight to nudge is not there any more.")
    return slot.start + int(np.ravel_multi_index(index, slot.shape))


@contextmanager
def _moved(program: Program, at: int, value: float) -> Iterator[None]:
    """The program with one weight at ``value``, and afterwards as before to the last bit."""
    kept = program.theta[at].copy()
    program.theta[at] = value
    try:
        with np.errstate(all="ignore"):
            yield
    finally:
        program.theta[at] = kept
