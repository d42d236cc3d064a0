"""TrainingBar: reset, play, the three steps, epoch counter, progress, speed, read-outs and Export, 64 px high.

It talks to Document and TrainingRunner; its buttons mirror the window's actions. Worked shape: while it trains it
shows "37 / 100", "step 1,665 · 45 steps/s · 1 min 3 s left" and three numbers that keep their places.
"""

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QPushButton, QSizePolicy, QToolBar, QWidget

from core.project import ProjectSpec
from core.snapshot import Snapshot
from gui import fonts, numbers, run_words
from gui.actions import Actions
from gui.document import Document
from gui.icons import icon
from gui.run_state import SPEEDS, RunState, Speed
from gui.runner import TrainingRunner
from gui.theme import current_theme
from gui.walk import words as walk_words
from gui.walk.pace_slider import PaceSlider
from gui.widgets.buttons import RoundButton, push_button
from gui.widgets.combo_field import ComboField
from gui.widgets.read_out import ProgressLine, ReadOut

HEIGHT = 64
PACE = 66
"""Least time between two changes of the numbers, in ms."""
NARROW, SMALL, MIDDLE, WIDE, FULL = 940, 1036, 1148, 1276, 1364
"""Widths: below ``FULL`` Walk through is an icon, below ``WIDE`` the progress line goes, then two of the read-outs."""
STEPS = ("train.phase", "train.step", "train.epoch")


class ActionLink:
    """Keeps a button the mirror of an action: enabled, tooltip, click."""

    def __init__(self, button: QAbstractButton, action: QAction) -> None:
        self._button, self._action = button, action
        button.clicked.connect(action.trigger)
        action.changed.connect(self._mirror)
        self._mirror()

    def _mirror(self) -> None:
        self._button.setEnabled(self._action.isEnabled())
        self._button.setToolTip(self._action.toolTip())
        self._button.setStatusTip(self._action.statusTip())


class TrainingBar(QToolBar):
    """The bar at the top of the window."""

    def __init__(
        self, document: Document, runner: TrainingRunner, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__("Training", parent)
        self._document, self._runner = document, runner
        self.setObjectName("training bar")
        self.setMovable(False)
        self.setFloatable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._late = self._walked = False
        self._aside = True
        self._make_buttons(actions)
        self._make_numbers()
        self._lay_out()
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(PACE)
        self._pace.timeout.connect(self._catch_up)
        runner.state_changed.connect(self._show_state)
        runner.snapshot_ready.connect(self._take_snapshot)
        runner.speed_changed.connect(self._show_speed)
        runner.prepared_changed.connect(self._show_captions)
        runner.walk_changed.connect(self._show_walking)
        document.changed.connect(self._follow)
        self._show_captions()
        self._show_state()

    def _make_buttons(self, actions: Actions) -> None:
        self.reset = RoundButton("action-reset", "Reset")
        self.play = RoundButton("action-play", "Play", 48, filled=True)
        self.stop = RoundButton("action-stop", "Stop with the best weights")
        self.steps = tuple(
            RoundButton(icon, name)
            for icon, name in (("action-step-phase", "Advance one phase"), ("action-step", "Advance one batch"),
                               ("action-step-epoch", "Advance one epoch"))
        )  # fmt: skip
        self.walk: QPushButton = push_button("Walk through", "action-walk-through")
        self.walk.setAccessibleName("Walk through")
        self.export: QPushButton = push_button("Export", "action-export")
        buttons = (self.reset, self.play, self.stop, *self.steps, self.walk, self.export)
        names = ("train.reset", "train.toggle", "train.stop", *STEPS, "train.walk", "file.export")
        self._links = [ActionLink(button, actions[name]) for button, name in zip(buttons, names, strict=True)]

    def _make_numbers(self) -> None:
        self._room = 0
        self.epoch = ReadOut("Epoch")
        self.epoch.set_number_size(fonts.COUNTER)
        self.progress = ProgressLine("Training")
        self.progress.setMinimumWidth(120)
        self.progress.setMaximumWidth(420)
        self.speed = ComboField("Speed", [(speed.label, speed.label) for speed in SPEEDS])
        self.speed.setToolTip("How fast it trains, so that one can follow")
        self.speed.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.speed.setFixedWidth(174)
        self.speed.chosen.connect(self._choose_speed)
        self.pace = PaceSlider(self._runner.walk_pace)
        self.pace.setFixedWidth(174)
        self.pace.chosen.connect(self._runner.set_walk_pace)
        self._runner.walk_pace_changed.connect(self.pace.set_speed)
        self.pace.hide()
        self._show_speed(self._runner.speed)
        self.training = ReadOut("Training loss", "training")
        self.validation = ReadOut("Validation loss", "validation")
        self.score = ReadOut("Validation accuracy")
        for read_out, widest in ((self.training, "0.0000"), (self.validation, "0.0000"), (self.score, "100.0 %")):
            read_out.reserve(widest)

    def _lay_out(self) -> None:
        bar = QWidget()
        bar.setFixedHeight(HEIGHT)
        row = QHBoxLayout(bar)
        row.setContentsMargins(15, 0, 15, 0)
        row.setSpacing(8)
        for button in (self.reset, self.play, self.stop, *self.steps):
            row.addWidget(button)
        row.addSpacing(8)
        row.addWidget(self.epoch)
        row.addSpacing(16)
        row.addWidget(self.progress, 100)  # all there is, up to its widest
        row.addSpacing(12)
        row.addWidget(self.speed)
        row.addWidget(self.pace)
        row.addSpacing(8)
        row.addWidget(_Line())
        row.addSpacing(8)
        for read_out in (self.training, self.validation, self.score):
            row.addWidget(read_out)
            row.addSpacing(12)
        row.addStretch(1)
        row.addWidget(self.walk)
        row.addWidget(self.export)
        bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # Smaller than all its parts: in a narrow window some of them give way.
        bar.setMinimumWidth(NARROW)
        self.addWidget(bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room(event.size().width())

    def _make_room(self, width: int) -> None:
        self.progress.setVisible(width >= WIDE)
        self.score.setVisible(width >= MIDDLE and not self._walked)
        self.validation.setVisible(width >= SMALL and self._aside and not self._walked)
        self.walk.setText("Walk through" if width >= FULL else "")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LocaleChange:  # another decimal mark
            self._room = 0
            self._show_numbers(self._runner.snapshot)

    def _choose_speed(self, label: str) -> None:
        self._runner.set_speed(next(speed for speed in SPEEDS if speed.label == label))

    def _show_speed(self, speed: Speed) -> None:
        self.speed.set_key(speed.label)

    def _show_walking(self, walking: bool) -> None:
        """In a walk the speed is that of stops."""
        self.speed.setVisible(not walking)
        self.pace.setVisible(walking)
        self.walk.setProperty("kind", "primary" if walking else "secondary")
        self.walk.setIcon(icon("action-walk-through", "on_ink" if walking else "ink"))
        self.walk.style().unpolish(self.walk)
        self.walk.style().polish(self.walk)
        self._show_numbers(self._runner.snapshot)

    def _show_captions(self, _prepared: object = None) -> None:
        prepared, task = self._runner.prepared, self._runner.task
        aside = prepared is None or len(prepared.validation) > 0
        head = self._document.network.output
        asked = task.of(head.name) if task is not None and head is not None else task
        self.score.set_caption(run_words.metric_caption(asked, aside))
        self._aside = aside
        self._make_room(self.width())

    def _follow(self, before: ProjectSpec, after: ProjectSpec) -> None:
        if before.training is not after.training or before.network is not after.network:
            self._show_numbers(self._runner.snapshot)

    def _take_snapshot(self, _snapshot: Snapshot | None) -> None:
        """Show the newest numbers, but no oftener than one can read them."""
        stepping = self._runner.walking and self._runner.state is not RunState.PLAYING  # each stop is read
        self._late = self._pace.isActive() and not stepping
        if not self._late:
            self._show_numbers(self._runner.snapshot)
            self._pace.start()

    def _catch_up(self) -> None:
        if self._late:
            self._take_snapshot(self._runner.snapshot)

    def _show_state(self, _state: object = None) -> None:
        playing = self._runner.state is RunState.PLAYING
        self.play.set_face("action-pause" if playing else "action-play", "Pause" if playing else "Play")
        self._show_numbers(self._runner.snapshot)

    def _show_numbers(self, snapshot: Snapshot | None) -> None:
        project = self._document.project
        # After its end a run can go on for as many epochs again; the snapshot knows.
        epochs = snapshot.total_epochs if snapshot is not None else project.training.epochs
        done = snapshot.epoch if snapshot is not None else 0
        stale = snapshot is not None and snapshot.network != project.network
        if epochs != self._room:
            self._room = epochs
            self.epoch.reserve(f"{numbers.count(epochs)}", f"/ {numbers.count(epochs)}")
        walk = snapshot.walk if snapshot is not None else None
        self._caption(walk is not None)
        if walk is not None:
            self.epoch.set_value(f"{numbers.count(walk.position.step + 1)}")
            share = walk_words.share(walk)
        else:
            self.epoch.set_value(f"{numbers.count(done)}", f"/ {numbers.count(epochs)}")
            share = snapshot.position / max(1, epochs) if snapshot is not None else 0.0
        words = run_words.progress(self._runner.state, snapshot, self._runner.blocked_because)
        self.progress.set_progress(share, words)
        shown = list(run_words.numbers_of(snapshot, self._runner.task))
        if walk is not None:
            shown[0] = walk_words.error(walk)
        for read_out, (text, problem) in zip((self.training, self.validation, self.score), shown, strict=True):
            read_out.set_value(text, stale=stale and bool(text), problem=problem)

    def _caption(self, walking: bool) -> None:
        """In a walk the counter counts steps, and the loss is that of the walked rows."""
        if walking != self._walked:
            self._walked = walking
            self.epoch.set_caption("Step" if walking else "Epoch")
            self.training.set_caption("Error" if walking else "Training loss")
            self._show_captions()
            self._make_room(self.width())


class _Line(QWidget):
    """A thin upright line between groups."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(1, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), current_theme().line)
        painter.end()
