"""Questions by keyboard: open the Explain menu, check the gradient, race, and train on beside an open answer.

A real window on a virtual screen, real key events; what the windows say comes from the driver's report.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Screen
from tests.end_to_end.program import Program, Report

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(180)]
CHECK, RACE = "Gradient check", "Why backpropagation?"


def says(title: str, start: str) -> Callable[[Report], bool]:
    """Whether the question's window shows something that begins so."""
    return lambda report: any(name.startswith(start) for name in report["windows"][title])


def test_ask_by_keyboard_and_train_beside_it(screen: Screen, tmp_path: Path) -> None:
    program = Program(screen, tmp_path)
    program.wait("the digits example", lambda r: r["state"] == "ready" and "hidden" in r["cards"])
    program.focus()

    program.choose(("alt+x", "Explain"))
    program.key("g")
    program.wait("the gradient check", lambda r: CHECK in r["windows"] and r["active"])
    program.key("Return")
    program.wait("an answer", says(CHECK, "Backpropagation is right: over 442 weights"))

    opened = program.report()
    program.click(opened["windows"][CHECK]["All weights"])
    program.click(opened["windows"][CHECK]["Check again"])
    program.wait("all weights", says(CHECK, "Backpropagation is right: over 2,410 weights"))
    program.click(program.report()["controls"]["Play"])
    program.wait("an old answer", says(CHECK, "The weights have changed since."))
    program.click(program.report()["controls"]["Pause"])
    program.wait("a pause", lambda r: r["state"] == "paused")
    program.click(program.report()["windows"][CHECK]["Close"])
    program.wait("only the main window", lambda r: not r["windows"])

    program.focus()
    program.choose(("alt+x", "Explain"))
    program.key("b")
    program.wait("the race", lambda r: RACE in r["windows"] and r["active"])
    program.key("Return")
    program.wait("the end of the race", says(RACE, "Backpropagation finds the whole gradient of 2,410 weights"))
    assert "Forward passes: 4,820 / 4,820" in program.report()["windows"][RACE]
    program.key("Escape")
    program.wait("only the main window", lambda r: not r["windows"])
    program.close()
