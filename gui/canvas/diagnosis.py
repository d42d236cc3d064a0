"""Diagnosis: puts what is wrong under the cards: problems of the drawing, and behind them what the doctor finds.

It may import the items; the doctor's practice is given to it. Worked shape: a finding at layer 3 gives its card a
sentence, a mark and the button of its first remedy.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from core.network import NetworkSpec, Problem
from core.task import Task
from gui.canvas.items import LayerItem


class Practice(Protocol):
    """What the drawing needs of the doctor."""

    changed: Any

    def of_layer(self, layer: int) -> tuple[Problem, ...]: ...


class Diagnosis:
    """Calls ``moved`` when notes under the cards come or go."""

    def __init__(self, moved: Callable[[], None]) -> None:
        self._moved = moved
        self._practice: Practice | None = None
        self._layers: Mapping[int, LayerItem] = {}
        self._found: tuple[Problem, ...] = ()

    def follow(self, practice: Practice) -> None:
        """Show what the doctor finds, too."""
        self._practice = practice
        practice.changed.connect(self._findings_changed)

    def mark(self, layers: Mapping[int, LayerItem], network: NetworkSpec, task: Task | None) -> None:
        """The drawing was made anew."""
        self._layers, self._found = layers, network.problems(task)
        for key, item in layers.items():
            item.set_problems(self._of(key))

    def _of(self, key: int) -> tuple[Problem, ...]:
        run = self._practice.of_layer(key) if self._practice is not None else ()
        return (*(problem for problem in self._found if problem.layer == key), *run)

    def _findings_changed(self) -> None:
        changed = [(item, self._of(key)) for key, item in self._layers.items() if self._of(key) != item.problems]
        for item, problems in changed:
            item.set_problems(problems)
        if changed:
            self._moved()
