"""Program: the real program on a virtual screen, and the hands in front of it: clicks, drags, keys, waiting.

Where to click comes from the driver's report. Shape: ``program.wait("a pause", lambda r: r["state"] == "paused")``.
"""

import contextlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.end_to_end.conftest import Screen, end

ROOT = Path(__file__).parents[2]
Report = dict[str, Any]


class Program:
    """The program on its screen, and the hands in front of it."""

    def __init__(self, screen: Screen, folder: Path, *arguments: str) -> None:
        self.screen, self.folder = screen, folder
        self.path = folder / "report.json"
        self.path.unlink(missing_ok=True)
        self.log = folder / "log.txt"
        home = folder / "home"
        home.mkdir(exist_ok=True)
        driver = str(ROOT / "tests" / "end_to_end" / "driver.py")
        self.process = screen.start(
            [sys.executable, driver, str(self.path), *arguments], self.log,
            HOME=str(home), XDG_CONFIG_HOME=str(home), XDG_STATE_HOME=str(home), PYTHONPATH=str(ROOT),
        )  # fmt: skip

    def report(self) -> Report:
        """The latest report."""
        return json.loads(self.path.read_text()) if self.path.exists() else {}

    def wait(self, what: str, seen: Callable[[Report], Any], seconds: float = 30.0) -> Report:
        """Until the report shows it; the log and the report are in the failure."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            report = self.report()
            with contextlib.suppress(KeyError, TypeError):  # the report may not have it yet
                if seen(report):
                    return report
            assert self.process.poll() is None, f"ended while waiting for {what}: {self.log.read_text()}"
            time.sleep(0.1)
        pytest.fail(f"{what} did not come; {self.log.read_text()} {json.dumps(self.report())[:3000]}")

    def do(self, *arguments: object) -> None:
        """Real events."""
        self.screen.do(*(str(each) for each in arguments))

    def click(self, at: list[int]) -> None:
        """Move there and press."""
        self.do("mousemove", *at, "sleep", "0.1", "click", "1")

    def drag(self, start: list[int], goal: list[int]) -> None:
        """Press, move in steps as a hand does, release."""
        self.do("mousemove", *start, "sleep", "0.1", "mousedown", "1")
        for part in np.linspace(0.1, 1.0, 12):
            x, y = (round(a + (b - a) * part) for a, b in zip(start, goal, strict=True))
            self.do("mousemove", x, y, "sleep", "0.03")
        self.do("sleep", "0.2", "mouseup", "1")

    def type(self, text: str) -> None:
        """Letters on the keyboard."""
        self.do("type", "--delay", "20", text)

    def key(self, *names: str) -> None:
        """Keys and shortcuts."""
        self.do("key", "--delay", "60", *names)

    def focus(self) -> None:
        """A click on empty canvas: without a window manager nobody gives the window its keyboard back."""
        x, y = self.report()["controls"]["Activation"]
        self.click([x, y + 40])
        self.wait("the keyboard", lambda r: r["active"])

    def choose(self, *keys_and_menus: tuple[str, str]) -> None:
        """A key for each menu, and its title, waited for: keys pressed before a menu is there would be lost."""
        for key, menu in keys_and_menus:
            self.key(key)
            self.wait(f"the menu {menu}", lambda r, title=menu: title in r["menus"])

    def close(self) -> None:
        """Ctrl+Q, without saving."""
        self.focus()
        self.key("ctrl+q")
        until = time.monotonic() + 3.0
        while time.monotonic() < until and self.process.poll() is None:
            if "Discard" in self.report().get("dialog_controls", {}):
                self.click(self.report()["dialog_controls"]["Discard"])
            time.sleep(0.1)
        end(self.process)
        assert self.process.returncode == 0, self.log.read_text()
