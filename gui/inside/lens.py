"""Lens: one way to look into a layer, as a widget of the Inside panel; Look: what a lens draws from.

The panel shows the newest Look to the lens in front and asks the training thread for what it wishes, at a humane rate.
A lens for another kind of layer is a class here beside the others and a row in the table. Worked shape:
``show_look(look)`` gives "" or the sentence that stands in its place.
"""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.arithmetic import Index
from core.data.dataset import Prepared
from core.frozen import dataclass
from core.inside import Example
from gui import numbers
from gui.questions.experiments import Make
from gui.tokens import Tokens
from gui.views import Context

Kind = TypeVar("Kind", bound=np.generic)

WAITING = "Choose an example and let a pass run, and its numbers appear here."
ASKING = "Looking."


@dataclass(frozen=True, eq=False)
class Look:
    """``example`` is there once a pass has reached the layer; ``cell`` is (channel, place...) within its shape."""

    layer: int
    cell: Index
    row: int
    step: int
    example: Example | None
    prepared: Prepared | None
    tokens: Tokens | None
    inputs: str
    """What the layer before is called."""

    @property
    def words(self) -> tuple[str, ...]:
        """The watched example's words, where it has some."""
        return self.tokens.words if self.tokens is not None else ()


class Lens(QWidget):
    """Base of all lenses; a subclass names itself in the class's attributes."""

    TITLE = ""
    TIP = ""
    CELLS = True
    """Whether it shows one cell, which the head then names."""

    cell_wanted = Signal(object)
    """An Index: the user went to another cell."""
    said = Signal()
    """Its sentence is another."""
    wished = Signal()
    """It wants something else of the training thread."""
    behind_shown = Signal(object)
    """(layer, cell, sender, map, first, last): the cells behind a cell that it shows, for the drawing; None: none."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.sentence = ""
        self.lit: tuple[int, int] | None = None
        """The first and the last word to be lit below the lens; None: it shows no words there."""
        self.setAccessibleName(self.TITLE)

    def show_look(self, look: Look) -> str:
        """Show it; "" or the sentence that stands in for the lens. Here one that has nothing to show."""
        return WAITING

    def wish(self, look: Look) -> Make | None:
        """What the training thread is asked for this look; None: nothing."""
        return None

    def take(self, value: Any) -> None:
        """What it answered."""

    def rest(self) -> None:
        """Another lens, another layer, or the panel was closed: call off what is under way."""

    def say(self, sentence: str) -> None:
        """Another sentence below the lens."""
        if sentence != self.sentence:
            self.sentence = sentence
            self.said.emit()


def fitting(cell: Index, shape: tuple[int, ...]) -> Index:
    """The cell moved into a layer of this inner shape; of another number of axes, the middle of its map."""
    if len(cell) != len(shape):
        map_ = min(max(cell[0], 0), shape[0] - 1) if cell else 0
        return (map_, *(most // 2 for most in shape[1:]))
    return tuple(min(max(at, 0), most - 1) for at, most in zip(cell, shape, strict=True))


def called(cell: Index) -> str:
    """A cell in words: "map 3, row 22, column 15", counted from 1 as people do."""
    channel, *place = (each + 1 for each in cell)
    names = {0: (), 1: ("place",), 2: ("row", "column")}[len(place)]
    parts = [f"map {channel}" if place else f"unit {channel}"]
    return ", ".join(parts + [f"{name} {at}" for name, at in zip(names, place, strict=True)])


def spans_called(spans: tuple[tuple[int, int], ...], short: bool = False) -> str:
    """ "rows 20 to 24, columns 13 to 17", padding outside included; ``short``: "rows 20–24, columns 13–17"."""
    names = ("place",) if len(spans) == 1 else ("row", "column")
    parts = []
    for name, (low, high) in zip(names, spans, strict=True):
        to = "–" if short and low >= 0 else " to "
        parts.append(f"{name} {low + 1}" if low == high else f"{name}s {low + 1}{to}{high + 1}")
    return ", ".join(parts).replace("-", numbers.MINUS)


def flat(values: NDArray[Kind]) -> NDArray[Kind]:
    """A window as (rows, columns): (3, 3) as it is, (5,) as one row."""
    return values.reshape(1, -1) if values.ndim == 1 else values


class Scale:
    """The end of a colour scale: a round number, held while it is right within a factor of 2."""

    def __init__(self) -> None:
        self.full = 0.0

    def of(self, values: NDArray[np.floating]) -> float:
        """At the 99 % quantile of the magnitudes, at least."""
        sizes = np.abs(values[np.isfinite(values)]).reshape(-1)
        if not sizes.size or not sizes.max() > 0:
            return self.full or 1.0
        place = min(sizes.size - 1, int(0.99 * sizes.size))
        wanted = float(np.partition(sizes, place)[place]) or float(sizes.max())
        if not (self.full and self.full / 2 <= wanted <= self.full * 2):
            self.full = numbers.symmetric_limit(wanted)
        return self.full
