"""The main job by hand: start, drag a Dense layer onto the canvas, change its units, play, export, save, reopen.

A real window on a virtual screen, real mouse and keyboard events. Where to click comes from the driver's report.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.end_to_end.conftest import Screen
from tests.end_to_end.program import Program, Report

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(240)]


def layer(report: Report, name: str) -> Report:
    """A layer of the reported network."""
    return next(each for each in report["network"]["layers"] if each["name"] == name)


def test_draw_train_export_and_reopen(screen: Screen, tmp_path: Path) -> None:
    program = Program(screen, tmp_path)
    first = program.wait("the digits example", lambda r: r["state"] == "ready" and "hidden" in r["cards"])
    assert [each["kind"] for each in first["network"]["layers"]] == ["Input", "Flatten", "Dense", "Dense"]

    program.drag(first["controls"]["Dense"], first["links"]["hidden -> output"])
    drawn = program.wait("a Dense layer on the connection", lambda r: "dense" in r["cards"])
    assert layer(drawn, "dense")["inputs"] == [layer(drawn, "hidden")["id"]]
    assert layer(drawn, "output")["inputs"] == [layer(drawn, "dense")["id"]]

    units = layer(drawn, "dense")["units"]
    program.click(drawn["cards"]["dense"]["plus"])
    program.wait("one unit more", lambda r: layer(r, "dense")["units"] == units + 1)
    program.click(program.report()["cards"]["dense"]["value"])
    program.do("sleep", "0.3")
    program.key("ctrl+a")
    program.type("12")
    program.key("Return")
    sized = program.wait("twelve units", lambda r: layer(r, "dense")["units"] == 12)

    program.click(sized["controls"]["Play"])
    early = program.wait("the first epoch", lambda r: r["loss"] is not None)
    late = program.wait("a lower loss", lambda r: r["loss"] < 0.5 * early["loss"] and r["validation"]["accuracy"] > 0.9)
    assert late["step"] > early["step"]
    if program.report()["state"] == "playing":
        program.click(program.report()["controls"]["Pause"])
    program.wait("a pause", lambda r: r["state"] in ("paused", "finished"))

    exported = tmp_path / "digits.onnx"
    export(program, exported)
    saved = tmp_path / "drawn.chainrule"
    save(program, saved)
    still = program.report()  # the pause may be told before the step it came to
    program.close()

    again = Program(screen, tmp_path, str(saved))
    opened = again.wait("the saved project", lambda r: r["title"].startswith("drawn") and r["step"] == still["step"])
    assert opened["network"] == program_network(saved) and layer(opened, "dense")["units"] == 12
    again.close()
    assert_same_answers(exported, saved)


def export(program: Program, path: Path) -> None:
    """Ctrl+E, the ONNX card, a file name, Export, and the dialog's word that a reader agrees."""
    program.key("ctrl+e")
    dialog = program.wait("the export dialog", lambda r: "ONNX, .onnx" in r["dialog_controls"])
    program.click(dialog["dialog_controls"]["ONNX, .onnx"])
    program.click(dialog["dialog_controls"]["File"])
    program.key("ctrl+a")
    program.type(str(path))
    program.key("Tab")
    program.do("sleep", "0.3")
    ready = program.wait("an Export button", lambda r: "Export" in r["dialog_controls"])
    program.click(ready["dialog_controls"]["Export"])
    program.wait("the exported file", lambda _: path.exists() and path.stat().st_size > 0)
    program.wait("the verdict", lambda r: "Done" in r["dialog_controls"])
    program.key("Escape")
    program.wait("the dialog's end", lambda r: not r["dialog"])


def save(program: Program, path: Path) -> None:
    """Ctrl+S and a file name."""
    program.focus()
    program.key("ctrl+s")
    program.wait("the file dialog", lambda r: r["dialog"] and r["active"] and r["focus"] == "QLineEdit")
    program.key("ctrl+a")
    program.type(str(path))
    program.key("Return")
    program.wait("the saved project", lambda r: path.exists() and r["title"].startswith("drawn"))


def program_network(path: Path) -> Report:
    """The network of a saved project, as JSON."""
    from core.formats import load_project

    return json.loads(json.dumps(load_project(path).project.network.to_json()))


def assert_same_answers(onnx_path: Path, project_path: Path) -> None:
    """The exported file answers as the saved project does, to the parity that design asks for."""
    import onnx
    from onnx.reference import ReferenceEvaluator

    from core.data import load
    from core.data_spec import BuiltinData
    from core.formats import load_project

    dataset, _ = load(BuiltinData(name="digits"))
    rows = dataset.x[:200].astype(np.float32)
    model = load_project(project_path).model()
    evaluator = ReferenceEvaluator(onnx.load(str(onnx_path)))
    answers = evaluator.run(None, {evaluator.input_names[0]: rows})[0]
    expected = model.predict(rows)
    assert (np.abs(answers - expected) <= 1e-5 * np.maximum(1.0, np.abs(expected))).all()
    assert (expected.argmax(axis=1) == dataset.y[:200]).mean() > 0.8  # it was paused above 0.9 on other rows
