"""Words: the short texts of the canvas that depend on the data, such as "row 55 · a 2", "0.4 → 0.3589". No Qt."""

import numpy as np

from core.data.dataset import Prepared
from core.snapshot import Snapshot
from core.task import Task
from gui import numbers


def watched_text(snapshot: Snapshot | None, task: Task | None, prepared: Prepared | None, short: bool = False) -> str:
    """The row on show and what it is (``short``: the row alone); empty while nothing is watched."""
    watched = snapshot.watched if snapshot else None
    if watched is None:
        return ""
    if watched.row < 0:
        return "mean of the rows"
    row = numbers.row_name(watched.row)
    if task is None or short:
        return row
    main = snapshot.network.output if snapshot else None
    head = main.name if main is not None else ""
    target, task = watched.target, task.of(head)
    if task.kind == "classification":
        index = int(target[0] >= 0.5) if len(target) == 1 else int(np.argmax(target))
        name = task.class_names[index] if index < len(task.class_names) else str(index)
        return f"{row} · a {name}" if len(name) == 1 else f"{row} · {name}"
    if len(target) != 1 or prepared is None:
        return row
    value = float(prepared.preprocessing.of(head).restore(target[None])[0, 0])
    return f"{row} · {numbers.significant(value)}"


def step_text(old: float, new: float) -> str:
    """Both values, with six digits where four would not tell them apart."""
    digits = 4 if numbers.significant(old) != numbers.significant(new) or old == new else 6
    return f"{_brief(old)} → {numbers.significant(new, digits)}"


def _brief(value: float) -> str:
    """Four digits, and fewer where the number is a round one, as 0.4."""
    return numbers.short(value) if abs(value - round(value, 4)) < 1e-7 else numbers.significant(value)
