"""The wheel: what `pipx install .` gives a user.

It is built from a copy of the tree, so that the checkout stays clean, and without network. Shape: tree -> wheel -> a
folder of its own -> `python -m gui --help` started elsewhere.
"""

import email
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("core", "gui", "resources")


def run(command: list[str], folder: Path, **environment: str) -> str:
    """Run a command and give what it printed; its error output becomes the failure's text."""
    result = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, timeout=240
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree; a `__pycache__` of the copy must not get into it."""
    tree = tmp_path_factory.mktemp("tree")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__"))
        (tree / package / "__pycache__").mkdir()
        (tree / package / "__pycache__" / "left_behind.cpython-311.pyc").write_bytes(b"")
    (tree / "resources" / "examples" / ".digits.json.lock").touch()  # a program has it open
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree / name)
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist", "."], tree)
    (built,) = (tree / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the installed wheel and nothing else."""
    target = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    run([*pip, "--target", str(target), str(wheel)], target)
    return target


LEFT_OUT = {"__pycache__", "screenshots"}
"""Folders that are no part of the wheel; the screenshots are the README's."""


def files_of(package: str) -> set[str]:
    """The files a package has in this tree, as paths from its root."""
    paths = (path for path in (ROOT / package).rglob("*") if path.is_file() and not LEFT_OUT & set(path.parts))
    return {path.relative_to(ROOT).as_posix() for path in paths if not path.name.startswith(".")}


def test_wheel_holds_exactly_the_three_packages(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = set().union(*(files_of(package) for package in PACKAGES))
    assert names == expected
    for folder in ("icons", "fonts", "datasets", "examples", "linux"):
        assert any(name.startswith(f"resources/{folder}/") for name in names), f"resources/{folder} is empty"


def test_wheel_names_its_command_and_its_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        by_ending = {name.split(".dist-info/")[1]: name for name in archive.namelist() if ".dist-info/" in name}
        entry_points = archive.read(by_ending["entry_points.txt"]).decode()
        metadata = email.message_from_bytes(archive.read(by_ending["METADATA"]))
    assert "chainrule = gui.__main__:main" in entry_points
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT"
    licences = metadata.get_all("License-File")
    assert licences is not None
    assert {Path(name).name for name in licences} == {"LICENSE", "OFL-Inter.txt", "OFL-STIXTwo.txt"}


def test_starts_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    path = os.pathsep.join([str(installed), sysconfig.get_paths()["purelib"]])
    where = run([sys.executable, "-c", "import core, gui, resources; print(gui.__file__)"], tmp_path, PYTHONPATH=path)
    assert Path(where.strip()).is_relative_to(installed)
    text = run([sys.executable, "-m", "gui", "--help"], tmp_path, PYTHONPATH=path)
    assert "chainrule" in text
    code = "import resources as r; print(r.icon_path().suffix, len(r.font_paths()), r.dataset_path('digits').suffix)"
    assert run([sys.executable, "-c", code], tmp_path, PYTHONPATH=path).split() == [".svg", "6", ".csv"]
