"""Icons: the drawings of resources/icons in a token's colour, sharp at every scale.

It may import the theme, QtGui and QtSvg. An icon remembers its name and its token, not its pixels: it looks up the
current theme each time it is painted, so a change of theme needs no refresh. Pixels are cached per name, colour and
size. Worked shape: ``button.setIcon(icon("action-plus"))`` or ``pixmap("layer-dense", "ink2", 19, ratio)``.
"""

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources
from gui.theme import current_theme

PALETTE, BUTTON, PLAY = 19, 17, 24


@cache
def _source(name: str) -> str:
    return resources.icon_path(name).read_text(encoding="utf-8")


@cache
def _names() -> frozenset[str]:
    return frozenset(resources.icon_names())


@lru_cache(maxsize=1024)
def _rendered(name: str, color: str, size: int, ratio: float, solid: bool) -> QPixmap:
    pixels = max(1, round(size * ratio))
    made = QPixmap(pixels, pixels)
    made.fill(Qt.GlobalColor.transparent)
    drawing = _source(name).replace("currentColor", color)
    if solid:
        drawing = drawing.replace('fill="none"', f'fill="{color}"', 1)
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def pixmap(
    name: str, color: str | QColor | None = None, size: int = PALETTE, ratio: float = 1.0, solid: bool = False
) -> QPixmap:
    """The icon in a token's colour (or any colour; ink when left out), ``size`` logical pixels square.

    ``solid`` fills its shapes: play and pause on a filled button.
    """
    if not isinstance(color, QColor):
        color = current_theme().color(color or "ink")
    return _rendered(name, color.name(), size, ratio, solid)


def draw_icon(
    painter: QPainter, name: str, rect: QRect | QRectF, color: str | QColor | None = None, solid: bool = False
) -> None:
    """Paint the icon centred in ``rect``, as large as its smaller side allows."""
    box = QRectF(rect)
    size = int(min(box.width(), box.height()))
    device = painter.device()
    shown = pixmap(name, color, size, device.devicePixelRatioF() if device is not None else 1.0, solid)
    painter.drawPixmap(round(box.center().x() - size / 2), round(box.center().y() - size / 2), shown)


class _Asked(QIconEngine):
    """Keeps the size it is asked for."""

    size = QSize()

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:  # noqa: N802
        _Asked.size = QSize(size)
        return QPixmap(size)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Nothing."""

    def clone(self) -> QIconEngine:
        return _Asked()


@cache
def _asks_in_device_pixels() -> bool:
    QIcon(_Asked()).pixmap(QSize(8, 8), 2.0)
    return _Asked.size.width() == 16


def logical(size: QSize, scale: float) -> QSize:
    """What ``scaledPixmap`` is asked for, in logical pixels; some versions of Qt name it in those of the device."""
    return size / scale if _asks_in_device_pixels() else size


class _Engine(QIconEngine):
    """Paints by name and token, so that it follows the theme; disabled is always ``off``."""

    def __init__(self, name: str, color: str | QColor | None, on: str | QColor | None = None) -> None:
        super().__init__()
        self._name, self._color, self._on = name, color, on

    def _shown(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        color = self._on if self._on is not None and state == QIcon.State.On else self._color
        if mode == QIcon.Mode.Disabled:
            color = "off"
        return pixmap(self._name, color, min(size.width(), size.height()), scale)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        device = painter.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        shown = self._shown(rect.size(), mode, state, ratio)
        side = min(rect.width(), rect.height())
        painter.drawPixmap(rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2, shown)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._shown(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:  # noqa: N802
        return self._shown(logical(size, scale), mode, state, scale)

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._color, self._on)


def icon(name: str, color: str | QColor | None = None, on: str | QColor | None = None) -> QIcon:
    """An icon that follows the theme; ``on`` is its colour while the button is checked.

    Its drawing is read when it is painted: most are those of menus.
    """
    if name not in _names():
        _source(name)  # says which there are
    return QIcon(_Engine(name, color, on))
