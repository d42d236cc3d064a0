"""Reading order: where Tab goes next, by where widgets stand and not by when they were made.

Panels fill themselves anew and docks are moved about, so that the order of making says nothing to whoever looks at the
window. It imports QtWidgets only. Worked shape: of a column of two fields beside a column with a button, ``stops``
gives the upper field, the lower field, the button.
"""

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

OVERLAP = 2
"""Neighbours may reach into each other by so many pixels."""

Ends = Callable[[QRect], tuple[int, int]]


def go(window: QWidget, forward: bool) -> bool:
    """Give the keyboard to the next or previous stop, round the ends; False where it is at none of them.

    A stop that has a method ``arrived_by_tab`` is told, with the direction.
    """
    order, now = stops(window), window.focusWidget()
    if now is None or now not in order:
        return False
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    goal = order[(order.index(now) + (1 if forward else -1)) % len(order)]
    goal.setFocus(reason)
    # Not in its focusInEvent: Qt gives the same reason where it passes the keyboard on from what was hidden.
    arrived: Callable[[bool], object] | None = getattr(goal, "arrived_by_tab", None)
    if arrived is not None:
        arrived(forward)
    return True


def stops(root: QWidget) -> list[QWidget]:
    """What takes the keyboard by Tab within ``root`` now: line by line, a column wholly before the next."""
    within = {each: _own(each) for each in root.children() if isinstance(each, QWidget) and _is_seen(each)}
    # What holds no stop, such as the handle between two docks, must not join what lies beside it.
    return [stop for child in _read([each for each, found in within.items() if found]) for stop in within[child]]


def _own(widget: QWidget) -> list[QWidget]:
    """The widget where it is a stop, and those within it."""
    by_tab = bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
    is_stop = by_tab and widget.isEnabled() and widget.focusProxy() is None
    return [widget, *stops(widget)] if is_stop else stops(widget)


def _is_seen(widget: QWidget) -> bool:
    return widget.isVisible() and not widget.isWindow()


def _read(widgets: list[QWidget]) -> list[QWidget]:
    """Siblings in reading order: cut into lines where nothing lies across, else into columns, and those again."""
    for ends in (_height, _width):
        groups = list(_cut(widgets, ends))
        if len(groups) > 1:
            return [each for group in groups for each in _read(group)]
    return sorted(widgets, key=lambda each: (each.y(), each.x()))


def _height(rect: QRect) -> tuple[int, int]:
    return rect.top(), rect.bottom()


def _width(rect: QRect) -> tuple[int, int]:
    return rect.left(), rect.right()


def _cut(widgets: Iterable[QWidget], ends: Ends) -> Iterator[list[QWidget]]:
    """Groups that lie apart along one direction."""
    group: list[QWidget] = []
    reached = 0
    for widget in sorted(widgets, key=lambda each: ends(each.geometry())):
        begin, end = ends(widget.geometry())
        if group and begin > reached - OVERLAP:
            yield group
            group = []
        reached = max(reached, end) if group else end
        group.append(widget)
    if group:
        yield group
