"""Nets that branch, drawn by hand from an empty canvas: a skip connection into an Add, and two heads.

A real window on a virtual screen, real mouse and keyboard events. Each net is trained, walked through and exported; an
independent reader must then answer as the saved project does.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data import load
from core.data_spec import ArraysData, BuiltinData, DataSpec
from core.formats import ProjectFile, load_project, onnx, save_project
from core.formats.verify import compare
from core.network import NetworkSpec
from core.optimizers import Adam
from core.project import ProjectSpec, TrainingSpec
from tests.end_to_end.conftest import Screen
from tests.end_to_end.program import Program, Report
from tests.end_to_end.test_main_job import export

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(240)]
READERS = ["reference", pytest.param("runtime", marks=pytest.mark.peers)]
"""onnx's own evaluator, and onnxruntime where it is installed."""


def begin(screen: Screen, folder: Path, data: DataSpec) -> tuple[Program, Path]:
    """The program with an empty canvas and data, and the project's file."""
    path = folder / "drawn.chainrule"
    training = TrainingSpec(optimizer=Adam(learning_rate=0.01), batch_size=16, epochs=400)
    network = NetworkSpec(loss="categorical_crossentropy")
    save_project(path, ProjectFile(ProjectSpec(network, training, data)))
    program = Program(screen, folder, str(path))
    program.wait("an empty canvas", lambda r: r["title"].startswith("drawn") and "Add an Input" in r["controls"])
    program.do("sleep", "0.6")  # the panels find their places
    program.click(program.report()["controls"]["Add an Input"])
    settled(program, "an Input", "input")
    return program, path


def layer(report: Report, name: str) -> Report:
    """A layer of the reported network."""
    return next(each for each in report["network"]["layers"] if each["name"] == name)


def sources(report: Report, name: str) -> list[str]:
    """The names of the layers that enter one."""
    names = {each["id"]: each["name"] for each in report["network"]["layers"]}
    return [names[each] for each in layer(report, name)["inputs"]]


def settled(program: Program, what: str, name: str) -> Report:
    """Once the card is there and the drawing has stopped moving."""
    program.wait(what, lambda r: name in r["cards"])
    last: Any = None
    while last != (now := program.report()["cards"]):
        last = now
        program.do("sleep", "0.3")
    return program.report()


def drop(program: Program, kind: str, name: str, across: int = 0, down: int = 0) -> Report:
    """Search the palette for a kind and drag it onto the canvas, so far from the middle."""
    program.click(program.report()["controls"]["Search for a layer to add"])
    program.key("ctrl+a")
    program.type(kind)
    found = program.wait(f"{kind} in the palette", lambda r: kind in r["controls"])
    program.do("sleep", "0.4")
    x, y = found["controls"]["Layers of the drawing"]
    program.drag(program.report()["controls"][kind], [x + across, y + down])
    return settled(program, f"'{name}' on the canvas", name)


def wire(program: Program, source: str, target: str) -> Report:
    """Drag from the output of one card to the lowest port of another, unless dropping it there drew that wire."""
    if source in sources(program.report(), target):
        return program.report()
    cards = program.report()["cards"]
    program.drag(cards[source]["out"], cards[target]["ports"][-1])
    program.wait(f"a wire from {source} to {target}", lambda r: source in sources(r, target))
    return settled(program, target, target)


def mend(program: Program, *names: str) -> None:
    """Press the remedies below the cards until nothing keeps the drawing from running."""
    def offered(report: Report) -> list[str]:
        return [each for each in names if "remedy" in report["cards"][each]]

    while (report := program.wait("a remedy", lambda r: not r["problems"] or offered(r), 10.0))["problems"]:
        name = offered(report)[0]
        program.click(report["cards"][name]["remedy"])
        program.wait("an edit", lambda r, b=report: r["network"] != b["network"])
        settled(program, name, name)
    program.wait("a drawing that runs", lambda r: r["problems"] == [] and r["state"] == "ready")


def train(program: Program, metric: str) -> None:
    """Play until it is good, then pause."""
    program.click(program.report()["controls"]["Play"])
    program.wait("a good network", lambda r: r["validation"][metric] >= 0.9, 60.0)
    if program.report()["state"] == "playing":
        program.click(program.report()["controls"]["Pause"])
    program.wait("a pause", lambda r: r["state"] in ("paused", "finished"))


def walk(program: Program, stops: list[tuple[str, str]]) -> dict[tuple[str, str], Report]:
    """Through one step by keyboard, stop by stop; what was to be seen at each."""
    program.focus()
    program.key("F9")
    step = program.wait("the walk", lambda r: r["walk"] is not None)["walk"][0]
    seen = {}
    for kind, name in stops:
        program.key("alt+Right")
        program.wait(f"{kind} {name}", lambda r, k=kind, n=name: r["walk"][1:] == [k, n])
        seen[kind, name] = program.wait("its numbers", lambda r: r["numbers"])  # the drawing comes first
    program.key("alt+Left")
    program.wait("the stop before", lambda r: r["walk"] == [step, *stops[-2]])
    program.key("F9")
    program.wait("the walk's end", lambda r: r["walk"] is None)
    return seen


def values(report: Report) -> dict[str, float]:
    """What the Numbers tab knows, by name."""
    lines = (line.partition(" = ") for line in report["numbers"].splitlines())
    return {name: float(said.replace("−", "-")) for name, _, said in lines if said and "not known" not in said}


def take_away(program: Program, saved: Path, folder: Path) -> Path:
    """Save, export, close."""
    exported = folder / "drawn.onnx"
    program.focus()
    program.key("ctrl+s")
    program.wait("the saved project", lambda _: load_project(saved).weights is not None)
    export(program, exported)
    program.close()
    return exported


def agree(exported: Path, saved: Path, reader: str, rows: np.ndarray) -> None:
    """The exported file answers as the saved project does, for every row and head."""
    predict = {"reference": onnx._reference, "runtime": onnx._runtime}[reader](exported.read_bytes())
    found = compare(load_project(saved).model(), (reader, predict, len(rows)), rows)
    assert found.agrees and found.rows == len(rows), found.text


@pytest.mark.parametrize("reader", READERS)
def test_a_residual_net(screen: Screen, tmp_path: Path, reader: str) -> None:
    if reader == "runtime":
        pytest.importorskip("onnxruntime")
    program, saved = begin(screen, tmp_path, BuiltinData(name="iris"))
    drop(program, "Dense", "dense")
    wire(program, "input", "dense")
    drop(program, "Dense", "dense 2", 300)
    wire(program, "dense", "dense 2")
    drop(program, "Add", "add", 385, -40)
    wire(program, "dense 2", "add")
    assert sources(wire(program, "dense", "add"), "add") == ["dense 2", "dense"]
    drop(program, "Dense", "dense 3", 330, -150)
    refuse_a_circle(program)
    wire(program, "add", "dense 3")
    mend(program, "dense 3")
    assert layer(program.report(), "dense 3")["units"] == 3

    train(program, "accuracy")
    seen = walk(
        program,
        [
            ("forward", "dense"), ("forward", "dense 2"), ("forward", "add"), ("forward", "dense 3"), ("error", ""),
            ("blame", "dense 3"), ("gradient", "dense 3"), ("blame", "add"), ("blame", "dense 2"),
            ("gradient", "dense 2"), ("blame", "dense"), ("gradient", "dense"), ("update", ""),
        ],
    )  # fmt: skip
    before, joined = values(seen["forward", "dense"]), values(seen["forward", "add"])
    both = [n for n in range(1, 17) if {f"a a{n}", f"a d2.{n}"} <= set(joined) and f"a d1.{n}" in before]
    assert both and all(  # the Add's number is the sum of both ways
        abs(joined[f"a a{n}"] - joined[f"a d2.{n}"] - before[f"a d1.{n}"]) < 3e-4 for n in both
    )
    blamed = values(seen["blame", "dense 2"])
    same = [n for n in range(1, 17) if {f"δ a{n}", f"δ d2.{n}"} <= set(blamed)]
    assert same and all(blamed[f"δ a{n}"] == blamed[f"δ d2.{n}"] for n in same)  # and its blame goes both ways whole
    agree(take_away(program, saved, tmp_path), saved, reader, load(BuiltinData(name="iris"))[0].x)


def two_targets(folder: Path) -> tuple[ArraysData, np.ndarray]:
    """Iris with two things to learn: the species, and for a head called "area" how large the petal is."""
    flowers = load(BuiltinData(name="iris"))[0]
    area = (flowers.x[:, 2] * flowers.x[:, 3]).astype(np.float32)
    np.savez(folder / "two.npz", x=flowers.x.astype(np.float32), y=flowers.y, **{"y.area": area})
    return ArraysData(path="two.npz"), flowers.x


@pytest.mark.parametrize("reader", READERS)
def test_two_heads(screen: Screen, tmp_path: Path, reader: str) -> None:
    if reader == "runtime":
        pytest.importorskip("onnxruntime")
    data, rows = two_targets(tmp_path)
    program, saved = begin(screen, tmp_path, data)
    drop(program, "Dense", "dense", -60)
    wire(program, "input", "dense")
    drop(program, "Dense", "dense 2", 300, -130)
    wire(program, "dense", "dense 2")
    drop(program, "Dense", "dense 3", 300, 130)
    rename(program, "dense 3", "area")
    wire(program, "dense", "area")
    mend(program, "dense 2", "area")
    drawn = program.report()
    assert sources(drawn, "dense 2") == sources(drawn, "area") == ["dense"]
    assert (layer(drawn, "dense 2")["units"], layer(drawn, "area")["units"]) == (3, 1)
    assert drawn["network"]["loss"] == {"dense 2": "categorical_crossentropy", "area": "mean_squared_error"}

    train(program, "dense 2: accuracy")
    seen = walk(
        program,
        [
            ("forward", "dense"), ("forward", "dense 2"), ("forward", "area"), ("error", ""), ("blame", "area"),
            ("gradient", "area"), ("blame", "dense 2"), ("gradient", "dense 2"), ("blame", "dense"),
            ("gradient", "dense"), ("update", ""),
        ],
    )  # fmt: skip
    assert "a d2.1 … a d2.3 = not known yet" in seen["forward", "dense"]["numbers"]
    assert values(seen["error", ""])["E"] > 0
    assert "δ d1.1 … δ d1.16 = not known yet" in seen["blame", "dense 2"]["numbers"]
    blamed = values(seen["blame", "dense"])
    assert {"δ d1.1", "δ d2.1", "δ a1"} <= set(blamed)
    agree(take_away(program, saved, tmp_path), saved, reader, rows)


def rename(program: Program, name: str, new: str) -> None:
    """A double click on the name on the card, and letters."""
    program.do("mousemove", *program.report()["cards"][name]["title"], "click", "--repeat", "2", "--delay", "80", "1")
    program.do("sleep", "0.4")
    program.key("ctrl+a")
    program.type(new)
    program.key("Return")
    settled(program, new, new)


def refuse_a_circle(program: Program) -> None:
    """A wire back from the Add is refused with the reason while the mouse is still down, and nothing is drawn."""
    before = program.report()
    start, goal = before["cards"]["add"]["out"], before["cards"]["dense"]["ports"][0]
    program.do("mousemove", *start, "sleep", "0.1", "mousedown", "1")
    for part in (0.2, 0.5, 0.8, 1.0):
        program.do("mousemove", *(round(a + (b - a) * part) for a, b in zip(start, goal, strict=True)), "sleep", "0.05")
    program.wait("the reason", lambda r: r["said"] == "That wire would close a circle; data flows one way.")
    program.do("mouseup", "1", "sleep", "0.4")
    assert program.report()["network"] == before["network"]
