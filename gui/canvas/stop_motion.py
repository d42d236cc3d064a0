"""StopMotion: how far the picture of a stop has come: a front along links, then the faces; or tints that cross-fade.

It knows stops and time, no painter. One stop forward moves for 400 ms, less where stops follow faster; every other
move, and every move where less motion is wanted, lands at once. Worked shape: 200 ms after a step to "Forward, hidden"
``share`` is 0.5, ``links`` 0.71 and ``faces`` 0.
"""

import time

from PySide6.QtCore import QObject, QVariantAnimation, Signal

from core.snapshot import PhaseKind
from core.walk import WalkState, WalkStop
from gui import motion

ALONG = 0.7
"""This part of a stop's time the front runs along links; in the rest the faces fill."""
SHORTER = 0.8
"""Where stops follow each other faster than twice a second, this part of the time between them moves."""
FAST = 0.5
LONGEST_WAIT = 0.1
"""A stop that has not come after this time, in seconds, is not waited for."""


class StopMotion(QObject):
    """Follows the walk; ``moved`` asks for another frame."""

    moved = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.valueChanged.connect(self.moved)
        self._walk: WalkState | None = None
        self._came = self._paused_at = 0.0
        self._begun = False

    @property
    def running(self) -> bool:
        """Whether a stop is on its way."""
        return self._animation.state() is not QVariantAnimation.State.Stopped

    @property
    def stop(self) -> WalkStop | None:
        """The stop that is on its way, or None."""
        return self._walk.stop if self._walk is not None and self.running else None

    @property
    def share(self) -> float:
        """How much of its time is over; 1 where nothing moves."""
        return float(self._animation.currentValue()) if self.running else 1.0

    @property
    def links(self) -> float:
        """How far the front has come along the links."""
        return min(1.0, self.share / ALONG)

    @property
    def faces(self) -> float:
        """How full the faces are."""
        return max(0.0, (self.share - ALONG) / (1.0 - ALONG))

    def take_beginning(self) -> bool:
        """True once for each stop that begins to move: what was shown until then is what it fades from."""
        begun, self._begun = self._begun, False
        return begun

    def follow(self, walk: WalkState | None) -> None:
        """The walk as it stands now; what still moves lands at once when it stands elsewhere."""
        before, self._walk = self._walk, walk
        if walk is before:
            if self._paused:  # there was no other stop to come
                self._animation.resume()
            return
        now = time.perf_counter()
        since, self._came = now - self._came, now
        self._animation.stop()
        self._begun = False
        length = motion.duration(motion.STOP if since >= FAST else round(1000 * SHORTER * since))
        if length > 0 and before is not None and walk is not None and _one_on(before, walk):
            self._animation.setDuration(length)
            self._animation.start()
            self._begun = True

    def wait(self) -> None:
        """Another stop is on its way: until it comes no more frames of this one are painted, each would delay it."""
        if self.running:
            self._animation.pause()
            self._paused_at = time.monotonic()

    @property
    def waits(self) -> bool:
        """Whether a frame now would only delay the picture of the stop that is on its way."""
        return self._paused and time.monotonic() - self._paused_at < LONGEST_WAIT

    @property
    def _paused(self) -> bool:
        return self._animation.state() is QVariantAnimation.State.Paused

    def land(self) -> None:
        """Show the end at once."""
        self._animation.stop()

    def runs_along(self, source: int, target: int) -> bool | None:
        """Which way a front runs along the links from ``source`` to ``target``: True forwards, False back, or none."""
        stop = self.stop
        if stop is None:
            return None
        if stop.kind is PhaseKind.FORWARD and stop.layer == target:
            return True
        return False if stop.kind is PhaseKind.BLAME and stop.layer == source else None

    def fills(self, layer: int) -> bool:
        """Whether the faces of this layer are filling."""
        stop = self.stop
        return stop is not None and stop.layer == layer and stop.kind in (PhaseKind.FORWARD, PhaseKind.BLAME)

    @property
    def fades(self) -> bool:
        """Whether links cross-fade from what they showed before."""
        stop = self.stop
        return stop is not None and stop.kind in (PhaseKind.GRADIENT, PhaseKind.UPDATE)


def _one_on(before: WalkState, after: WalkState) -> bool:
    """Whether this is the stop after that one, across the update too."""
    (step, stop), now = before.position, after.position
    return now == (step, stop + 1) or (stop == len(before.plan) - 1 and now == (step + 1, 0))
