"""Gallery: where one starts: a card with a picture for each example, the projects opened last, one's own data.

It may import gallery_cards, the list of recent files, widgets and the theme; it opens nothing itself. Arrow keys
move among the cards, Enter takes one. Worked shape: ``Gallery.ask(window)`` gives "spiral", "data" for the card "From
your data…", "open" for the button, the path of a recent file, or None.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.dialogs.base import Dialog, Footer, Rule, plain_button
from gui.dialogs.gallery_cards import CARD, ENTRIES, ROOM, Card, Entry
from gui.dialogs.masthead import masthead
from gui.dialogs.recent_list import RecentList
from gui.icons import icon
from gui.widgets.labels import Label

COLUMNS, MOST_ROWS, SIDE = 4, 2, 264
OPEN = "open"


class SearchField(QLineEdit):
    """Words filter the cards; up, down and, at the text's end, left and right move among them."""

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -COLUMNS, Qt.Key.Key_Down: COLUMNS}.get(Qt.Key(event.key()))
        if step is None and not self.text():
            step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(step)


class Gallery(Dialog):
    """See the module's header; ``answer`` is the name of the example that was taken."""

    def __init__(
        self, parent: QWidget | None = None, entries: Sequence[Entry] = ENTRIES, recent: Sequence[Path] = ()
    ) -> None:
        super().__init__("New", Footer("Open example"), parent)
        self.answer: str | Path | None = None
        self.recent = RecentList(recent)
        self.recent.chosen.connect(self._take_recent)
        self.search = SearchField()
        self.search.setPlaceholderText("Search examples")
        self.search.setAccessibleName("Search examples; arrow keys choose one")
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("action-search", "ink3"), QLineEdit.ActionPosition.LeadingPosition).setText("Search")
        self.search.setFixedWidth(220)
        self.search.textChanged.connect(self._filter)
        self.search.moved.connect(self.move_choice)
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        self.cards = [Card(entry) for entry in entries]
        self.nothing = Label("No example is called that. Clear the search to see all.", "caption")
        self._build()
        for card in self.cards:
            card.toggled.connect(self._tell)
            card.taken.connect(self.take)
        self.footer.primary.clicked.connect(self.take)
        self._filter("")
        self.search.setFocus()

    def _build(self) -> None:
        """Recent files at the left, the examples at the right of a line."""
        page = QHBoxLayout()
        page.setSpacing(20)
        page.addWidget(self._side())
        page.addWidget(Rule())
        self._right = QVBoxLayout()
        self._right.setSpacing(12)
        page.addLayout(self._right, 1)
        self.body.addLayout(page, 1)
        self._build_examples()

    def _side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(SIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(18)
        column.addLayout(masthead())
        self.open_file = plain_button("Open…", "action-folder-open")
        self.open_file.setToolTip("Open a project or a data file")
        self.open_file.clicked.connect(self._take_open)
        column.addWidget(self.open_file)
        column.addWidget(self.recent, 1)
        return side

    def _build_examples(self) -> None:
        head = QHBoxLayout()
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(Label("Start from an example", "page"))
        said = "Each one is ready to play, or says what data it wants. Everything in it can be changed."
        texts.addWidget(Label(said, "label"))
        head.addLayout(texts, 1)
        head.addWidget(self.search, 0, Qt.AlignmentFlag.AlignBottom)
        head.setContentsMargins(ROOM, 0, ROOM, 0)
        self._right.addLayout(head)
        inside = QWidget()
        inside.setLayout(self._grid)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea()
        self._area.setWidget(inside)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._right.addWidget(self._area, 1)
        self._right.addWidget(self.nothing, 0, Qt.AlignmentFlag.AlignCenter)
        rows = -(-len(self.cards) // COLUMNS)
        for column in range(COLUMNS):
            self._grid.setColumnMinimumWidth(column, CARD.width() + 2 * ROOM)
        row, bar = CARD.height() + 2 * ROOM + 8, 16 if rows > MOST_ROWS else 0
        # A part of the next row is seen, so that nobody takes the rows in sight for all.
        high = rows * row if rows <= MOST_ROWS else round((MOST_ROWS + 0.35) * row)
        wide = COLUMNS * (CARD.width() + 2 * ROOM) + (COLUMNS - 1) * 8 + 48 + bar + SIDE + 41
        self.setFixedSize(wide, high + 158)

    # -- choosing ----------------------------------------------------------------------------------------------------

    def shown(self) -> list[Card]:
        """The cards that the search leaves, in order."""
        return [card for card in self.cards if not card.isHidden()]

    def chosen(self) -> Card | None:
        """The marked card."""
        return next((card for card in self.shown() if card.isChecked()), None)

    @Slot(str)
    def _filter(self, text: str) -> None:
        words = text.lower().split()
        found = [card for card in self.cards if all(word in _text_of(card.entry) for word in words)]
        for card in self.cards:
            self._grid.removeWidget(card)
            card.setVisible(card in found)
        for index, card in enumerate(found):
            self._grid.addWidget(card, index // COLUMNS, index % COLUMNS)
        self.nothing.setVisible(not found)
        if found and self.chosen() is None:
            found[0].setChecked(True)
        self._tell()

    @Slot(int)
    def move_choice(self, step: int) -> None:
        """Mark the card ``step`` further, where there is one."""
        cards, card = self.shown(), self.chosen()
        if card is not None and 0 <= cards.index(card) + step < len(cards):
            cards[cards.index(card) + step].setChecked(True)
            self._area.ensureWidgetVisible(cards[cards.index(card) + step], 0, ROOM)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -COLUMNS, Qt.Key.Key_Down: COLUMNS}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self.move_choice(step)
        else:
            super().keyPressEvent(event)

    @Slot()
    def _tell(self) -> None:
        card = self.chosen()
        self.footer.primary.setEnabled(card is not None)
        self.footer.primary.setText(card.entry.button if card is not None else Entry.button)

    @Slot()
    def take(self) -> None:
        """Answer with the marked card."""
        card = self.chosen()
        if card is not None:
            self.answer = card.entry.name
            self.accept()

    @Slot()
    def _take_open(self) -> None:
        self.answer = OPEN
        self.accept()

    @Slot(object)
    def _take_recent(self, path: Path) -> None:
        self.answer = path
        self.accept()

    @classmethod
    def ask(
        cls, parent: QWidget | None = None, recent: Sequence[Path] = (), first: Sequence[Entry] = ()
    ) -> str | Path | None:
        """Open it; the name of a card, such as an example's, ``OPEN``, a recent file, or None.

        The cards ``first`` stand before all others.
        """
        dialog = cls(parent, (*first, *ENTRIES), recent)
        dialog.exec()
        dialog.deleteLater()
        return dialog.answer


def _text_of(entry: Entry) -> str:
    return f"{entry.title} {entry.sentence} {entry.caption} {entry.words}".lower()
