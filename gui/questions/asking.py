"""Asking: whether a question can be asked now, and what to say where it cannot; imports the run states only.

Worked shape: while data is read, ``why_not(runner)`` is "The data is being read."; with a run it is empty.
"""

from typing import Any

from gui.run_state import RunState

READING = "The data is being read."


def why_not(runner: Any) -> str:
    """Why nothing can be asked now; empty where something can."""
    if runner.state is RunState.LOADING:
        return READING
    stopped = runner.state in (RunState.EMPTY, RunState.BLOCKED)
    return (runner.blocked_because or "Choose data first.") if stopped else ""
