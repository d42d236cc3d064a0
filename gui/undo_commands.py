"""UndoCommands: undo and redo in the menu, named after what they would take back.

It talks to the Document's undo stack; a disabled action says why. Worked shape: after Delete the menu reads "Undo
delete hidden", and "(drawing only)" where the weights of that moment had to be dropped.
"""

from PySide6.QtCore import QObject

from gui.actions import Actions
from gui.document import Document


class UndoCommands(QObject):
    """Connects undo and redo."""

    def __init__(self, document: Document, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._actions = document, actions
        stack = document.stack
        actions.connect_all({"edit.undo": stack.undo, "edit.redo": stack.redo})
        for signal in (stack.undoTextChanged, stack.redoTextChanged, stack.canUndoChanged, stack.canRedoChanged):
            signal.connect(self._refresh)
        self._refresh()

    def _refresh(self, *_changed: object) -> None:
        stack = self._document.stack
        for name, verb, can, text in (
            ("edit.undo", "Undo", stack.canUndo(), stack.undoText()),
            ("edit.redo", "Redo", stack.canRedo(), stack.redoText()),
        ):
            shown = text[:1].lower() + text[1:].replace("&", "&&")
            self._actions[name].setText(f"&{verb} {shown}".rstrip())
            self._actions.enable(name, can, f"There is nothing to {verb.lower()}.")
