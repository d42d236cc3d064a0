"""The machine that measures, in one sentence, for whoever reads the figures later.

Worked shape: "29 November 2026; AMD EPYC, 2 cores, Linux; Python 3.11.2, built with -O2; numpy 2.2, PySide6 6.9".
"""

import datetime
import os
import platform
import re
import sysconfig
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = ("numpy", "PySide6_Essentials", "numba", "torch", "jax", "scikit-learn")


def processor() -> str:
    """Its name, as the system tells it."""
    try:
        found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def python_build() -> str:
    """Version, and how the compiler was asked to optimise the interpreter: twice the time without."""
    flags = " ".join(str(sysconfig.get_config_var(name) or "") for name in ("CFLAGS", "PY_CFLAGS", "PY_CORE_CFLAGS"))
    found = re.findall(r"-O\w*", flags)
    level = f"built with {found[-1]}" if found else "built without optimisation"
    return f"Python {platform.python_version()}, {level}"


def libraries() -> str:
    """Those that are installed, with their versions."""
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name.partition('_')[0]} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def load() -> str:
    """How busy other programs keep it; empty where the system does not tell, or it rests."""
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return f"; other programs kept it busy (load {busy:.1f}), so that times are rough" if busy > 0.5 else ""


def sentence(busy: str = "") -> str:
    """All of it; ``busy`` is what ``load`` said before the first benchmark."""
    day = datetime.date.today()
    cores = f"{os.cpu_count() or 1} cores"
    return (
        f"{day.day} {day:%B %Y}; {processor()}, {cores}, {platform.system()}; {python_build()}; {libraries()}{busy}"
    )
