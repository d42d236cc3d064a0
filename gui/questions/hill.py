"""HillWindow: the loss as a hill over two directions through the weights, and a walker who descends it.

It joins the picture, the column beside it and the walker, and follows the run: the present weights move on the hill as
it trains. Worked shape: it opens over the two weights with the largest gradient; ``show_weights(a, b)`` takes others.
"""

import time
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QSettings, QSize, Slot
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.by_hand import WeightEdit
from core.hill import Surface
from core.snapshot import Snapshot
from core.weight_at import WeightAt, place_of
from gui import numbers
from gui.questions.experiments import Make
from gui.questions.hill_picture import HillPicture
from gui.questions.hill_shading import worth_a_log
from gui.questions.hill_side import HillSide
from gui.questions.hill_walker import Walker
from gui.questions.hill_work import Drawn, HillDesk, Sides
from gui.questions.window import QuestionWindow
from gui.views import Context
from gui.widgets.buttons import FlatButton
from gui.widgets.labels import Label
from gui.widgets.segmented import SegmentedControl
from gui.widgets.switch import Switch

_FOLLOW = 0.1
"""Seconds between two points that the run's path grows by while the window looks on."""
_ZOOM = 2.0
_NEAREST, _FARTHEST = 1.0 / 256.0, 64.0
MOST_FOLLOWED = 1000


class HillWindow(QuestionWindow):
    """See the module's header."""

    NAME, TITLE = "hill", "The hill"
    SENTENCE = (
        "Every place is a choice of weights, its height is the loss. Training goes downhill: at each step it feels "
        "only the slope under its feet."
    )
    ASK, AGAIN = "Draw the hill", "Draw it again"
    SIZE = QSize(1020, 740)

    def __init__(self, context: Context, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(context, settings, parent)
        self.desk = HillDesk()
        self.walker = Walker(self.runner, self.desk, self)
        self.picture, self.side = HillPicture(), HillSide()
        self._log_chosen = False
        self._followed_at = 0.0
        self._build()
        self._connect()

    def _build(self) -> None:
        self.look = SegmentedControl("Look", [("Map", ""), ("Relief", "")])
        self.look.segment(1).setToolTip("Seen from the side: drag to turn it.")
        self.log = Switch("Heights on a logarithmic scale")
        self.log.setToolTip("Losses that span decades: shows the bottom of a valley below high hills.")
        self.near, self.far = FlatButton("action-zoom-in", "Look nearer"), FlatButton("action-zoom-out", "Look wider")
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.look)
        bar.addSpacing(8)
        bar.addWidget(self.log)
        bar.addWidget(Label("Log heights", "label"))
        bar.addStretch(1)
        bar.addWidget(self.far)
        bar.addWidget(self.near)
        self.caption = Label("", "caption", wrap=True)
        self.caption.setMinimumHeight(30)  # two lines, so that the picture keeps its size
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addLayout(bar)
        left.addWidget(self.picture, 1)
        left.addWidget(self.caption)
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addLayout(left, 1)
        row.addWidget(self.side)
        self.content.addLayout(row, 1)
        self.side.show_walker(self.walker)

    def _connect(self) -> None:
        self.look.selected.connect(self._take_look)
        self.log.clicked.connect(self._take_log)
        self.near.clicked.connect(self._look_nearer)
        self.far.clicked.connect(self._look_wider)
        self.side.sides_changed.connect(self._take_sides)
        self.side.step_wanted.connect(self.walker.step)
        self.side.walk_wanted.connect(self.walker.walk)
        self.side.home_wanted.connect(self.go_home)
        self.side.take_wanted.connect(self.take_weights)
        self.side.rate_changed.connect(self.walker.set_rate)
        self.picture.placed.connect(self.walker.put)
        self.picture.stepped.connect(self.walker.step)
        self.picture.sent_home.connect(self.go_home)
        self.walker.changed.connect(self._show_walker)
        self.walker.walking_changed.connect(self.side.show_walking)
        self.walker.failed.connect(self._failed)
        self.runner.snapshot_ready.connect(self._follow)

    # -- what others may ask -----------------------------------------------------------------------------------------

    def show_weights(self, first: WeightAt, second: WeightAt) -> None:
        """The hill over these two weights."""
        self._show_network(self.runner.snapshot)
        self.side.choose(replace(self.side.sides, kind="weights", weights=(first, second)))

    # -- asking ------------------------------------------------------------------------------------------------------

    def experiment(self) -> Make:
        """Survey the hill over the chosen sides."""
        self._show_network(self.runner.snapshot)
        return self.desk.survey(self.side.sides)

    def clear(self) -> None:
        """The old hill stays until the new one is known."""
        self.walker.stop()

    def take(self, values: tuple[Any, ...]) -> None:
        """The plane, then its surface as it becomes known."""
        for drawn in (each for each in values if isinstance(each, Drawn)):
            self.picture.show_hill(drawn)
            self.side.show_weights(drawn.weights)
            self.walker.start(drawn.start, drawn.plane.span)
            self.caption.setText(words_on(drawn))
        surfaces = [each for each in values if isinstance(each, Surface)]
        if surfaces:
            if not self._log_chosen:
                self.log.setChecked(worth_a_log(surfaces[-1]))
                self.picture.image.log = self.log.isChecked()
            self.picture.show_surface(surfaces[-1])
            self._show_progress(surfaces[-1])

    def settle(self) -> None:
        """The surface is as fine as it gets."""
        if self.picture.surface is not None and not self.picture.surface.finished:
            self.picture.render_hill()
        self.footer.say("")

    def write_again(self) -> None:
        if self.picture.drawn is not None:
            self.caption.setText(words_on(self.picture.drawn))
        self._show_walker()

    def _show_progress(self, surface: Surface) -> None:
        if not surface.finished:
            share = numbers.percent(surface.done / surface.points, decimals=0)
            self.footer.say(f"{share} of {numbers.counted(surface.points, 'point')}, coarse first, then fine.")

    def _take_sides(self, _sides: Sides) -> None:
        self.ask()

    def _look_nearer(self) -> None:
        self._zoom(1.0 / _ZOOM)

    def _look_wider(self) -> None:
        self._zoom(_ZOOM)

    def _zoom(self, by: float) -> None:
        zoom = min(_FARTHEST, max(_NEAREST, self.side.sides.zoom * by))
        self.side.choose(replace(self.side.sides, zoom=zoom, weights=self._weights_shown()))

    def _weights_shown(self) -> tuple[WeightAt, WeightAt] | None:
        """The weights one looks at stay the ones one looks at."""
        drawn = self.picture.drawn
        return drawn.weights if drawn is not None and drawn.weights is not None else self.side.sides.weights

    # -- looking -----------------------------------------------------------------------------------------------------

    def _take_look(self, index: int) -> None:
        self.picture.set_look(index == 1, self.log.isChecked())

    def _take_log(self, on: bool) -> None:
        self._log_chosen = True
        self.picture.set_look(self.look.current_index() == 1, on)

    def _show_walker(self) -> None:
        self.picture.show_walker(self.walker.steps, None if self.walker.level else self.walker.next_place)
        self.side.show_walker(self.walker)

    def go_home(self) -> None:
        """Put the walker to the present weights."""
        if self.picture.now is not None:
            self.walker.put(*self.picture.now)

    def take_weights(self) -> None:
        """Give the run the weights of the place where the walker stands."""
        drawn, here, snapshot = self.picture.drawn, self.walker.here, self.runner.snapshot
        if drawn is None or here is None or snapshot is None or not here.finite:
            return
        if self.moment is None or snapshot.network != self.moment.network:
            self.footer.say("The drawing has changed since; draw the hill again.", problem=True)
            return
        theta = drawn.plane.at(here.x, here.y)
        if drawn.weights is not None:
            places = (place_of(snapshot.slots, each) for each in drawn.weights)
            pairs = zip(drawn.weights, places, strict=True)
            edits = [WeightEdit.at(each.layer, each.array, each.index, float(theta[at])) for each, at in pairs]
        else:
            edits = [WeightEdit.whole(slot.layer, slot.array, slot.view(theta)) for slot in snapshot.slots]
        why = self.runner.set_weights("Take the walker's weights", edits)
        self.footer.say(why, problem=bool(why))

    def _show_network(self, snapshot: Snapshot | None) -> None:
        if snapshot is not None:
            self.side.show_network(snapshot.network, snapshot.slots)

    @Slot(object)
    def _follow(self, snapshot: Snapshot | None) -> None:
        """The present weights move on the hill, as seen from straight above it."""
        self._show_network(snapshot)
        drawn = self.picture.drawn
        now = time.perf_counter()
        if snapshot is None or drawn is None or self.moment is None or now - self._followed_at < _FOLLOW:
            return
        if snapshot.network != self.moment.network or len(snapshot.theta) != len(drawn.plane.origin):
            return
        self._followed_at = now
        place = np.array([drawn.plane.project(snapshot.theta)])
        path = self.picture.path
        if len(path) and np.abs(place - path[-1]).max() <= 1e-3 * drawn.plane.span:
            return
        grown = np.concatenate([path, place])
        self.picture.show_run(grown if len(grown) <= MOST_FOLLOWED else np.concatenate([grown[:-1:2], place]))

    # -- the window --------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._was_asked:
            self.ask()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.walker.stop()
        super().closeEvent(event)


def words_on(drawn: Drawn) -> str:
    """What is seen: how many of the weights move, which rows, what is left out."""
    total = len(drawn.plane.origin)
    if drawn.weights is not None:
        others = numbers.counted(total - 2, "other weight")
        seen = f"Two weights move, the {others} stay as they are." if total > 2 else "The two weights there are."
    else:
        seen = f"Two directions out of {numbers.count(total)}: the rest of the hill cannot be seen from here."
    if drawn.all_rows == 1:
        rows = "loss of the one training row"
    elif drawn.rows < drawn.all_rows:
        rows = f"mean loss of the first {numbers.count(drawn.rows)} of {numbers.count(drawn.all_rows)} training rows"
    else:
        rows = f"mean loss of all {numbers.count(drawn.rows)} training rows"
    without = ", without dropout" if drawn.dropout else ""
    return f"{seen} The height is the {rows}{without}."
