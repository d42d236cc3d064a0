"""InsidePanel: what goes on inside the chosen layer for the watched example, live: lenses, a cell, a sentence.

It follows the selection and the run at most ten times a second and only while it is seen; what a pass does not hold is
asked of the training thread at the same rate. Worked shape: c1 of LeNet-5 is chosen: Forward, Blame and Input, and the
cell in the middle of its first map until another is clicked.
"""

from typing import Any

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.arithmetic import Index
from core.errors import ChainruleError
from core.inside import Example
from gui.inside.asker import PACE_MS, Asker
from gui.inside.lens import ASKING, WAITING, Lens, Look, called, fitting
from gui.inside.word_row import WordRow
from gui.plots.view import EmptyNote, SnapshotView
from gui.theme import current_theme
from gui.tokens import tokens_of
from gui.views import Context
from gui.walk.sentence import Sentence
from gui.widgets.labels import ElidedLabel, Label
from gui.widgets.segmented import SegmentedControl

NOTHING_CHOSEN = "Choose a layer of the drawing to see inside it."
SEVERAL = "Choose one layer only to see inside it."
MEAN = "The mean of the rows is on show. Choose one example to see inside."
NOT_REACHED = "The walk has not reached this layer yet."
NOT_RUNNING = "This layer does not run: no data reaches it, or its numbers do not fit."
OLD = "Numbers of the drawing before the last edit."


class InsidePanel(SnapshotView):
    """See the module's header."""

    cell_shown = Signal(int, object)
    """(layer, Index): the cell on show."""
    behind_shown = Signal(object)
    """Which cells behind it the lens in front shows, for the drawing; None: none."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context.document, context.runner, context.theme, parent)
        self.context, self.selection = context, context.selection
        self.setAccessibleName("Inside")
        self.layer: int | None = None
        self.lens: Lens | None = None
        self.cells: dict[int, Index] = {}
        self._lenses: dict[type[Lens], Lens] = {}
        self._choices: dict[tuple[type[Lens], ...], SegmentedControl] = {}
        self._kinds: tuple[type[Lens], ...] = ()
        self._asked: object = None
        self._row_of_tokens: tuple[object, Any] = (None, None)
        self.asker = Asker(context.runner, self)
        self._build()
        self.asker.answered.connect(self._take)
        self.asker.refused.connect(self._refuse)
        self.selection.changed.connect(self._wanted)
        context.runner.walk_changed.connect(self._wanted)

    def _build(self) -> None:
        self.name = Label("", "section")
        self.crumbs = ElidedLabel("", "label")
        self.note = Label("", "caption")
        self.choice = QStackedWidget()
        self.choice.setFixedHeight(28)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.name)
        head.addWidget(self.crumbs, 1)
        head.addWidget(self.note)
        head.addWidget(self.choice)
        self.head = QWidget()
        self.head.setLayout(head)
        head.setContentsMargins(0, 0, 0, 0)
        self.pages = QStackedWidget()
        self.empty = EmptyNote(NOTHING_CHOSEN)
        self.pages.addWidget(self.empty)
        self.words = WordRow("The example's words")
        self.words.hide()
        self.sentence = Sentence()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addWidget(self.pages, 1)
        column.addWidget(self.words)
        column.addWidget(self.sentence)
        self.setMinimumSize(560, 220)
        self._stand_in(NOTHING_CHOSEN, False)

    def sizeHint(self) -> QSize:
        return QSize(900, 330)

    # -- what others ask ---------------------------------------------------------------------------------------------

    def show_cell(self, layer: int, cell: Index) -> None:
        """Choose this layer and this cell (channel, place...)."""
        self.cells[layer] = tuple(cell)
        if self.selection.only != layer:
            self.selection.set([layer])  # tells this panel, too
        else:
            self._wanted()

    def choose_lens(self, kind: type[Lens]) -> None:
        """Look through this lens, where the chosen layer has it."""
        self.layer = self.selection.only
        self._choose_kinds()
        if kind in self._kinds:
            self._choices[self._kinds].select(self._kinds.index(kind))

    # -- following ---------------------------------------------------------------------------------------------------

    def _refresh_now(self) -> None:
        super()._refresh_now()
        self._pace = max(PACE_MS, self._pace)

    def refresh(self) -> None:
        """Show the newest numbers through the lens in front, and ask for what they do not hold."""
        self.layer = self.selection.only
        excuse = self._excuse()
        self.head.setVisible(self.layer is not None)
        self._choose_kinds()
        if excuse or self.lens is None:
            self._stand_in(excuse or NOTHING_CHOSEN)
            return
        look = self._look()
        self._write_head(look)
        try:
            excuse = self.lens.show_look(look)
        except ChainruleError as error:
            excuse = str(error)
        if excuse == WAITING and self.context.runner.walking:
            excuse = NOT_REACHED
        self._ask(self.lens, look)
        if excuse:
            self._stand_in(excuse)
        else:
            self._show_lens(look)

    def _excuse(self) -> str:
        """Why nothing can be shown of the chosen layer."""
        shot, runner = self.snapshot, self.context.runner
        if self.layer is None:
            return SEVERAL if self.selection.ids else NOTHING_CHOSEN
        if shot is None:
            return runner.blocked_because or WAITING
        if self.layer not in shot.network.by_id or self.layer not in {node.id for node in shot.network.running}:
            return runner.blocked_because or NOT_RUNNING
        if shot.watched is not None and shot.watched.row < 0:
            return MEAN
        return "" if shot.watched is not None else NOT_REACHED if runner.walking else WAITING

    def _look(self) -> Look:
        shot, layer = self.snapshot, self.layer
        assert shot is not None and layer is not None and shot.watched is not None
        shape = shot.network.shapes[layer]
        inner = (shape[-1], *shape[:-1])
        cell = self.cells[layer] = fitting(self.cells.get(layer, ()), inner)
        prepared = self.context.runner.prepared
        key = (shot.watched.row, prepared)
        if self._row_of_tokens[0] != key:
            self._row_of_tokens = (key, tokens_of(prepared, shot.watched.x))
        sources = shot.network.by_id[layer].inputs
        inputs = shot.network.by_id[sources[0]].name if sources else ""
        return Look(
            layer, cell, shot.watched.row, shot.step, Example.of(shot), prepared, self._row_of_tokens[1], inputs
        )

    def _write_head(self, look: Look) -> None:
        self.name.setText(self.name_of(look.layer))
        node = self.document.network.by_id.get(look.layer)
        kind = node.layer.kind if node is not None else ""
        cells = self.lens is not None and self.lens.CELLS
        self.crumbs.setText(kind if not cells else f"{kind} › {called(look.cell).replace(', ', ' › ', 1)}")
        self.note.setText(OLD if look.layer in self.stale else "")

    def _ask(self, lens: Lens, look: Look) -> None:
        key = (self.snapshot, lens, look.layer, look.cell, lens.sentence == ASKING)
        make = lens.wish(look)
        if make is not None and (self._asked is None or key != self._asked):
            self._asked = key
            self.asker.ask(make)

    def _choose_kinds(self) -> None:
        """The lenses of the chosen layer; the one in front stays in front where the layer has it, too."""
        from gui.inside.table import lenses_for  # brings pyqtgraph along: not before a layer is looked into

        node = self.document.network.by_id.get(self.layer) if self.layer is not None else None
        if node is None:
            return
        kinds = lenses_for(node.layer)
        if kinds == self._kinds:
            return
        if kinds not in self._choices:
            self._choices[kinds] = self._choice(kinds)
        kept = type(self.lens) if self.lens is not None and type(self.lens) in kinds else kinds[0]
        self._kinds = kinds
        control = self._choices[kinds]
        self.choice.setCurrentWidget(control)
        self.choice.setFixedWidth(control.sizeHint().width())
        control.select(kinds.index(kept))
        self._to_front(kept)

    def _choice(self, kinds: tuple[type[Lens], ...]) -> SegmentedControl:
        control = SegmentedControl("Way to look into the layer", [(kind.TITLE, "") for kind in kinds])
        for index, kind in enumerate(kinds):
            control.segment(index).setToolTip(kind.TIP)
        control.selected.connect(self._selected)
        self.choice.addWidget(control)
        return control

    @Slot(int)
    def _selected(self, index: int) -> None:
        if self.sender() is self._choices.get(self._kinds):
            self._to_front(self._kinds[index])
            self._wanted()

    def _to_front(self, kind: type[Lens]) -> None:
        if self.lens is not None and type(self.lens) is not kind:
            self.lens.rest()
        if kind not in self._lenses:
            lens = self._lenses[kind] = kind(self.context, self)
            lens.cell_wanted.connect(self._go)
            lens.said.connect(self._say)
            lens.wished.connect(self._again)
            lens.behind_shown.connect(self.behind_shown)
            self.pages.addWidget(lens)
        self.lens = self._lenses[kind]
        self._asked = None

    def _show_lens(self, look: Look) -> None:
        assert self.lens is not None
        if self.pages.currentWidget() is not self.lens:
            self.pages.setCurrentWidget(self.lens)
        self.lens.setEnabled(self.layer not in self.stale)
        self.words.setVisible(bool(look.words) and self.lens.lit is not None)
        if self.lens.lit is not None:
            self.words.show_words(look.words, self.lens.lit)
        self._say()

    def _stand_in(self, sentence: str, head: bool = True) -> None:
        self.empty.say(sentence)
        self.pages.setCurrentWidget(self.empty)
        self.sentence.hide()
        self.words.hide()
        if not head:
            self.head.hide()

    @Slot()
    def _say(self) -> None:
        said = self.lens.sentence if self.lens is not None else ""
        self.sentence.setVisible(bool(said) and self.pages.currentWidget() is self.lens)
        if said != self.sentence.text:
            self.sentence.say(said)

    @Slot(object)
    def _go(self, cell: Index) -> None:
        """The user went to another cell: it is shown at once, however fast the run is."""
        if self.layer is not None:
            self.cells[self.layer] = tuple(int(each) for each in cell)
            self.cell_shown.emit(self.layer, self.cells[self.layer])
            self._refresh_now()

    @Slot()
    def _again(self) -> None:
        self._asked = None
        self._refresh_now()

    @Slot(object)
    def _take(self, value: object) -> None:
        if self.lens is None:
            return
        self.lens.take(value)
        look = self._look() if not self._excuse() else None
        if look is not None and not self.lens.show_look(look):
            self._show_lens(look)

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        self._stand_in(sentence)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.asker.stop()
        self._asked = None
        if self.lens is not None:
            self.lens.rest()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), current_theme()
        painter.fillRect(self.rect(), theme.panel if theme.dark else theme.raised)
        painter.setPen(theme.line)
        painter.drawLine(0, 0, self.width(), 0)
        painter.end()

