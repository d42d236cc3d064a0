"""WeightCommands: "Weights…" in the Layer menu, on a card's menu and in the inspector, for the one chosen layer.

It opens WeightsWindows and says why it cannot. Worked shape: with Flatten chosen the action is disabled and its tooltip
reads "flatten has no weights of its own."
"""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from gui.actions import Actions
from gui.document import Document
from gui.runner import TrainingRunner
from gui.selection import Selection
from gui.theme_manager import ThemeManager
from gui.weights.window import WeightWindows

SHARED = ("edit.undo", "edit.redo", "file.save", "train.toggle", "train.step", "train.epoch")
"""Keys that hold in the tables as in the main window."""


class WeightCommands(QObject):
    """Owns the open tables."""

    def __init__(
        self, document: Document, runner: TrainingRunner, theme: ThemeManager, selection: Selection, actions: Actions,
        window: QMainWindow,
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._document, self._selection, self._actions = document, selection, actions
        self.windows = WeightWindows(document, runner, theme, window)
        self.windows.shared = [actions[name] for name in SHARED]
        actions.connect_all({"layer.weights": self.show_chosen})
        document.changed.connect(self._refresh)
        selection.changed.connect(self._refresh)
        self._refresh()

    def show_chosen(self) -> None:
        """The table of the chosen layer."""
        layer = self._selection.only
        if layer is not None:
            self.windows.show_layer(layer)

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
