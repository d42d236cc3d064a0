"""The application: Qt set up, the look put on, the window opened on a project, and an orderly end.

``run`` is all that the entry point calls. Worked shape: ``run(None)`` opens the digits example, ``run(Path("a.csv"))``
asks how to read that table; the result is the process's exit status.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

import resources
from core.threads import share_cores
from gui import accessible
from gui.faults import Faults, log, start_log
from gui.fonts import load_fonts
from gui.garbage import GarbageCollector
from gui.theme_manager import ThemeManager
from gui.widgets.focus_ring import FocusRing
from gui.widgets.later import once_seen
from gui.windows import Windows

NAME = "chainrule"


def make_application(arguments: list[str]) -> QApplication:
    """The QApplication with the names that settings, the log and the desktop go by, and the mark of the keyboard."""
    app = QApplication(arguments)
    app.setOrganizationName(NAME)
    app.setApplicationName(NAME)
    app.setApplicationDisplayName("Chainrule")
    app.setDesktopFileName(NAME)
    app.setWindowIcon(QIcon(str(resources.icon_path())))
    load_fonts()
    accessible.install()
    FocusRing(app)
    return app


def run(path: Path | None) -> int:
    """Open the window and stay until it is closed."""
    # The training thread and the painting of the canvas both run Python: with the default interval of 5 ms a frame
    # waits for the interpreter lock several times, 1 ms gives 60 frames a second.
    sys.setswitchinterval(0.001)
    share_cores()
    app = make_application(sys.argv[:1])
    faults = Faults(start_log(), app)
    faults.install()
    settings = QSettings()
    theme = ThemeManager(settings, app)
    windows = Windows(settings, theme, app)
    app.aboutToQuit.connect(windows.end_runs)
    window = windows.open()
    windows.engines.begin()
    GarbageCollector(app)
    once_seen(window, window.recovery.offer)
    # after what was rescued is known
    once_seen(window, windows.welcome if path is None else lambda: window.files.open_path(path))
    log.info("Chainrule is open.")
    return app.exec()
