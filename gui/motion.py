"""Motion: how long things may move, and whether they may at all.

It may import QtWidgets. Nothing lasts longer than 240 ms but a stop of the pass player; where the system asks for
less motion every duration is 0 and things land at once. Worked shape: ``animation.setDuration(duration(LAYOUT))``.
"""

from PySide6.QtCore import QEasingCurve, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

HOVER, LAYOUT, TIDY, STOP = 80, 160, 240, 400
LAYOUT_CURVE = QEasingCurve.Type.OutCubic
TIDY_CURVE = QEasingCurve.Type.InOutCubic

_wish: list[bool | None] = [None]


def prefer_less_motion(wish: bool | None) -> None:
    """Override the system's wish; None follows it again."""
    _wish[0] = wish


def less_motion() -> bool:
    """Whether things should land at once instead of moving."""
    if _wish[0] is not None:
        return _wish[0]
    # Newer versions of Qt pass the system's wish on; the older have the switch for effects, which Windows sets.
    hints = getattr(QGuiApplication.styleHints(), "accessibility", lambda: None)()
    preference = getattr(hints, "motionPreference", lambda: None)()
    if getattr(preference, "name", "") == "ReducedMotion":
        return True
    return QGuiApplication.platformName() == "windows" and not QApplication.isEffectEnabled(Qt.UIEffect.UI_General)


def duration(milliseconds: int) -> int:
    """``milliseconds``, or 0 where less motion is wanted."""
    return 0 if less_motion() else milliseconds
