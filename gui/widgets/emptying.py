"""Emptying a layout, so that nothing of what was in it stays in memory. Worked shape: ``empty(grid)``."""

from PySide6.QtWidgets import QLayout


def empty(layout: QLayout) -> None:
    """Take all widgets out of a layout; they go when control returns to the event loop.

    Not with ``takeAt``: the item that it takes out is never freed by Python's side.
    """
    while (item := layout.itemAt(0)) is not None and (widget := item.widget()) is not None:
        layout.removeWidget(widget)
        widget.hide()
        widget.deleteLater()
