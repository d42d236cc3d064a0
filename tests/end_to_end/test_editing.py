"""Editing with real mouse and keyboard: search to add, a wire let go on nothing, copy and paste, two windows."""

from pathlib import Path

import pytest

from tests.end_to_end.conftest import Screen
from tests.end_to_end.program import Program, Report

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(180)]


def names(report: Report) -> list[str]:
    return [layer["name"] for layer in report["network"]["layers"]]


def inputs(report: Report, name: str) -> list[str]:
    layers = {layer["id"]: layer["name"] for layer in report["network"]["layers"]}
    entering = [layer["inputs"] for layer in report["network"]["layers"] if layer["name"] == name]
    return [layers[each] for each in entering[0]] if entering else []


def test_search_wire_copy_paste_and_a_second_window(screen: Screen, tmp_path: Path) -> None:
    program = Program(screen, tmp_path)
    shown = program.wait("the digits example", lambda r: r["state"] == "ready" and "hidden" in r["cards"])
    program.focus()

    x, y = shown["controls"]["Activation"]
    program.do("mousemove", x + 120, y + 44, "sleep", "0.1", "click", "--repeat", "2", "--delay", "60", "1")
    program.wait("the search", lambda r: "search for a layer" in r["controls"])
    program.type("batch")
    program.key("Return")
    program.wait("the layer", lambda r: "batchnormalization" in r["cards"] and r["undo"] == "Add BatchNormalization")
    program.key("ctrl+z")
    shown = program.wait("the digits again", lambda r: len(names(r)) == 4 and len(r["cards"]) == 4)

    out = shown["cards"]["output"]["out"]
    program.drag(out, [out[0] + 30, out[1] + 120])
    program.wait("what fits there", lambda r: "search for a layer" in r["controls"])
    program.type("drop")
    program.key("Return")
    program.wait("a wire to it", lambda r: inputs(r, "dropout") == ["output"])

    program.key("ctrl+a", "ctrl+c", "ctrl+v")
    shown = program.wait("the copies", lambda r: len(names(r)) == 10)
    assert len(set(names(shown))) == 10 and inputs(shown, "hidden 2") == ["flatten 2"]
    program.key("ctrl+z")
    program.wait("five layers", lambda r: len(names(r)) == 5)

    program.focus()
    program.key("ctrl+alt+shift+n")
    program.wait("a second window", lambda r: r["main_windows"] == 2)
    program.key("ctrl+w")
    program.wait("the first one only", lambda r: r["main_windows"] == 1 and len(names(r)) == 5)
    program.close()
