"""The command line is tried in an empty folder; what its tests ask of it again and again."""

import json
from pathlib import Path
from typing import Any

import pytest

import resources
from core import cli
from core.formats import load_project

ROOT = Path(__file__).parents[3]
IRIS = resources.dataset_path("iris")


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def iris(tmp_path: Path) -> Path:
    path = tmp_path / "iris.json"
    path.write_bytes(resources.example_path("iris").read_bytes())
    return path


def run(*arguments: object) -> int:
    return cli.main([str(each) for each in arguments])


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """Run a command that must fail; its one line on standard error."""
    capsys.readouterr()
    assert run(*arguments) == 2
    captured = capsys.readouterr()
    text = captured.err.strip()
    assert "\n" not in text
    assert "Traceback" not in text
    return text


def weights(path: Path | str) -> dict[str, bytes]:
    return {name: array.tobytes() for name, array in (load_project(path).weights or {}).items()}
