"""What is drawn layer by layer over the run: how far weights move, how large gradients are, how many units are lost.

It may import core's plain data and numbers. Worked shape: of a run with relu layers the measure "Units" has a curve for
each, "hidden, dead", whose values are shares of 1.
"""

from collections.abc import Callable

from core.frozen import dataclass
from core.snapshot import Curves, Series
from gui import numbers

GUIDE = -3.0  # log10 of 0.001
Found = dict[int, Series]


@dataclass(frozen=True)
class Measure:
    """A tab: its curves by layer, what is said of them, and how they are drawn. ``noun`` follows a layer's name."""

    title: str
    caption: str
    empty: str
    tip: str
    curves: Callable[[Curves], Found]
    text: Callable[[float], str]
    log: bool = True
    guide: float | None = None
    noun: Callable[[int, Curves], str] = lambda _layer, _curves: ""


def _three(value: float) -> str:
    return numbers.significant(value, 3)


def _lost(curves: Curves) -> Found:
    """Of each layer the share of its units that learn no more, for one reason or the other."""
    return {layer: _sum(dead, curves.saturated.get(layer)) for layer, dead in curves.dead.items()}


def _sum(one: Series, other: Series | None) -> Series:
    if other is None or len(other.x) != len(one.x):  # they are noted together
        return one
    return Series(one.x, one.low + other.low, one.mean + other.mean, one.high + other.high)


def lost_word(layer: int, curves: Curves) -> str:
    """What such units of this layer are."""
    words = (("dead", curves.dead.get(layer)), ("saturated", curves.saturated.get(layer)))
    there = [word for word, series in words if series is not None and series.high.max(initial=0.0) > 0]
    return there[0] if len(there) == 1 else "dead or saturated"


MEASURES = (
    Measure(
        "Change", "of the weights, per step", "Press play to see how far the weights move.",
        "Norm of the last update divided by the norm of the weights, for each layer. Near 0.001 (dotted) is usual; far "
        "above, the learning rate is high, far below, hardly anything is learnt.",
        lambda curves: curves.weight_change, _three, guide=GUIDE,
    ),
    Measure(
        "Gradient", "norm over one batch", "Press play to see how large the gradients are.",
        "Norm of the last minibatch's gradient, for each layer. Where it shrinks from layer to layer by powers of ten, "
        "the first layers hardly learn; where it grows without end, training breaks.",
        lambda curves: curves.gradient, _three,
    ),
    Measure(
        "Units", "dead or saturated", "Press play to see whether units stop learning.",
        "Share of the units of each layer that learn nothing more: dead ones answer 0 to each of up to 256 training "
        "rows, saturated ones lie where their activation is flat for nine in ten of their answers. Heads are left out.",
        _lost, numbers.percent, log=False, noun=lost_word,
    ),
)  # fmt: skip
