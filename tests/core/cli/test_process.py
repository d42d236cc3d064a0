"""The command line as a process of its own: what it loads, Ctrl+C, a reader that goes away, the bar."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import resources
from core import cli
from core.commands import train as train_command
from core.errors import FormatError
from core.formats import load_project
from tests.core.cli.conftest import ROOT, refused, run

# -- as a process of its own -----------------------------------------------------------------------------------------


def _start(*arguments: object, **more: Any) -> "subprocess.Popen[str]":
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen(
        [sys.executable, "-m", "core.cli", *map(str, arguments)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more,
    )  # fmt: skip


def test_help_is_light_and_nothing_needs_qt(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom core import cli\nassert cli.main(['--help']) == 0\n"
        "heavy = {'numpy', 'pandas', 'onnx', 'PySide6', 'scipy'} & set(sys.modules)\nassert not heavy, heavy\n"
        "sys.modules['PySide6'] = None\n"
        f"project = {str(resources.example_path('iris'))!r}\n"
        "assert cli.main(['train', project, '--epochs', '1', '-o', 'a.chainrule']) == 0\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "COMMAND" in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_ctrl_c_saves_what_is_trained(iris: Path) -> None:
    with _start("train", iris, "--epochs", 1_000_000, "--json", "-o", "a.chainrule") as process:
        assert process.stdout is not None
        for _ in range(3):
            process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == ""
    last = json.loads(out.splitlines()[-1])
    assert (last["done"], last["reason"]) == (True, "interrupted")
    checkpoint = load_project("a.chainrule").checkpoint
    assert checkpoint is not None
    assert checkpoint.facts["log"]["epoch"] >= 3


def test_ctrl_c_while_the_program_is_loaded_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.importlib, "import_module", interrupted)
    for work in (lambda: run("check", "a.json"), cli.demo):
        assert work() == 130
        assert capsys.readouterr().err == "chainrule: Interrupted; nothing was written.\n"


@pytest.mark.parametrize("form", [["--json"], []])
def test_a_reader_that_goes_away_is_no_error(iris: Path, form: list[str]) -> None:
    """And costs no training: the run goes on and is saved."""
    with _start("train", iris, "--epochs", 900, *form, "-o", "a.chainrule") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr is not None
        said = process.stderr.read()  # the doctor's findings, at most
        assert "chainrule:" not in said and "Error" not in said
        assert process.wait(60) == 0
    checkpoint = load_project("a.chainrule").checkpoint
    assert checkpoint is not None
    assert checkpoint.facts["log"]["epoch"] == 900


def test_what_goes_wrong_late_is_still_one_line(
    iris: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody watches a terminal the progress goes to standard output."""
    monkeypatch.setattr(train_command, "save_project", _full)
    assert refused(capsys, "train", iris, "--epochs", 3) == "chainrule: The disk is full; free some space."
    assert run("train", iris, "--epochs", 3, "-o", "b.chainrule") == 2
    assert "epoch 3/3" in capsys.readouterr().out


def _full(path: Path, file: object) -> None:
    raise FormatError("The disk is full; free some space.")


def test_the_bar_is_rewritten_on_a_terminal() -> None:
    import io

    from core.commands.progress import Progress, duration
    from core.snapshot import EpochResult, Metrics

    class Terminal(io.StringIO):
        encoding = "utf-8"

        def isatty(self) -> bool:
            return True

    def result(epoch: int) -> EpochResult:
        return EpochResult(epoch, epoch, 0.5, 0.6, Metrics(), Metrics((("accuracy", 0.981),)), 1.0)

    stream = Terminal()
    bar = Progress(0, 3, stream)
    bar.update(result(1))
    time.sleep(0.11)
    bar.update(result(2))
    bar.update(result(3))
    bar.close()
    first, second, end = stream.getvalue().split("\r")
    assert first == ""
    assert second.startswith("epoch 2/3 ━━━━━━━━━━━━━╸ ")
    assert "accuracy 98.1 %" in end
    assert end.endswith("\n")
    assert [duration(each) for each in (3.14, 59.0, 125.0, 4800.0)] == ["3.1 s", "59 s", "2 min 5 s", "1 h 20 min"]
