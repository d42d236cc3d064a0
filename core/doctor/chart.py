"""Chart: what is measured of a run at one examination: the last gradient, change and weights of each layer, and what
the layers answer to a sample of training rows. Measured when first asked for; nothing of it changes the run.

Example: a 64-32-10 network has a ``LayerSigns`` for each of its two layers, and answers (32, 256) of the hidden one.
"""

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from core.activations import Array, Work
from core.frozen import dataclass
from core.layers import Op
from core.network import NetworkSpec, Node
from core.probe import probe_of
from core.program import Program
from core.snapshot import EpochResult

if TYPE_CHECKING:
    from core.trainer import Trainer


@dataclass(frozen=True)
class LayerSigns:
    """Sizes of a layer's weights at the last update; norms are roots of sums of squares."""

    layer: int
    weights: float
    gradient: float
    change: float
    rms: float
    """Root of the mean square of the gradient."""

    @property
    def ratio(self) -> float:
        """Update to weight: how large the last change was beside the weights; NaN where all weights are 0."""
        return self.change / self.weights if self.weights else float("nan")


class Sample:
    """The probe of the run, and what the best constant answer would lose on its rows."""

    def __init__(self, trainer: "Trainer") -> None:
        self.program: Program = probe_of(trainer)
        self.chance = tuple(_chance(self.program, at) for at in range(len(self.program.heads)))
        """The loss of the best answer that is the same for every row, for each head."""


def _chance(program: Program, at: int) -> float:
    head = program.heads[at]
    ordered, half = np.sort(head.y, axis=1), head.n // 2
    median = (ordered[:, (head.n - 1) // 2 : (head.n - 1) // 2 + 1] + ordered[:, half : half + 1]) / 2
    middles = [head.y.mean(axis=1, keepdims=True), median]  # np.median would load numpy.ma, while the window is made
    losses = []
    for middle in middles:
        a = np.ascontiguousarray(np.broadcast_to(middle, head.y.shape))
        parts = np.empty_like(a)
        with np.errstate(all="ignore"):
            head.loss.each(a, head.y, parts, Work(a))
        losses.append(float(parts.sum()) / head.n)
    finite = [each for each in losses if np.isfinite(each)]
    return min(finite, default=float("nan"))


class Chart:
    """One examination of ``trainer``; ``results`` are the epochs seen at earlier ones, the oldest first."""

    def __init__(
        self, trainer: "Trainer", sample: Sample, results: Sequence[EpochResult] = (), good_rate: float | None = None
    ) -> None:
        self.trainer, self.sample, self.results = trainer, sample, tuple(results)
        self.good_rate = good_rate
        """What the learning-rate finder recommends, where it was asked."""
        self.network: NetworkSpec = trainer.network
        self.updates = trainer.updater.t

    @property
    def rate(self) -> float:
        """The learning rate that is set."""
        return self.trainer.training.optimizer.learning_rate

    @property
    def paced(self) -> float:
        """The share of that rate which the schedule leaves at present."""
        return self.trainer.updater.learning_rate / self.rate

    @cached_property
    def signs(self) -> tuple[LayerSigns, ...]:
        """Of each layer with weights that are trained, in the order data flows."""
        program = self.trainer.program
        found = []
        for node in self.network.running:
            slots = [slot for slot in program.slots if slot.layer == node.id]
            if not slots or node.layer.trainable is False:
                continue
            at = slice(slots[0].start, slots[-1].stop)
            weights, gradient, change = (
                float(np.linalg.norm(vector[at])) for vector in (program.theta, program.grad, program.change)
            )
            found.append(LayerSigns(node.id, weights, gradient, change, gradient / math.sqrt(at.stop - at.start)))
        return tuple(found)

    @cached_property
    def _answered(self) -> Program:
        program = self.sample.program
        with np.errstate(all="ignore"):
            program.forward()
        return program

    def answers(self) -> Iterator[tuple[Node, Op, Array, bool]]:
        """(node, op, a as (units or maps, values), whether it is a head) of each layer with an activation."""
        heads = {head.layer for head in self._answered.heads}
        for node in self.network.running:
            op = self._answered.ops[node.id]
            if op.a is not op.z or node.id in heads:
                yield node, op, op.a.reshape(len(op.a), -1), node.id in heads

    @property
    def program(self) -> Program:
        """The sample's program after a forward pass."""
        return self._answered

    @property
    def result(self) -> EpochResult | None:
        """The last finished epoch."""
        return self.trainer.log.result

    @cached_property
    def learnt(self) -> bool:
        """Whether the loss is so far below that of a constant answer that small changes are what one expects."""
        result, chance = self.result, sum(self.sample.chance)
        return result is not None and np.isfinite(chance) and result.loss < 0.05 * chance

    def name(self, layer: int) -> str:
        """What the layer is called."""
        return self.network.by_id[layer].name
