"""RowOffer: what is said when the walk is asked for a row that its minibatch does not have, and the way to it.

It talks to the TrainingRunner and lies at the top of the widget it is given. Walking there trains the steps between,
as the run would, so the weights stay those of full speed. Worked shape: "Row 57 is trained on in step 14 of this
epoch, 13 steps further." and the button "Walk to step 14"; a row kept for validation has no button.
"""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.player import Position
from core.walk import WalkState
from gui import numbers
from gui.widgets.buttons import FlatButton, push_button
from gui.widgets.floating import FloatingNote
from gui.widgets.labels import Label

WIDEST = 560
KEPT_ASIDE = "{} is kept for validation: no step trains on it. Outside a walk it can be watched."


def in_words(row: int, step: int | None, walk: WalkState) -> str:
    """The sentence for a row that is not in the minibatch; ``step`` counts from 0, None: none that is held has it."""
    name = numbers.row_name(row).capitalize()
    if step is None:
        return f"{name} is not in this minibatch and in no step of this epoch that can be walked to."
    away = step - walk.position.step
    where = f"{numbers.counted(abs(away), 'step')} {'further' if away > 0 else 'back'}"
    return f"{name} is not in this minibatch. It is in that of step {numbers.count(step + 1)}, {where}."


class RowOffer(FloatingNote):
    """Hidden until a row is asked for that is elsewhere, and again as soon as the walk moves."""

    def __init__(self, runner: Any, over: QWidget) -> None:
        super().__init__(over, WIDEST)
        self._runner = runner
        self._row = -1
        self._at: Position | None = None
        self.sentence = Label("", "body", wrap=True)
        self.go = push_button("", kind="secondary")
        self.away = FlatButton("action-close", "Stay at this minibatch")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 10, 10)
        row.setSpacing(12)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.go)
        row.addWidget(self.away)
        self.go.clicked.connect(self._walk_there)
        self.away.clicked.connect(self.hide)
        runner.row_elsewhere.connect(self._show)
        runner.snapshot_ready.connect(self._follow)
        runner.walk_changed.connect(self.hide)

    def _show(self, row: int, step: int | None, kept_aside: bool) -> None:
        walk: WalkState | None = self._runner.walk
        if walk is None:
            return
        self._row, self._at = row, walk.position
        text = in_words(row, step, walk)
        if kept_aside:
            text = KEPT_ASIDE.format(numbers.row_name(row).capitalize())
        self.sentence.setText(text)
        self.setAccessibleName(text)
        self.go.setVisible(step is not None)
        self.go.setText(f"Walk to step {numbers.count(step + 1)}" if step is not None else "")
        self.go.setToolTip("Trains the steps between as the run would, or goes back to the numbers they had")
        self.bring()

    def _walk_there(self) -> None:
        self.hide()
        self._runner.walk_to_row(self._row)

    def _follow(self, _snapshot: object) -> None:
        walk: WalkState | None = self._runner.walk
        if not self.isHidden() and (walk is None or walk.position != self._at):
            self.hide()
