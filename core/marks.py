"""Marks: the moments of a run at which something was changed by hand, such as a setting or a weight.

Dragging a slider gives one mark from the first value to the last. Imports plain data of core. Example: from a
learning rate of 0.01 to one of 0.003 and back again within a moment leaves no mark.
"""

import math
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from core.curves import Mark, Value
from core.project import TrainingSpec

MOST = 200
"""Older marks go; a plot could not show more."""
_LONGEST = 80
_SAME_GESTURE = 2.0
"""Seconds within which changes of the same thing are one."""
BY_HAND, DRAWING, LOCKS = "weights set by hand", "the drawing", "locked weights"


def changed(before: TrainingSpec, after: TrainingSpec) -> Iterator[tuple[str, Value, Value]]:
    """What is called differently and its two values: ("learning rate", 0.01, 0.003)."""
    yield from _differences("", before.to_json(), after.to_json())


def _differences(name: str, before: Any, after: Any) -> Iterator[tuple[str, Value, Value]]:
    if before == after:
        return
    words = name.replace("_", " ")
    if not isinstance(before, dict) or not isinstance(after, dict) or before.get("kind") != after.get("kind"):
        yield words, _plain(before), _plain(after)
    else:
        for key in {**before, **after}:
            yield from _differences(key, before.get(key), after.get(key))


def _plain(value: Any) -> Value:
    if isinstance(value, dict):
        return str(value.get("kind", "on"))
    return value if isinstance(value, str | int | float) else "off" if value is None else str(value)


class Marks:
    """The marks of one run, in their order, at most 200."""

    def __init__(self) -> None:
        self.all: tuple[Mark, ...] = ()
        self._last = float("-inf")

    def add(self, x: float, what: str, before: Value = None, after: Value = None) -> None:
        """Something was changed at the position ``x``."""
        now = time.monotonic()
        gesture, self._last = now - self._last < _SAME_GESTURE, now
        last = self.all[-1] if self.all else None
        if last is not None and last.what == what and (gesture or last.x == x):
            same = replace(last, after=after)
            back = same.before == same.after and same.before is not None
            self.all = self.all[:-1] if back else (*self.all[:-1], same)
            return
        self.all = (*self.all, Mark(x, what, before, after))[-MOST:]

    def state(self) -> list[list[Value]]:
        """As JSON data."""
        return [[mark.x, mark.what, mark.before, mark.after] for mark in self.all]

    def restore(self, raw: Any) -> None:
        """The reverse; ValueError or TypeError where ``raw`` is none."""
        self.all = tuple(_read(*each) for each in raw)[-MOST:]


def _read(x: Any, what: Any, before: Any, after: Any) -> Mark:
    for value in (before, after):
        if value is not None and not isinstance(value, str | int | float):
            raise TypeError("a mark of another kind of value")
    if not math.isfinite(float(x)):
        raise ValueError("a mark that lies nowhere")
    words = (each[:_LONGEST] if isinstance(each, str) else each for each in (str(what), before, after))
    return Mark(float(x), *words)
