"""GradientCheck: is backpropagation right? One button, a row for each weight array, a sentence in the end.

The check itself is core.explain; it runs beside the training, on a copy of the present weights. It may import the
widgets. Worked shape: 64-32-10 has four rows, 472 weights tried in a tenth of a second, or all 2,410.
"""

import math
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QSettings, QSize, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.explain import SAMPLE, Checking, LayerCheck, checking, seconds_per_weight, verdict_of
from core.network import NetworkSpec
from core.project import ProjectSpec
from gui import numbers
from gui.questions import words
from gui.questions.check_rows import CheckAxis, CheckRow
from gui.questions.experiments import Make, Subject
from gui.questions.window import QuestionWindow
from gui.views import Context
from gui.walk.sentence import Sentence
from gui.widgets.labels import Label
from gui.widgets.segmented import SegmentedControl

EVERY = 0.008
"""Seconds of checking between two looks at the training thread's other work."""
EMPTY = "Press Check to try the weights as they are now."
KINK = (
    "A kink is a corner of a function, such as relu at 0. Where a weight's two trial points lie on different sides of "
    "one, the slope between them is not the slope at the weight, so the weight is left out."
)
MEANING = {
    "good": "Backpropagation is right",
    "fine": "Backpropagation is right as far as rounding lets one see",
    "uneasy": "Backpropagation and the trial differ more than rounding explains",
    "wrong": "Backpropagation and the trial disagree",
}

REMEDY = {
    "uneasy": " A kink close by can do that: train a little and check again.",
    "wrong": " Begin with the array marked so that is nearest to the output: the backward pass of its layer, or of "
    "what comes after it, does not fit the forward pass.",
}


def _check(sample: int | None) -> Make:
    def make(subject: Subject) -> Iterator[Checking]:
        return checking(
            subject.network, subject.prepared, subject.theta, seed=subject.seed, sample=sample, every=EVERY,
            state=subject.state,
        )  # fmt: skip

    return make


def _measure(subject: Subject) -> Iterator[float]:
    yield seconds_per_weight(subject.network, subject.prepared, subject.theta)


def planned(network: NetworkSpec, sample: int | None) -> int:
    """How many weights a check tries."""
    sizes = [_size(weight.shape) for node in network.running for weight in network.weights(node.id)]
    return sum(each if sample is None else min(each, sample) for each in sizes)


def _size(shape: tuple[int, ...]) -> int:
    total = 1
    for each in shape:
        total *= each
    return total


def conclusion(progress: Checking, stopped: bool = False) -> str:
    """The answer as one or two sentences."""
    compared = [each for each in progress.checks if each.compared]
    if not compared:
        return "No weight could be compared: each lies at a kink." if progress.checked else ""
    worst = max(compared, key=lambda each: each.largest_relative_error)
    error = worst.largest_relative_error
    total = sum(each.compared for each in compared)
    where = f", at {worst.worst.name} of {worst.layer}" if worst.worst is not None and error else ""
    so_far = " so far" if stopped else ""
    found = verdict_of(error)
    return (
        f"{MEANING[found]}{so_far}: over {numbers.counted(total, 'weight')} the largest relative error is "
        f"{words.error(error)}{where}.{REMEDY.get(found, '')}"
    )


class GradientCheck(QuestionWindow):
    """See the module's header."""

    NAME = "gradient_check"
    TITLE = "Gradient check"
    SENTENCE = (
        "Is the gradient right? Each weight is moved a little up and a little down, and the slope of the error between "
        "the two is held beside what backpropagation says."
    )
    ASK, AGAIN = "Check", "Check again"
    SIZE = QSize(820, 620)

    def __init__(self, context: Context, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(context, settings, parent)
        self.pace = float("nan")
        self.progress: Checking | None = None
        self.rows: list[CheckRow] = []
        self._add_choice()
        self.axis = CheckAxis()
        self.axis.hide()
        self.content.addWidget(self.axis)
        self._add_rows()
        self.explanation = Label("", "caption", wrap=True)
        self.sentence = Sentence()
        for each in (self.explanation, self.sentence):
            each.hide()
            self.content.addWidget(each)
        self.runner.state_changed.connect(self._estimate)
        context.document.changed.connect(self._measure)
        self._measure()

    def _add_choice(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.choice = SegmentedControl("How many weights", [(f"{SAMPLE} weights a layer", ""), ("All weights", "")])
        self.choice.segment(0).setToolTip(f"Up to {SAMPLE} of each layer's weights, and of its biases, drawn by lot")
        self.choice.segment(1).setToolTip("Every weight and bias there is")
        self.choice.selected.connect(self._estimate)
        self.estimate = Label("", "caption")
        row.addWidget(self.choice)
        row.addWidget(self.estimate, 1)
        self.content.addLayout(row)

    def _add_rows(self) -> None:
        self.empty = Label(EMPTY, "caption")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.empty, 1)
        self._column.addStretch(0)
        self.area = QScrollArea()
        self.area.setAccessibleName("Errors of each layer")
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(page)
        self.area.verticalScrollBar().rangeChanged.connect(self._align)
        self.content.addWidget(self.area, 1)

    @Slot(int, int)
    def _align(self, _low: int, high: int) -> None:
        """The axis stands over the bars, whether or not there is a scroll bar beside them."""
        self.axis.inset = self.area.verticalScrollBar().sizeHint().width() if high > 0 else 0
        self.axis.update()

    # -- the estimate ------------------------------------------------------------------------------------------------

    @property
    def sample(self) -> int | None:
        """How many weights of an array are tried; None is all."""
        return SAMPLE if self.choice.current_index() == 0 else None

    @Slot(object, object)
    def _measure(self, before: ProjectSpec | None = None, after: ProjectSpec | None = None) -> None:
        """Try a few weights, to say beforehand what all will take."""
        if before is not None and after is not None and (before.network, before.data) == (after.network, after.data):
            return
        self.pace = float("nan")
        self._estimate()
        if self.runner.can_run:
            self.runner.inquire(_measure).progressed.connect(self._take_pace)

    @Slot(object)
    def _take_pace(self, values: tuple[float, ...]) -> None:
        self.pace = values[-1]
        self._estimate()

    @Slot()
    def _estimate(self, _news: object = None) -> None:
        network = self.context.document.network
        count, total = planned(network, self.sample), planned(network, None)
        text = numbers.counted(total, "weight")
        if count < total:
            text = f"{numbers.count(count)} of {text}"
        if math.isfinite(self.pace):
            seconds = count * self.pace
            text += f", about {words.span(seconds)}" if seconds > 1.0 else ", less than a second"
        self.estimate.setText(text if self.runner.can_run else "")

    # -- asking ------------------------------------------------------------------------------------------------------

    def experiment(self) -> Make:
        return _check(self.sample)

    def clear(self) -> None:
        self.progress = None
        self.explanation.hide()
        self.sentence.hide()
        self.choice.setEnabled(False)

    def take(self, values: tuple[Any, ...]) -> None:
        progress = self.progress = values[-1]
        if [each.check.layer for each in self.rows] != [each.layer for each in progress.checks]:
            self._make_rows(progress.checks)
        for row, check in zip(self.rows, progress.checks, strict=True):
            if row.check != check:
                row.show_check(check)
        left = (progress.planned - progress.checked) * progress.seconds / progress.checked if progress.checked else 0.0
        counted = f"{numbers.count(progress.checked)} of {numbers.counted(progress.planned, 'weight')}"
        self.footer.say(f"{counted}, {words.span(left)} left" if left > 1.0 else counted)

    def settle(self) -> None:
        self.choice.setEnabled(True)
        progress = self.progress
        if progress is None:
            self.footer.say("")
            return
        text = conclusion(progress, not progress.finished)
        self.sentence.say(text)
        self.sentence.setVisible(bool(text))
        notes = [*progress.notes, *([KINK] if any(each.kinks for each in progress.checks) else [])]
        self.explanation.setText(" ".join(notes))
        self.explanation.setVisible(bool(notes))
        rows = numbers.counted(progress.rows, "row")
        self.footer.say(
            f"{numbers.counted(progress.checked, 'weight')} tried in {words.span(progress.seconds)}, "
            f"on {rows} of training data, with 64-bit numbers."
        )

    def write_again(self) -> None:
        self._estimate()
        for row in self.rows:
            row.show_check(row.check)
        if self.progress is not None and not self.running:
            self.settle()

    def _make_rows(self, checks: tuple[LayerCheck, ...]) -> None:
        for row in self.rows:
            row.setParent(None)
            row.deleteLater()
        self.empty.hide()
        self.axis.show()
        self.rows = [CheckRow(check) for check in checks]
        for index, row in enumerate(self.rows):
            self._column.insertWidget(1 + index, row)
        self._column.setStretch(self._column.count() - 1, 1)
