"""Inspector: the tabs Layer, Training, Data and Doctor at the right of the canvas; in a walk Numbers and Rows before.

It makes the four panels and brings the layer's tab forward when a layer is chosen on the canvas. Training and Data are
made once the window was seen, or when somebody asks for them. Worked shape: ``Inspector(document, runner, theme,
selection)``; ``file_wanted`` asks the window for a file of the user's own.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

from gui.document import Document
from gui.icons import icon
from gui.panels.doctor_panel import DoctorPanel
from gui.panels.layer_panel import LayerPanel
from gui.runner import TrainingRunner
from gui.selection import Selection
from gui.theme_manager import ThemeManager
from gui.widgets.later import Later

if TYPE_CHECKING:
    from gui.panels.data_panel import DataPanel
    from gui.panels.training_panel import TrainingPanel

LEAST = 272
"""Least width at which no field is cut off."""


class Inspector(QTabWidget):
    """312 px wide in the window."""

    file_wanted = Signal()
    folder_wanted = Signal()
    pictures_wanted = Signal()

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
        self.tabBar().setAccessibleName("Tabs of the inspector")
        self.setDocumentMode(True)
        self.setIconSize(QSize(14, 14))
        self.setMinimumWidth(LEAST)
        pages = self.findChild(QStackedWidget)  # where tabs put what they are given
        self.layer = LayerPanel(document, runner, selection, pages)
        self.training_place = Later(partial(_make_training, document, runner), parent=pages)
        self.data_place = Later(partial(self._make_data, document, runner), parent=pages)
        self.addTab(self.layer, "Layer")
        self.addTab(self.training_place, "Training")
        self.addTab(self.data_place, "Data")
        self.doctor = DoctorPanel(document, runner.practice, selection, pages)
        self.addTab(self.doctor, "Doctor")
        self.doctor.counted.connect(self._count_findings)
        self._count_findings(len(self.doctor.cards))
        self._walking: list[QWidget] = []
        self._before: QWidget | None = None
        selection.changed.connect(self._bring_layer)

    @property
    def training(self) -> TrainingPanel:
        panel: TrainingPanel = self.training_place.panel
        return panel

    @property
    def data(self) -> DataPanel:
        panel: DataPanel = self.data_place.panel
        return panel

    def _make_data(self, document: Document, runner: TrainingRunner) -> DataPanel:
        from gui.panels.data_panel import DataPanel

        panel = DataPanel(document, runner)
        panel.file_wanted.connect(self.file_wanted)
        panel.folder_wanted.connect(self.folder_wanted)
        panel.pictures_wanted.connect(self.pictures_wanted)
        return panel

    def _count_findings(self, count: int) -> None:
        """A mark on the tab, and how many there are in its tooltip; a number beside it would push out the first tab."""
        at = self.indexOf(self.doctor)
        self.setTabIcon(at, icon("action-problem", "error") if count else QIcon())
        told = f"{count} thing{'s' * (count != 1)} wrong" if count else "Nothing is wrong"
        self.setTabToolTip(at, f"{told} with the run")

    def show_in_walk(self, panel: QWidget, title: str, front: bool = False) -> None:
        """While a walk is open its panels stand first, in the order they come; one of them comes to the front."""
        if not self._walking:
            self._before = self.currentWidget()
            self.setTabVisible(self.indexOf(self.doctor), False)  # nothing trains meanwhile, and six tabs are too many
        self.insertTab(len(self._walking), panel, title)
        self._walking.append(panel)
        if front:
            self.setCurrentWidget(panel)

    def leave_walk(self, panel: QWidget) -> None:
        """The walk is closed: the tab that was in front before it comes back."""
        if panel not in self._walking:
            return
        in_front = self.currentWidget() is panel
        self._walking.remove(panel)
        self.removeTab(self.indexOf(panel))
        panel.hide()
        if not self._walking:
            self.setTabVisible(self.indexOf(self.doctor), True)
        if in_front and self._before is not None:
            self.setCurrentWidget(self._before)

    def _bring_layer(self, ids: frozenset[int]) -> None:
        if ids and self.currentWidget() not in self._walking:  # in a walk a click asks for numbers
            self.setCurrentWidget(self.layer)


def _make_training(document: Document, runner: TrainingRunner) -> TrainingPanel:
    from gui.panels.training_panel import TrainingPanel

    return TrainingPanel(document, runner)
