"""RateFinder: which learning rate suits this network and this data? The loss at every rate, tried on a copy.

The sweep itself is core.finder; it runs beside the training. Worked shape: the loss falls most steeply at 0.01, and
the button "Use 0.01" sets it, as one undoable edit. The doctor learns what was recommended.
"""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.edit import set_optimizer
from core.finder import Tried, recommended, smoothed, sweep
from core.project import ProjectSpec
from gui import numbers
from gui.questions.experiments import Make, Subject
from gui.questions.rate_curve import RateCurve
from gui.questions.window import QuestionWindow
from gui.views import Context
from gui.widgets.buttons import push_button
from gui.widgets.labels import Label

NOTHING = (
    "No rate lowered the loss in these steps. A network that has learnt already shows none: press Reset and ask again."
)


def _sweep(subject: Subject) -> Iterator[Tried]:
    training = subject.trainer.training
    return sweep(subject.network, training, subject.prepared, subject.theta, subject.state)


def outcome(tried: tuple[Tried, ...], rate: float | None, present: float) -> str:
    """What the curve shows, as sentences that stand alone."""
    if rate is None:
        return NOTHING
    losses = smoothed(tried)
    best, rises = int(losses.argmin()), ""
    if losses[-1] > losses[best] * 1.05:
        rises = f"; beyond {numbers.significant(tried[best].rate, 1)} it rises"
    told = f"The loss falls most steeply at a rate of {numbers.short(rate)}{rises}."
    times = rate / present
    if max(times, 1 / times) < 3.2:
        return f"{told} The rate that is set, {numbers.short(present)}, is near enough."
    often = numbers.count(round(float(f"{max(times, 1 / times):.1g}")))
    way = f"{often} times too {'small' if times > 1 else 'large'}"
    return f"{told} The rate that is set, {numbers.short(present)}, is about {way}."


class RateFinder(QuestionWindow):
    """See the module's header."""

    NAME = "rate_finder"
    TITLE = "Learning-rate finder"
    SENTENCE = (
        "How far should each update go? A copy of the network takes step after step with larger and larger rates. "
        "Where the loss falls most steeply the rate is good; where it shoots up, it is too large."
    )
    ASK, AGAIN = "Find", "Find again"
    SIZE = QSize(760, 600)

    def __init__(self, context: Context, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(context, settings, parent)
        self.tried: list[Tried] = []
        self.rate: float | None = None
        self.curve = RateCurve()
        self.sentence = Label("", "body", wrap=True)
        self.use = push_button("Use")
        policy = self.use.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # nothing moves when it comes
        self.use.setSizePolicy(policy)
        self.use.hide()
        self.content.addWidget(self.curve, 1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.use)
        self.content.addLayout(row)
        self.curve.chosen.connect(self._choose)
        self.use.clicked.connect(self._use)
        context.document.changed.connect(self._follow)

    @property
    def present(self) -> float:
        """The rate that is set."""
        return self.context.document.project.training.optimizer.learning_rate

    def experiment(self) -> Make:
        return _sweep

    def clear(self) -> None:
        self.tried, self.rate = [], None
        self.curve.pick(None)
        self.curve.show_curve((), None)
        self.sentence.setText("")
        self.use.hide()

    def take(self, values: tuple[Any, ...]) -> None:
        self.tried += values
        self.curve.show_curve(self.tried, self.present)

    def settle(self) -> None:
        if not self.tried:
            return
        self.rate = recommended(self.tried)
        self.sentence.setText(outcome(tuple(self.tried), self.rate, self.present))
        if self.rate is not None:
            self._choose(self.rate)
            self.curve.pick(self.rate)
            self.runner.practice.recommend(self.rate)

    def write_again(self) -> None:
        if self.tried and not self.running:
            self.sentence.setText(outcome(tuple(self.tried), self.rate, self.present))
            self._name_button()
        self.curve.update()

    def _choose(self, rate: float) -> None:
        self.use.setProperty("rate", rate)
        self._name_button()
        self.use.show()

    def _name_button(self) -> None:
        rate = self.use.property("rate")
        if rate is not None:
            self.use.setText(f"Use {numbers.short(rate)}")
            self.use.setEnabled(rate != self.present)
            same = rate == self.present
            self.use.setToolTip("This is the rate that is set." if same else "One edit; Ctrl+Z takes it back")

    def _use(self) -> None:
        rate = float(self.use.property("rate"))
        document = self.context.document
        document.edit("Learning rate", set_optimizer(document.project, learning_rate=rate))

    def _follow(self, before: ProjectSpec, after: ProjectSpec) -> None:
        if before.training.optimizer != after.training.optimizer:
            self.curve.show_curve(self.tried, self.present if self.tried else None)
            self._name_button()
            if self.tried and not self.running:
                self.sentence.setText(outcome(tuple(self.tried), self.rate, self.present))
