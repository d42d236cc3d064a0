"""CardPainter: what stands on the cards, each card in sight as one picture that is kept until its numbers change.

Of two frames of a training network one leaves the pictures as they are; faces, names and numbers of each card drawn
again one by one took two thirds of that frame. Worked shape: a frame of LeNet-5 whose turn is the links copies nine
pictures of cards instead of 64 faces and 17 texts.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform

from gui import fonts, numbers
from gui.canvas.card_numbers import numbers_of
from gui.canvas.cards import Style
from gui.canvas.detail import Level, readable
from gui.canvas.fronts import draw_still
from gui.canvas.items import LayerItem
from gui.canvas.layers import LayerPainter
from gui.canvas.live import Live
from gui.canvas.plates import FAR_MARGIN, MARGIN, FrontPlates, Shot
from gui.canvas.readouts import filled_bars
from gui.canvas.shares import CARDS

if TYPE_CHECKING:
    from gui.canvas.scene import CanvasScene

AROUND = 12
"""Device pixels around a card into which what stands on it may reach."""
LARGEST = 4_000_000
"""Pixels of the largest picture that is kept: of a card seen from very near most is out of sight."""
Draw = Callable[[QPainter, Shot], None]
Kept = tuple[object, QPixmap]


class CardPainter:
    """Draws cards, or copies what it drew."""

    def __init__(self, scene: "CanvasScene", live: Live) -> None:
        self.layers = LayerPainter(live)
        self._scene, self._live = scene, live
        self._fronts, self._plates = FrontPlates(), CardPlates()
        self._numbers = dict.fromkeys(CARDS, 0)
        self._parts: dict[int, int] = {}
        self._walked: dict[tuple[int, str], Hashable | None] = {}

    def arrange(self) -> None:
        """Cards changed or moved."""
        items = [item for item in self._scene.layers.values() if not item.pill]
        self._parts = {item.layer_id: CARDS[at % len(CARDS)] for at, item in enumerate(items)}
        self._fronts.forget(set(self._scene.layers))
        self._plates.forget()

    def update(self, parts: Iterable[int]) -> None:
        """These of CARDS take up the numbers."""
        for part in parts:
            self._numbers[part] += 1
            self.layers.update()
            self._walked.clear()

    def begin(self, shot: Shot) -> None:
        """A frame begins."""
        self._plates.begin(shot)

    def hot(self, item: LayerItem) -> str:
        """The control under the pointer, where it is on this card."""
        marks = self._scene.marks
        return marks.control if marks.layer == item.layer_id else ""

    def paint(self, painter: QPainter, shot: Shot, level: Level, item: LayerItem) -> None:
        """One card; anew in every frame where something moves on it, else when its numbers are others."""
        scene, far = self._scene, level is Level.FAR
        hot, spoken = self.hot(item), self.layers.speaker.on(item, scene.window)
        watched = scene.watched_text(item) if item.card.watch is not None else ""
        bars = item.card.style is Style.BARS and item.part.task
        verdict = 110.0 if bars and readable(shot.zoom, fonts.SMALL) else 0.0
        filled = filled_bars(item, self._live) if scene.shown_view in ("weight", "activation") else ()
        key = (*item.told, hot, filled, level, watched, spoken)

        def still(front: QPainter) -> None:
            draw_still(front, item, shot.theme, shot.zoom, level, watched, hot, verdict, filled, spoken)

        def draw(painter: QPainter, shot: Shot) -> None:
            self.layers.draw_pictures(painter, shot, level, item, scene)
            front = self._fronts.get(shot, item, key, still, far)
            x, y = FrontPlates.corner(shot, item, far)
            painter.resetTransform()
            painter.drawPixmap(QPointF(x / shot.ratio, y / shot.ratio), front)
            painter.setTransform(shot.transform)
            self.layers.draw_texts(painter, shot, level, item, scene)

        moves = scene.marks.layer == item.layer_id or scene.motion.fills(item.layer_id)
        shown = None if moves else self._shown(item, scene.shown_view)
        if shown is None:
            draw(painter, shot)
        else:
            margin, whole = FAR_MARGIN if far else MARGIN, (shown, numbers.present(), key)
            self._plates.paint(painter, shot, item, margin, whole, draw, 1 if self._live.walk is None else 2)

    def _shown(self, item: LayerItem, view: str) -> Hashable | None:
        """What its numbers look like: the count of their turns, or in a walk the numbers themselves; None: unknown."""
        if self._live.walk is None:
            return self._numbers[self._parts.get(item.layer_id, CARDS[0])], view
        at = item.layer_id, view
        if at not in self._walked:
            self._walked[at] = numbers_of(item, self._live, view)
        return self._walked[at]


class CardPlates:
    """One picture for each card; in a walk also the one before, as stops of the way back take turns at two views."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Kept, ...]] = {}
        self._seen: object = None
        self._still = False

    def begin(self, shot: Shot) -> None:
        """A frame begins: while the view moves, cards are drawn without the detour."""
        self._still, self._seen = self._seen == shot.key(), shot.key()

    def forget(self) -> None:
        """Cards changed or moved."""
        self._kept.clear()

    def paint(
        self, painter: QPainter, shot: Shot, item: LayerItem, margin: float, key: object, draw: Draw, most: int
    ) -> None:  # fmt: skip
        """The card as ``draw`` draws it; two with the same ``key`` look the same. ``margin`` in units of the scene;
        the ``most`` latest pictures are kept."""
        before, whole = self._kept.get(item.layer_id, ()), (self._seen, key)
        kept = next((each for each in before if each[0] == whole), None)
        if not self._still and kept is None:
            draw(painter, shot)
            return
        left, top, wide, high = _place(shot, item, margin)
        if wide * high > LARGEST:
            draw(painter, shot)
            return
        if kept is None:
            kept = whole, _drawn(shot, left, top, wide, high, draw)
            self._kept[item.layer_id] = (kept, *before)[:most]
        painter.resetTransform()
        painter.drawPixmap(QPointF(left / shot.ratio, top / shot.ratio), kept[1])
        painter.setTransform(shot.transform)


def _place(shot: Shot, item: LayerItem, margin: float) -> tuple[int, int, int, int]:
    """Left, top, width and height in device pixels. The corner is even: halves are rounded there as they are in the
    view."""
    rect = item.card_rect().adjusted(-margin, -margin, margin, margin)
    (left, top), (right, bottom) = shot.device(rect.left(), rect.top()), shot.device(rect.right(), rect.bottom())
    left, top = 2 * (int(left - AROUND) // 2), 2 * (int(top - AROUND) // 2)
    return left, top, int(right - left) + AROUND, int(bottom - top) + AROUND


def _drawn(shot: Shot, left: int, top: int, wide: int, high: int, draw: Draw) -> QPixmap:
    made = QPixmap(wide, high)
    made.setDevicePixelRatio(shot.ratio)
    made.fill(Qt.GlobalColor.transparent)
    t = shot.transform
    moved = QTransform(t.m11(), 0, 0, t.m22(), t.dx() - left / shot.ratio, t.dy() - top / shot.ratio)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(moved)
    draw(painter, shot._replace(transform=moved))
    painter.end()
    return made
