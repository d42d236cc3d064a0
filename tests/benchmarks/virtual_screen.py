"""A virtual screen for the benchmarks that measure the real window: Xvfb, one process for each measurement.

Worked shape: ``in_window("tests.benchmarks.keys_window", "digits 64-32-10", 5)`` starts Xvfb and that module with the
two arguments, and reads the line of JSON it prints.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from typing import Any

SIZE = "1920x1080x24"
NO_SCREEN = "  Xvfb is not installed; on Debian or Ubuntu: sudo apt-get install xvfb\n"


def has_screen() -> bool:
    """Whether there is an Xvfb."""
    return shutil.which("Xvfb") is not None


def in_window(module: str, *arguments: object) -> dict[str, Any] | None:
    """What ``python -m module arguments`` prints on a screen of its own; None where it prints null."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", SIZE, "-nolisten", "tcp"],
        pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writer)
    try:
        with os.fdopen(reader) as number:
            display = f":{number.readline().strip()}"
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        environment.pop("WAYLAND_DISPLAY", None)
        command = [sys.executable, "-m", module, *(str(each) for each in arguments)]
        with tempfile.TemporaryDirectory() as folder:  # windows save aside there, not among the user's drawings
            environment["XDG_STATE_HOME"] = folder
            printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        answer: dict[str, Any] | None = json.loads(printed.splitlines()[-1])
        return answer
    finally:
        server.terminate()
        server.wait()
