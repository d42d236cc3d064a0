"""Windows: all windows of the program, each with a document, an undo stack and a training thread of its own.

It may import everything of a window. What the user prefers and the theme are one for all of them. Worked shape:
``windows.open()`` shows another window a step beside the one before; ``windows.quit()`` closes them one after the
other, each asks for what is not saved, and the first that is not allowed to go keeps the rest.
"""

from PySide6.QtCore import QObject, QPoint, QSettings, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from core.engines.choice import never_wait, prefer
from core.examples import open_example
from gui import numbers
from gui.document import Document
from gui.engine_room import EngineRoom
from gui.main_window import MainWindow
from gui.preferences import Preferences
from gui.rewriting import rewrite
from gui.runner import TrainingRunner
from gui.theme_manager import ThemeManager

FIRST = "digits"
STEP = QPoint(32, 32)
"""How far a new window stands from the one before."""


class Windows(QObject):
    """See the module's header."""

    def __init__(self, settings: QSettings, theme: ThemeManager, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings, self._theme = settings, theme
        self.preferences = Preferences(settings, self)
        self.preferences.changed.connect(self._follow)
        self.open_windows: list[MainWindow] = []
        self.engines = EngineRoom(self)
        self.engines.ready.connect(self._engine_is_ready)
        self._write_numbers()
        prefer(self.preferences.engine)
        never_wait()

    def open(self) -> MainWindow:
        """Another window with the digits example, ready to play; the keyboard is on its canvas."""
        document = Document(open_example(FIRST))
        runner = TrainingRunner(document)
        window = MainWindow(document, runner, self._theme, self._settings, preferences=self.preferences)
        window.files.start(FIRST)
        window.window_wanted.connect(self.open)
        window.quit_wanted.connect(self.quit)
        window.left.connect(self._forget)
        window.recovery.another = lambda: self.open().recovery
        self._place(window)
        window.menus.others = lambda: self.open_windows
        self.open_windows.append(window)
        self._count_changed()
        window.show()
        window.activateWindow()
        window.views.canvas.setFocus()
        return window

    def welcome(self) -> None:
        """Who has worked before starts with the recent files; the first time, the digits are ready to play.

        A drawing that was rescued has the gallery's first card.
        """
        window = self.open_windows[0] if self.open_windows else None
        if window is None or not self.preferences.gallery_at_start:
            return
        if window.recovery.found or window.files.recent.paths():
            window.files.new()

    def quit(self) -> bool:
        """Close all, the one in front first; False where one stays because its user wants it to."""
        active = QApplication.activeWindow()
        return all(window.close() for window in sorted(self.open_windows, key=lambda each: each is not active))

    def end_runs(self) -> None:
        """The program ends, whoever said so: no training thread and no compilation may outlive it."""
        self.engines.end()
        for window in self.open_windows:
            window.runner.close()

    # -- inside ------------------------------------------------------------------------------------------------------

    def _place(self, window: MainWindow) -> None:
        """A step beside the window before, so that it does not seem to have taken its place."""
        if not self.open_windows or window.isMaximized():
            return
        before, screen = self.open_windows[-1], QGuiApplication.primaryScreen().availableGeometry()
        window.resize(before.size())
        there = before.pos() + STEP
        window.move(there if screen.contains(there + QPoint(400, 300)) else screen.topLeft() + STEP)

    def _forget(self, window: MainWindow) -> None:
        """A closed window goes, with its document and its run."""
        self.open_windows.remove(window)
        self._count_changed()
        window.document.stack.blockSignals(True)  # nobody is left to hear that the last command goes
        for part in (window, window.runner, window.document):
            part.deleteLater()

    def _count_changed(self) -> None:
        for window in self.open_windows:
            window.menus.windows_changed()

    @Slot(str)
    def _engine_is_ready(self, dtype: str) -> None:
        for window in self.open_windows:
            window.runner.engine_is_ready(dtype)

    def _follow(self, name: str) -> None:
        if name == "theme":
            self._theme.choose(self.preferences.theme)
        elif name == "engine":
            prefer(self.preferences.engine)  # from the next reset on
        elif name == "decimal_comma":
            self._write_numbers()
            for window in self.open_windows:
                window.write_numbers_anew()
            rewrite()

    def _write_numbers(self) -> None:
        numbers.write_with(numbers.COMMA if self.preferences.decimal_comma else numbers.POINT)
