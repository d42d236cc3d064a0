"""RowsController: feeds the Rows tab while a walk is open, and passes on which row is to be looked at.

It joins the runner, the panel and the inspector, and works only where the tab is seen and the stop, the example or the
minibatch have changed. Worked shape: a click on the fourth line of 32 rows, behind the mean, asks
``runner.look_at(2)``.
"""

from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from core.walk import WalkState
from gui.walk.rows_panel import RowsPanel


class RowsController(QObject):
    """``tab``: who shows and hides the panel."""

    def __init__(self, runner: Any, tab: Any, parent: QObject) -> None:
        super().__init__(parent)
        self._runner, self._tab = runner, tab
        self.panel = RowsPanel(parent if isinstance(parent, QWidget) else None)
        self.panel.hide()
        self._shown: tuple[object, object] | None = None
        runner.walk_changed.connect(self._opened)
        runner.snapshot_ready.connect(self._follow)
        self.panel.came.connect(self._follow)
        self.panel.chosen.connect(runner.look_at)
        self.panel.row_wanted.connect(runner.watch)

    def _opened(self, walking: bool) -> None:
        self._shown = None
        if walking:
            self._tab.show_in_walk(self.panel, "Rows")
        else:
            self._tab.leave_walk(self.panel)
            self.panel.show_walk(None, None)

    def _follow(self, _snapshot: object = None) -> None:
        """The same stop and example keep what is shown; a tab behind another one follows when it comes to the front."""
        walk: WalkState | None = self._runner.walk
        if walk is None or not self.panel.isVisible():
            return
        now = (walk, self._runner.prepared)
        if self._shown is None or any(before is not after for before, after in zip(self._shown, now, strict=True)):
            self._shown = now
            self.panel.show_walk(walk, self._runner.prepared)
