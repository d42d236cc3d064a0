"""Accessible: what kind of thing a widget that paints itself is, for a screen reader.

Qt calls each of them a "client", which a screen reader reads as filler and passes over. A class that
carries ``accessible_role`` is called by it instead; its name and description are those of any widget. It may import Qt
only. Worked shape: ``class Graph(QWidget): accessible_role = CHART`` is announced as "Loss, chart".
"""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAccessibleWidget, QWidget

CHART, PICTURE, TEXT, CANVAS = (
    QAccessible.Role.Chart, QAccessible.Role.Graphic, QAccessible.Role.StaticText, QAccessible.Role.Canvas,
)  # fmt: skip
_installed = False


def _interface(_class: str, thing: QObject) -> QAccessibleWidget | None:
    role = getattr(type(thing), "accessible_role", None)
    return QAccessibleWidget(thing, role) if role is not None and isinstance(thing, QWidget) else None


def install() -> None:
    """Roles are known from now on, once for the process."""
    global _installed
    if not _installed:
        QAccessible.installFactory(_interface)
        _installed = True
