"""Target words: what stands beside each output neuron in a walk: what is wanted, what it says, its part of the error.

From the present stop, without Qt. Worked shape: Mazur's first output gives "target 0.01", "output 0.7514, too high"
and "error 0.274811"; of ten classes the wanted one gives "wanted: 4", "p 8.9 %" and "error 2.4150".
"""

from collections.abc import Sequence

import numpy as np

from core.activations import Array
from core.frozen import dataclass
from core.losses import LOSSES
from core.network import NetworkSpec
from core.snapshot import HeadValues, PhaseKind, Watched
from core.task import Task
from core.walk import WalkState
from gui import numbers

PROBABILITIES = ("sigmoid", "softmax")
_LETTERS = {"y": "target", "a": "output", "s": "Σ output", "t": "Σ target"}
_EXACT = 5e-5
"""An output so near to its target, in share of it, is neither too high nor too low."""


@dataclass(frozen=True)
class Entry:
    """One neuron's lines: the target, then what the output says of it, then the error; empty where not known yet."""

    neuron: int
    wanted: str
    said: str = ""
    error: str = ""
    lead: bool = False
    """Whether this is the class that is wanted: it is told in full however little room there is."""

    @property
    def lines(self) -> tuple[str, ...]:
        """All that is known, one below the other."""
        return tuple(line for line in (self.wanted, self.said, self.error) if line)


def formula(network: NetworkSpec, outputs: int, head: int | None = None) -> str:
    """An output's part of the loss in words, such as "½ (target − output)²"; of a head, or the main one."""
    loss = LOSSES[network.loss if head is None else network.loss_of(head)]
    if loss.for_classes:
        return "−ln p of what is wanted" if outputs == 1 or not loss.mean_over_outputs else loss.name.replace("_", " ")
    words = tuple(_LETTERS.get(letter, str(outputs)) for letter in loss.part_shown.letters)
    return (loss.part_shown.plain % words).replace("· ", "").removesuffix(" / 1")


def whose(walk: WalkState) -> str:
    """ "mean of 32" where the whole minibatch is looked at."""
    return f"mean of {numbers.count(len(walk.rows))}" if walk.example is None and len(walk.rows) > 1 else ""


def entries(
    walk: WalkState | None, watched: Watched | None, output: int, activation: str, task: Task | None,
    names: Sequence[str],
) -> tuple[Entry, ...]:  # fmt: skip
    """The lines of every neuron of the head ``output``; none before the forward pass of this layer has run.

    ``task`` is what is asked of this head.
    """
    head = watched.heads.get(output) if watched is not None else None
    if walk is None or head is None or not walk.has(PhaseKind.FORWARD, output) or not head.output.size:
        return ()
    part = walk.heads[output].part if walk.has(PhaseKind.ERROR) else None
    shares = activation in PROBABILITIES
    if task is not None and task.kind == "classification" and not whose(walk):
        return _classes(head, part, shares, names, task)
    write = numbers.percent if shares and task is not None and task.kind == "classification" else numbers.significant
    found = []
    for neuron, (target, said) in enumerate(zip(head.target, head.output, strict=True)):
        wanted = write(float(target)) if write is numbers.percent else _given(float(target))
        judged = _judged(float(said), float(target)) if part is not None else ""
        line = f"output {write(float(said))}{judged}"
        found.append(Entry(neuron, f"target {wanted}", line if part is not None else "", _error(part, neuron)))
    return tuple(found)


def _given(target: float) -> str:
    """A target as somebody typed it, 0.01; one that was measured with as many digits as the output."""
    short = numbers.short(round(target, 6))
    return short if sum(each.isdigit() for each in short.lstrip("0,.\u2212")) <= 4 else numbers.significant(target)


def _judged(said: float, target: float) -> str:
    if not np.isfinite(said) or abs(said - target) <= _EXACT * max(1.0, abs(target)):
        return ""
    return ", too high" if said > target else ", too low"


def _error(part: Array | None, neuron: int) -> str:
    if part is None:
        return ""
    value = float(part[neuron])
    text = numbers.fixed(value, 6) if np.isfinite(value) and abs(value) >= 1e-4 else numbers.significant(value)
    return f"error {text}"


def _classes(
    head: HeadValues, part: Array | None, shares: bool, names: Sequence[str], task: Task
) -> tuple[Entry, ...]:
    """The wanted class in full; of the others their part of the error, where they have one."""
    target, said = head.target, head.output
    single = len(target) == 1
    truth = int(target[0] >= 0.5) if single else int(np.argmax(target))
    name = task.class_names[truth] if truth < len(task.class_names) else str(truth)
    at = 0 if single else truth
    value = float(said[at])
    p = (value if truth else 1.0 - value) if single else value
    line = f"p {numbers.percent(p)}" if shares else f"output {numbers.significant(value)}{_judged(value, target[at])}"
    found = [Entry(at, f"wanted: {name}", line if part is not None else "", _error(part, at), lead=True)]
    for neuron in range(len(target)):
        if neuron != at and part is not None and float(part[neuron]) != 0.0:
            found.append(Entry(neuron, "", "", _error(part, neuron)))
    return tuple(found)
