"""What Qt's style sheets remember of widgets that are gone, and how they come to forget it.

They keep what they found out about a widget until they hear that it goes, but listen only to what they dress. Of the
frame around a combo's list and of the inside of a list or table, which they paint but do not dress, they keep up to a
kilobyte for the life of the program (``unstylable``, ``initObject`` and ``renderRule`` in qstylesheetstyle.cpp).
"""

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget


def listen_to(widget: QWidget) -> None:
    """Have them listen to it: they do to what has a sheet of its own, and a blank one dresses nothing."""
    widget.setStyleSheet(" ")


def forget_when_gone(view: QAbstractItemView) -> None:
    """Have them forget the inside of a list, or of a table and its headers; to be called when it is built."""
    for part in (view, *view.findChildren(QHeaderView)):
        listen_to(part.viewport())
