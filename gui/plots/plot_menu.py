"""PlotMenu: what can be done with a plot, behind its small button and its right click: settings, and saving it.

It may import saving and the dialogs' message. Worked shape: ``PlotMenu(graph, "loss", sheet, table, settings)`` offers
the settings, then "Save as PNG…", "Save as SVG…", "Save the numbers as CSV…" and "Copy the picture".
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QWidget, QWidgetAction

from gui.dialogs.messages import ErrorMessage
from gui.plots.graph_keys import asks_for_menu
from gui.plots.saving import Make, Sheet, Table, csv_of, image_of, png_of, save, svg_of
from gui.widgets.buttons import FlatButton
from gui.widgets.labels import Label
from gui.widgets.log_slider import QuietSlider

TICKS = 100
last_folder: list[str] = []
"""Where a plot was saved last, for the next one."""


class SliderRow(QuietSlider):
    """A slider in a menu: left and right move it, up and down stay the menu's."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)


def slider_action(name: str, value: int, changed: Callable[[int], object], parent: QObject) -> QWidgetAction:
    """A line of a menu that holds a name and a slider from 0 to 100."""
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(10, 4, 14, 4)
    line.setSpacing(12)
    slider = SliderRow(Qt.Orientation.Horizontal)
    slider.setRange(0, TICKS)
    slider.setSingleStep(2)
    slider.setPageStep(10)
    slider.setValue(value)
    slider.setAccessibleName(name)
    slider.setMinimumWidth(120)
    slider.valueChanged.connect(changed)
    line.addWidget(Label(name, "body"))
    line.addWidget(slider, 1)
    row.setFocusProxy(slider)
    row.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the menu gives the keyboard to what takes it
    action = QWidgetAction(parent)
    action.setText(name)
    action.setDefaultWidget(row)
    return action


class PlotMenu(QObject):
    """``button`` stands in the header; right clicks on ``plot`` open the same menu."""

    def __init__(
        self,
        plot: QWidget,
        name: str,
        sheet: Callable[[], Sheet],
        table: Callable[[], Table],
        settings: Sequence[QAction] = (),
    ) -> None:
        super().__init__(plot)
        self._plot, self._name, self._sheet, self._table = plot, name, sheet, table
        self.menu = QMenu(plot)
        self.menu.setAccessibleName(f"Menu of the {name} plot")
        self.button = FlatButton("action-more", f"Settings of the {name} plot and saving it", 20)
        self.button.clicked.connect(self._open_at_button)
        for action in settings:
            self.menu.addAction(action)
        if settings:
            self.menu.addSeparator()
        self.savings = tuple(
            self.menu.addAction(text, slot)
            for text, slot in (
                ("Save as &PNG…", self._save_png), ("Save as &SVG…", self._save_svg),
                ("Save the &numbers as CSV…", self._save_csv), ("&Copy the picture", self._copy),
            )
        )  # fmt: skip
        plot.installEventFilter(self)

    def open(self, place: QPoint) -> None:
        """Show the menu at a place on the screen."""
        self.menu.popup(place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QContextMenuEvent):
            self.open(event.globalPos())
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and asks_for_menu(event):
            self.open(self._plot.mapToGlobal(self._plot.rect().center()))
            return True
        return super().eventFilter(watched, event)

    def _open_at_button(self) -> None:
        self.open(self.button.mapToGlobal(QPoint(0, self.button.height() + 2)))

    # -- saving ------------------------------------------------------------------------------------------------------

    def _save_png(self) -> None:
        self._save("png", "PNG pictures (*.png)", lambda: png_of(self._sheet()))

    def _save_svg(self) -> None:
        self._save("svg", "SVG drawings (*.svg)", lambda: svg_of(self._sheet()))

    def _save_csv(self) -> None:
        self._save("csv", "Tables (*.csv)", lambda: csv_of(self._table()))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setImage(image_of(self._sheet()))

    def _save(self, ending: str, kinds: str, make: Make) -> None:
        start = str(Path(*last_folder[-1:]) / f"{self._name.replace(' ', '_')}.{ending}")
        shown, _ = QFileDialog.getSaveFileName(self._plot, "Save the plot", start, kinds)
        if not shown:
            return
        path = Path(shown)
        path = path if path.suffix else path.with_suffix(f".{ending}")
        last_folder[:] = [str(path.parent)]
        if problem := save(path, make):
            ErrorMessage.ask(f"“{path.name}” was not saved.", problem, parent=self._plot)
