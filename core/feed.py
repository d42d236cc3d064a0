"""Feed: brings minibatches of rows into a program that fits their number; a short last batch has a twin of its own.

Rows lie here once in the program's precision, (rows, features) and (rows, outputs) for each head, or as bytes; drawing
copies 32 of them into the buffers of a program for 32, and allocates nothing. Imports the program and what draws the
rows.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.data.compact import PixelRows, Targets, drawable
from core.data.sampler import Sampler
from core.divergence import largest_sane_loss
from core.ended import Ended
from core.program import Program, Shares

if TYPE_CHECKING:
    from core.stopping import Goals
    from core.tally import Tally

Runs = tuple[Callable[[], None], ...]
"""The functions behind the phases of one step, the update last."""


class Until(NamedTuple):
    """When a slice is over: after so many steps or ends of epochs, or where the request word is not this any more."""

    steps: int
    epochs: int
    asked: int


class Slice(NamedTuple):
    """Whole steps that were run: the last one's program and its phases, and the loss of each.

    ``first`` is how many rows of the first step's epoch had been handed out before it.
    """

    current: Program
    runs: Runs
    losses: NDArray[np.float64]
    first: int
    ended: Ended | None


class Feed:
    """Minibatches of ``x`` and encoded ``targets`` of each head for ``program``; ``update`` ends every step."""

    runs_slices = False
    """Whether many steps can be run in one go."""

    def __init__(
        self, program: Program, x: NDArray[Any] | PixelRows, targets: Sequence[Targets], sampler: Sampler,
        update: Callable[[], None], request: NDArray[np.int64] | None = None,
    ) -> None:  # fmt: skip
        self.program = program
        self._x = drawable(x, program.dtype)
        self._targets = tuple(targets)
        self._sampler, self._update = sampler, update
        self._made: dict[int, tuple[Program, Runs]] = {}
        self.request = np.zeros(1, np.int64) if request is None else request
        """A word that others change to have a slice of many steps return at once."""
        self._takes: dict[int, tuple[tuple[Callable[..., object], Array], ...]] = {}
        """By number of rows: what gathers each head's targets, and the buffer they go to."""
        self.before_slice: Callable[[], None] | None = None
        """Called when nothing but computing is left of a slice; whoever waits for the interpreter may have it then."""
        self.sane_loss = largest_sane_loss(program, self._x, self._targets)
        """A loss beyond this is a run that has exploded."""

    def judge_again(self) -> None:
        """The weights were replaced: what they reach is sane, too."""
        self.sane_loss = max(self.sane_loss, largest_sane_loss(self.program, self._x, self._targets))

    def weigh_classes(self, shares: Shares) -> None:
        """Let examples count by their class, in all programs."""
        self.program.vectors.shares = shares
        for program in (self.program, *(program for program, _ in self._made.values())):
            program.weigh_classes()

    def of(self, n: int) -> tuple[Program, Runs]:
        """The program for minibatches of ``n`` rows, and its step."""
        if n not in self._made:
            program = self.program if n == self.program.n else self.program.twin(n)
            self._made[n] = (program, (*(run for _, run in program.plan), self._update))
            pairs = zip(self._targets, program.heads, strict=True)
            self._takes[n] = tuple((y.take, head.rows) for y, head in pairs)
        return self._made[n]

    def draw(self) -> tuple[Program, Runs]:
        """The next minibatch, in the buffers of the program that is returned."""
        rows = self._sampler.next()
        found = self.of(len(rows))
        program = found[0]
        self._x.take(rows, 0, program.x, "clip")  # without "clip" numpy would make a copy first
        for take, buffer in self._takes[len(rows)]:
            take(rows, 0, buffer, "clip")
        return found

    def slice(self, until: Until, tally: "Tally", goals: "Goals") -> Slice:
        """Train many whole steps, also past the ends of epochs; only where ``runs_slices``.

        An epoch whose last step is the slice's and that is not in ``ended`` is still to be judged.
        """
        raise NotImplementedError

    def show(self, program: Program) -> None:
        """Bring the buffers of ``program`` up to date after a slice."""
