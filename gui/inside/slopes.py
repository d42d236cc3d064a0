"""SlopesLens: which pixels or words are to blame: how the error, or one output, moves with each input.

Pixels that would raise it are blue, those that would lower it orange, over a pale picture of the example; words carry
what they add. Worked shape: a digit (28, 28, 1) beside its slopes; a text of 16 words with 16 tints and the strongest.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.inside import Salience
from core.network import Node
from gui import numbers
from gui.inside.desk import Back, Desk
from gui.inside.lens import ASKING, WAITING, Lens, Look, Scale
from gui.inside.maps import MapView, ends_of_ink
from gui.inside.sums import Part, SumList
from gui.inside.word_bars import WordBars
from gui.inside.word_row import WordRow
from gui.questions.experiments import Make
from gui.theme import current_theme, image_of
from gui.views import Context
from gui.widgets.combo_field import ComboField
from gui.widgets.labels import ElidedLabel, Label

Floats = NDArray[np.floating]
ERROR = "error"
TOLD = 6
SETTLED = "The error has no slope here that could be seen: every input's is 0."


class Overlay(QWidget):
    """The example, pale, under its slopes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.example: Floats = np.zeros((0, 0))
        self.slopes: Floats = np.zeros((0, 0))
        self.ends = (1.0, 1.0)
        self.setAccessibleName("Slopes over the example")
        self.setToolTip("Blue: more here raises it. Orange: more here lowers it. Paler: it matters less.")
        self.setMinimumSize(80, 80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_slopes(self, x: Floats, slopes: Floats, ends: tuple[float, float]) -> None:
        """(rows, columns) each, and the ends of their scales."""
        self.example, self.slopes, self.ends = x, slopes, ends
        self.update()

    def image(self) -> QImage:
        """Slopes in their colours, the stronger the more they cover; below them the example at a third."""
        theme = current_theme()
        share = np.clip(self.example / self.ends[0], 0.0, 1.0)[..., None]
        low, high = (_channels(each) for each in ends_of_ink(theme))
        base = low + (high - low) * share
        paper = _channels(theme.paper)
        tint = _rgb(theme.diverging(self.slopes / self.ends[1]))
        cover = np.sqrt(np.clip(np.abs(self.slopes) / self.ends[1], 0.0, 1.0))[..., None]
        mixed = (paper + 0.35 * (base - paper)) * (1.0 - cover) + tint * cover
        red, green, blue = np.moveaxis(np.rint(mixed).astype(np.uint32), -1, 0)
        return image_of((0xFF000000 | red << 16 | green << 8 | blue).astype(np.uint32))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.example.size:
            return
        painter = QPainter(self)
        rows, columns = self.example.shape
        side = min((self.width() - 2) / columns, (self.height() - 2) / rows)
        area = QRectF(1, 1, columns * side, rows * side)
        painter.drawImage(area, self.image())
        painter.setPen(current_theme().line2)
        painter.drawRect(area)
        painter.end()


def _outputs(look: Look, head: Node) -> tuple[str, ...]:
    """What the outputs of a head stand for, else their numbers."""
    names: tuple[str, ...] = ()
    if look.prepared is not None:
        task = look.prepared.dataset.task.of(head.name)
        names = task.class_names if task.kind == "classification" else task.target_names
    count = look.example.network.shapes[head.id][0] if look.example is not None else 0
    return names if len(names) == count else tuple(names[-1:] if count == 1 else map(str, range(count)))


def _channels(color: QColor) -> NDArray[np.float64]:
    return np.array([color.red(), color.green(), color.blue()], np.float64)


def _rgb(pixels: NDArray[np.uint32]) -> NDArray[np.float64]:
    return np.stack([(pixels >> shift & 255).astype(np.float64) for shift in (16, 8, 0)], axis=-1)


class SlopesLens(Lens):
    """See the module's header."""

    TITLE = "Input"
    CELLS = False
    TIP = "Which pixels or words are to blame: how the error or an output moves with each input"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.desk = Desk()
        self.salience: Salience | None = None
        self._look: Look | None = None
        self._scale, self._word_scale = Scale(), Scale()
        self.of = ComboField("Slopes of", [(ERROR, "the error")])
        self.of.setToolTip("What the slopes are of: the error of this example, or the sum z of one output")
        self.of.setMaximumWidth(220)
        self.example, self.overlay = MapView("The example"), Overlay()
        self.example.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.example.setToolTip("The example as the network receives it")
        self.words = WordRow("The example's words and what they add")
        self.bars = WordBars("What each word adds", self.words)
        self.bars.setToolTip("Up and filled: the word raises it. Down and hollow: the word lowers it.")
        self.scale = ElidedLabel("", "caption")
        self.strongest = SumList("The inputs that say most")
        self.of.chosen.connect(self._choose)
        self._build()

    def _build(self) -> None:
        choice = QHBoxLayout()
        choice.setSpacing(8)
        choice.addWidget(Label("Slopes of", "label"))
        choice.addWidget(self.of, 1)
        choice.addStretch(1)
        self._pictures = QWidget()
        pictures = QHBoxLayout(self._pictures)
        pictures.setContentsMargins(0, 0, 0, 0)
        pictures.setSpacing(16)
        self.caption = ElidedLabel("", "caption")
        for title, view, caption in (("Example", self.example, None), ("Its slopes", self.overlay, self.caption)):
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(Label(title, "title"))
            column.addWidget(caption if caption is not None else Label("as it enters", "caption"))
            column.addWidget(view, 1)
            pictures.addLayout(column, 1)
        self._texts = QWidget()
        texts = QVBoxLayout(self._texts)
        texts.setContentsMargins(0, 0, 0, 0)
        texts.setSpacing(2)
        for widget in (Label("What each word adds", "title"), self.scale, self.bars, self.words):
            texts.addWidget(widget, 1 if widget is self.bars else 0)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self._pictures, 1)
        left.addWidget(self._texts, 1)
        left.addStretch(0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addLayout(left, 62)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addLayout(choice)
        right.addSpacing(4)
        right.addWidget(Label("Strongest", "title"))
        right.addWidget(self.strongest, 1)
        row.addLayout(right, 38)

    @property
    def output(self) -> tuple[int | None, int | None]:
        """The chosen output and its head's layer, None where it is the main one; no output: the error."""
        if self.of.key() in (ERROR, ""):
            return None, None
        at, _, head = self.of.key().partition(" ")
        return int(at), int(head) if head else None

    def wish(self, look: Look) -> Make | None:
        return self.desk.slopes(look.row, look.layer, look.cell, *self.output)

    def _choose(self, _key: str) -> None:
        self.wished.emit()

    def show_look(self, look: Look) -> str:
        if look.example is None:
            return WAITING
        self._look = look
        self._fill_choices(look)
        if self.salience is None:
            return ASKING
        return ""

    def _fill_choices(self, look: Look) -> None:
        wanted = [(ERROR, "the error")]
        heads = look.example.network.heads if look.example is not None else ()
        for number, head in enumerate(heads):
            behind, of = (f" {head.id}" if number else ""), (f" of {head.name}" if len(heads) > 1 else "")
            wanted += [(f"{at}{behind}", f"output {name}{of}") for at, name in enumerate(_outputs(look, head))]
        if [(self.of.itemData(at), self.of.itemText(at)) for at in range(self.of.count())] != wanted:
            self.of.set_choices(wanted)
            if not self.of.key():
                self.of.set_key(ERROR)

    def take(self, value: Any) -> None:
        if not isinstance(value, Back) or value.salience is None:
            return
        found = self.salience = value.salience
        look = self._look
        if look is None:
            return
        image = found.words is None and found.slopes.ndim == 3
        self._pictures.setVisible(image)
        self._texts.setVisible(found.words is not None)
        if image:
            self._show_image(found)
        elif found.words is not None:
            full = self._word_scale.of(found.words)
            self.words.show_words(look.words, values=found.words, full=full)
            self.bars.show_values(found.words, full)
            self.scale.setText(f"scale ±{numbers.short(full)}; up raises, down lowers")
        self.strongest.show_parts(self._strongest(look, found))
        self.say(self._sentence(look, found))

    def _show_image(self, found: Salience) -> None:
        x, slopes = found.x.mean(axis=2), found.slopes.sum(axis=2)
        full = self._scale.of(slopes)
        end = float(np.abs(x).max(initial=0.0)) or 1.0
        self.example.show_map(x, end, ink=bool((x >= 0).all()))
        self.overlay.show_slopes(x, slopes, (end, full))
        self.caption.setText(f"scale ±{numbers.short(full)}; blue raises, orange lowers")

    def _strongest(self, look: Look, found: Salience) -> tuple[Part, ...]:
        numbers_, name = (found.words, self._word) if found.words is not None else (found.slopes, self._place)
        flat = np.asarray(numbers_).reshape(-1)
        best = np.argsort(-np.abs(flat), kind="stable")[:TOLD]
        return tuple(Part(name(look, found, int(at)), float(flat[at])) for at in best if flat[at])

    def _word(self, look: Look, found: Salience, at: int) -> str:
        word = look.words[at] if at < len(look.words) else ""
        return f"{word or 'padding'} ({at + 1})"

    def _place(self, look: Look, found: Salience, at: int) -> str:
        task = look.prepared.dataset.task if look.prepared is not None else None
        if task is not None and at < len(task.feature_names):
            return task.feature_names[at]
        place = np.unravel_index(at, found.slopes.shape)
        if len(place) == 3:
            channel = f", channel {place[2] + 1}" if found.slopes.shape[2] > 1 else ""
            return f"row {place[0] + 1}, column {place[1] + 1}{channel}"
        return "input " + ", ".join(str(int(each) + 1) for each in place)

    def _sentence(self, look: Look, found: Salience) -> str:
        what = "the error" if found.output is None else self.of.currentText()
        value = numbers.significant(found.value, 3)
        if not (np.any(found.words) if found.words is not None else np.any(found.slopes)):
            return SETTLED
        if found.words is not None:
            told = f"{what} is {value}: a bar is about what a word adds to it, up and blue more, down and orange less."
        else:
            told = f"{what} is {value}: a slope says how much it grows when this input grows a little."
        return told[0].upper() + told[1:]
