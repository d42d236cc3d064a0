"""Head: a layer that a loss judges: its targets, its part of the error, and where its blame starts.

A network has one head as a rule; of several, the losses add up. A head may feed other layers as well: its blame is then
that of its own loss and what those send back. Example: three classes and 32 rows have ``parts`` (3, 32).
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.activations import Array, Work
from core.layers import Op
from core.losses import LOSSES

Share = tuple[NDArray[Any], float]
"""An example's weight from its encoded target y: slope . y + offset; slope is (outputs,)."""


class Head:
    """The loss at ``layer``: ``y`` (outputs, n) holds the gathered targets, ``parts`` (outputs, n) their losses."""

    def __init__(self, layer: int, op: Op, loss: str) -> None:
        self.layer = layer
        self.op = op
        self.a = op.a
        self.loss = LOSSES[loss]
        self.fused = self.loss.fused_with == op.activation.name
        outputs, n = op.z.shape
        self.n = int(n)
        dtype = op.z.dtype
        self.rows: Array = np.zeros((self.n, outputs), dtype)
        self.y = self.rows.T
        self.parts: Array = np.zeros(op.z.shape, dtype)  # contiguous, even where z is a transposed view
        self._sum_of_parts = self.parts.reshape(-1).dot  # with ones: a third of the time of a reduction
        self._ones = np.ones(self.parts.size, dtype)
        self._own = np.zeros(op.z.shape, dtype)  # used by a head that feeds other layers too
        self.work = Work(op.z)
        self.counts: Array | None = None
        """How much each example counts (n,), after the last ERROR; None where all count 1."""
        self._slope, self._offset = np.zeros(outputs, dtype), np.zeros((), dtype)
        self.value: float = 0.0
        """Mean loss of the batch at this head, after the last ERROR."""

    def weigh(self, share: Share | None) -> None:
        """Let examples count by their class from now on, or (None) all alike."""
        self.counts = None if share is None else np.ones(self.n, self.parts.dtype)
        if share is not None:
            self._slope[:], self._offset[()] = share

    def _weighted(self, slope: Array) -> None:
        """Scale what came from the loss, (outputs, n), by how much each example counts."""
        if self.counts is not None:
            np.multiply(slope, self.counts, out=slope)

    def error(self) -> float:
        """Each output's part of each example's loss; their sum's mean over examples, which ``value`` keeps."""
        if self.fused:
            self.loss.fused_each(self.op.z, self.op.a, self.y, self.parts, self.work)
        else:
            self.loss.each(self.op.a, self.y, self.parts, self.work)
        if self.counts is not None:
            np.dot(self._slope, self.y, out=self.counts)
            np.add(self.counts, self._offset, out=self.counts)
            np.multiply(self.parts, self.counts, out=self.parts)
        self.value = float(self._sum_of_parts(self._ones)) / self.n
        return self.value

    @property
    def blame(self) -> Callable[[], None]:
        """What finds delta of the layer; it is chosen once, for the plan."""
        if self.op.consumers:
            return self._blame_matched_that_feeds if self.fused else self._blame_that_feeds
        return self._blame_matched if self.fused else self._blame

    def _blame(self) -> None:
        """dL/da of the loss, then delta = dL/da * f'(z)."""
        self.loss.slope(self.op.a, self.y, self.op.da, self.work)
        self._weighted(self.op.da)
        self.op.slope()

    def _blame_matched(self) -> None:
        """A matching pair of activation and loss collapses to (a - y) / n."""
        self.loss.fused_delta(self.op.a, self.y, self.op.delta, self.work)
        self._weighted(self.op.delta)

    def _blame_that_feeds(self) -> None:
        """What layers that this one feeds send back comes on top of dL/da."""
        op = self.op
        self.loss.slope(op.a, self.y, op.da, self.work)
        self._weighted(op.da)
        for consumer, index in op.consumers:
            consumer.send_back(index, op.da, True)
        op.slope()

    def _blame_matched_that_feeds(self) -> None:
        """Likewise, (a - y) / n comes on top of delta from what is sent back."""
        op = self.op
        op.blame()
        self.loss.fused_delta(op.a, self.y, self._own, self.work)
        np.add(op.delta, self._own, out=op.delta)

    def own_slope(self) -> Array:
        """dL/da (outputs, n) of this head's own loss, divided by n, in an array of its own."""
        out = np.empty_like(self.parts)
        self.loss.slope(self.op.a, self.y, out, self.work)
        self._weighted(out)
        return out
