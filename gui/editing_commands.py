"""EditCommands: what the Edit menu does with the chosen layers, by core.edit and the undo stack.

It talks to Document and Selection; disabled actions say why. Worked shape: Delete with "hidden" chosen joins its
neighbours as one undo step called "Delete hidden".
"""

from PySide6.QtCore import QObject

from core.edit import duplicate, remove_layers
from gui.actions import Actions
from gui.document import Document
from gui.selection import Selection

NOTHING = "Choose a layer first."


class EditCommands(QObject):
    """Connects the actions of the Edit menu."""

    def __init__(self, document: Document, selection: Selection, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._selection, self._actions = document, selection, actions
        actions.connect_all(
            {
                "edit.undo": document.stack.undo, "edit.redo": document.stack.redo,
                "edit.duplicate": self.duplicate, "edit.delete": self.delete, "edit.select_all": self.select_all,
            }  # fmt: skip
        )
        stack = document.stack
        for signal in (stack.undoTextChanged, stack.redoTextChanged, stack.canUndoChanged, stack.canRedoChanged):
            signal.connect(self._refresh)
        document.changed.connect(self._forget_gone)
        selection.changed.connect(self._refresh)
        self._refresh()

    def duplicate(self) -> None:
        """Copies of the chosen layers, which are chosen then."""
        known = set(self._document.network.by_id)
        after = duplicate(self._document.project, self._selection.ids)
        self._document.edit(f"Duplicate {self._chosen_words()}", after)
        self._selection.set(set(self._document.network.by_id) - known)

    def delete(self) -> None:
        """Without the chosen layers."""
        after = remove_layers(self._document.project, self._selection.ids)
        self._document.edit(f"Delete {self._chosen_words()}", after)

    def select_all(self) -> None:
        """Choose every layer."""
        self._selection.set(self._document.network.by_id)

    def _chosen_words(self) -> str:
        only = self._selection.only
        return self._document.network.by_id[only].name if only is not None else f"{len(self._selection.ids)} layers"

    def _forget_gone(self, *_projects: object) -> None:
        self._selection.set(self._selection.ids & set(self._document.network.by_id))
        self._refresh()

    def _refresh(self, *_changed: object) -> None:
        stack, actions = self._document.stack, self._actions
        for name, verb, can, text in (
            ("edit.undo", "&Undo", stack.canUndo(), stack.undoText()),
            ("edit.redo", "&Redo", stack.canRedo(), stack.redoText()),
        ):
            actions[name].setText(f"{verb} {text[:1].lower()}{text[1:]}".rstrip().replace("  ", " "))
            actions.enable(name, can, f"There is nothing to {verb[1:].lower()}.")
        for name in ("edit.duplicate", "edit.delete"):
            actions.enable(name, bool(self._selection.ids), NOTHING)
        actions.enable("edit.select_all", bool(self._document.network.nodes), "The canvas is empty.")
