"""Form: rows of a label and a field, as in the inspector.

It may import labels and emptying. Labels stand in a column of 92 px, rows are 36 px, fields 28; a label names its
field for screen readers and shares its tooltip. Worked shape:
``form.add("Units", NumberField("Units", 32), "Neurons ...")``.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from gui.widgets.emptying import empty
from gui.widgets.labels import Label, SectionTitle

LABEL_WIDTH = 92


class FormRow:
    """One row: its label, its field, and the two together shown, hidden, enabled."""

    def __init__(self, label: Label, field: QWidget) -> None:
        self.label, self.field = label, field
        self.help = ""
        # The field's first line is centred in the row's 36 px; what a field adds below makes the row grow.
        self.cell = QWidget()
        column = QVBoxLayout(self.cell)
        column.setContentsMargins(0, 4, 0, 4)
        if field.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Fixed or field.maximumWidth() < 64:
            column.addWidget(field, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        else:
            column.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)

    def set_visible(self, visible: bool) -> None:
        self.label.setVisible(visible)
        self.cell.setVisible(visible)

    def set_enabled(self, enabled: bool, why: str = "") -> None:
        """Enable, or disable with a reason as tooltip."""
        for part in (self.label, self.field):
            part.setEnabled(enabled)
            part.setToolTip(self.help if enabled or not why else why)

class Form(QWidget):
    """A column of rows, group titles and notes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self._next = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def add(self, label: str, field: QWidget, help: str = "") -> FormRow:
        """A row; ``help`` is the tooltip of both sides."""
        text = Label(label, "label")
        # The label stays beside the field's first line when a sentence appears below it.
        text.setFixedHeight(36)
        text.setBuddy(field)
        row = FormRow(text, field)
        row.help = help
        for part in (text, field):
            part.setToolTip(help)
        if not field.accessibleName():
            field.setAccessibleName(label)
        self._grid.addWidget(text, self._next, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(row.cell, self._next, 1)
        self._next += 1
        return row

    def add_title(self, text: str, icon_name: str = "") -> SectionTitle:
        """The title of a group of rows."""
        title = SectionTitle(text, icon_name)
        self.add_wide(title)
        return title

    def add_wide(self, widget: QWidget) -> None:
        """A widget over both columns: a note, a title, a picture."""
        self._grid.addWidget(widget, self._next, 0, 1, 2)
        self._next += 1

    def clear(self) -> None:
        """Remove everything."""
        empty(self._grid)
        self._next = 0
