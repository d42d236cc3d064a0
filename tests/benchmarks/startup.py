"""How soon the window is there: from the start of the process to the first picture of the drawing; and the help.

Warm is a start after another one. Cold is one whose files were dropped from the page cache, all of them where the
system lets us (``drop_caches`` of Linux, as root), else those of the program and its libraries that no running program
holds. The first start has nothing compiled to bytecode besides; pip compiles while it installs. Processor time is
printed beside the clock, as other programs hardly change it. Nothing fails on a time.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.benchmarks.virtual_screen import NO_SCREEN, has_screen, in_window

MODULE = "tests.benchmarks.startup_window"
EVERYTHING = Path("/proc/sys/vm/drop_caches")
LIBRARIES = ("PySide6", "shiboken6", "numpy", "pyqtgraph")


def run(quick: bool) -> None:
    """Print the table."""
    rounds = 3 if quick else 7
    print("Start-up (goals: window 0.8 s warm, 2 s cold; help 0.1 s)")
    before = dict(os.environ)
    try:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        with TemporaryDirectory() as folder:
            os.environ["PYTHONPYCACHEPREFIX"] = folder
            _measure(rounds)
    finally:
        os.environ.clear()
        os.environ.update(before)
    print()


def _measure(rounds: int) -> None:
    if has_screen():
        _drop_from_cache()
        _tell("window, first start", [_window()])
        _tell("window, warm", [_window() for _ in range(rounds)])
        if _drop_from_cache():
            _tell("window, cold", [_window() for _ in range(rounds) if _drop_from_cache()])
    else:
        print(NO_SCREEN)
    _command("gui", "--help")
    _tell("chainrule --help", [_command("gui", "--help") for _ in range(rounds)])


def _tell(what: str, times: list[tuple[float, float]]) -> None:
    clock, processor = (median(each) for each in zip(*times, strict=True))
    print(f"  {what:<22}{clock:6.2f} s   {processor:6.2f} s of processor time")


def _window() -> tuple[float, float]:
    found = in_window(MODULE, time.monotonic())
    assert found is not None
    return found["clock"], found["processor"]


def _command(*arguments: str) -> tuple[float, float]:
    begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", *arguments], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - begun, spent


def _drop_from_cache() -> bool:
    """Forget the files that a start reads; False where the system has no such call."""
    try:
        os.sync()
        EVERYTHING.write_text("3\n")
        return True
    except (OSError, AttributeError):
        pass  # not Linux, or not root
    if not hasattr(os, "posix_fadvise"):
        return False
    places = [Path(folder) / name for folder in sys.path for name in LIBRARIES if folder]
    for place in (*places, Path("gui"), Path("core"), Path("resources")):
        for path in place.rglob("*") if place.is_dir() else ():
            if path.is_file():
                with path.open("rb") as file:
                    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return True
