"""Rewriting: another decimal mark was chosen; every widget is told, in the way Qt tells of another locale.

Who keeps numbers as text writes them again in ``changeEvent``, on ``QEvent.Type.LocaleChange``; who paints them needs
nothing here. Worked shape: after ``rewrite()`` a field that said 0.02 says 0,02.
"""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication


def rewrite() -> None:
    """Tell all widgets of all windows."""
    for widget in QApplication.allWidgets():
        QApplication.sendEvent(widget, QEvent(QEvent.Type.LocaleChange))
        widget.update()
