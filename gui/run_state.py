"""The words in which window and training thread speak of a run: what it is doing, how fast it plays, where its data is.

Frozen values, no Qt. Worked shape: ``Speed("10 epochs a second", epochs_per_second=10.0)``; a run without data is
``RunState.EMPTY``.
"""

from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from core.frozen import dataclass


class RunState(Enum):
    """What the run is doing; ``BLOCKED`` and ``EMPTY`` come with a sentence that says why."""

    EMPTY = "empty"
    LOADING = "loading"
    BLOCKED = "blocked"
    READY = "ready"
    PLAYING = "playing"
    PAUSED = "paused"
    FINISHED = "finished"


@dataclass(frozen=True)
class Speed:
    """How fast to play: epochs or steps a second, or without limit where both are None."""

    label: str
    epochs_per_second: float | None = None
    steps_per_second: float | None = None


@dataclass(frozen=True)
class Source:
    """Where a project's data files are found: the project's folder, and copies the project file carries."""

    base: Path | None = None
    embedded: Mapping[str, bytes] | None = None
    opening: int = 0
    """Counts the projects that were opened; reading the data of one again is not another."""


FULL_SPEED = Speed("Full speed")
SPEEDS = (
    FULL_SPEED,
    Speed("10 epochs a second", epochs_per_second=10.0),
    Speed("1 epoch a second", epochs_per_second=1.0),
    Speed("10 steps a second", steps_per_second=10.0),
    Speed("1 step a second", steps_per_second=1.0),
)
