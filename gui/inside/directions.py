"""Directions: a page of its own: a filter of 3 x 3 over words (Conv1D) and over pixels (Conv2D), side by side.

Both have the same nine weights and take a step at the same time; what differs is where they can go. Every number comes
from the core's own layers. Worked shape: ten words of three numbers give 8 stops in a row, a digit of 8 x 8 gives 36.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QByteArray, QSettings, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.data import load
from core.data.text_encoder import TextEncoder
from core.data_spec import BuiltinData
from core.frozen import dataclass
from core.inside.slide import Slide, embedded, slide
from gui.dialogs.base import Dialog, Footer, plain_button
from gui.inside.direction import Direction
from gui.views import Context
from gui.walk.sentence import Sentence
from gui.widgets.buttons import FlatButton
from gui.widgets.labels import Label
from gui.widgets.log_slider import QuietSlider

KERNEL = np.array([[1.0, 0.0, -1.0], [0.5, 0.0, -0.5], [1.0, 0.0, -1.0]])
"""The nine weights of both filters."""
STOP_MS = 420
FEWEST, MOST = 7, 11
"""Words a sentence on the page has."""
KEY = "directions/geometry"
MEANING = (
    "A filter of Conv1D spans all numbers of a word at once, so it has one direction to go: along the words. A filter "
    "of Conv2D is as small as its window both ways and goes along two: across and down. Both have the same nine "
    "weights here; only their way differs."
)


@dataclass(frozen=True, eq=False)
class Pair:
    """What both filters slide over."""

    words: tuple[str, ...]
    along: Slide
    label: str
    over: Slide


class Samples:
    """The bundled sentences and digits, read once."""

    def __init__(self) -> None:
        texts, _ = load(BuiltinData(name="questions"))
        self._digits, _ = load(BuiltinData(name="digits"))
        encoder = texts.encoder
        assert isinstance(encoder, TextEncoder)
        lengths = (texts.x > 0).sum(axis=1)
        rows = np.flatnonzero((lengths >= FEWEST) & (lengths <= MOST))
        self._sentences = [texts.x[row][texts.x[row] > 0] for row in rows]
        self._encoder = encoder

    def pair(self, number: int) -> Pair:
        """The sentence and the digit of this number; they begin again after the last."""
        tokens = self._sentences[number % len(self._sentences)]
        row = number % len(self._digits)
        words = tuple(self._encoder.words(tokens))
        pixels = self._digits.x[row].astype(np.float64) / (self._digits.pixel_scale or 1.0)
        name = self._digits.task.class_names[int(self._digits.y[row])]
        return Pair(words, slide(embedded(tokens, 3), KERNEL), name, slide(pixels, KERNEL[None]))


class Directions(Dialog):
    """See the module's header."""

    TITLE = "One direction or two"

    closed = Signal()

    def __init__(self, context: Context, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(self.TITLE, Footer("Play", "Close"), parent)
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.TITLE)
        self._settings = settings
        self.samples, self.number, self.stop = Samples(), 0, 0
        self.pair = self.samples.pair(0)
        self.along = Direction("Along words", "Conv1D · kernel 3 · every word has three numbers")
        self.over = Direction("Over pixels", "Conv2D · kernel 3 × 3 · a digit of 8 × 8 pixels")
        self.sentence = Sentence()
        self.timer = QTimer(self)
        self.timer.setInterval(STOP_MS)
        self.timer.timeout.connect(self._tick)
        self._build()
        self._connect()
        self.resize(QSize(1080, 720))
        stored = settings.value(KEY)
        if isinstance(stored, QByteArray):
            self.restoreGeometry(stored)
        context.theme.changed.connect(self._dress)
        self._show_pair()

    def _build(self) -> None:
        self.add_head(self.TITLE, "The same filter of nine weights, twice.")
        self.body.addWidget(Label(MEANING, "label", wrap=True))
        columns = QHBoxLayout()
        columns.setSpacing(40)
        columns.addWidget(self.along, 1)
        columns.addWidget(self.over, 1)
        self.body.addLayout(columns, 1)
        self.body.addWidget(self.sentence)
        self.before = FlatButton("action-chevron-left", "One stop back (left arrow)", 28)
        self.after = FlatButton("action-chevron-right", "One stop on (right arrow)", 28)
        self.slider = QuietSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Stop of the filters")
        self.slider.setToolTip("Where the filters stand (arrow keys, Home and End)")
        self.slider.setProperty("ring", 6)
        self.where = Label("", "caption")
        self.where.setMinimumWidth(150)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.before, self.after):
            row.addWidget(widget)
        row.addWidget(self.slider, 1)
        row.addWidget(self.where)
        self.body.addLayout(row)
        self.another = plain_button("Another example", "action-shuffle")
        self.another.setToolTip("Another sentence and another digit")
        self.footer.add_left(self.another)
        self.footer.primary.setToolTip("Let both filters slide (space)")

    def _connect(self) -> None:
        self.footer.primary.clicked.connect(self.toggle)
        self.before.clicked.connect(self.back)
        self.after.clicked.connect(self.on)
        self.another.clicked.connect(self.next_pair)
        self.slider.valueChanged.connect(self.go)

    # -- moving ------------------------------------------------------------------------------------------------------

    @property
    def stops(self) -> int:
        """As many as the longer way has."""
        return max(len(self.pair.along), len(self.pair.over))

    @Slot()
    def toggle(self) -> None:
        """Play or pause; from the end it begins anew."""
        if self.timer.isActive():
            self.timer.stop()
        else:
            if self.stop >= self.stops - 1:
                self.go(0)
            self.timer.start()
        self.footer.primary.setText("Pause" if self.timer.isActive() else "Play")

    @Slot()
    def on(self) -> None:
        """One stop further."""
        self._halt()
        self.go(self.stop + 1)

    @Slot()
    def back(self) -> None:
        """One stop back."""
        self._halt()
        self.go(self.stop - 1)

    @Slot()
    def next_pair(self) -> None:
        """Another sentence and another digit."""
        self.number += 1
        self.pair = self.samples.pair(self.number)
        self.stop = 0
        self._show_pair()

    @Slot(int)
    def go(self, stop: int) -> None:
        """To this stop, counted from 0."""
        self.stop = min(max(stop, 0), self.stops - 1)
        self._show_stop()

    def _halt(self) -> None:
        if self.timer.isActive():
            self.toggle()

    @Slot()
    def _tick(self) -> None:
        if self.stop >= self.stops - 1:
            self._halt()
        else:
            self.go(self.stop + 1)

    # -- showing -----------------------------------------------------------------------------------------------------

    def _show_pair(self) -> None:
        self.along.show_slide(self.pair.along, self.pair.words)
        self.over.show_slide(self.pair.over)
        self.slider.setRange(0, self.stops - 1)
        self._show_stop()

    def _show_stop(self) -> None:
        self.along.show_stop(self.stop)
        self.over.show_stop(self.stop)
        if self.slider.value() != self.stop:
            self.slider.setValue(self.stop)
        self.before.setEnabled(self.stop > 0)
        self.after.setEnabled(self.stop < self.stops - 1)
        self.where.setText(f"stop {self.stop + 1} of {self.stops}")
        self.sentence.say(self._sentence())

    def _sentence(self) -> str:
        """Where both stand."""
        along, over = self.pair.along, self.pair.over
        here = over.at(self.stop)
        (top, bottom), (left, right) = here.spans
        rows, columns = f"rows {top + 1} to {bottom + 1}", f"columns {left + 1} to {right + 1}"
        digit = f"Over the {self.pair.label} it covers {rows}, {columns}"
        if self.stop < len(along):
            (low, high) = along.at(self.stop).spans[0]
            run = " ".join(self.pair.words[low : high + 1])
            return f"Along the words it covers “{run}” with all their numbers. {digit}."
        done = f"Along the words it has reached the end after {len(along)} stops."
        return f"{done} {digit}, stop {self.stop + 1} of {len(over)}."

    def _dress(self, _theme: object) -> None:
        self._show_stop()

    # -- the window --------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_Right: self.on, Qt.Key.Key_Left: self.back, Qt.Key.Key_Space: self.toggle,
            Qt.Key.Key_Home: partial(self.go, 0), Qt.Key.Key_End: partial(self.go, self.stops - 1),
        }  # fmt: skip
        move = moves.get(Qt.Key(event.key()))
        if move is None:
            super().keyPressEvent(event)
        else:
            move()

    def reject(self) -> None:
        """Esc and Close."""
        self.close()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._halt()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.timer.stop()
        self._settings.setValue(KEY, self.saveGeometry())
        self.closed.emit()
        event.accept()
