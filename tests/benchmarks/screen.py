"""A virtual screen for benchmarks that show windows: Xvfb on a display of its own choice, closed afterwards.

``with screen("1920x1080x24") as environment`` gives the environment a window is started with, or None without Xvfb.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

MISSING = "  Xvfb is not installed; on Debian or Ubuntu: sudo apt-get install xvfb\n"


def there_is_one() -> bool:
    """Whether a screen can be opened."""
    return shutil.which("Xvfb") is not None


@contextmanager
def screen(size: str) -> Iterator[dict[str, str]]:
    """The environment of a process that draws on it."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", size, "-nolisten", "tcp"],
        pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writer)
    try:
        with os.fdopen(reader) as number:
            display = f":{number.readline().strip()}"
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        environment.pop("WAYLAND_DISPLAY", None)
        yield environment
    finally:
        server.terminate()
        server.wait()
