"""What "Who moved this weight?" asks of the training thread: the shares of the walked step, or why there are none.

Worked shape: ``shares_of(WeightAt(3, "weight", (0, 4)))`` yields one Answer with an Influence of 20 shares. Imports
core and no widget.
"""

from collections.abc import Iterator

from core.frozen import dataclass
from core.influence import Influence, influence
from core.player import Position
from core.snapshot import PhaseKind
from core.weight_at import WeightAt, place_of
from gui.questions.experiments import Make, Subject


@dataclass(frozen=True, eq=False)
class Answer:
    """``influence`` is None where no walk is open, or it has not reached this weight's gradient yet."""

    weight: WeightAt
    value: float
    """The weight now: after the update, where that has run."""
    influence: Influence | None
    walking: bool
    position: Position | None


def shares_of(weight: WeightAt) -> Make:
    """Each example's share of this weight's gradient and change in the step that is walked through."""

    def make(subject: Subject) -> Iterator[Answer]:
        value = float(subject.theta[place_of(subject.slots, weight)])
        walk = subject.walk
        if walk is None:
            return iter((Answer(weight, value, None, False, None),))
        player = walk.player
        known = player.done(PhaseKind.GRADIENT, weight.layer)
        found = influence(player, weight.layer, weight.array, weight.index) if known else None
        return iter((Answer(weight, value, found, True, player.position),))

    return make
