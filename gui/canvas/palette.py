"""Palette: the kinds of layers there are, to be dragged onto the canvas or added to the end.

It may import the document, the selection, core.edit and the small widgets. Every kind that core.layers registers
appears by itself, under its ``group``, with its ``icon`` and ``title``. Worked shape: ``Palette(document, selection)``
is 184 px wide; ``set_collapsed(True)`` makes it a rail of 48 with icons only.
"""

from collections.abc import Iterator

from PySide6.QtCore import QEasingCurve, QEvent, QObject, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from core import edit
from core.layers import Layer, drawn_layer
from gui import motion
from gui.canvas.palette_entry import PaletteEntry
from gui.document import Document
from gui.icons import icon
from gui.selection import Selection
from gui.widgets.buttons import FlatButton
from gui.widgets.labels import Label

WIDTH, RAIL = 184, 48
GROUPS = ("Shape", "Neurons", "Images", "Sequences", "Normalise", "Join")
FIRST = (
    "Input", "Flatten", "Dense", "Activation", "Conv2D", "MaxPooling2D", "AveragePooling2D", "Embedding", "Conv1D",
    "MaxPooling1D", "AveragePooling1D", "Add", "Multiply", "Concatenate",
)  # fmt: skip
HINT = "Drag onto a connection to insert, onto empty canvas to place."


def grouped_kinds() -> list[tuple[str, list[type[Layer]]]]:
    """The registered layer kinds by group, both in the order of the look; unknown groups follow."""
    kinds = [kind for kind in Layer.kinds.values() if issubclass(kind, Layer)]
    kinds.sort(key=lambda kind: FIRST.index(kind.kind) if kind.kind in FIRST else len(FIRST))
    names = [*GROUPS, *sorted({kind.group for kind in kinds} - set(GROUPS))]
    return [(name, found) for name in names if (found := [kind for kind in kinds if kind.group == name])]


class Palette(QWidget):
    """The search field, the groups of layers, and a hint."""

    message = Signal(str)
    """A sentence for the status bar; empty when there is nothing to say."""
    canvas_wanted = Signal()
    """Esc: the keyboard goes back to the canvas."""

    def __init__(self, document: Document, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document, self._selection = document, selection
        self._collapsed = False
        self._titles: list[tuple[Label, list[PaletteEntry]]] = []
        self._search = _SearchField(self)
        self._search.edit.textChanged.connect(self._filter)
        self._search.edit.returnPressed.connect(self._add_first)
        self._search.edit.installEventFilter(self)
        self._nothing = Label("No layer of that name.", "caption", wrap=True)
        self._nothing.hide()
        self._hint = Label(HINT, "caption", wrap=True)
        self._toggle = FlatButton("action-chevron-left", "Fold the palette to icons", 28)
        self._toggle.clicked.connect(self._toggle_rail)
        self._slide = QVariantAnimation(self)
        self._slide.setEasingCurve(QEasingCurve(motion.LAYOUT_CURVE))
        self._slide.valueChanged.connect(self._set_width)
        self._build()
        self.setFixedWidth(WIDTH)

    # -- what others ask ---------------------------------------------------------------------------------------------

    def focus_search(self) -> None:
        """Put the keyboard into the search field; a rail unfolds first."""
        self.set_collapsed(False)
        self._search.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.edit.selectAll()

    @property
    def collapsed(self) -> bool:
        """Whether only the icons are shown."""
        return self._collapsed

    def set_collapsed(self, collapsed: bool) -> None:
        """A rail of icons, or the whole palette."""
        if collapsed == self._collapsed:
            return
        self._collapsed = collapsed
        self._search.edit.clear()
        for entry in self.entries():
            entry.set_narrow(collapsed)
        self._show_texts()
        self._search.set_narrow(collapsed)
        name = "Unfold the palette" if collapsed else "Fold the palette to icons"
        self._toggle.setIcon(icon("action-chevron-right" if collapsed else "action-chevron-left", "ink2"))
        self._toggle.setToolTip(name)
        self._toggle.setAccessibleName(name)
        self._slide.stop()
        self._slide.setDuration(motion.duration(motion.LAYOUT))
        self._slide.setStartValue(self.width())
        self._slide.setEndValue(RAIL if collapsed else WIDTH)
        self._slide.start()

    def entries(self) -> Iterator[PaletteEntry]:
        """All entries from top to bottom, also those the search hides."""
        for _, entries in self._titles:
            yield from entries

    def entry(self, kind: str) -> PaletteEntry:
        """The entry of one kind."""
        return next(entry for entry in self.entries() if entry.kind == kind)

    def add(self, kind: str) -> None:
        """Append a layer of this kind to the end and select it."""
        project = self._document.project
        new = project.network.next_id
        end = edit.end_of(project.network)
        layer = drawn_layer(kind)
        self._document.edit(f"Add {kind}", edit.append_to_end(project, layer))
        self._selection.set({new})
        name = self._document.network.by_id[new].name
        alone = end is None or not self._document.network.by_id[new].inputs
        self.message.emit(f"Added {name}." if alone or end is None else f"Added {name} after {end.name}.")

    # -- inside ------------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(8, 0, 8, 0)
        column.setSpacing(0)
        for name, kinds in grouped_kinds():
            title = Label(name, "title")
            title.setProperty("role", "caption")  # quieter than the layers beneath it
            title.setContentsMargins(8, 10, 0, 4)
            column.addWidget(title)
            entries = [self._make_entry(kind) for kind in kinds]
            for entry in entries:
                column.addWidget(entry)
            self._titles.append((title, entries))
        column.addWidget(self._nothing)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 8, 8)
        foot.addWidget(self._hint, 1)
        foot.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignBottom)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 10, 0, 0)
        whole.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(10, 0, 10, 0)
        head.addWidget(self._search)
        whole.addLayout(head)
        whole.addWidget(area, 1)
        whole.addLayout(foot)
        self._foot = foot

    def _make_entry(self, kind: type[Layer]) -> PaletteEntry:
        entry = PaletteEntry(kind, self)
        entry.add_wanted.connect(self.add)
        entry.hovered.connect(self.message)
        entry.stepped.connect(self._step)
        return entry

    def _shown(self) -> list[PaletteEntry]:
        return [entry for entry in self.entries() if not entry.isHidden()]

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        for entry in self.entries():
            entry.setVisible(entry.matches(wanted))
        self._show_texts()

    def _show_texts(self) -> None:
        """Titles stand over shown entries only; a rail has no words at all."""
        for title, entries in self._titles:
            title.setVisible(not self._collapsed and any(not entry.isHidden() for entry in entries))
        self._nothing.setVisible(not self._shown())
        self._hint.setVisible(not self._collapsed)
        self._foot.setContentsMargins(10 if self._collapsed else 16, 8, 8, 8)

    def _add_first(self) -> None:
        shown = self._shown()
        if shown and self._search.edit.text().strip():
            self.add(shown[0].kind)
            self._search.edit.selectAll()

    def _step(self, by: int) -> None:
        """Up and down go from entry to entry, and from the first one up into the search field."""
        shown = self._shown()
        here = next((index for index, entry in enumerate(shown) if entry.hasFocus()), -1)
        to = here + by
        if to < 0 and not self._collapsed:
            self._search.edit.setFocus(Qt.FocusReason.BacktabFocusReason)
        elif 0 <= to < len(shown):
            shown[to].setFocus(Qt.FocusReason.TabFocusReason)

    def _toggle_rail(self) -> None:
        self.set_collapsed(not self._collapsed)

    def _set_width(self, width: object) -> None:
        self.setFixedWidth(int(str(width)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Down leaves the search field for the entries; Esc empties it, then leaves it."""
        if watched is self._search.edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self._step(1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                if self._search.edit.text():
                    self._search.edit.clear()
                else:
                    self.canvas_wanted.emit()
                return True
        return super().eventFilter(watched, event)


class _SearchField(QWidget):
    """A field with a magnifier before it; in a rail only the magnifier."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(palette)
        self.edit = QLineEdit(self)
        self.edit.setPlaceholderText("Add a layer")
        self.edit.setAccessibleName("Search for a layer to add")
        self.edit.setToolTip("Type a name; Enter adds the first match to the end. Ctrl+F from the canvas.")
        self.edit.addAction(icon("action-search", "ink3"), QLineEdit.ActionPosition.LeadingPosition).setText("Search")
        self._button = FlatButton("action-search", "Search for a layer to add (Ctrl+F)", 28, self)
        self._button.clicked.connect(palette.focus_search)
        self._button.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.edit)
        row.addWidget(self._button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_narrow(self, narrow: bool) -> None:
        self.edit.setVisible(not narrow)
        self._button.setVisible(narrow)
