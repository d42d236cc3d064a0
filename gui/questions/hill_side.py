"""HillSide: beside the hill: what its two sides are, and the walker's step size, steps and numbers.

It only asks and shows; the window connects it. Worked shape: ``sides_changed`` carries ``Sides("random", seed=1)``
after "Other directions"; ``show_walker(walker)`` writes step, loss and slope and what there is to say.
"""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from core.network import NetworkSpec
from core.snapshot import Slot
from core.weight_at import WeightAt
from gui import numbers
from gui.dialogs.base import plain_button
from gui.icons import icon
from gui.questions.hill_walker import RATE, Walker
from gui.questions.hill_work import Kind, Sides
from gui.questions.weight_picker import WeightPicker
from gui.widgets.labels import Label, SectionTitle
from gui.widgets.log_slider import LogSlider
from gui.widgets.read_out import ReadOut
from gui.widgets.segmented import SegmentedControl

KINDS: tuple[Kind, ...] = ("weights", "random", "path")
WIDTH = 324
ON_RANDOM = (
    "Two directions drawn at random. Each neuron's part is as long as that neuron's weights, so one step is as much "
    "for every neuron."
)
ON_PATH = (
    "The two directions in which the run has moved most. Everything else it did is not seen from here, so the way may "
    "seem to leave the ground."
)


class HillSide(QWidget):
    """The column at the right."""

    sides_changed = Signal(object)
    step_wanted = Signal()
    walk_wanted = Signal(bool)
    home_wanted = Signal()
    take_wanted = Signal()
    rate_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sides = Sides()
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(SectionTitle("Sides of the hill", "action-hill"))
        self.kind = SegmentedControl("Sides of the hill", [("Two weights", ""), ("Random", ""), ("Path so far", "")])
        self.kind.selected.connect(self._take_kind)
        column.addWidget(self.kind)
        self.pages = QStackedWidget()
        self.pages.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for page in (self._weights_page(), self._random_page(), _sentence(ON_PATH)):
            self.pages.addWidget(page)
        column.addWidget(self.pages)
        column.addSpacing(8)
        column.addWidget(SectionTitle("Walker", "action-step"))
        self._add_walker(column)
        column.addStretch(1)

    # -- building ----------------------------------------------------------------------------------------------------

    def _weights_page(self) -> QWidget:
        page, column = _page()
        self.pickers = (WeightPicker("Across"), WeightPicker("Up"))
        for text, picker in zip(("Across", "Up"), self.pickers, strict=True):
            column.addWidget(Label(text, "caption"))
            column.addWidget(picker)
            picker.chosen.connect(self._take_weights)
        self.steepest = plain_button("The two with the largest gradient", kind="quiet")
        self.steepest.clicked.connect(self._take_steepest)
        column.addWidget(self.steepest)
        return page

    def _random_page(self) -> QWidget:
        page, column = _page()
        column.addWidget(Label(ON_RANDOM, "caption", wrap=True))
        self.other = plain_button("Other directions", "action-shuffle")
        self.other.clicked.connect(self._take_other)
        column.addWidget(self.other)
        column.addStretch(1)
        return page

    def _add_walker(self, column: QVBoxLayout) -> None:
        column.addWidget(Label("Step size", "caption"))
        self.rate = LogSlider("Step size", RATE, 1e-4, 100.0)
        self.rate.setToolTip("A step is the slope times this number, downhill: gradient descent's learning rate.")
        self.rate.value_changed.connect(self.rate_changed)
        column.addWidget(self.rate)
        self.step = plain_button("Step", "action-step")
        self.step.setToolTip("One step downhill (Enter on the picture).")
        self.walk = plain_button("Walk", "action-play")
        self.walk.setToolTip("Step after step, until the ground is level.")
        self.home = plain_button("Back", "action-reset")
        self.home.setToolTip("Put the walker back to the present weights (Home on the picture).")
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.step, self.walk, self.home):
            row.addWidget(button)
        column.addLayout(row)
        self.step.clicked.connect(self.step_wanted)
        self.walk.clicked.connect(self._take_walk)
        self.home.clicked.connect(self.home_wanted)
        self.read_outs = ReadOut("Step"), ReadOut("Loss"), ReadOut("Slope")
        figures = QHBoxLayout()
        figures.setSpacing(16)
        for read_out, widest in zip(self.read_outs, ("2,000", "0.00000", "0.00000"), strict=True):
            read_out.reserve(widest)
            figures.addWidget(read_out)
        figures.addStretch(1)
        column.addSpacing(4)
        column.addLayout(figures)
        self.verdict = Label("", "label", wrap=True)
        self.verdict.setMinimumHeight(52)
        column.addWidget(self.verdict)
        self.take = plain_button("Take these weights")
        self.take.setToolTip("Give the network the weights of the place where the walker stands. Ctrl+Z takes it back.")
        self.take.clicked.connect(self.take_wanted)
        column.addWidget(self.take)

    # -- what is shown -----------------------------------------------------------------------------------------------

    def show_network(self, network: NetworkSpec, slots: tuple[Slot, ...]) -> None:
        """Another drawing to choose weights of."""
        for picker in self.pickers:
            picker.show_network(network, slots)
        chosen = tuple(picker.weight for picker in self.pickers)
        if self.sides.weights is not None and self.sides.weights != chosen:
            self.sides = replace(self.sides, weights=None)

    def show_weights(self, weights: tuple[WeightAt, WeightAt] | None) -> None:
        """The weights that were taken."""
        if weights is not None:
            for picker, weight in zip(self.pickers, weights, strict=True):
                picker.set_weight(weight)

    def show_walker(self, walker: Walker) -> None:
        """Where the walker stands."""
        here = walker.here
        texts = ("", "", "") if here is None else (
            numbers.count(len(walker.steps) - 1), numbers.loss(here.loss), numbers.loss(here.slope)
        )  # fmt: skip
        for read_out, text in zip(self.read_outs, texts, strict=True):
            read_out.set_value(text, problem=here is not None and not here.finite)
        if walker.verdict != self.verdict.text():
            self.verdict.setText(walker.verdict)
            self.verdict.setProperty("role", "problem" if walker.warns else "label")
            self.verdict.style().unpolish(self.verdict)
            self.verdict.style().polish(self.verdict)
        self.step.setEnabled(walker.next_place is not None)
        self.walk.setEnabled(walker.next_place is not None or walker.walking)
        self.home.setEnabled(here is not None)
        self.take.setEnabled(here is not None and here.finite)

    def show_walking(self, walking: bool) -> None:
        """Whether the walker goes by itself."""
        self.walk.setText("Stop" if walking else "Walk")
        self.walk.setIcon(icon("action-pause" if walking else "action-play", "ink"))

    # -- what is asked -----------------------------------------------------------------------------------------------

    def choose(self, sides: Sides) -> None:
        """Other sides; tells the window."""
        self.sides = sides
        self.kind.select(KINDS.index(sides.kind))
        self.pages.setCurrentIndex(KINDS.index(sides.kind))
        self.show_weights(sides.weights)
        self.sides_changed.emit(sides)

    def _take_kind(self, index: int) -> None:
        if KINDS[index] != self.sides.kind:
            self.choose(replace(self.sides, kind=KINDS[index], zoom=1.0))

    def _take_weights(self, _weight: object) -> None:
        first, second = (picker.weight for picker in self.pickers)
        if first is not None and second is not None:
            self.choose(replace(self.sides, kind="weights", weights=(first, second)))

    def _take_steepest(self) -> None:
        self.choose(replace(self.sides, kind="weights", weights=None))

    def _take_other(self) -> None:
        self.choose(replace(self.sides, kind="random", seed=self.sides.seed + 1))

    def _take_walk(self) -> None:
        self.walk_wanted.emit(self.walk.text() == "Walk")


def _page() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    return page, column


def _sentence(text: str) -> QWidget:
    page, column = _page()
    column.addWidget(Label(text, "caption", wrap=True))
    column.addStretch(1)
    return page
