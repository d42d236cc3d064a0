"""The walk by hand: open Mazur's example, walk a step by keyboard, into one term, check gradients, nudge a weight.

A real window on a virtual screen, real mouse and keyboard events; the digits are those of the printed example.
"""

from pathlib import Path

import pytest

from tests.end_to_end.conftest import Screen
from tests.end_to_end.program import Program, Report

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(240)]
STOPS = [
    ("forward", "hidden"), ("forward", "output"), ("error", ""), ("blame", "output"), ("gradient", "output"),
    ("blame", "hidden"), ("gradient", "hidden"), ("update", ""),
]  # fmt: skip
SAID = {
    0: "a h1 = 0.593269992107", 1: "a o1 = 0.751365069552", 2: "E = 0.298371108760", 3: "δ o1 = 0.138498561629",
    4: "dE/dw5 = 0.082167040564", 5: "δ h1 = 0.008771354689", 6: "dE/dw1 = 0.000438567734",
}  # fmt: skip
"""What the Numbers tab says from this stop on, to all its digits (worked out by hand in float64)."""
UPDATED = [
    0.149780716133, 0.199561432266, 0.249751143632, 0.299502287265,
    0.358916479718, 0.408666186076, 0.511301270239, 0.561370121108,
]  # fmt: skip
CHECK = "Gradient check"


def weights(report: Report) -> list[float]:
    """w1 to w8; the biases lie between and behind them."""
    return [*report["theta"][:4], *report["theta"][6:10]]


def test_walk_through_mazur(screen: Screen, tmp_path: Path) -> None:
    program = Program(screen, tmp_path)
    program.wait("the digits example", lambda r: r["state"] == "ready" and "hidden" in r["cards"])
    program.focus()
    program.choose(("alt+f", "File"), ("w", "Worked examples"))
    program.key("Return")
    program.wait("the walk", lambda r: r["title"].startswith("Mazur") and r["walk"] == [0, "", ""])

    for at, (kind, layer) in enumerate(STOPS):
        program.key("alt+Right")
        program.wait(f"{kind} {layer}", lambda r, k=kind, n=layer: r["walk"] == [0, k, n])
        if at in SAID:
            program.wait(SAID[at], lambda r, said=SAID[at]: said in r["numbers"])  # the drawing comes first
    updated = program.wait("the update", lambda r: r["walk"][1] == "update")
    assert weights(updated) == pytest.approx(UPDATED, abs=6e-13)

    program.key("alt+Left", "alt+Left")
    back = program.wait("the blame of the hidden layer", lambda r: r["walk"] == [0, "blame", "hidden"])
    assert weights(back) == [0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55]
    drill(program)
    check_gradients(program)
    nudge(program)
    program.close()


def drill(program: Program) -> None:
    """The neuron h1, then one term of its sum, by a click on either."""
    program.click(program.report()["cards"]["hidden"]["faces"][0])
    asked = program.wait("the equation of h1", lambda r: r["equation"].startswith("δ h1 = "))
    program.click(asked["terms"][0])
    term = program.wait("one term", lambda r: r["one_term"])
    assert "0.055399424651" in term["equation"], term["equation"]


def check_gradients(program: Program) -> None:
    """The Explain menu, Enter, and what it says."""
    program.choose(("alt+x", "Explain"))
    program.key("g")
    program.wait("the gradient check", lambda r: CHECK in r["windows"] and r["active"])
    program.key("Return")
    right = "Backpropagation is right: over 12 weights"
    program.wait("an answer", lambda r: any(name.startswith(right) for name in r["windows"][CHECK]))
    program.key("Escape")
    program.wait("only the main window", lambda r: not r["windows"])


def nudge(program: Program) -> None:
    """w5 is chosen and dragged; the loss that comes out stands beside the predicted one; Ctrl+Z brings it back."""
    before = program.report()
    wire = before["wires"]["hidden 0 -> output 0"]
    program.click(wire)
    program.do("sleep", "0.5")
    chip = program.wait("the chosen weight", lambda r: r["chip"] is not None)["chip"]
    program.drag(chip, [chip[0] + 30, chip[1]])
    after = program.wait("another weight", lambda r: r["theta"][6] > before["theta"][6] + 0.01)
    assert after["undo"].startswith("Set w5 to ")
    assert [at for at, _ in enumerate(after["theta"]) if after["theta"][at] != before["theta"][at]] == [6]
    program.key("ctrl+z")
    program.wait("the old weight", lambda r: r["theta"] == before["theta"])
