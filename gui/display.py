"""Whether a window could appear: asked before Qt is loaded, because Qt ends the process where it finds no screen.

It imports the standard library only. Worked shape: with ``DISPLAY=:7`` and nobody listening there ``has_display()``
is False, and the program does its job without a window.
"""

import os
import re
import socket
import sys

PATIENCE = 2.0
"""Seconds for a display on another machine to answer."""


def has_display() -> bool:
    """On Linux: a platform named by hand, Wayland, or an X server that answers; elsewhere always."""
    if not sys.platform.startswith("linux"):
        return True
    if os.environ.get("QT_QPA_PLATFORM") or os.environ.get("WAYLAND_DISPLAY"):
        return True
    return answers(os.environ.get("DISPLAY", ""))


def answers(display: str) -> bool:
    """Whether an X server listens at a display such as ``:0`` or ``localhost:10.0``."""
    found = re.fullmatch(r"(.*):(\d+)(\.\d+)?", display)
    if found is None:
        return False
    host, number = found[1], int(found[2])
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"
        return _connects(socket.AF_UNIX, path) or _connects(socket.AF_UNIX, f"\0{path}")
    return _connects(socket.AF_INET, (host, 6000 + number))


def _connects(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as wire:
        wire.settimeout(PATIENCE)
        try:
            wire.connect(address)
        except (OSError, OverflowError):  # OverflowError: a number beyond the last port
            return False
        return True
