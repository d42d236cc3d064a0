"""Desk: what the Inside panel has done in the training thread: the way back, spreads, projections, telling words.

It keeps a Looker for the present program, used in the training thread only. Worked shape: ``desk.back(row, 2, cell)``
yields one Back; ``desk.grams(3)`` yields Grams until all rows are read. Imports core and no widget.
"""

from collections.abc import Iterator

from core.arithmetic import Index
from core.errors import SpecError
from core.frozen import dataclass
from core.inside import (
    Blamed,
    Looker,
    Projection,
    Salience,
    project,
    spread_ahead,
    spread_of,
    telling,
)
from core.layers import Embedding
from gui.questions.experiments import Make, Subject


@dataclass(frozen=True, eq=False)
class Back:
    """What went back for one example: to a cell, or along the input."""

    layer: int
    cell: Index
    blamed: Blamed | None
    salience: Salience | None


class Desk:
    """See the module's header."""

    def __init__(self) -> None:
        self._looker: Looker | None = None
        self._plane: tuple[int, Projection] | None = None

    def back(self, row: int, layer: int, cell: Index) -> Make:
        """Who sent a cell its blame."""

        def look(subject: Subject) -> Iterator[object]:
            looker = self._ready(subject, row)
            yield Back(layer, cell, looker.blamed(layer, cell), None)

        return look

    def slopes(self, row: int, layer: int, cell: Index, output: int | None, head: int | None = None) -> Make:
        """How the error, or an output of a head, depends on the input."""

        def look(subject: Subject) -> Iterator[object]:
            looker = self._ready(subject, row)
            yield Back(layer, cell, None, looker.salience(output, head))

        return look

    def spread(self, layer: int, channel: int) -> Make:
        """What a BatchNormalization did to the last minibatch."""

        def look(subject: Subject) -> Iterator[object]:
            trainer, found = subject.trainer, None
            if trainer.log.step:
                found = spread_of(trainer.current, layer, channel)
            else:
                batch = trainer.sampler.batch
                found = spread_ahead(trainer.program, subject.prepared, layer, channel, batch, subject.seed)
            yield found

        return look

    def plane(self, layer: int, first: int) -> Make:
        """The words of an Embedding on a plane."""

        def look(subject: Subject) -> Iterator[object]:
            node = subject.network.by_id.get(layer)
            if node is None or not isinstance(node.layer, Embedding):
                raise SpecError("This layer is no Embedding any more.")
            slot = next(each for each in subject.slots if each.layer == layer)
            before = self._plane[1] if self._plane is not None and self._plane[0] == layer else None
            found = project(slot.view(subject.theta), first, before)
            self._plane = (layer, found)
            yield found

        return look

    def grams(self, layer: int) -> Make:
        """The runs of words that excite the filters most."""

        def look(subject: Subject) -> Iterator[object]:
            state = subject.trainer.program.state.copy()
            return telling(subject.network, subject.prepared, subject.theta, state, layer, seed=subject.seed)

        return look

    def _ready(self, subject: Subject, row: int) -> Looker:
        program, trainer = subject.trainer.program, subject.trainer
        if self._looker is None or self._looker.origin is not program:
            self._looker = Looker(program, subject.prepared, trainer.codings)
        self._looker.look(row)
        return self._looker
