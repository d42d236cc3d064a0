"""Where compiled kernels are kept between starts, and whether they are there. Loads nothing heavy.

Kernels lie in the user's cache folder, for the program itself may stand where nobody may write. A folder is named after
all they depend on; ``ready`` is the mark that a compilation has gone well, so that nobody waits for one unawares.
"""

import hashlib
import os
import platform
import shutil
import sys
import tempfile
import time
from functools import cache
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from core.engines import names

_KEPT = 30 * 24 * 3600.0
"""Seconds after which kernels of other versions are deleted."""


def installed() -> bool:
    """Whether Numba is there."""
    return find_spec("numba") is not None


@cache
def folder() -> Path:
    """Where the kernels of this version of the program are kept on this machine."""
    return _base() / "chainrule" / "kernels" / _version()


def _base() -> Path:
    """The user's cache folder on this system."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _version() -> str:
    """A name for all that a compiled kernel depends on."""
    here = Path(__file__).parent
    seen = hashlib.sha256()
    for path in (*sorted((here / "kernels").glob("*.py")), here / "names.py", here.parent / "flat.py"):
        seen.update(path.read_bytes())
    stamp = (here / "kernels" / "steps.py").stat().st_mtime_ns  # Numba looks at this, too
    for fact in (metadata.version("numba"), platform.python_version(), platform.node(), platform.machine(), stamp):
        seen.update(str(fact).encode())
    return seen.hexdigest()[:16]


def ready(dtype: str) -> bool:
    """Whether the kernels for this precision are compiled and kept."""
    return installed() and (folder() / f"ready-{dtype}").exists()


@cache
def kernels(dtype: str) -> Any:
    """The compiled functions (core.engines.kernels.steps) for this precision; loads Numba.

    What is not kept is compiled, which takes some fifteen seconds in which no other Python runs: core.engines.warm.
    """
    import numba

    kept = _own_folder()
    numba.config.CACHE_DIR = str(kept or tempfile.mkdtemp(prefix="chainrule-"))
    found = import_module("core.engines.kernels.steps")
    nothing, facts, request = np.zeros(1, dtype), np.zeros(names.LENGTH, np.int64), np.zeros(1, np.int64)
    facts[names.REQUEST] = request.__array_interface__["data"][0]
    found.run_steps(nothing, facts, 0)
    found.run_phase(nothing, facts, names.NOTHING, 0, 0, 0)
    if kept is not None:
        (kept / f"ready-{dtype}").touch()
    return found


def _own_folder() -> Path | None:
    """The folder, made where it is missing; None where nothing can be kept. What is long unused is deleted."""
    own = folder()
    try:
        own.mkdir(parents=True, exist_ok=True)
        (own / "used").touch()
        for other in own.parent.iterdir():
            if time.time() - (other / "used").stat().st_mtime > _KEPT:
                shutil.rmtree(other, ignore_errors=True)
    except FileNotFoundError:
        pass  # another process tidied up as well
    except OSError:
        return None
    return own
