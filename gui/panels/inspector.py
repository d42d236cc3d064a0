"""Inspector: the tabs Layer, Training and Data at the right of the canvas, and Numbers before them in a walk.

It makes the three panels and brings the layer's tab forward when a layer is chosen on the canvas. Worked shape:
``Inspector(document, runner, theme, selection)``; ``file_wanted`` asks the window for a file of the user's own.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from gui.document import Document
from gui.panels.data_panel import DataPanel
from gui.panels.layer_panel import LayerPanel
from gui.panels.training_panel import TrainingPanel
from gui.runner import TrainingRunner
from gui.selection import Selection
from gui.theme_manager import ThemeManager

LEAST = 272
"""Least width at which no field is cut off."""


class Inspector(QTabWidget):
    """312 px wide in the window."""

    file_wanted = Signal()

    def __init__(
        self,
        document: Document,
        runner: TrainingRunner,
        theme: ThemeManager,
        selection: Selection,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName("Inspector")
        self.setDocumentMode(True)
        self.setMinimumWidth(LEAST)
        self.layer = LayerPanel(document, runner, selection)
        self.training = TrainingPanel(document, runner)
        self.data = DataPanel(document, runner)
        self.addTab(self.layer, "Layer")
        self.addTab(self.training, "Training")
        self.addTab(self.data, "Data")
        self.data.file_wanted.connect(self.file_wanted)
        self._numbers: QWidget | None = None
        self._before: QWidget | None = None
        selection.changed.connect(self._bring_layer)

    def show_numbers(self, panel: QWidget) -> None:
        """While a walk is open its numbers stand first."""
        self._numbers, self._before = panel, self.currentWidget()
        self.insertTab(0, panel, "Numbers")
        self.setCurrentWidget(panel)

    def hide_numbers(self, panel: QWidget) -> None:
        """The walk is closed: the tab that was in front comes back."""
        in_front = self.currentWidget() is panel
        self.removeTab(self.indexOf(panel))
        panel.hide()
        if in_front and self._before is not None:
            self.setCurrentWidget(self._before)
        self._numbers = None

    def _bring_layer(self, ids: frozenset[int]) -> None:
        walking = self._numbers is not None and self.currentWidget() is self._numbers
        if ids and not walking:  # in a walk a click asks for numbers
            self.setCurrentWidget(self.layer)
