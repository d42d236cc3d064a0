"""Legend: the small overlay at the bottom left that says what colour and width mean, with the ends of the scale.

A label with a picture that is made again only when a scale, the view or the theme changes. Worked shape: the weights
of digits show "−0.6" to "+0.6", hollow for negative and solid for positive.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from core.snapshot import PhaseKind
from gui import fonts, numbers
from gui.canvas.tints import CORE
from gui.theme import Theme, current_theme
from gui.widgets.painting import rounded
from gui.widgets.writing import LEFT, RIGHT, text_width, write

if TYPE_CHECKING:
    from gui.canvas.scene import CanvasScene

HEIGHT = 24
STEPS = 15
MEANING = {
    "weight": "",
    "activation": "link: weight times activation",
    "blame": "link width: size of the share w · δ",
    "gradient": "link: slope of the loss",
    "change": "link: last change",
}
UPDATED = "link: last change, old → new weight"


class Legend(QLabel):
    """Sits at the bottom left of its parent, the view, and takes no clicks."""

    def __init__(self, scene: "CanvasScene", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._scene = scene
        self._key: object = None
        if parent is not None:
            parent.installEventFilter(self)
        scene.numbers_shown.connect(self.refresh)
        scene.changed_layout.connect(self.refresh)
        scene.theme_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Draw it again where something it says has changed."""
        scene, theme = self._scene, current_theme()
        limit = scene.painter.link_full() if scene.runner.snapshot is not None else None
        updated = scene.shown_view == "change" and scene.walk is not None and scene.walk.has(PhaseKind.UPDATE)
        key = (limit, scene.shown_view, updated, theme.name, numbers.present(), self.devicePixelRatioF())
        if key == self._key:
            return
        self._key = key
        more, ratio = UPDATED if updated else "", self.devicePixelRatioF()
        end = numbers.short(limit) if limit is not None else ""
        self.setPixmap(legend_pixmap(end, scene.shown_view, theme, ratio, more))
        self.adjustSize()
        self._settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Stay in the corner when the view changes its size."""
        if event.type() == QEvent.Type.Resize:
            self._settle()
        return super().eventFilter(watched, event)

    def _settle(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.move(20, parent.height() - HEIGHT - 14)


@lru_cache(maxsize=16)
def legend_pixmap(end: str, view: str, theme: Theme, ratio: float, more: str = "") -> QPixmap:
    """The legend as a picture; without the ``end`` of a scale only what solid and hollow mean.

    ``more`` replaces what links mean. Kept, as the stops of a walk go from view to view and back.
    """
    ends = 2 * (text_width(f"+{end}", fonts.SMALL, 600, True) + 12) + 90 if end else 0.0
    words = ["negative is hollow", "positive is solid", more or MEANING[view]]
    width = ends + sum(text_width(word, fonts.SMALL) + (56 if " is " in word else 22) for word in words if word) + 8
    made = QPixmap(round(width * ratio), round(HEIGHT * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    veil = QColor(theme.paper)
    veil.setAlphaF(0.86)
    rounded(painter, QRectF(0, 0, width, HEIGHT), 6, veil)  # readable where the drawing lies behind it
    x = _draw_scale(painter, end, theme) if end else 8.0
    for word in words:
        if word:
            x = _draw_word(painter, x, word, theme)
    painter.end()
    return made


def _draw_scale(painter: QPainter, end: str, theme: Theme) -> float:
    space = text_width(f"+{end}", fonts.SMALL, 600, True) + 4
    write(painter, QRectF(0, 0, space, HEIGHT), numbers.MINUS + end, theme.negative_text, fonts.SMALL, 600, RIGHT, True)
    left = space + 8
    for step in range(STEPS):
        painter.fillRect(QRectF(left + 6 * step, 7, 6, 10), theme.diverging_color(2 * step / (STEPS - 1) - 1))
    right = left + 6 * STEPS + 6
    write(painter, QRectF(right, 0, space, HEIGHT), f"+{end}", theme.positive_text, fonts.SMALL, 600, LEFT, True)
    return right + space + 12


def _draw_word(painter: QPainter, x: float, word: str, theme: Theme) -> float:
    y = HEIGHT / 2
    if word.startswith(("negative", "positive")):
        hollow = word.startswith("negative")
        color = theme.negative if hollow else theme.positive
        for shade, width in ((color, 4.5), (theme.paper, 4.5 * CORE + 0.4)):
            if shade is color or hollow:
                painter.setPen(QPen(shade, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
                painter.drawLine(round(x), round(y), round(x + 26), round(y))
        x += 34
    width = text_width(word, fonts.SMALL) + 4
    write(painter, QRectF(x, 0, width, HEIGHT), word, theme.ink3, fonts.SMALL)
    return x + width + 18
