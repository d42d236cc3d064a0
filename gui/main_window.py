"""MainWindow: palette left, canvas in the middle, inspector and output right, plots below, training bar on top.

Docks, menus and connections, nothing else: what the menus do lives in the controllers beside this file. Worked shape:
``MainWindow(document, runner, theme, settings)``, 1440 x 900 at its first start.
"""

from collections.abc import Callable

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from gui.actions import Actions
from gui.docks import Dock
from gui.document import Document
from gui.drops import Drops
from gui.files import FileController
from gui.help import HelpPages
from gui.inside.controller import InsideController
from gui.layout_memory import LayoutMemory
from gui.loading_notice import LoadingNotice
from gui.menus import Menus, Parts
from gui.other_data import OtherData
from gui.panels.inspector import Inspector
from gui.preferences import Preferences
from gui.questions.controller import QuestionController
from gui.recovery.controller import RecoveryController
from gui.run_commands import RunCommands
from gui.run_notice import RunNotice
from gui.runner import TrainingRunner
from gui.selection import Selection
from gui.status import StatusLine
from gui.stop_notice import StopNotice
from gui.theme_manager import ThemeManager
from gui.toolbar import TrainingBar
from gui.undo_commands import UndoCommands
from gui.views import Context, Views, standard_views
from gui.walk.afterwards import Afterwards
from gui.walk.arithmetic import ArithmeticPanel
from gui.walk.controller import WalkController
from gui.walk.explaining import Explaining
from gui.walk.numbers import NumbersController
from gui.walk.row_offer import RowOffer
from gui.walk.rows import RowsController
from gui.walk.writing_choice import WritingChoice
from gui.weights.commands import WeightCommands
from gui.widgets import reading_order

LEFT, RIGHT, BOTTOM = (
    Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)  # fmt: skip
PALETTE, INSPECTOR, PLOTS, FORMS, OUTPUT = 184, 312, 216, 398, 386
"""Sizes of the docks at the first start; the output is high enough for ten classes with their numbers."""


class MainWindow(QMainWindow):
    """The window."""

    window_wanted = Signal()
    """Another window should open."""
    quit_wanted = Signal()
    """All windows should close."""
    left = Signal(object)
    """This window has closed for good."""

    def __init__(
        self,
        document: Document,
        runner: TrainingRunner,
        theme: ThemeManager,
        settings: QSettings,
        make_views: Callable[[Context], Views] = standard_views,
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__()
        self.document, self.runner, self.theme = document, runner, theme
        self.preferences = preferences or Preferences(settings, self)
        self.selection = Selection(self)
        self.writing = WritingChoice(self.preferences, self)
        self.actions_ = Actions(self)
        context = Context(document, runner, theme, self.selection)
        self.views = make_views(context)
        self.inspector = Inspector(document, runner, theme, self.selection, Dock("Inspector", self))
        self.files = FileController(document, runner, settings, self)
        self.other_data = OtherData(document, runner, self.files, self)
        self.undo = UndoCommands(document, self.actions_, self)
        self.run = RunCommands(runner, self.actions_, self)
        self.questions = QuestionController(context, self.actions_, settings, self)
        self.inside = InsideController(context, self.actions_, settings, self)
        self.memory = LayoutMemory(self, settings, self.views.plots)
        self._build()
        self._connect()
        self.memory.restore()
        self.walk.settle()
        self.inside.settle()
        self._show_title(self.files.name, False)

    # -- building ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setDockNestingEnabled(True)
        self.setCentralWidget(self.views.canvas)
        for corner, area in (
            (Qt.Corner.BottomLeftCorner, LEFT), (Qt.Corner.BottomRightCorner, RIGHT),
            (Qt.Corner.TopLeftCorner, LEFT), (Qt.Corner.TopRightCorner, RIGHT),
        ):  # fmt: skip
            self.setCorner(corner, area)
        self.bar = TrainingBar(self.document, self.runner, self.actions_)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.bar)
        arithmetic = Dock("Arithmetic", self)
        self.arithmetic = ArithmeticPanel(self.document, self.runner, self.theme, self.selection, arithmetic)
        self.walk = WalkController(self.runner, self.theme, self.actions_, self.views.canvas, self)
        self.arithmetic.write_as(self.writing)
        drawing, asking = (getattr(self.views.canvas, name, None) for name in ("drawing", "asking"))
        afterwards = Afterwards(self.runner, drawing, self)
        self.explaining = Explaining(self.runner, self.arithmetic, drawing, self, afterwards, asking)
        self.offer = RowOffer(self.runner, self.views.canvas)
        self.numbers = NumbersController(
            self.document, self.runner, self.arithmetic, self.explaining, self.inspector, afterwards, self
        )
        self.rows = RowsController(self.runner, self.inspector, self)
        self.weights = WeightCommands(
            self.document, self.runner, self.theme, self.selection, self.actions_, self.writing, self
        )
        self.notice = RunNotice(self.document, self.runner, self.views.canvas)
        self.stopping = StopNotice(self.document, self.runner, self.views.canvas)
        self.actions_.connect_all({"train.stop": self.stopping.stop, "train.stop_last": self.stopping.stop_with_last})
        if drawing is not None:
            drawing.diagnosis.follow(self.runner.practice)
        self.loading = LoadingNotice(self.runner, self.views.canvas)
        self.recovery = RecoveryController(
            self.document, self.runner, self.files, self.preferences, self.views.canvas
        )
        self.status = StatusLine(self.document, self.runner)
        self.setStatusBar(self.status)
        self._build_docks()
        self.resize(1440, 900)
        self._size_docks()
        self.memory.remember_first()

    def _build_docks(self) -> None:
        """The docks, and the menus that list them."""
        self.docks = tuple(
            self._dock(title, content, area)
            for title, content, area in (
                ("Palette", self.views.palette, LEFT), ("Inspector", self.inspector, RIGHT),
                ("Output", self.views.output, RIGHT), ("Plots", self.views.plots, BOTTOM),
                ("Arithmetic", self.arithmetic, BOTTOM),
            )
        )
        palette_dock, inspector, output, plots, arithmetic = self.docks
        self.inside.take_plots(plots)
        self.walk.take_docks(plots, arithmetic, inspector, (palette_dock, output, self.inside.dock))
        canvas, palette = self.views.canvas, self.views.palette
        commands = canvas.commands.actions
        canvas.commands.more += [self.actions_["layer.weights"], self.actions_["layer.inside"]]
        docks = (*self.docks, self.inside.dock)
        self.menus = Menus(
            self, Parts(self.actions_, self.files, self.run, self.theme, docks, palette.add, commands)
        )

    def _dock(self, title: str, content: QWidget, area: Qt.DockWidgetArea) -> Dock:
        made = content.parentWidget()
        dock = made if isinstance(made, Dock) else Dock(title, self)
        dock.setWidget(content)
        self.addDockWidget(area, dock)
        return dock

    def _size_docks(self) -> None:
        palette, inspector, output, plots, _ = self.docks
        self.resizeDocks([palette, inspector], [PALETTE, INSPECTOR], Qt.Orientation.Horizontal)
        self.resizeDocks([inspector, output], [FORMS, OUTPUT], Qt.Orientation.Vertical)
        self.resizeDocks([plots], [PLOTS], Qt.Orientation.Vertical)

    def _connect(self) -> None:
        files, canvas, palette = self.files, self.views.canvas, self.views.palette
        self.actions_.connect_all(
            {
                "file.new": files.new, "file.new_from_data": files.new_from_data, "file.open": files.open,
                "file.new_from_folder": files.new_from_folder,
                "file.save": files.save, "file.save_as": files.save_as, "file.export": self.export,
                "file.close": self.close, "file.quit": self.quit_wanted.emit,
                "file.new_window": self.window_wanted.emit, "view.reset_layout": self.reset_layout,
                "edit.preferences": self.show_preferences,
            }
        )
        self.drops = Drops(files, self, canvas)
        self.help = HelpPages(self.actions_, canvas.commands.actions, self)
        files.title_changed.connect(self._show_title)
        files.worked_changed.connect(self.numbers.show_example)
        self.inspector.file_wanted.connect(self.other_data.change_to_file)
        self.inspector.folder_wanted.connect(self.other_data.change_to_folder)
        self.inspector.pictures_wanted.connect(self.other_data.change_pictures)
        for wanted in (self.inspector.layer.weights.wanted, canvas.weights_wanted):
            wanted.connect(self.weights.show_layer)
        self.runner.practice.refused.connect(self.status.show_trouble)
        for view in (palette, canvas):
            view.message.connect(self.status.showMessage)
        self.explaining.said.connect(self.status.showMessage)
        self.inside.follow_canvas(canvas)
        palette.canvas_wanted.connect(canvas.setFocus)
        canvas.search_wanted.connect(palette.focus_search)

    # -- what the menus ask ------------------------------------------------------------------------------------------

    def export(self) -> None:
        """Take the trained network to another program."""
        from gui.dialogs.export_dialog import ExportDialog

        ExportDialog.ask(self.runner, self.files.name, self, self.files.save_copy)

    def reset_layout(self) -> None:
        """The panels as they were at the first start."""
        self.memory.reset()
        *always, _arithmetic = self.docks
        for dock in always:
            dock.show()
        self.walk.settle()  # what a walk shows, only while there is one
        self.inside.settle()
        self._size_docks()

    def show_preferences(self) -> None:
        """Theme, number format, saving by itself, engine."""
        from gui.dialogs.preferences_dialog import PreferencesDialog

        PreferencesDialog.ask(self.preferences, self)

    def write_numbers_anew(self) -> None:
        """The decimal mark is another: whatever shows numbers shows them again."""
        project, snapshot = self.document.project, self.runner.snapshot
        self.theme.changed.emit(self.theme.current)  # pictures that were kept are made again
        self.document.changed.emit(project, project)
        if snapshot is not None:
            self.runner.snapshot_ready.emit(snapshot)

    def _show_title(self, name: str, unsaved: bool) -> None:
        self.setWindowTitle(f"{name}[*] – Chainrule")
        self.setWindowModified(unsaved)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802
        """Tab goes through the window as one reads it."""
        return reading_order.go(self, next) or super().focusNextPrevChild(next)

    # -- closing ----------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_leave():
            event.ignore()
            return
        self.weights.close_all()
        self.questions.close_all()
        self.inside.close_all()
        self.runner.open_walk(False)  # its panels are not part of the layout
        self.memory.save()
        self.numbers.close()
        self.recovery.close()
        self.runner.close()
        event.accept()
        self.left.emit(self)
