"""Strip: the bar of the pass player between toolbar and canvas, 72 px high: back, on, the stops, whose numbers, keys.

It talks to the TrainingRunner and shows ``Snapshot.walk``. A plan longer than the window scrolls with the walk. Worked
shape: ``Strip(runner, theme)`` with Mazur's eight stops, the sixth a pill "Blame, hidden".
"""

from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from core.snapshot import Snapshot
from core.walk import WalkState
from gui.theme import current_theme
from gui.walk import words
from gui.walk.stop_button import HEIGHT
from gui.walk.stops import StopsRow
from gui.widgets.buttons import FlatButton, RoundButton, push_button
from gui.widgets.labels import Label

MARGIN = 24
"""The present stop keeps this distance from the ends while a long plan scrolls."""
BESIDE = 152
"""Width of the strip beside stops, examples and hints; hints give way where the stops need their room."""


class Strip(QWidget):
    """The strip of stops; hidden while no walk is open."""

    close_wanted = Signal()

    def __init__(self, runner: Any, theme: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName("Pass player")
        self._make_parts()
        self._lay_out()
        runner.snapshot_ready.connect(self._follow)
        runner.walk_changed.connect(self._follow)
        theme.changed.connect(self._repaint)
        self.stops.stop_wanted.connect(self._go)
        self.stops.move_wanted.connect(runner.walk_by)
        self.stops.close_wanted.connect(self.close_wanted)
        self.back.clicked.connect(lambda: runner.walk_by("back"))
        self.forward.clicked.connect(lambda: runner.walk_by("forward"))

    def _make_parts(self) -> None:
        self.back = RoundButton("action-step-back", "Previous stop")
        self.forward = RoundButton("action-step", "Next stop")
        self.back.setToolTip("Previous stop, with the numbers it had (Alt+←)")
        self.forward.setToolTip("Next stop (Alt+→)")
        self.stops = StopsRow()
        self.area = QScrollArea()
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidgetResizable(True)
        self.area.setFixedHeight(HEIGHT)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")
        self.area.setWidget(self.stops)
        self.area.horizontalScrollBar().rangeChanged.connect(self._keep_in_sight)
        self.less = FlatButton("action-chevron-left", "Previous example of the minibatch")
        self.more = FlatButton("action-chevron-right", "Next example of the minibatch")
        self.whose = push_button("", kind="quiet")
        self.whose.setToolTip(
            "Whose numbers are shown: one example's or the mean of the minibatch. Click to switch; the tab Rows has all"
        )
        self.less.clicked.connect(self._runner.previous_row)
        self.more.clicked.connect(self._runner.next_row)
        self.whose.clicked.connect(self._toggle_mean)
        self.hints = Label("← →  stop\n⇧← ⇧→  step", "caption")
        self.hints.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 16, 1)
        row.setSpacing(8)
        row.addWidget(self.back)
        row.addWidget(self.forward)
        row.addSpacing(16)
        row.addWidget(self.area, 1)
        self.examples = QWidget()
        inner = QHBoxLayout(self.examples)
        inner.setContentsMargins(8, 0, 0, 0)
        inner.setSpacing(0)
        for part in (self.less, self.whose, self.more):
            inner.addWidget(part)
        row.addWidget(self.examples)
        row.addSpacing(4)
        row.addWidget(self.hints)

    # -- following ---------------------------------------------------------------------------------------------------

    @property
    def walk(self) -> WalkState | None:
        """The stop on show."""
        found: WalkState | None = self._runner.walk
        return found

    def _follow(self, _news: Snapshot | bool | None = None) -> None:
        walk = self.walk
        self.stops.show_walk(walk)
        self.back.setEnabled(walk is not None and walk.can_go_back)
        self.forward.setEnabled(walk is not None and walk.can_go_forward)
        several = walk is not None and len(walk.rows) > 1
        self.examples.setVisible(several)
        if walk is not None and several:
            self.whose.setText(words.example(walk))
        self._make_room()
        QTimer.singleShot(0, self, self._keep_in_sight)

    def _make_room(self) -> None:
        several = self.examples.sizeHint().width() if not self.examples.isHidden() else 0
        needed = BESIDE + self.stops.minimumWidth() + several + self.hints.sizeHint().width()
        self.hints.setVisible(needed <= self.width())

    def _keep_in_sight(self, *_range: int) -> None:
        present = self.stops.present()
        if present is not None:
            middle = present.x() + present.width() // 2
            self.area.ensureVisible(middle, HEIGHT // 2, present.width() // 2 + MARGIN, 0)
        elif self.stops.buttons:
            self.area.horizontalScrollBar().setValue(0)

    def _repaint(self, _theme: object) -> None:
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LocaleChange:  # another decimal mark: its sentences have numbers
            self._follow()

    # -- asking ------------------------------------------------------------------------------------------------------

    def _go(self, stop: int) -> None:
        if self.walk is not None:
            self._runner.walk_to(None, stop)

    def _toggle_mean(self) -> None:
        if self.walk is not None:
            self._runner.look_at(0 if self.walk.example is None else None)

    # -- look --------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()
        QTimer.singleShot(0, self, self._keep_in_sight)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.panel)
        painter.setPen(theme.line)
        painter.drawLine(0, 0, self.width(), 0)
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()
