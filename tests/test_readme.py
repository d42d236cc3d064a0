"""What the README says is true: its commands exist, its Python runs, and its example layer is a layer.

The layer is written into a file of its own and tried in a process of its own, so that no other test meets it.
Shape: fenced blocks of README.md -> files -> `python file`.
"""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from core import cli
from gui import __main__ as entry

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language, their indentation removed."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^\1```$", README, re.DOTALL | re.MULTILINE)
    return [textwrap.dedent(block) for _, block in found]


def run(code: str, folder: Path) -> str:
    """Run a program in ``folder``; what it printed."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_make_command_exists() -> None:
    named = set(re.findall(r"\bmake ([a-z][a-z-]*[a-z])", "\n".join(re.findall(r"`[^`]*`|^make .*$", README, re.M))))
    assert {"run", "test", "lint", "help", "bench", "screenshots", "test-peers"} <= named
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.M))
    assert named <= targets
    shown = set(re.findall(r'echo "make ([a-z-]+) ', MAKEFILE))
    assert named - {"help"} <= shown <= targets


def test_every_line_of_the_command_line_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    lines = re.findall(r"^chainrule (.*?)(?:  .*)?$", README.partition("## Command line")[2].partition("##")[0], re.M)
    commands = [line for line in lines if line.split()[0] in cli.COMMANDS]
    assert {line.split()[0] for line in commands} == set(cli.COMMANDS) == set(entry.COMMANDS)
    for line in commands:
        words = line.translate(str.maketrans("", "", "[]")).replace(" N ", " 3 ").split()
        assert cli.build_parser().parse_args(words).command == words[0]
        assert cli.main([words[0], "--help"]) == 0
        usage = capsys.readouterr().out
        assert all(word in usage for word in words if word.startswith("-"))


def test_the_script_runs(tmp_path: Path) -> None:
    script, *_ = blocks("python")
    code = script + "assert trainer.finished and result.validation_metrics.as_dict()['accuracy'] > 0.9\n"
    run(code, tmp_path)
    assert (tmp_path / "iris.onnx").stat().st_size > 500


def test_every_file_that_is_named_exists() -> None:
    named = re.findall(r"\]\(([^)h][^)]*)\)|`((?:core|gui|tests|resources)/[\w/.]+)`", README)
    paths = [one or other for one, other in named]
    assert len(paths) > 5
    for path in paths:
        assert (ROOT / path).exists(), path


TRY_THE_LAYER = '''
import dataclasses
import json
import numpy as np
import core
from pathlib import Path
from core.cli import main
from core.layers import Layer
from scale import Scale

raw = {"format": "chainrule/1", "network": {"layers": [
    {"id": 1, "kind": "Input", "shape": [4], "inputs": []},
    {"id": 2, "kind": "Scale", "name": "scale", "start": 0.5, "inputs": [1]},
    {"id": 3, "kind": "Dense", "units": 6, "activation": "tanh", "inputs": [2]},
    {"id": 4, "kind": "Scale", "inputs": [3]},
    {"id": 5, "kind": "Dense", "units": 3, "activation": "softmax", "inputs": [4]}],
    "loss": "categorical_crossentropy"},
    "training": {"optimizer": {"kind": "Adam", "learning_rate": 0.02}, "epochs": 60, "batch_size": 16},
    "data": {"kind": "builtin", "name": "iris"}}
Path("a.json").write_text(json.dumps(raw))
assert Layer.kinds["Scale"] is Scale and Scale().start == 1.0
for number, command in enumerate([
    ["check", "a.json", "--json"], ["train", "a.json", "--json"], ["evaluate", "a.chainrule", "--json"],
    ["check", "a.chainrule", "--json"],
    ["train", "a.json", "--epochs", "1", "--set", "network.layers.scale.start=2", "-o", "b.chainrule", "--json"],
    ["export", "a.chainrule", "a.npz", "--json"],
]):
    assert main(command) == 0, command
held = core.load(Path("a.chainrule"))
assert held.weights["scale.weight"].shape == (4,) and not np.allclose(held.weights["scale.weight"], 0.5)
assert dataclasses.replace(held.network.nodes[1].layer, start=1.0) == Scale()
'''


def test_the_layer_of_the_readme_is_a_layer(tmp_path: Path) -> None:
    _, layer, *_ = blocks("python")
    (tmp_path / "scale.py").write_text(layer, encoding="utf-8")
    out = run(TRY_THE_LAYER, tmp_path).splitlines()
    assert out[0].count('"layer": "scale"') == 1 and '"passed": true' in out[0]
    accuracy = next(line for line in out if line.startswith('{"loss"'))
    assert float(accuracy.rpartition(": ")[2].rstrip("}")) > 0.9


def test_the_layer_of_the_readme_passes_the_checks_of_every_kind(tmp_path: Path) -> None:
    _, layer, *_ = blocks("python")
    (tmp_path / "scale.py").write_text(layer, encoding="utf-8")
    code = (
        "from scale import Scale\nfrom tests.core.test_gradients import check, stack\n"
        "from core.layers import Dense, Flatten, Input\n"
        "check(stack(Input(shape=(3,)), Dense(units=4, activation='tanh'), Scale(), Flatten(), Dense(units=2)))\n"
        "check(stack(Input(shape=(2, 3, 2)), Scale(start=0.7), Scale(), Flatten(), Dense(units=2)))\n"
        "print('checked')"
    )
    assert run(code, tmp_path) == "checked\n"


def insert(path: Path, before: str, text: str) -> None:
    """Put lines before the first line that is ``before``."""
    content = path.read_text(encoding="utf-8")
    assert before in content, (path, before)
    path.write_text(content.replace(before, text + before, 1), encoding="utf-8")


def test_how_to_add_a_layer_is_followed_literally(tmp_path: Path) -> None:
    """The four steps in a copy of the house; then the checks of every kind are run there for the new one."""
    _, layer, imported, nodes, case = blocks("python")
    for part in ("core", "gui", "resources", "tests"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "*.png"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "core/layers/scale.py").write_text(layer, encoding="utf-8")
    insert(tmp_path / "core/layers/__init__.py", "\n\ndef drawn_layer", imported)
    insert(tmp_path / "core/layers/__init__.py", '"SpatialDropout1D",', '"Scale", ')
    shutil.copy(ROOT / "resources/icons/layer-dense.svg", tmp_path / "resources/icons/layer-scale.svg")
    insert(tmp_path / "core/formats/onnx_layers.py", "    SpatialDropout1D,\n", "    Scale,\n")
    insert(tmp_path / "core/formats/onnx_layers.py", "@writes(Dense)", nodes + "\n\n")
    cases = tmp_path / "tests/helpers/layer_cases.py"
    insert(cases, "    SpatialDropout1D,\n", "    Scale,\n")
    insert(cases, "    Case(Dense(units=3, activation", textwrap.indent(case, "    "))
    checks = ["tests/core/layers/test_every_layer.py", "tests/gui/canvas/test_every_layer.py",
              "tests/gui/walk/test_every_equation.py", "tests/gui/canvas/test_maps.py"]  # fmt: skip
    chosen = "(Scale and start) or every_kind_has_a_case or (every_kind_has_its_icon and Scale)"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not peers", "-k", chosen, *checks],
        cwd=tmp_path, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert len(re.search(r"^[.]+", done.stdout, re.M).group()) >= 20, done.stdout  # type: ignore[union-attr]
