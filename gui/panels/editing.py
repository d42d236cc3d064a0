"""Edits: commits of a form as undo steps, where a run of changes of one field is one step.

It talks to the Document. A slider that is dragged, or a button that is held, gives many commits; after a pause the
next one is a step of its own. Worked shape: ``edits.make("Units of hidden", after, "layer 3 units")``.
"""

from PySide6.QtCore import QObject, QTimer

from core.project import ProjectSpec
from gui.document import Document

SETTLED = 800
"""Milliseconds without a change after which the next change is an undo step of its own."""


class Edits(QObject):
    """One per panel."""

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED)
        self._settled.timeout.connect(document.seal)

    def make(self, text: str, after: ProjectSpec, key: str) -> None:
        """Make ``after`` the project; merges with the step before while ``key`` is the same and time has not passed."""
        self._document.edit(text, after, merge=key)
        self._settled.start()
