"""Help: the page of keyboard shortcuts and the About dialog with the licences.

It may import the actions and resources. Worked shape: ``ShortcutsDialog(actions.keys(), window).exec()``.
"""

from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QPlainTextEdit, QVBoxLayout, QWidget

from gui import fonts
from gui.icons import pixmap
from gui.widgets.labels import Label, SectionTitle

ELSEWHERE = (
    ("Canvas", "Views: activation to weight", "1 – 5"),
    ("Canvas", "Draw larger or smaller", "Wheel"),
    ("Canvas", "Cancel a drag", "Esc"),
    ("Fields", "One step, ten steps", "↑ ↓, Page ↑ ↓"),
    ("Fields", "Take, restore", "Enter, Esc"),
)
LICENCES = """\
Chainrule is free software under the MIT licence.

Qt and PySide6: LGPL 3.0, The Qt Company.
NumPy, pandas, SciPy: BSD 3-Clause.
pyqtgraph: MIT. ONNX and safetensors: Apache 2.0.
Inter and STIX Two: SIL Open Font Licence 1.1.
Data sets: sources and licences stand in the Data tab and in resources/datasets/SOURCES.md.
"""


def program_version() -> str:
    """The installed version, or the word for a checkout."""
    try:
        return version("chainrule")
    except PackageNotFoundError:
        return "from a checkout"


class ShortcutsDialog(QDialog):
    """All keys on one page, in two columns."""

    def __init__(self, keys: Iterable[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.addWidget(Label("Keyboard shortcuts", "page"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        column.addLayout(grid)
        groups: dict[str, list[tuple[str, str]]] = {}
        for group, text, key in (*keys, *ELSEWHERE):
            groups.setdefault(group, []).append((text, key))
        rows = [0, 0]
        for group, entries in groups.items():
            side = 0 if rows[0] <= rows[1] else 1
            grid.addWidget(SectionTitle(group), rows[side], 3 * side, 1, 2)
            for offset, (text, key) in enumerate(entries, 1):
                grid.addWidget(Label(text, "label"), rows[side] + offset, 3 * side)
                shown = Label(key, "body")
                shown.setFont(fonts.font(fonts.FORM, 500, tabular=True))
                grid.addWidget(shown, rows[side] + offset, 3 * side + 1)
            rows[side] += len(entries) + 1
        column.addWidget(_closing(self))


class AboutDialog(QDialog):
    """Name, version, licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Chainrule")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        sign = Label("")
        sign.setPixmap(pixmap("chainrule", "ink", 56, self.devicePixelRatioF()))
        column.addWidget(sign)
        column.addWidget(Label("Chainrule", "page"))
        column.addWidget(Label("Draw it, train it, see why.", "label"))
        column.addWidget(Label(f"Version {program_version()}, Qt {qVersion()}", "caption"))
        text = QPlainTextEdit(LICENCES)
        text.setReadOnly(True)
        text.setAccessibleName("Licences")
        text.setMinimumSize(460, 190)
        text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        column.addWidget(text)
        column.addWidget(_closing(self))


def _closing(dialog: QDialog) -> QDialogButtonBox:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    return buttons
