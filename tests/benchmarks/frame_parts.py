"""What the window's thread spends its processor time on while a network trains: by part of the window.

``Parts`` puts a clock round the methods of a table before the window is made; each second counts for the innermost of
them. Worked shape: ``parts = Parts(); ...; parts.begin(); wait(5.0); parts.of_each(paints)`` has milliseconds a paint.
"""

import functools
import importlib
import time
from collections.abc import Callable
from typing import Any, NamedTuple


class Place(NamedTuple):
    """Methods whose time is that of one part."""

    part: str
    module: str
    owner: str
    methods: tuple[str, ...]


LINKS, CARDS, DRAWING = "links", "cards and their numbers", "the rest of the drawing"
FILLED, PAINTED, TAKING = "plots and output: filled", "plots and output: painted", "snapshots taken and passed on"
REST = "panels, bars, Qt's own work"
PLACES = (
    Place(LINKS, "gui.canvas.painter", "ScenePainter", ("_update_links", "_paint_links")),
    Place(CARDS, "gui.canvas.card_painter", "CardPainter", ("update", "paint")),
    Place(DRAWING, "gui.canvas.scene", "CanvasScene", ("drawBackground", "_follow_snapshot")),
    Place(FILLED, "gui.plots.view", "SnapshotView", ("_refresh_in_turn",)),
    Place(PAINTED, "gui.plots.board", "Board", ("paintEvent",)),
    Place(PAINTED, "gui.plots.confusion", "ConfusionMatrix", ("paintEvent",)),
    Place(PAINTED, "gui.plots.prediction", "Prediction", ("paintEvent",)),
    Place(PAINTED, "gui.plots.heat_map", "HeatMap", ("paintEvent",)),
    Place(PAINTED, "gui.plots.decision_field", "DecisionField", ("paintEvent",)),
    Place(PAINTED, "gui.plots.spread_strip", "SpreadStrip", ("paintEvent",)),
    Place(TAKING, "gui.frames", "FrameCalls", ("_meet", "_show_arrived", "_take_snapshot", "_frame_done")),
)


class Parts:
    """Clocks round all places, until this process ends; to be made before any window."""

    def __init__(self, places: tuple[Place, ...] = PLACES) -> None:
        self._spent = dict.fromkeys((place.part for place in places), 0.0)
        self._inner: list[float] = []
        self._begun = time.thread_time()
        for place in places:
            owner = getattr(importlib.import_module(place.module), place.owner)
            for name in place.methods:
                setattr(owner, name, self._clocked(place.part, getattr(owner, name)))

    def _clocked(self, part: str, call: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(call)
        def run(*arguments: Any, **named: Any) -> Any:
            self._inner.append(0.0)
            begun = time.thread_time()
            try:
                return call(*arguments, **named)
            finally:
                took = time.thread_time() - begun
                self._spent[part] += took - self._inner.pop()
                if self._inner:
                    self._inner[-1] += took

        return run

    def begin(self) -> None:
        """Count from now on."""
        self._spent = dict.fromkeys(self._spent, 0.0)
        self._begun = time.thread_time()

    def of_each(self, count: int) -> dict[str, float]:
        """Milliseconds of this thread by part, for each of so many; what no clock saw is the last."""
        found = self._spent | {REST: time.thread_time() - self._begun - sum(self._spent.values())}
        return {part: spent * 1000.0 / max(1, count) for part, spent in found.items()}
