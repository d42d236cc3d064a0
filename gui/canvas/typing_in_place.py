"""TypingInPlace: opens a field over a card for its units or its name, and turns what is typed into an edit.

It may import core.edit, the desk and the inline editor. Worked shape: ``typing.units(3)`` opens a field over the
number at the foot of card 3; Enter makes one undo step.
"""

from PySide6.QtCore import QObject, QRect, QRectF
from PySide6.QtWidgets import QGraphicsView

from core import edit
from core.errors import SpecError
from core.layers import Layer
from core.restarts import restarted_layers
from core.spec import option_of
from gui.canvas.gestures import Desk
from gui.canvas.inline_editor import InlineEditor
from gui.canvas.resizing import noun_of


class TypingInPlace(QObject):
    """At most one field at a time."""

    def __init__(self, view: QGraphicsView, desk: Desk) -> None:
        super().__init__(view)
        self._view, self._desk = view, desk
        self._layer = 0
        self.editor: InlineEditor | None = None
        desk.scene.changed_layout.connect(self._follow)

    def units(self, layer: int) -> None:
        """Type the number of units where it stands."""
        item = self._desk.scene.item(layer)
        stepper = item.stepper_rect() if item is not None else None
        if stepper is not None:
            spec = self._desk.document.network.by_id[layer].layer
            units = str(getattr(spec, spec.counted))
            editor = self._open(layer, stepper.value, units, number=True)
            editor.committed.connect(self._set_units)

    def name(self, layer: int) -> None:
        """Type the name where it stands."""
        item = self._desk.scene.item(layer)
        if item is not None:
            card = item.card_rect()
            area = QRectF(card.left() + 8, card.top() + 9, max(card.width() - 16, 120.0), 20)
            editor = self._open(layer, area, self._desk.name(layer), number=False)
            editor.committed.connect(self._set_name)

    def rename_selected(self) -> None:
        """F2."""
        if self._desk.selection.only is not None:
            self.name(self._desk.selection.only)

    def units_of_selected(self) -> None:
        """Enter."""
        if self._desk.selection.only is not None:
            self.units(self._desk.selection.only)

    def leave(self) -> None:
        """The user goes on elsewhere: commit what is allowed, restore what is not."""
        if self.editor is not None and not self.editor.commit() and self.editor is not None:
            self.editor.restore()

    # -- inside ------------------------------------------------------------------------------------------------------

    def _open(self, layer: int, area: QRectF, text: str, number: bool) -> InlineEditor:
        self.leave()
        self._layer = layer
        check = self._complain_units if number else self._complain_name
        editor = InlineEditor(self._view, self._on_screen(area), text, check, number)
        what = noun_of(self._spec.counted).capitalize() if number else "Name"
        editor.setAccessibleName(f"{what} of {self._desk.name(layer)}")
        editor.complained.connect(self._desk.say)
        editor.closed.connect(self._closed)
        self.editor = editor
        self._desk.say("Enter takes it, Esc restores.")
        return editor

    def _on_screen(self, area: QRectF) -> QRect:
        return self._view.mapFromScene(area).boundingRect()

    def _closed(self) -> None:
        self.editor = None
        self._desk.say("")

    def _follow(self) -> None:
        """The layer may have gone, by an undo for instance."""
        if self.editor is not None and self._layer not in self._desk.document.network.by_id:
            self.editor.restore()

    @property
    def _spec(self) -> Layer:
        """The layer that is typed into."""
        return self._desk.document.network.by_id[self._layer].layer

    def _complain_units(self, text: str) -> str:
        described = option_of(self._spec, self._spec.counted)
        noun = noun_of(self._spec.counted).capitalize()
        if not text.isdecimal():
            return f"{noun} are a whole number, such as 16."
        # Zero is a drawing that is not finished yet: the card says so and offers a remedy.
        if described is not None and int(text) and described.refuses(int(text)):
            return f"{noun} are {described.allowed(int(text))}."
        return ""

    def _complain_name(self, text: str) -> str:
        try:
            edit.rename(self._desk.document.project, self._layer, text)
        except SpecError as error:
            return str(error)
        return ""

    def _set_units(self, text: str) -> None:
        project, name = self._desk.document.project, self._desk.name(self._layer)
        field = self._spec.counted
        after = edit.set_layer(project, self._layer, **{field: int(text)})
        self._desk.document.edit(f"Change the {noun_of(field)} of {name}", after)
        afresh = restarted_layers(project, after)
        if afresh:
            self._desk.say(f"{' and '.join(afresh)} start{'s' * (len(afresh) == 1)} afresh.")

    def _set_name(self, text: str) -> None:
        document = self._desk.document
        document.edit(f"Rename {self._desk.name(self._layer)}", edit.rename(document.project, self._layer, text))
