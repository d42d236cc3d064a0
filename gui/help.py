"""HelpPages: what the Help menu shows: all keys on one page, version and licences, the folder of the log file.

It may import the actions, the canvas's tables of keys and the dialogs. Worked shape: ``pages.shortcuts()`` lists every
action that has a key, as the menus have it, so that the page cannot disagree with them.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QWidget

from gui.actions import Actions, keys_of, plain
from gui.faults import log_folder

if TYPE_CHECKING:
    from gui.dialogs.shortcuts import Shortcut

NO_LOG = "The folder of the log file cannot be opened."


class HelpPages(QObject):
    """Connects the Help menu of one window."""

    def __init__(self, actions: Actions, canvas: Mapping[str, QAction], window: QWidget) -> None:
        super().__init__(window)
        self._actions, self._canvas, self._window = actions, canvas, window
        actions.connect_all(
            {
                "help.shortcuts": self.show_shortcuts, "help.about": self.show_about,
                "help.log": self.show_log,
            }
        )  # fmt: skip

    def shortcuts(self) -> "list[Shortcut]":
        """Every key there is: of the menus, of the canvas and its gestures, of the curves."""
        from gui.canvas import asking, cells, hand, keyed
        from gui.plots import graph_keys

        canvas = [
            ("Canvas", plain(action.text()).rstrip("…"), keys_of(action))
            for action in self._canvas.values()
            if action.shortcuts()
        ]
        canvas += [("Canvas", text, keys) for text, keys in (*keyed.KEYS, *hand.KEYS, *cells.KEYS)]
        walk = [("Canvas, in a walk or with a weight chosen", text, keys) for text, keys in asking.KEYS]
        curves = [("Curves", text, keys) for text, keys in graph_keys.KEYS]
        return [*self._actions.keys(), *canvas, *walk, *curves]

    def show_shortcuts(self) -> None:
        """All keys on one page."""
        from gui.dialogs.shortcuts import Shortcuts

        Shortcuts.ask(self.shortcuts(), self._window)

    def show_about(self) -> None:
        """Version, and the licences of what it carries and stands on."""
        from gui.dialogs.about import About

        About.ask(self._window)

    def show_log(self) -> None:
        """The folder of the log file, in the system's file manager."""
        folder = log_folder()
        if not folder.is_dir() or not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            from gui.dialogs.messages import ErrorMessage

            ErrorMessage.ask(NO_LOG, f"It is {folder}", parent=self._window)
