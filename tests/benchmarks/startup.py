"""How soon the window is there: from the start of the process to the first picture of the drawing; and the help.

Warm is a start after another one. Cold is one whose files were dropped from the page cache, all of them where the
system lets us (``drop_caches`` of Linux, as root), else those of the program and its libraries that no running program
holds. The first start has nothing compiled to bytecode besides; pip compiles while it installs. Processor time is
told beside the clock, as other programs hardly change it. Nothing fails on a time.
"""

import contextlib
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.benchmarks.records import Key, Profile, Report, Table, as_numbers
from tests.benchmarks.startup_stages import IMPORTS
from tests.benchmarks.virtual_screen import NO_SCREEN, has_screen, in_window

MODULE, STAGES = "tests.benchmarks.startup_window", "tests.benchmarks.startup_stages"
TITLE = "From the start of the process to the first picture of the drawing, seconds"
HEAD = ("start", "clock", "processor", "rounds")
WARM, COLD, HELP = "window, warm", "window, cold", "chainrule --help"
EVERYTHING = Path("/proc/sys/vm/drop_caches")
LIBRARIES = ("PySide6", "shiboken6", "numpy", "pyqtgraph")


def run(quick: bool) -> Report:
    """First start, warm, cold, and the help."""
    rounds = 3 if quick else 7
    with _own_bytecode():
        times = dict(_measured(rounds))
    rows, found = [], dict[Key, float]()
    for what, each in times.items():
        clock, processor = (median(one) for one in zip(*each, strict=True))
        rows.append((what, *as_numbers(clock, processor, form="{:.2f}"), str(len(each))))
        found |= {Key("startup", what, "clock"): clock, Key("startup", what, "processor"): processor}
    return Report([Table(TITLE, HEAD, rows, "" if has_screen() else NO_SCREEN)], found)


def profile(case: str, quick: bool, found: Mapping[Key, float]) -> Profile:
    """What this kind of start is made of."""
    return PROFILES[case](found, 2 if quick else 5)


def _stages(found: Mapping[Key, float], rounds: int) -> Profile:
    """Processor time by stage, each with all before it in a process of its own; and that of an empty window."""
    with _own_bytecode():
        stages = in_window(STAGES, rounds)
    assert stages is not None
    ends = [0.0, *(stages.pop(name) for name in IMPORTS), found[Key("startup", WARM, "processor")]]
    names = (*IMPORTS, "window made, shown and first painted")
    parts = [(name, end - begun) for name, begun, end in zip(names, ends, ends[1:], strict=False)]
    return Profile("A warm start of the window", "s of processor time", parts, list(stages.items()))


def _files(found: Mapping[Key, float], _rounds: int) -> Profile:
    """What reading the files adds."""
    warm, cold = (found[Key("startup", what, "clock")] for what in (WARM, COLD))
    return Profile("A cold start of the window", "s by the clock", [("as warm", warm), ("files read", cold - warm)])


def _help(found: Mapping[Key, float], _rounds: int) -> Profile:
    """The interpreter and the rest."""
    bare = median(_command("-c", "")[1] for _ in range(3))
    rest = max(0.0, found[Key("startup", HELP, "processor")] - bare)
    return Profile("chainrule --help", "s of processor time", [("the interpreter", bare), ("the help", rest)])


PROFILES: dict[str, Callable[[Mapping[Key, float], int], Profile]] = {WARM: _stages, COLD: _files, HELP: _help}


@contextlib.contextmanager
def _own_bytecode() -> Iterator[None]:
    """Have what is started compile to a folder of its own, as after an installation."""
    before = dict(os.environ)
    try:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        with TemporaryDirectory() as folder:
            os.environ["PYTHONPYCACHEPREFIX"] = folder
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _measured(rounds: int) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """(clock, processor) seconds of each start, by what is started."""
    if has_screen():
        _drop_from_cache()
        yield "window, first start", [_window()]
        yield WARM, [_window() for _ in range(rounds)]
        if _drop_from_cache():
            yield COLD, [_window() for _ in range(rounds) if _drop_from_cache()]
    _command("-m", "gui", "--help")
    yield HELP, [_command("-m", "gui", "--help") for _ in range(rounds)]


def _window() -> tuple[float, float]:
    found = in_window(MODULE, time.monotonic())
    assert found is not None
    return found["clock"], found["processor"]


def _command(*arguments: str) -> tuple[float, float]:
    begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
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
