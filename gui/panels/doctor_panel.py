"""DoctorPanel: everything that is wrong with the run, one card each: what, since when, how one knows, what to do.

It talks to the practice of the runner and to the selection; every button is one undoable step. Worked shape: a card
"Dead neurons" with the buttons "Use leaky_relu", "Go back to epoch 3" and "Show 'hidden'".
"""

from functools import partial

from PySide6.QtCore import QEvent, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.doctor import Finding
from gui import numbers
from gui.doctor.practice import BACK, Practice
from gui.document import Document
from gui.panels.panel import Panel
from gui.selection import Selection
from gui.theme import current_theme
from gui.widgets.buttons import push_button
from gui.widgets.labels import IconMark, Label
from gui.widgets.painting import rounded

WELL = "Nothing is wrong. The doctor looks at the run while it trains and tells here what it finds."

SIDE = 14
"""Free space beside the words of a card."""


class FindingCard(QFrame):
    """One finding; ``pressed`` carries the number of the button: remedies first, then the way back, then the layer."""

    def __init__(self, finding: Finding, back: int | None, layer: str, parent: QWidget | None = None) -> None:
        from core.doctor import TITLES  # with all illnesses

        super().__init__(parent)
        self.finding = finding
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, 12, SIDE, 14)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(IconMark("action-problem", "error"))
        head.addWidget(Label(TITLES[finding.illness], "title"), 1)
        column.addLayout(head)
        said = ((finding.text, "body"), (finding.evidence, "label"), (finding.advice, "label"))
        self._words = tuple(Label(numbers.unbroken(numbers.told(text)), role, wrap=True) for text, role in said)
        since = Label(finding.since[:1].upper() + finding.since[1:], "caption")
        for label in (self._words[0], since, *self._words[1:]):
            column.addWidget(label)
        self.remedies = tuple(push_button(numbers.told(each.text)) for each in finding.remedies)
        self.back = push_button(BACK.format(numbers.count(back))) if back is not None else None
        self.show_layer = push_button(f"Show '{layer}'", kind="quiet") if layer else None
        column.addSpacing(2)
        for button in (*self.remedies, self.back, self.show_layer):
            if button is not None:
                self._add(column, button)
        spoken = f"{TITLES[finding.illness]}. {finding.text} {finding.evidence} {finding.advice}"
        self.setAccessibleName(numbers.told(spoken))

    def _add(self, column: QVBoxLayout, button: QPushButton) -> None:
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Its words have got their fonts, or others: fit anew."""
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._fit()
        return done

    def _fit(self) -> None:
        """Every sentence as high as its words need: a scrolling panel would press them together."""
        inner = self.contentsRect().width() - 2 * SIDE
        for label in self._words:
            needed = label.heightForWidth(inner)
            if needed != label.minimumHeight():
                label.setMinimumHeight(needed)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, QRectF(self.rect()), 12, theme.raised, theme.line2)
        painter.end()


class DoctorPanel(Panel):
    """The tab "Doctor"."""

    counted = Signal(int)
    """How many findings there are now."""

    def __init__(
        self, document: Document, practice: Practice, selection: Selection, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._practice, self._selection = document, practice, selection
        self.cards: list[FindingCard] = []
        self.well = Label(WELL, "label", wrap=True)
        self.column.addWidget(self.well)
        self._shown: object = None
        practice.changed.connect(self._show)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        margins = self.column.contentsMargins()
        room = self.viewport().width() - margins.left() - margins.right()
        self.well.setMinimumHeight(self.well.heightForWidth(room))

    def write_again(self) -> None:
        self._shown = None
        self._show()

    def _show(self) -> None:
        practice, network = self._practice, self._document.network
        shown = [
            (each, practice.way_back(each), network.by_id[each.layer].name if each.layer in network.by_id else "")
            for each in practice.findings
        ]
        if shown == self._shown:
            return
        self._shown = shown
        for card in self.cards:
            self.column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [FindingCard(*each) for each in shown]
        for card in self.cards:
            self._connect(card)
            self.column.addWidget(card)
        self.well.setVisible(not self.cards)
        self.counted.emit(len(self.cards))

    def _connect(self, card: FindingCard) -> None:
        finding, practice = card.finding, self._practice
        for button, remedy in zip(card.remedies, finding.remedies, strict=True):
            button.clicked.connect(partial(practice.treat, finding, remedy))
            button.setToolTip("One edit; Ctrl+Z takes it back")
        if card.back is not None:
            card.back.clicked.connect(partial(practice.go_back, finding))
            card.back.setToolTip("The weights of that epoch, and training from there; Ctrl+Z takes it back")
        if card.show_layer is not None:
            card.show_layer.clicked.connect(partial(self._choose, finding))

    def _choose(self, finding: Finding) -> None:
        if finding.layer in self._document.network.by_id:
            self._selection.set([finding.layer])
