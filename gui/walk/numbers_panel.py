"""NumbersPanel: every number of the step by its phase, printed ones beside them, what comes next at the foot.

It may import the list, the theme and small widgets. Whoever walks feeds it PhaseRows and sentences. Worked shape: the
phase "Blame" of Mazur's step has four rows, δ_o1 0.138498561629 to δ_h2; a phase not yet reached is pale and shows a
dash; below, "Next: the gradient of hidden, blame times input" and the button "Next stop".
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from core.arithmetic import Ref
from core.arithmetic.equation import Kind
from gui import numbers
from gui.walk.number_list import TITLE, NumberList, NumberRow, PhaseRows
from gui.walk.writing import Writing
from gui.widgets.buttons import FlatButton, push_button
from gui.widgets.labels import Label
from gui.widgets.surfaces import Note
from gui.widgets.veil import Veil

__all__ = ["NumberRow", "NumbersPanel", "PhaseRows"]


class NumbersPanel(QWidget):
    """A scrolling list of phases; hovering and choosing rows work as in the equation."""

    row_hovered = Signal(object)
    """Ref | None."""
    row_chosen = Signal(object)
    """NumberRow."""
    next_wanted = Signal()
    later_wanted = Signal(int)
    """After how many steps the user wants to see the printed numbers."""
    seed_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Numbers")
        self.list, self.note = NumberList(), Note("")
        self.story = Label("", "label", wrap=True)
        self.story_button = FlatButton("action-info", "The story behind these numbers", 28)
        self.story_button.setCheckable(True)
        self.seed = push_button("Try another seed", "action-shuffle")
        self.next, self.next_words = push_button("Next stop", "action-chevron-right"), Label("", "label", wrap=True)
        self.next.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow behind the words
        self._later = QVBoxLayout()
        self._later_buttons: dict[int, QPushButton] = {}
        self.area = QScrollArea()
        self.area.setAccessibleName("Numbers of this step, to be scrolled")
        self._build()
        self.veil = Veil(self)
        self.list.hovered.connect(self.row_hovered)
        self.list.chosen.connect(self.row_chosen)
        self.list.shown.connect(self._scroll_to)
        self.next.clicked.connect(lambda: self.next_wanted.emit())
        self.seed.clicked.connect(lambda: self.seed_wanted.emit())
        self.story_button.toggled.connect(self._unfold)
        self.show_head("", (), False)
        self.show_next("", False)

    def _build(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(8)
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 16, 4)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.note, 1)
        line.addWidget(self.story_button)
        head.addLayout(line)
        head.addWidget(self.seed)
        self.story.setContentsMargins(16, 4, 16, 4)
        self._later.setContentsMargins(16, 0, 16, 0)
        for part in (head, self._later):
            part.setSpacing(8)
        column.addWidget(self.story)
        column.addWidget(self.list)
        column.addLayout(self._later)
        column.addStretch(1)
        self.area.setWidget(inside)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)  # setWidget had switched it on
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.setSpacing(12)
        foot.addWidget(self.next_words, 1)
        foot.addWidget(self.next)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(self.area, 1)
        whole.addLayout(foot)

    # -- the head and the foot -----------------------------------------------------------------------------------------

    def show_head(self, text: str, story: Sequence[str], other_seeds: bool) -> None:
        """What is walked through; the sentences of a worked example unfold below."""
        self._head = text, tuple(story)
        self._write_head()
        self.story_button.setVisible(bool(story))
        self.seed.setVisible(other_seeds)
        self.story_button.setChecked(False)
        self._unfold(False)

    def _write_head(self) -> None:
        text, story = self._head
        self.note.set_text(numbers.quoted(text))
        self.story.setText(numbers.quoted("\n\n".join(story)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LocaleChange:  # another decimal mark
            self._write_head()

    def _unfold(self, wanted: bool) -> None:
        self.story.setVisible(wanted and bool(self.story.text()))
        if wanted:
            self.area.verticalScrollBar().setValue(0)

    def show_next(self, sentence: str, possible: bool) -> None:
        """What the next stop does."""
        self.next_words.setText(sentence)
        self.next.setEnabled(possible)
        self.next.setToolTip("The next stop of the walk" if possible else "The run is done.")

    def show_later(self, steps: Sequence[int], now: int, busy: int | None = None) -> None:
        """Buttons that train as far as printed numbers wait there; ``now`` steps are done, ``busy`` is under way."""
        if list(steps) != list(self._later_buttons):
            while self._later_buttons:
                _, button = self._later_buttons.popitem()
                button.hide()
                button.deleteLater()
            for each in steps:
                self._later_buttons[each] = self._later_button(each)
        for each, button in self._later_buttons.items():
            button.setEnabled(busy is None)
            text = f"Train to step {numbers.count(each)}" if each > now else f"Go back to step {numbers.count(each)}"
            button.setText(f"Training to step {numbers.count(each)}…" if each == busy else text)

    def _later_button(self, steps: int) -> QPushButton:
        button = push_button("", "action-step")
        button.setToolTip("The run goes there; stepping back leads back")
        button.clicked.connect(lambda _checked=False, wanted=steps: self.later_wanted.emit(wanted))
        self._later.addWidget(button)
        return button

    # -- the numbers ---------------------------------------------------------------------------------------------------

    def show_phases(self, phases: Sequence[PhaseRows]) -> None:
        """Other numbers; the place in the list stays."""
        self.list.phases = tuple(phases)
        self.list.lay_out()
        self.list.setAccessibleName("Numbers of this step")
        self.list.setAccessibleDescription(self.plain())

    def reveal(self, phase: Kind) -> None:
        """Scroll until this phase's present rows can be seen, once the list has its new height."""
        QTimer.singleShot(0, self, lambda: self._reveal(phase))

    def _reveal(self, phase: Kind) -> None:
        span = self.list.span(phase)
        if span is not None:
            self._scroll_to(span[0] - TITLE, span[1])

    def set_current(self, phase: Kind | None, ref: Ref | None = None) -> None:
        """Mark the number that is explained now."""
        self.list.current = None if phase is None else (phase, ref)
        self.list.update()

    def set_writing(self, writing: Writing) -> None:
        """Digits and decimal mark."""
        self.list.writing = writing
        self.list.lay_out()
        self.list.setAccessibleDescription(self.plain())

    def plain(self) -> str:
        """All rows as text, for a screen reader."""
        lines = []
        for phase in self.list.phases:
            lines.append(phase.title if phase.reached else f"{phase.title}, not reached yet")
            for row in phase.rows if phase.reached else ():
                value = "not known yet" if row.value is None else self.list.writing(row.value)
                printed = f", {row.printed_text()}" if row.printed else ""
                note = f". {numbers.quoted(row.note)}" if row.note and row.value is not None else ""
                lines.append(f"{row.symbol.spoken} = {value}{printed}{note}")
        return "\n".join(lines)

    def _scroll_to(self, top: float, bottom: float) -> None:
        bar, room, start = self.area.verticalScrollBar(), self.area.viewport().height(), self.list.y()
        if top + start < bar.value():
            bar.setValue(int(top + start) - 8)
        elif bottom + start > bar.value() + room:
            bar.setValue(min(int(bottom + start) - room + 8, int(top + start)))
