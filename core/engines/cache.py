"""Where compiled kernels are kept between starts, and whether they are there. Loads nothing heavy.

Kernels lie in the user's cache folder, for the program itself may stand where nobody may write. A folder is named after
all they depend on. A file is there for a precision once its code has been made and has run; one that is damaged counts
as missing, so that nobody waits for a compilation unawares.
"""

import hashlib
import os
import platform
import shutil
import sys
import time
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from core.engines import names
from core.engines.image import Image, keep, kept, load
from core.engines.linking import LinkError, image_of, is_known

_KEPT = 30 * 24 * 3600.0
"""Seconds after which kernels of other versions are deleted."""
_loaded: dict[str, Any] = {}
"""The kernels of this process, by precision."""


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
    sources = (here / "names.py", here / "image.py", here / "linking.py", here.parent / "flat.py")
    seen = hashlib.sha256()
    for path in (*sorted((here / "kernels").glob("*.py")), *sources):
        seen.update(path.read_bytes())
    for fact in (*_compilers(), platform.python_version(), platform.node(), *_processor()):
        seen.update(f"{fact}\n".encode())
    return seen.hexdigest()[:16]


def _compilers() -> list[str]:
    """The versions of Numba and llvmlite, by the names of the folders in which pip and conda note them.

    ``importlib.metadata`` would open them, for which it loads the email package, 20 ms and a megabyte.
    """
    found = find_spec("numba")
    if found is None or found.origin is None:
        return []
    packages = Path(found.origin).parents[1]
    return sorted(each.name for name in ("numba", "llvmlite") for each in packages.glob(f"{name}-*"))


def _processor() -> tuple[str, ...]:
    """What is known of the processor, whose every instruction may be in a kernel; a home folder may move to another."""
    try:
        first = Path("/proc/cpuinfo").read_text().split("\n\n")[0].splitlines()
    except OSError:
        return platform.machine(), platform.processor(), platform.version()
    return tuple(line for line in first if line.startswith(("model name", "flags", "Features", "CPU ")))


def ready(dtype: str) -> bool:
    """Whether the kernels for this precision are compiled and kept; loads them."""
    return installed() and _kept_kernels(dtype) is not None


def kernels(dtype: str) -> Any:
    """The compiled functions (core.engines.image.load) for this precision.

    What is not kept is compiled, which takes some fifteen seconds in which no other Python runs: core.engines.warm.
    """
    return _kept_kernels(dtype) or _loaded.setdefault(dtype, _made(dtype))


def at_hand() -> Any:
    """Kernels of any precision that this process has loaded already, for what knows none; None where it has not."""
    found = list(_loaded.values())  # in one go: the training thread may load some meanwhile
    return found[0] if found else None


def _kept_kernels(dtype: str) -> Any:
    """The kernels that are kept for this precision; None where there are none that can be loaded."""
    if dtype not in _loaded:
        code = kept(folder() / dtype)
        if code is None:
            return None
        try:
            _loaded[dtype] = load(code)
        except OSError:
            return None
        if isinstance(code, bytes):
            _say_why(dtype, code)
        _own_folder()
    return _loaded[dtype]


def _say_why(dtype: str, code: bytes) -> None:
    """A line in the log where LLVM has loaded an object that should have been an image, which costs time and memory."""
    import logging

    try:
        if is_known(code):
            image_of(code, tuple(names.ENTRIES))
    except LinkError as error:
        log = logging.getLogger("chainrule.engines")
        log.info("The kernels for %s are no image, so LLVM loads them: %s", dtype, error)


def _made(dtype: str) -> Any:
    """The kernels, compiled, tried and kept: as an image, or where that is not possible as an object file."""
    code: bytes = import_module("core.engines.kernels.making").object_code(dtype)
    made: Image | bytes
    try:
        made = image_of(code, tuple(names.ENTRIES))
        found = load(made)
    except (LinkError, OSError):
        made, found = code, load(code)
    _try(found, dtype)
    own = _own_folder()
    if own is not None:
        with suppress(OSError):
            keep(own / dtype, made)
    return found


def _try(found: Any, dtype: str) -> None:
    """Call every kernel, asked for nothing: code that cannot run here ends this process, and is not kept."""
    nothing, facts, request = np.zeros(1, dtype), np.zeros(names.LENGTH, np.int64), np.zeros(1, np.int64)
    work, vector, facts[names.REQUEST] = (each.__array_interface__["data"][0] for each in (nothing, facts, request))
    for name, wholes in names.ENTRIES.items():
        getattr(found, name)(work, vector, *[0] * wholes)


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
