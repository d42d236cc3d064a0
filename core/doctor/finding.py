"""Finding: one thing that is wrong with a run, said in plain sentences: what, since when, how one knows, what to do.

Frozen plain data that crosses threads. A remedy is a pure edit of core.edit by its name, as beside a problem of the
drawing. Example: ``Finding("dead_relu", 2, "8 of 12 neurons of 'hidden' answer 0 to every row.", ...)``.
"""

import math

from core.frozen import dataclass
from core.network import Remedy


@dataclass(frozen=True)
class Finding:
    """``layer`` is the id of the layer concerned, or None for the run as a whole."""

    illness: str
    """Its name in the table of core.doctor."""
    layer: int | None
    text: str
    """What is wrong."""
    evidence: str
    """How one knows: the numbers it is told by."""
    advice: str
    """What to do."""
    remedies: tuple[Remedy, ...] = ()
    """What a button does, each one undoable edit; the first is recommended."""
    goes_back: bool = False
    """Whether it helps to return to the weights of before as well."""
    rows: tuple[int, ...] = ()
    """Rows of the dataset that brought it, counted from 0, where some did."""
    step: int = 0
    epoch: int = 0
    """When it was first seen."""

    @property
    def key(self) -> tuple[str, int | None]:
        """What makes two findings the same at different times."""
        return self.illness, self.layer

    @property
    def since(self) -> str:
        """When it was first seen, in words."""
        return f"since epoch {self.epoch:,}, step {self.step:,}" if self.step else "from the start"


def round_rate(rate: float) -> float:
    """The nearest learning rate of one digit, 1 or 3 times a power of ten."""
    power = math.floor(math.log10(max(rate, 1e-12)))
    rounded = [float(f"{digit}e{power + more}") for more in (0, 1) for digit in (1, 3)]
    return min(rounded, key=lambda each: abs(math.log(each / rate)))


def use_rate(rate: float) -> Remedy:
    """The remedy that sets the learning rate."""
    return Remedy(f"Use a rate of {plain(rate)}", "set_optimizer", (("learning_rate", rate),))


def plain(value: float) -> str:
    """A learning rate as one reads it: 0.00003, without a power of ten where it can be."""
    return f"{value:.7f}".rstrip("0").rstrip(".") if value >= 1e-6 else short(value)


def short(value: float) -> str:
    """A number in a sentence, two digits: 0.0031, 1,200, 3.1e−9."""
    if 100.0 <= abs(value) < 1e6:
        return f"{float(f'{value:.2g}'):,.0f}".replace("-", "−")
    return f"{value:.2g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e").replace("-", "−")


def percent(share: float) -> str:
    """A share in a sentence."""
    return f"{100 * share:.0f} %"
