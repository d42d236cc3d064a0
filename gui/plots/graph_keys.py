"""What the keyboard does to a graph: the cross-hair moves, the part in view grows, shrinks and moves.

It may import QtGui only. Worked shape: ``asked(event)`` is ``Move(0.02)`` for the right arrow: a fiftieth of the view.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from core.frozen import dataclass

STEP, STRIDE, ZOOM = 0.02, 0.1, 0.8
TIP = (
    "Drag to move, scroll to zoom, double-click for the whole run. "
    "Keys: arrows read, Shift and arrows move, + and − zoom, 0 shows the whole run."
)

KEYS = (
    ("Read the values along the curves", "Left, Right"),
    ("Read in strides, at the ends", "Ctrl+Left, Ctrl+Right, Home, End"),
    ("Move the part in view", "Shift+Left, Shift+Right"), ("Look closer, see more", "+, −"),
    ("The whole run", "0, Esc"), ("Settings of the plot, and saving it", "Shift+F10"),
)  # fmt: skip
"""What the page of shortcuts says of a curve that has the keyboard."""


@dataclass(frozen=True)
class Move:
    """The cross-hair, by a part of the view; to its ends with ±1."""

    by: float


@dataclass(frozen=True)
class Pan:
    """The part in view, by a part of itself."""

    by: float


@dataclass(frozen=True)
class Zoom:
    """The part in view, by a factor."""

    by: float


@dataclass(frozen=True)
class Whole:
    """The whole run again, and no cross-hair."""


Wish = Move | Pan | Zoom | Whole
_KEYS: dict[Qt.Key, Wish] = {
    Qt.Key.Key_Home: Move(-1.0), Qt.Key.Key_End: Move(1.0), Qt.Key.Key_Plus: Zoom(ZOOM), Qt.Key.Key_Equal: Zoom(ZOOM),
    Qt.Key.Key_Minus: Zoom(1 / ZOOM), Qt.Key.Key_0: Whole(), Qt.Key.Key_Escape: Whole(),
}  # fmt: skip
_ARROWS = {Qt.Key.Key_Left: -1.0, Qt.Key.Key_Right: 1.0}


def asked(event: QKeyEvent) -> Wish | None:
    """What a key asks of a graph, or None."""
    key = Qt.Key(event.key())
    mods = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if key in _ARROWS:
        if mods == Qt.KeyboardModifier.ShiftModifier:
            return Pan(STRIDE * _ARROWS[key])
        far = mods == Qt.KeyboardModifier.ControlModifier
        return Move((STRIDE if far else STEP) * _ARROWS[key]) if far or not mods else None
    plain = not mods or (mods == Qt.KeyboardModifier.ShiftModifier and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal))
    return _KEYS.get(key) if plain else None


def asks_for_menu(event: QKeyEvent) -> bool:
    """Whether a key is the one for a menu where the keyboard has none of its own."""
    return event.key() == Qt.Key.Key_F10 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier
