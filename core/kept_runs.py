"""Kept runs: the runs before the present one as plain frozen data, with their curves and the names they were given.

A project file carries them (core/formats/runs.py). Imports the curves alone. Example: after training, Reset and
training again, ``RunBook((KeptRun("5f3a", "Run 1", curves, 20, "Adam, seed 0"),), ("9c01", "Run 2"), 2)``.
"""

from core.curves import Curves
from core.frozen import dataclass

MOST, LONGEST_NAME, LONGEST_MARK = 8, 40, 64
"""Of the runs that are kept, and in characters."""


@dataclass(frozen=True, eq=False)
class KeptRun:
    """A run that is over: its curves (per epoch and of the loss), how it was trained, and whether it is drawn."""

    run: str
    """The mark in ``Curves.run`` and in checkpoints."""
    name: str
    curves: Curves
    epochs: int
    words: str
    shown: bool = True


@dataclass(frozen=True, eq=False)
class RunBook:
    """All that is remembered of a project's runs."""

    kept: tuple[KeptRun, ...] = ()
    """The oldest first; at most ``MOST``."""
    present: tuple[str, str] | None = None
    """(mark, name) of the run that goes on."""
    numbered: int = 0
    """How many runs were called "Run 1", "Run 2" and so on."""

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to remember: no run is kept, and the present one has no name but its first."""
        return not self.kept and (self.present is None or self.present[1] == "Run 1")
