"""WalkState: what the screen gets of a walk at one stop, frozen; WalkStop, one stop of a step; Question, what is asked.

A layer's z and a are there once its forward phase has run, its delta once its blame has; before that their arrays are
empty. Example: on Mazur's 2-2-2 after stop 6 ``state.layers[2].delta`` is (2, 1): 0.008771 and 0.009954.
"""

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.arithmetic import Index, Words
from core.frozen import dataclass
from core.player import BEFORE, Position
from core.snapshot import LayerValues, PhaseKind

MOST_EXAMPLES = 64
"""So many examples of a minibatch are copied for the screen."""
Done = tuple[PhaseKind, int | None]


@dataclass(frozen=True)
class WalkStop:
    """One stop: its kind, the id and the name of its layer (None and empty for error and update), its place.

    ``what`` is what comes out of it in the layer's own words, "weighted sums, bent by its tanh"; empty where no layer
    has words for it.
    """

    kind: PhaseKind
    layer: int | None
    name: str
    index: int
    what: str = ""


@dataclass(frozen=True, eq=False)
class HeadState:
    """What one head is asked and how wrong it is.

    ``y`` (k, outputs) are targets, ``parts`` (outputs, k) each output's part of the error, empty before it is known;
    ``part`` (outputs,) is that of the example looked at, or the mean over the whole minibatch; ``loss`` is that of the
    minibatch at this head, nan before it is known.
    """

    y: Array
    parts: Array
    part: Array
    loss: float


@dataclass(frozen=True, eq=False)
class WalkState:
    """What the screen needs at one stop; arrays are read-only copies of at most ``MOST_EXAMPLES`` examples.

    ``example`` counts within the minibatch, None is its mean. ``layers`` are ``(features..., k)``, channels first;
    ``heads`` hold targets and parts of the error by layer id, the main head first, which ``y``, ``parts`` and ``part``
    are those of; ``errors`` (n,) are all examples' own errors over all heads, without penalties, empty before they are
    known.
    """

    plan: tuple[WalkStop, ...]
    position: Position
    can_go_back: bool
    can_go_forward: bool
    rows: NDArray[np.intp]
    example: int | None
    layers: dict[int, LayerValues]
    heads: dict[int, HeadState]
    errors: Array
    loss: float
    """Of the minibatch over all heads, penalties included; nan before the error is known."""
    done: frozenset[Done]
    words: Words
    """The present stop as one plain sentence; ``core.arithmetic.say`` writes it."""

    @property
    def main(self) -> HeadState:
        """The main head, the only one as a rule."""
        return next(iter(self.heads.values()))

    @property
    def y(self) -> Array:
        """The main head's targets."""
        return self.main.y

    @property
    def parts(self) -> Array:
        """The main head's parts of the error."""
        return self.main.parts

    @property
    def part(self) -> Array:
        """The main head's parts of the error for what is looked at."""
        return self.main.part

    @property
    def stop(self) -> WalkStop | None:
        """The stop it stands at, or None before the first."""
        return None if self.position.stop == BEFORE else self.plan[self.position.stop]

    def has(self, kind: PhaseKind, layer: int | None = None) -> bool:
        """Whether this phase of the present step has run."""
        return (kind, layer) in self.done


@dataclass(frozen=True)
class Question:
    """One number whose arithmetic is asked for: ``array`` names the weights for gradient and update.

    Without a kind, that of the stop, or the last that has run for the layer; without an index, the strongest number.
    """

    kind: PhaseKind | None
    layer: int | None = None
    index: Index = ()
    array: str = ""
    example: int | None = None
