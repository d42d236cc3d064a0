"""WeightCommands: "Weights…" in the Layer menu, on a card's menu and in the inspector, for the one chosen layer.

It owns the open tables, one for each layer, and says why there is none. Worked shape: with Flatten chosen the action is
disabled and its tooltip reads "flatten has no weights of its own."
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from gui.actions import Actions
from gui.document import Document
from gui.runner import TrainingRunner
from gui.selection import Selection
from gui.theme_manager import ThemeManager
from gui.walk.writing_choice import WritingChoice

if TYPE_CHECKING:
    from gui.weights.window import WeightsWindow

SHARED = ("edit.undo", "edit.redo", "file.save", "train.toggle", "train.step", "train.epoch")
"""Actions whose keys hold in the tables as in the main window."""


class WeightCommands(QObject):
    """See the module's header."""

    def __init__(
        self, document: Document, runner: TrainingRunner, theme: ThemeManager, selection: Selection, actions: Actions,
        writing: WritingChoice, window: QMainWindow,
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._document, self._runner, self._theme, self._selection = document, runner, theme, selection
        self._actions, self._writing, self._window = actions, writing, window
        self.open_windows: dict[int, WeightsWindow] = {}
        actions.connect_all({"layer.weights": self.show_chosen})
        document.opened.connect(self.close_all)
        document.changed.connect(self._refresh)
        selection.changed.connect(self._refresh)
        self._refresh()

    def show_chosen(self) -> None:
        """The table of the chosen layer."""
        layer = self._selection.only
        if layer is not None:
            self.show_layer(layer)

    def show_layer(self, layer: int) -> "WeightsWindow":
        """The table of a layer, in front."""
        found = self.open_windows.get(layer)
        if found is None:
            from gui.weights.window import WeightsWindow

            found = WeightsWindow(self._document, self._runner, self._theme, self._writing, layer, self._window)
            found.addActions([self._actions[name] for name in SHARED])
            found.closed.connect(self._forget)
            self.open_windows[layer] = found
            found.move(self._window.frameGeometry().center() - found.rect().center())
            found.show()
        found.raise_()
        found.activateWindow()
        found.table.setFocus()
        return found

    def close_all(self) -> None:
        """Another project is open, or the window closes."""
        for window in list(self.open_windows.values()):
            window.close()

    def _forget(self, layer: int) -> None:
        gone = self.open_windows.pop(layer, None)
        if gone is not None:
            gone.deleteLater()

    def _refresh(self, *_news: object) -> None:
        reason = self._reason()
        self._actions.enable("layer.weights", not reason, reason)

    def _reason(self) -> str:
        layer, network = self._selection.only, self._document.network
        if layer is None or layer not in network.by_id:
            return "Choose one layer first."
        name = network.by_id[layer].name
        if layer not in network.shapes:
            return f"Connect {name} first; its inputs decide how many weights it has."
        return "" if network.weights(layer) else f"{name} has no weights of its own."
