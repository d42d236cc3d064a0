"""A screen of its own for the end-to-end tests: Xvfb, with xdotool for mouse and keyboard.

Whoever has neither sees the tests skipped with the remedy; `.ci/run` does not accept that. Shape:
`screen.start([...])` gives a running program, `screen.do("mousemove", "10", "20", "click", "1")` moves the mouse.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

SIZE = "1920x1080x24"


@dataclass
class Screen:
    """A running virtual screen and the programs started on it."""

    display: str
    programs: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def environment(self, **more: str) -> dict[str, str]:
        """What a program needs in order to appear here, and nowhere else."""
        hidden = {"WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "QT_SCALE_FACTOR"}
        kept = {name: value for name, value in os.environ.items() if name not in hidden}
        return {**kept, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb", **more}

    def start(self, command: list[str], log: Path, **environment: str) -> subprocess.Popen[bytes]:
        """Start a program on this screen; what it prints goes to the file `log`."""
        with log.open("wb") as out:
            program = subprocess.Popen(command, env=self.environment(**environment), stdout=out, stderr=out)
        self.programs.append(program)
        return program

    def do(self, *arguments: str) -> str:
        """One call of xdotool: real mouse and keyboard events. Gives what it printed."""
        result = subprocess.run(
            ["xdotool", *arguments], env=self.environment(), capture_output=True, text=True, timeout=60
        )
        assert result.returncode == 0, f"xdotool {' '.join(arguments)}: {result.stderr}"
        return result.stdout.strip()

    def stop(self) -> None:
        """End what is still running here."""
        for program in self.programs:
            if program.poll() is None:
                program.terminate()
                end(program)


def end(program: subprocess.Popen[bytes]) -> None:
    """Wait for a program that was asked to end; it has ten seconds."""
    try:
        program.wait(timeout=10)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()


@pytest.fixture
def screen() -> Iterator[Screen]:
    """An empty screen of 1920x1080, closed afterwards. Xvfb itself picks a free display number."""
    missing = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} not found; on Debian or Ubuntu: sudo apt-get install xvfb xdotool")
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", SIZE, "-nolisten", "tcp", "-noreset"],
        pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as number:
        line = number.readline().strip()
    shown = Screen(f":{line}")
    try:
        assert line, "Xvfb ended before it named its display"
        yield shown
    finally:
        shown.stop()
        server.terminate()
        end(server)
