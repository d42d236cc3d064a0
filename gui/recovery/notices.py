"""What recovery says above the drawing: that a drawing was rescued, that a file is open elsewhere, that saving fails.

It may import widgets. A note lies over the canvas until it is answered; the rest of the window stays usable.
Worked shape: "A drawing was rescued", "“wine” was open at 14:51 today when Chainrule stopped.", two buttons.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import numbers
from gui.widgets.buttons import FlatButton, push_button
from gui.widgets.floating import FloatingNote
from gui.widgets.labels import IconMark, Label

if TYPE_CHECKING:
    from core.formats.rescue import Note

WIDEST = 460


def when(saved_at: float, now: datetime | None = None) -> str:
    """A moment as one says it: "at 14:51 today", "at 14:51 yesterday", "on 14 Nov 2026 at 09:30"."""
    now = now or datetime.now()
    then = datetime.fromtimestamp(saved_at)
    days = (now.date() - then.date()).days
    if days in (0, 1):
        return f"at {then:%H:%M} {'yesterday' if days else 'today'}"
    return f"on {then.day} {then:%b %Y} at {then:%H:%M}"


def sentence_of(note: "Note", now: datetime | None = None) -> str:
    """What was rescued and when."""
    held = numbers.counted(note.layers, "layer")
    weights = f"its weights are from epoch {numbers.count(note.epoch)}" if note.step else "it was not trained yet"
    if note.step and not note.epoch:
        weights = f"its weights are from step {numbers.count(note.step)}"
    return f"“{note.name}” was open {when(note.saved_at, now)} when Chainrule stopped. It has {held}; {weights}."


class RescueNotice(FloatingNote):
    """Offers one rescued drawing."""

    wanted = Signal()
    unwanted = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over, WIDEST)
        self.title = Label("A drawing was rescued", "section")
        self.sentence = Label("", "label", wrap=True)
        self.open = push_button("Open it", kind="primary")
        self.away = push_button("Throw it away")
        self.away.setToolTip("It cannot be brought back")
        self.later = FlatButton("action-close", "Ask again at the next start")
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.later)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.open)
        buttons.addWidget(self.away)
        buttons.addStretch(1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(16, 12, 12, 14)
        lines.setSpacing(8)
        lines.addLayout(head)
        lines.addWidget(self.sentence)
        lines.addLayout(buttons)
        self.open.clicked.connect(self.wanted)
        self.away.clicked.connect(self.unwanted)
        self.later.clicked.connect(self.hide)

    def offer(self, note: "Note", more: int) -> None:
        """Ask about this one; ``more`` wait behind it."""
        self.title.setText("A drawing was rescued" if not more else f"{more + 1} drawings were rescued")
        self.sentence.setText(sentence_of(note))
        self.setAccessibleName(f"{self.title.text()}. {self.sentence.text()}")
        self.bring()


class PlainNotice(FloatingNote):
    """Says one sentence until it is closed, or hidden by whoever knows that it is past."""

    def __init__(self, over: QWidget, icon: str, token: str) -> None:
        super().__init__(over, WIDEST, "error" if token == "error" else "line2")
        self.sentence = Label("", "body", wrap=True)
        self.away = FlatButton("action-close", "Close this notice")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 12, 10, 12)
        row.setSpacing(12)
        row.addWidget(IconMark(icon, token))
        row.addWidget(self.sentence, 1)
        row.addWidget(self.away)
        self.away.clicked.connect(self.hide)

    @Slot(str)
    def say(self, sentence: str) -> None:
        """Show this sentence."""
        self.sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self.bring()
