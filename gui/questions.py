"""Questions and messages: the few dialogs of plain sentences. Imports QtWidgets only.

Worked shape: ``tell(window, "“a.chainrule” was not opened.", "The file is empty; use an earlier copy.")``.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def tell(parent: QWidget, what: str, why: str) -> None:
    """What happened, and below it why and what to do."""
    box = _box(parent, what, why)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    box.exec()
    box.deleteLater()


def ask_to_save(parent: QWidget, name: str) -> QMessageBox.StandardButton:
    """Save, Discard or Cancel before a project goes."""
    button = QMessageBox.StandardButton
    box = _box(parent, f"Save the changes to “{name}”?", "Without saving, its edits and its training are lost.")
    box.setStandardButtons(button.Save | button.Discard | button.Cancel)
    box.setDefaultButton(button.Save)
    answer = button(box.exec())
    box.deleteLater()
    return answer


def _box(parent: QWidget, what: str, why: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setWindowTitle("Chainrule")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(what)
    box.setInformativeText(why)
    return box
