"""InfluenceWindow: who moved this weight: each example's share of a weight's last gradient and of its last change.

It needs a step that is walked through, and offers one; it follows the walk from stop to stop. Worked shape:
``show_weight(3, "weight", (0, 4))`` shows the shares of w_o1,h5, the largest on top, and how they add up.
"""

from typing import Any

import numpy as np
from PySide6.QtCore import QSettings, QSize, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.arithmetic import Index
from core.influence import Influence
from core.player import Position
from core.program import trainable_mask
from core.snapshot import PhaseKind, Snapshot
from core.weight_at import WeightAt, symbol_of, weight_at
from gui import numbers
from gui.examples import Examples
from gui.fonts import FORM
from gui.questions import words as question_words
from gui.questions.asking import why_not
from gui.questions.experiments import Make
from gui.questions.influence_list import ShareList
from gui.questions.influence_sums import Part, Sums
from gui.questions.influence_work import Answer, shares_of
from gui.questions.weight_picker import WeightPicker
from gui.questions.window import QuestionWindow
from gui.views import Context
from gui.walk.sentence import Sentence
from gui.widgets.labels import Label
from gui.widgets.segmented import SegmentedControl

LAST_STOP = 10**6
"""Beyond the last stop of any plan: the update."""
NO_STEP = (
    "The shares belong to one training step. Take one: the walk opens and goes to its update, where every example of "
    "the minibatch has had its say."
)
NOT_YET = "The walk has not reached the gradient of this layer yet. Go on to the update to see who moved the weight."
NO_UPDATE = "The update of this step has not run yet; go on to the update."


class InfluenceWindow(QuestionWindow):
    """See the module's header."""

    NAME, TITLE = "influence", "Who moved this weight?"
    SENTENCE = (
        "A gradient is the mean of what each example asks for, so every example has its share of it, and of the change "
        "that follows."
    )
    ASK = AGAIN = "Take one step"
    SIZE = QSize(760, 720)

    def __init__(self, context: Context, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(context, settings, parent)
        self.answer: Answer | None = None
        self._examples: tuple[object, Examples | None] = (None, None)
        self._seen: tuple[object, ...] = ()
        self._build()
        self.picker.chosen.connect(self._take_weight)
        self.which.selected.connect(self._show_answer)
        self.list.chosen.connect(self.runner.look_at)
        self.runner.snapshot_ready.connect(self._follow)
        self.runner.walk_changed.connect(self._walk_changed)

    def _build(self) -> None:
        self.picker = WeightPicker("Weight")
        self.value = Label("", "label")
        self.value.setTextFormat(Qt.TextFormat.RichText)  # the weight's index stands lower
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self.picker, 3)
        top.addWidget(self.value, 2)
        self.content.addLayout(top)
        self.which = SegmentedControl("Share of what", [("Of the gradient", ""), ("Of the change", "")])
        self.note = Label("", "caption")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.which)
        row.addWidget(self.note, 1)
        self.content.addLayout(row)
        self.empty = Label(NO_STEP, "label", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.list = ShareList()
        self.sums = Sums()
        self.sentence = Sentence()
        self.coupled = Label("", "caption", wrap=True)
        for widget, stretch in ((self.empty, 1), (self.list, 1), (self.sums, 0), (self.sentence, 0), (self.coupled, 0)):
            self.content.addWidget(widget, stretch)
        self.content.addStretch(0)
        self._show_answer()

    # -- what others may ask -----------------------------------------------------------------------------------------

    def show_weight(self, layer: int, array: str, index: Index | int) -> None:
        """The shares of this weight."""
        self._show_network(self.runner.snapshot)
        self.picker.set_weight(WeightAt(layer, array, (index,) if isinstance(index, int) else tuple(index)))
        self.ask()

    # -- asking ------------------------------------------------------------------------------------------------------

    def experiment(self) -> Make:
        """The shares of the chosen weight in the walked step."""
        weight = self.picker.weight
        return shares_of(weight) if weight is not None else super().experiment()

    def take(self, values: tuple[Any, ...]) -> None:
        """The answer comes in one piece."""
        self.answer = values[-1]
        self._show_answer()
        self.show_button()

    def settle(self) -> None:
        """The walk may have gone on meanwhile."""
        self._follow(self.runner.snapshot)

    def _pressed(self) -> None:
        """Take a step: open the walk, go on to the update, or on to the update of the next step."""
        if why_not(self.runner):
            return
        if not self.runner.walking:
            self.runner.open_walk(True)
        elif self._at_update:
            self.runner.walk_by("next_step")
            return
        self.runner.walk_to(None, LAST_STOP)

    @property
    def _at_update(self) -> bool:
        walk = self.runner.walk
        return walk is not None and walk.stop is not None and walk.stop.kind is PhaseKind.UPDATE

    def show_button(self) -> None:
        """What the button does depends on where the walk stands."""
        super().show_button()
        walking = "Next step" if self._at_update else "Go to the update"
        self.footer.primary.setText(walking if self.runner.walking else self.ASK)

    def write_again(self) -> None:
        self._show_answer()

    # -- following the walk ------------------------------------------------------------------------------------------

    @Slot(bool)
    def _walk_changed(self, _open: bool) -> None:
        self.show_button()

    @Slot(object)
    def _follow(self, snapshot: Snapshot | None) -> None:
        """At another stop, another answer; the same stop keeps what is shown."""
        if snapshot is None:
            return
        self._show_network(snapshot)
        walk = self.runner.walk
        position: Position | None = walk.position if walk is not None else None
        self.list.mark(walk.example if walk is not None else None)
        seen = (position, snapshot.revision, snapshot.network)
        if seen != self._seen and self.isVisible() and not self.running:
            self._seen = seen
            self.ask()

    def _show_network(self, snapshot: Snapshot | None) -> None:
        if snapshot is None:
            return
        first = self.picker.weight is None
        self.picker.show_network(snapshot.network, snapshot.slots)
        if first and len(snapshot.theta):
            self.picker.set_weight(liveliest(snapshot))

    @Slot(object)
    def _take_weight(self, _weight: object) -> None:
        self.ask()

    # -- showing -----------------------------------------------------------------------------------------------------

    @property
    def of_change(self) -> bool:
        """Whether the shares of the change are on show."""
        return self.which.current_index() == 1 and self._changed

    @property
    def _changed(self) -> bool:
        found = self.answer.influence if self.answer is not None else None
        return found is not None and found.change is not None

    def _show_answer(self, _choice: int = 0) -> None:
        answer = self.answer
        found = answer.influence if answer is not None else None
        self.which.segment(1).setEnabled(found is None or self._changed)
        self.which.segment(1).setToolTip("" if found is None or self._changed else NO_UPDATE)
        for widget in (self.list, self.sums, self.sentence):
            widget.setVisible(found is not None)
        self.empty.setVisible(found is None)
        self.empty.setText(NOT_YET if answer is not None and answer.walking else NO_STEP)
        self._show_value()
        self.note.setText(_note(found, self.which.current_index() == 1, self.of_change))
        self.coupled.setText(found.coupled if found is not None else "")
        self.coupled.setVisible(bool(found is not None and found.coupled))
        self.list.show_shares(found, self.of_change, self._known_examples())
        if found is None:
            return
        walk = self.runner.walk
        self.list.mark(walk.example if walk is not None else None)
        name = "Change" if self.of_change else "Gradient"
        result = found.change if self.of_change and found.change is not None else found.gradient
        self.sums.show_sum(parts_of(found, self.of_change), name, result)
        self.sentence.say(words_on(found, self.of_change))

    def _show_value(self) -> None:
        answer, snapshot = self.answer, self.runner.snapshot
        if answer is None or snapshot is None or answer.weight.layer not in snapshot.network.by_id:
            self.value.setText("")
            return
        name, value = symbol_of(snapshot.network, answer.weight), numbers.significant(answer.value)
        self.value.setText(question_words.marked(f"{name.plain} is {value}", FORM))
        self.value.setAccessibleName(f"{name.spoken} is {value}")

    def _known_examples(self) -> Examples | None:
        prepared = self.runner.prepared
        if prepared is not self._examples[0]:
            self._examples = (prepared, Examples(prepared.dataset) if prepared is not None else None)
        return self._examples[1]

    # -- the window --------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow(self.runner.snapshot)


def parts_of(found: Influence, of_change: bool) -> list[Part]:
    """What adds up to the gradient, or to the change."""
    count = numbers.counted(len(found.shares), "share")
    if not of_change:
        total = sum(share.gradient for share in found.shares)
        return [(f"Sum of {count}", total), *([("Penalty", found.penalty)] if found.penalty else [])]
    total = sum(share.change or 0.0 for share in found.shares)
    return [(f"Sum of {count}", total), ("Earlier steps", found.earlier_steps or 0.0), ("Decay", found.decay or 0.0)]


def words_on(found: Influence, of_change: bool) -> str:
    """The answer as two sentences."""
    values = [(share.change or 0.0) if of_change else share.gradient for share in found.shares]
    if not any(values):
        return f"No example moves {found.weight} in this step."
    row = numbers.row_name(found.shares[0].row).capitalize()
    push = values[0] if of_change else -values[0]  # a positive gradient asks for a lower weight
    verb, way = "moved" if of_change else "pulls", "up" if push > 0 else "down"
    if len(values) == 1:
        return f"{row} {verb} {found.weight} {way}; it is the only example of this step."
    ups = sum((value if of_change else -value) > 0 for value in values)
    downs = sum((value if of_change else -value) < 0 for value in values)
    share = numbers.percent(abs(values[0]) / sum(abs(value) for value in values), decimals=0)
    sides = _two_sides(ups, downs)
    return f"{row} {verb} {found.weight} {way} more than any other example: {share} of all the pull. {sides}"


def _two_sides(ups: int, downs: int) -> str:
    """How many examples pull up and how many down."""
    if ups and downs:
        return f"{numbers.counted(ups, 'example pulls', 'examples pull')} it up, {numbers.count(downs)} down."
    pull = numbers.counted(ups or downs, "example pulls", "examples pull")
    return f"{pull} it {'up' if ups else 'down'}, none {'down' if ups else 'up'}."


def liveliest(snapshot: Snapshot) -> WeightAt:
    """The weight with the largest gradient, before a first step the largest weight; locked ones where all are."""
    sizes = np.abs(snapshot.grad if np.any(snapshot.grad) else snapshot.theta).astype(np.float64)
    mask = trainable_mask(snapshot.network, snapshot.slots, sizes.dtype)
    if mask is not None and mask.any():
        sizes[mask == 0.0] = -1.0
    return weight_at(snapshot.slots, int(np.argmax(sizes)))


def _note(found: Influence | None, wants_change: bool, of_change: bool) -> str:
    if found is None:
        return ""
    if wants_change and not of_change:
        return NO_UPDATE
    if not of_change:
        return ""
    if found.clipped == 0.0:
        return "The weight is locked: its gradient is set to 0."
    clipped = f" The gradient was clipped to {numbers.percent(found.clipped)}." if found.clipped < 0.999999 else ""
    return f"Through the optimizer, with its denominator held fixed.{clipped}"
