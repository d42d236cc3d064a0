"""Race: why backpropagation? The same gradient by trying every weight, and by one pass forward and one back.

The race itself is core.race; it runs beside the training, on a copy of the present weights. It may import the widgets.
Worked shape: 64-32-10 has 2,410 weights: 4,820 forward passes against one and one back, some 2,000 times as long.
"""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from core.race import Extrapolation, Progress, extrapolate, race
from gui import fonts, numbers
from gui.questions import words
from gui.questions.experiments import Make, Subject
from gui.questions.race_track import RaceTrack
from gui.questions.window import QuestionWindow
from gui.views import Context
from gui.walk.sentence import Sentence
from gui.widgets.labels import IconMark, Label
from gui.widgets.read_out import ReadOut

EVERY = 0.008
THREE_LINES = 64
"""Height of the closing sentence."""
AGREE = 1e-4
"""Two gradients are called the same up to this difference, relative to the largest slope."""
MORAL = "Gradient descent says where to go; backpropagation makes knowing it affordable."
ASSUMPTION = (
    "Larger networks, one gradient each. This assumes that a pass takes time in proportion to the number of weights; "
    "finite differences need two passes for each weight, so their time grows with the square."
)


def _race(subject: Subject) -> Iterator[Progress]:
    return race(subject.network, subject.prepared, subject.theta, seed=subject.seed, every=EVERY, state=subject.state)


def outcome(progress: Progress) -> str:
    """What the race shows, as sentences that stand alone."""
    quick = (
        f"Backpropagation finds the whole gradient of {numbers.counted(progress.weights, 'weight')} in "
        f"{words.span(progress.backward_seconds)}, with one pass forward and one back"
    )
    slow = ""
    if progress.finished:
        passes = numbers.count(progress.passes)
        slow = f"; finite differences take {words.span(progress.seconds)}, with {passes} forward passes"
    elif progress.done:
        slow = (
            f"; finite differences have {numbers.count(progress.done)} weights after {words.span(progress.seconds)} "
            f"and would need about {words.span(progress.expected_seconds)}"
        )
    times = f": {words.rounded(progress.ratio)} times as long" if slow else ""
    return f"{quick}{slow}{times}. {MORAL}"


class Larger(QWidget):
    """The extrapolation: a line for each size."""

    HEADS = ("Weights", "Finite differences", "Backpropagation")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(32)
        self._grid.setVerticalSpacing(3)
        self._cells: dict[tuple[int, int], Label] = {}
        for column, text in enumerate(self.HEADS):
            self._cell(0, column, "caption").setText(text)
        self.show_lines(extrapolate(Progress(1, 1, 2, 0.0, 0.0, 0.0)))

    def show_lines(self, lines: tuple[Extrapolation, ...]) -> None:
        """Sizes with their two times."""
        for row, each in enumerate(lines, 1):
            texts = (words.rounded(each.weights), words.span(each.differences), words.span(each.backward))
            for column, text in enumerate(texts):
                self._cell(row, column, "body").setText(text)
        self.setAccessibleName("; ".join(
            f"{words.rounded(each.weights)} weights: finite differences {words.span(each.differences)}, "
            f"backpropagation {words.span(each.backward)}" for each in lines
        ))  # fmt: skip

    def _cell(self, row: int, column: int, role: str) -> Label:
        if (row, column) not in self._cells:
            made = self._cells[row, column] = Label("", role)
            if role == "body":
                made.setFont(fonts.font(fonts.FORM, 500 if column == 1 else 400, tabular=True))
            made.setAlignment(Qt.AlignmentFlag.AlignRight if column != 0 else Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(made, row, column)
        return self._cells[row, column]


class Race(QuestionWindow):
    """See the module's header."""

    NAME = "race"
    TITLE = "Why backpropagation?"
    SENTENCE = (
        "How much does the error change with each weight? One can try it out: move one weight up and down, run the "
        "network forward twice, and go on to the next. Backpropagation finds all slopes at once."
    )
    ASK, AGAIN = "Start", "Start again"
    SIZE = QSize(820, 700)

    def __init__(self, context: Context, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(context, settings, parent)
        self.progress: Progress | None = None
        self.track = RaceTrack()
        self.content.addWidget(self.track, 1)
        self._add_counts()
        self._show_task()
        self._add_agreement()
        self._add_larger()
        self.sentence = Sentence()
        self.sentence.setMinimumHeight(THREE_LINES)
        self.content.addWidget(self.sentence)
        for each in (self.assumption, self.larger, self.sentence):
            policy = each.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # nothing moves when they come
            each.setSizePolicy(policy)
            each.hide()

    def _add_counts(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(32)
        self.weights, self.passes = ReadOut("Weights done"), ReadOut("Forward passes")
        self.time, self.times = ReadOut("Time of finite differences"), ReadOut("Backpropagation's time")
        for each in (self.weights, self.passes, self.time, self.times):
            row.addWidget(each)
        for each in (self.time, self.times):
            each.setToolTip("Processor time of the passes alone, without what the window and the training take beside")
        row.addStretch(1)
        self.content.addLayout(row)

    def _add_agreement(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.mark = IconMark("action-check", "agrees", 17)
        self.agreement = Label("", "label")
        row.addWidget(self.mark)
        row.addWidget(self.agreement, 1)
        self.content.addLayout(row)
        self.mark.hide()

    def _add_larger(self) -> None:
        self.assumption = Label(ASSUMPTION, "caption", wrap=True)
        self.larger = Larger()
        row = QHBoxLayout()
        row.setSpacing(40)
        row.addWidget(self.larger)
        row.addWidget(self.assumption, 1, Qt.AlignmentFlag.AlignVCenter)
        self.content.addLayout(row)

    def experiment(self) -> Make:
        return _race

    def clear(self) -> None:
        self.progress = None
        self.track.show_progress(None)
        self.sentence.hide()
        self.mark.hide()
        self.agreement.setText("")
        self._show_task()
        for each in (self.time, self.times):
            each.clear()

    def _show_task(self) -> None:
        """Before the start: how much there is to do."""
        total = self.context.document.network.parameters()
        self.weights.set_value("0", f"/ {numbers.count(total)}")
        self.passes.set_value("0", f"/ {numbers.count(2 * total)}")

    def take(self, values: tuple[Any, ...]) -> None:
        progress: Progress = values[-1]
        self.progress = progress
        self.track.show_progress(progress)
        self.weights.set_value(numbers.count(progress.done), f"/ {numbers.count(progress.weights)}")
        self.passes.set_value(numbers.count(progress.passes), f"/ {numbers.count(2 * progress.weights)}")
        expected = "" if progress.finished or not progress.done else f"of about {words.span(progress.expected_seconds)}"
        self.time.set_value(words.span(progress.seconds), expected)
        self.times.set_value(words.span(progress.backward_seconds))
        if progress.done:
            self._show_agreement(progress)
            self.larger.show_lines(extrapolate(progress))
            self.assumption.show()
            self.larger.show()

    def _show_agreement(self, progress: Progress) -> None:
        agree = progress.difference <= AGREE
        self.mark.set_icon(*(("action-check", "agrees") if agree else ("action-problem", "error")))
        self.mark.show()
        far = f"the largest difference is {words.error(progress.difference)} of the largest slope"
        found = "The two gradients agree" if agree else "The two gradients differ"
        so_far = "" if progress.finished else " so far"
        kink = "" if agree else " A corner of a function such as relu can cause this; the gradient check tells."
        self.agreement.setText(f"{found}{so_far}: {far}.{kink}")

    def write_again(self) -> None:
        if self.progress is None:
            self._show_task()
            return
        self.take((self.progress,))
        if not self.running:
            self.settle()

    def settle(self) -> None:
        progress = self.progress
        if progress is not None:
            self.sentence.say(outcome(progress))
            self.sentence.show()
