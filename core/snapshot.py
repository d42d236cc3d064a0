"""What the screen needs of a run, copied once and frozen: phases, snapshots, epoch results, curves.

Everything here crosses threads; arrays are read-only copies. Each Snapshot carries the model ``revision``: a number
whose revision is gone must not be shown as if it were current. Example: a 64-32-10 network has a ``theta`` of shape
(2410,) whose slot ``hidden.weight`` is ``theta[0:2048].reshape(32, 64)``.
"""

from dataclasses import field
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.curves import Curves as Curves
from core.curves import Series as Series
from core.frozen import dataclass
from core.network import NetworkSpec
from core.task import Shape

if TYPE_CHECKING:
    from core.walk_state import WalkState


class PhaseKind(Enum):
    """The kinds of stops within one training step, in their order."""

    FORWARD = "forward"
    ERROR = "error"
    BLAME = "blame"
    GRADIENT = "gradient"
    UPDATE = "update"


@dataclass(frozen=True)
class Phase:
    """One stop of a step; ``layer`` is the id of the layer it works on (None for ERROR and UPDATE)."""

    kind: PhaseKind
    layer: int | None = None


@dataclass(frozen=True)
class Slot:
    """Where one weight array lies in the flat vectors: ``theta[start:stop].reshape(shape)``."""

    layer: int
    array: str
    start: int
    stop: int
    shape: Shape

    def view(self, vector: Array) -> Array:
        """The array this slot names, as a view into a flat vector of the program's layout."""
        return vector[self.start : self.stop].reshape(self.shape)


def _no_numbers() -> Array:
    return np.zeros(0, np.float32)


@dataclass(frozen=True, eq=False)
class LayerValues:
    """z, a and delta of the watched examples in one layer, ``(features..., k)``, channels first.

    ``da`` = dL/da is there while a pass is walked through, and where backpropagation forms it: an output whose
    activation and loss match has none. An input's is what the first layer sends back.
    """

    z: Array
    a: Array
    delta: Array
    da: Array = field(default_factory=_no_numbers)


@dataclass(frozen=True, eq=False)
class HeadValues:
    """What one head is asked and what it answers: ``target`` and ``output`` (outputs,), ``loss`` at this head alone."""

    target: Array
    output: Array
    loss: float


@dataclass(frozen=True, eq=False)
class Watched:
    """The example on show: its row in the dataset, prepared input, and what every head and layer makes of it.

    ``x`` (*input shape); ``heads`` and ``layers`` by id, the main head first; targets as the loss sees them.
    ``deltas`` are those of this example's own loss (not divided by the minibatch).
    """

    row: int
    x: Array
    heads: dict[int, HeadValues]
    layers: dict[int, LayerValues]

    @property
    def main(self) -> HeadValues:
        """The main head, the only one as a rule."""
        return next(iter(self.heads.values()))

    @property
    def target(self) -> Array:
        """The encoded target of the main head, (outputs,)."""
        return self.main.target

    @property
    def output(self) -> Array:
        """What the main head says, (outputs,)."""
        return self.main.output

    @property
    def loss(self) -> float:
        """Of this example alone, over all heads."""
        return sum(head.loss for head in self.heads.values())


@dataclass(frozen=True)
class Metrics:
    """Metric values by name: ``accuracy`` for classes, ``r2`` and ``rmse`` (in the target's units) for numbers.

    Of several heads as ``output: accuracy``, and ``output: loss`` beside it.
    """

    values: tuple[tuple[str, float], ...] = ()

    def as_dict(self) -> dict[str, float]:
        """By name."""
        return dict(self.values)

    def of_head(self, head: str) -> dict[str, float]:
        """Those of one head by their plain names; all of them where there is one head only."""
        if all(": " not in name for name, _ in self.values):
            return self.as_dict()
        return {
            name.removeprefix(f"{head}: "): value for name, value in self.values if name.startswith(f"{head}: ")
        }


@dataclass(frozen=True, eq=False)
class Evaluation:
    """One pass over held-out (or all training) rows without dropout.

    ``rows`` are dataset rows; ``predicted`` class indices or values in the target's units, ``actual`` alike;
    ``confusion[actual, predicted]`` counts, None for regression; ``losses`` are those of the single rows, empty where
    they are not known. ``loss`` is over all heads, the rest of the main one; ``others`` are the further heads by id.
    """

    split: Literal["validation", "training"]
    loss: float
    metrics: Metrics
    rows: NDArray[np.int64]
    actual: NDArray[Any]
    predicted: NDArray[Any]
    confusion: NDArray[np.int64] | None
    others: "dict[int, Evaluation]" = field(default_factory=dict)
    losses: NDArray[Any] = field(default_factory=lambda: np.zeros(0))

    def of(self, head: int | None) -> "Evaluation":
        """That of this head; of the main one where it is none of the further ones."""
        return self.others.get(head, self) if head is not None else self


@dataclass(frozen=True)
class EpochResult:
    """One line of the run's log. Validation fields are None where no rows are kept aside."""

    epoch: int
    step: int
    loss: float
    validation_loss: float | None
    metrics: Metrics
    validation_metrics: Metrics | None
    seconds: float


@dataclass(frozen=True)
class Divergence:
    """Why a run stopped by itself: which layer, phase and step first held a number that is not finite."""

    text: str
    layer: int | None
    phase: Phase | None
    step: int
    learning_rate: float | None = None
    """One to try instead; None where another rate would not help."""
    rows: tuple[int, ...] = ()
    """The rows that brought it, as the caller counts them; none where all rows of the minibatch were hit alike."""


@dataclass(frozen=True, eq=False)
class FieldMaps:
    """What each neuron answers over the plane of a 2-input network, on a square grid of inputs.

    ``extent`` is (left, right, bottom, top) in input units; ``layers[id]`` is (units, grid, grid), row 0 at the bottom.
    """

    extent: tuple[float, float, float, float]
    layers: dict[int, Array]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The state of a run at one moment; see the module's header."""

    revision: int
    network: NetworkSpec
    slots: tuple[Slot, ...]
    theta: Array
    grad: Array
    change: Array
    step: int
    epoch: int
    position: float
    """Epochs done, with the fraction of the running one."""
    total_epochs: int
    phase: Phase | None
    loss: float
    """Of the last minibatch; nan before the first."""
    result: EpochResult | None
    """The last finished epoch."""
    evaluation: Evaluation | None
    watched: Watched | None
    curves: Curves
    plane: FieldMaps | None = None
    steps_per_second: float = 0.0
    seconds_left: float | None = None
    finished: str = ""
    """Why the run ended ("all epochs done", "early stopping"), or empty while it can go on."""
    best_epoch: int | None = None
    learning_rate: float | None = None
    """What the schedule makes of the optimizer's rate at the next update."""
    identity: dict[str, Any] = field(default_factory=dict)
    engine_note: str = ""
    """Why numpy computes this run, where that is not what was asked for."""
    states: tuple[Slot, ...] = ()
    state: Array = field(default_factory=lambda: np.zeros(0, np.float32))
    """What training changes by no gradient; ``states`` name its pieces."""
    walk: "WalkState | None" = None
    """The present stop while a pass is walked through; ``watched`` is then the walked example, not a free one."""

    def slots_of(self, layer: int) -> dict[str, Slot]:
        """This layer's slots by array name."""
        return {slot.array: slot for slot in self.slots if slot.layer == layer}

    def weights(self, layer: int, vector: Literal["theta", "grad", "change"] = "theta") -> dict[str, Array]:
        """This layer's arrays by name, as views: ``weights(3)["weight"]`` is (units_out, units_in) for Dense."""
        flat: Array = getattr(self, vector)
        return {name: slot.view(flat) for name, slot in self.slots_of(layer).items()}
