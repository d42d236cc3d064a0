"""Pictures: what small widgets look like, drawn once and then copied; the oldest go where there are too many.

It may import QtGui and QtCore. Worked shape: ``PICTURES.get(size, ratio, ("stop", "light", True), draw)`` calls
``draw`` with a painter on a clear picture the first time, and answers with that picture from then on.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

MOST = 160
"""Of 150 x 72 pixels they take 7 MB."""


class Pictures:
    """Keeps at most ``most`` pictures."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, QPixmap] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, size: QSize, ratio: float, key: Hashable, draw: Callable[[QPainter], None]) -> QPixmap:
        """The picture of ``size`` logical pixels; two with the same ``key`` look the same."""
        whole = (key, size.width(), size.height(), ratio)
        found = self._kept.get(whole)
        if found is None:
            found = QPixmap(size * ratio)
            found.setDevicePixelRatio(ratio)
            found.fill(Qt.GlobalColor.transparent)
            painter = QPainter(found)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw(painter)
            painter.end()
            self._kept[whole] = found
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        self._kept.move_to_end(whole)
        return found


PICTURES = Pictures()
"""Those of all windows, whose widgets look alike."""
