"""GroupDialog: the name and the comment of a box around layers.

It may import the dialog base and QtWidgets. Worked shape: ``GroupDialog.ask("Group", "Encoder", "", window)`` gives
``("Encoder", "halves the picture twice")``, or None where the user cancels.
"""

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from core.groups import MOST_TEXT
from gui.dialogs.base import Dialog, Footer
from gui.widgets.labels import Label

NO_NAME = "A group needs a name."
TOO_LONG = f"A comment has at most {MOST_TEXT:,} characters."


class GroupDialog(Dialog):
    """See the module's header."""

    def __init__(self, title: str, name: str, comment: str, parent: QWidget | None = None) -> None:
        footer = Footer("Save")
        super().__init__(title, footer, parent)
        self.name = QLineEdit(name)
        self.name.setMaxLength(200)
        self.name.setAccessibleName("Name of the group")
        self.name.setObjectName("name of the group")
        self.comment = QPlainTextEdit(comment)
        self.comment.setAccessibleName("Comment")
        self.comment.setPlaceholderText("What this part does, for whoever reads the drawing")
        self.comment.setTabChangesFocus(True)
        self.add_head(title, "A box behind the layers, with a name and a comment.")
        for text, field in (("Name", self.name), ("Comment", self.comment)):
            label = Label(text, "label")
            label.setBuddy(field)
            self.body.addWidget(label)
            self.body.addWidget(field)
        self.name.textChanged.connect(self._check)
        self.comment.textChanged.connect(self._check)
        footer.primary.clicked.connect(self.accept)
        self.resize_within(420, 340)
        self._check()
        self.name.selectAll()
        self.name.setFocus()

    def _check(self) -> None:
        empty, long = not self.name.text().strip(), len(self.comment.toPlainText()) > MOST_TEXT
        self.footer.block(NO_NAME if empty else TOO_LONG if long else "")

    @classmethod
    def ask(cls, title: str, name: str, comment: str, parent: QWidget | None = None) -> tuple[str, str] | None:
        """Show it; name and comment, or None."""
        dialog = cls(title, name, comment, parent)
        taken = dialog.exec()
        found = (dialog.name.text(), dialog.comment.toPlainText()) if taken else None
        dialog.deleteLater()
        return found
