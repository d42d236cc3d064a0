"""Saves survive a process killed at any moment, a full disk and a folder that vanishes: the old or the new, whole."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.errors import FormatError
from core.formats import ProjectFile, atomic, load_project, save_project

ROOT = Path(__file__).parents[3]
POSIX = pytest.mark.skipif(os.name != "posix", reason="fork, kill and limits are POSIX's")


def killed(folder: Path, kills: int, how: str) -> dict[str, int]:
    command = [sys.executable, "-m", "tests.helpers.killed_saves", str(folder), str(kills), "11", how]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, int] = json.loads(done.stdout)
    return found


@POSIX
def test_fifty_kills_leave_the_old_or_the_new_project_whole(tmp_path: Path) -> None:
    counts = killed(tmp_path, 50, "atomic")
    assert counts["damaged"] == 0 and counts["old"] + counts["new"] == 50
    assert counts["in the middle"] > 0  # else nothing was shown


@POSIX
def test_the_kills_would_show_a_careless_writer(tmp_path: Path) -> None:
    assert killed(tmp_path, 15, "plain")["damaged"] > 0


LIMITED = """
import resource, sys
from core.errors import FormatError
from core.formats import load_project, save_project
file = load_project(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    save_project(sys.argv[1], file)
except FormatError as error:
    print(error)
"""


@POSIX
def test_a_file_that_may_not_grow(tmp_path: Path, trained: ProjectFile) -> None:
    path = tmp_path / "a.chainrule"
    save_project(path, trained)
    before = path.read_bytes()
    assert len(before) > 4096
    done = subprocess.run([sys.executable, "-c", LIMITED, str(path)], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.endswith("larger than this disk or your share of it allows; choose another disk.\n"), done.stderr
    assert path.read_bytes() == before and [each.name for each in tmp_path.iterdir()] == [path.name]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 512 kB; only root may make one, as in CI."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    made = mount and os.name == "posix" and os.geteuid() == 0 and not subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)], capture_output=True, check=False
    ).returncode  # fmt: skip
    if not made:
        pytest.skip("a small disk can be made by root only")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk(small_disk: Path, trained: ProjectFile) -> None:
    path = small_disk / "a.chainrule"
    save_project(path, trained)
    before = path.read_bytes()
    (small_disk / "filler").write_bytes(bytes(512 * 1024 - 4096 * -(-len(before) // 4096) - 8192))
    with pytest.raises(FormatError, match="the disk is full; free some space or choose another disk"):
        save_project(path, trained)
    assert path.read_bytes() == before
    assert sorted(each.name for each in small_disk.iterdir()) == ["a.chainrule", "filler"]
    (small_disk / "filler").unlink()
    save_project(path, trained)
    assert load_project(path).project == trained.project


@pytest.mark.parametrize("moment", ["before", "while writing", "before the renaming"])
def test_a_folder_that_vanishes(
    tmp_path: Path, trained: ProjectFile, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    path = folder / "a.chainrule"
    save_project(path, trained)
    write: Callable[[Path, bytes], None] = atomic._write_aside

    def vanish(aside: Path, content: bytes) -> None:
        if moment == "while writing":
            shutil.rmtree(folder)
        write(aside, content)
        shutil.rmtree(folder)

    if moment == "before":
        shutil.rmtree(folder)
    else:
        monkeypatch.setattr(atomic, "_write_aside", vanish)
    with pytest.raises(FormatError, match=r"does not exist; create it or choose another|the folder has gone"):
        save_project(path, trained)
    assert not folder.exists()


def test_halves_of_processes_killed_long_ago_are_cleared_away(tmp_path: Path) -> None:
    path, old, young, other = (
        tmp_path / name for name in ("a.npz", ".a.npz.00112233.part", ".a.npz.44556677.part", ".b.npz.00112233.part")
    )
    for each in (old, young, other):
        each.write_bytes(b"half")
    os.utime(old, (1, 1))
    os.utime(other, (1, 1))
    atomic.write(path, b"whole")
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([path.name, young.name, other.name])
