"""WalkController: opens and closes the walk in the window, and shows what fits each stop.

It connects the Train menu's walking commands, the strip and the canvas's five views. A view that the user chooses
stays until the view that fits is chosen again or the walk is closed. Worked shape: at a stop of blame the canvas shows
Blame; after closing it shows what it showed before.
"""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMainWindow, QToolBar, QWidget

from core.snapshot import PhaseKind
from core.walk import WalkState
from gui.actions import Actions
from gui.docks import Dock
from gui.walk.strip import Strip

FITTING = {
    PhaseKind.FORWARD: "activation", PhaseKind.ERROR: "activation", PhaseKind.BLAME: "blame",
    PhaseKind.GRADIENT: "gradient", PhaseKind.UPDATE: "change",
}  # fmt: skip
ARITHMETIC = 320
"""Height of the arithmetic when a walk opens."""
NUMBERS = 366
"""Width of the numbers: a value of twelve digits and a printed one stand side by side."""
CLOSED = "Open the walk first, with F9."
MOVES = {
    "walk.back": "back", "walk.forward": "forward", "walk.previous_step": "previous_step",
    "walk.next_step": "next_step",
}  # fmt: skip


class ViewFollower(QObject):
    """Shows the view of ``drawing`` that fits the stop, unless the user chose otherwise."""

    def __init__(self, runner: Any, drawing: Any, parent: QObject) -> None:
        super().__init__(parent)
        self._runner, self._drawing = runner, drawing
        self._fitting = self._before = ""
        self._setting = self.held = False
        runner.walk_changed.connect(self._opened)
        runner.snapshot_ready.connect(self._follow)
        drawing.view_changed.connect(self._chosen)

    def _opened(self, walking: bool) -> None:
        if walking:
            self._before, self._fitting, self.held = self._drawing.shown_view, "", False
        elif self._before and not self.held:
            self._show(self._before)

    def _follow(self, _snapshot: object) -> None:
        walk: WalkState | None = self._runner.walk
        if walk is None or walk.stop is None:
            return
        self._fitting = FITTING[walk.stop.kind]
        if not self.held:
            self._show(self._fitting)

    def _show(self, view: str) -> None:
        self._setting = True
        self._drawing.set_view(view)
        self._setting = False

    def _chosen(self, view: str) -> None:
        if self._runner.walking and not self._setting:
            self.held = view != self._fitting


class WalkController(QObject):
    """Owns the strip; call ``settle`` after a layout was restored."""

    def __init__(self, runner: Any, theme: Any, actions: Actions, canvas: QWidget, window: QMainWindow) -> None:
        super().__init__(window)
        self._runner, self._actions, self._canvas, self._window = runner, actions, canvas, window
        self.strip = Strip(runner, theme)
        self.bar = QToolBar("Pass player", window)
        self.bar.setObjectName("pass player")
        self.bar.setMovable(False)
        self.bar.setFloatable(False)
        self.bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.bar.toggleViewAction().setVisible(False)  # opening the walk shows it, nothing else does
        self.bar.addWidget(self.strip)
        self._plots: Dock | None = None
        self._arithmetic: Dock | None = None
        self._plots_shown, self._plots_height = True, 0
        self._numbers: Dock | None = None
        self._numbers_width = 0
        self._others: tuple[Dock, ...] = ()
        self._others_shown: dict[Dock, int] = {}
        window.addToolBarBreak(Qt.ToolBarArea.TopToolBarArea)
        window.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.bar)
        self.follower = ViewFollower(runner, canvas.drawing, self) if hasattr(canvas, "drawing") else None
        actions["train.walk"].triggered.connect(runner.open_walk)
        actions.connect_all({name: partial(runner.walk_by, how) for name, how in MOVES.items()})
        self.strip.close_wanted.connect(lambda: runner.open_walk(False))
        runner.walk_changed.connect(self._opened)
        runner.snapshot_ready.connect(self._refresh)
        runner.state_changed.connect(self._refresh)
        self.settle()

    def take_docks(self, plots: Dock, arithmetic: Dock, numbers: Dock, others: tuple[Dock, ...] = ()) -> None:
        """In a walk the arithmetic takes the place of the plots; ``others`` make room for drawing and ``numbers``."""
        self._plots, self._arithmetic, self._numbers, self._others = plots, arithmetic, numbers, others
        arithmetic.hide()

    def _swap_docks(self, walking: bool) -> None:
        plots, arithmetic, numbers = self._plots, self._arithmetic, self._numbers
        if plots is None or arithmetic is None or numbers is None:
            return
        upright, level = Qt.Orientation.Vertical, Qt.Orientation.Horizontal
        if walking:
            self._plots_shown, self._plots_height = not plots.isHidden(), plots.height()
            self._others_shown = {dock: dock.height() for dock in self._others if not dock.isHidden()}
            self._numbers_width = numbers.width()
            for dock in (plots, *self._others):
                dock.hide()
            arithmetic.show()
            self._window.resizeDocks([arithmetic], [ARITHMETIC], upright)
            self._window.resizeDocks([numbers], [max(NUMBERS, numbers.width())], level)
        else:
            arithmetic.hide()
            plots.setVisible(self._plots_shown)
            for dock in self._others_shown:
                dock.show()
            self._window.resizeDocks([plots], [self._plots_height], upright)
            self._window.resizeDocks(list(self._others_shown), list(self._others_shown.values()), upright)
            self._window.resizeDocks([numbers], [self._numbers_width], level)

    def settle(self) -> None:
        """The strip is there exactly while a walk is open, whatever a stored layout says."""
        self.bar.setVisible(self._runner.walking)
        if self._runner.walking:
            self._swap_docks(True)
        elif self._arithmetic is not None:
            self._arithmetic.hide()
        self._refresh()

    def _opened(self, walking: bool) -> None:
        focus = self._window.focusWidget()
        here = focus is not None and (self.bar.isAncestorOf(focus) or focus is self.bar)
        if here and not walking:  # before it hides: Qt would give the keyboard to the next widget
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self.bar.setVisible(walking)
        self._swap_docks(walking)
        self._actions["train.walk"].setChecked(walking)
        if walking:
            self.strip.stops.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._refresh()

    def _refresh(self, _news: object = None) -> None:
        """What can be done now; this runs with every picture, so it touches actions only where they change."""
        walk: WalkState | None = self._runner.walk
        back, forward = walk is not None and walk.can_go_back, walk is not None and walk.can_go_forward
        for name, possible, why in (
            ("walk.back", back, "This is the earliest moment that is kept."),
            ("walk.previous_step", back, "This is the earliest moment that is kept."),
            ("walk.forward", forward, "The run is done."), ("walk.next_step", forward, "The run is done."),
        ):  # fmt: skip
            if self._actions[name].isEnabled() != possible:
                self._actions.enable(name, possible, why if walk is not None else CLOSED)
