"""ScenePainter: draws the whole scene in few calls to Qt, back to front: paper, cards, links, faces, marks.

Still parts come from cached pixmaps, live parts are numpy arrays handed over in batches. The scene is only read.
Worked shape: a frame of 64-32-10 is about 30 ``drawLines`` and 60 small copies.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPixmap

from gui.canvas.bundles import bundle_of, covered
from gui.canvas.card_painter import CardPainter
from gui.canvas.detail import Detail, Level
from gui.canvas.group_boxes import draw_boxes
from gui.canvas.items import LinkItem
from gui.canvas.kernels import row_of
from gui.canvas.lanes import LanePainter
from gui.canvas.linework import Sheet
from gui.canvas.link_reading import LinkReading
from gui.canvas.links import Bundle, LinkPainter, share_out
from gui.canvas.live import VECTOR, Live
from gui.canvas.lock_marks import LockPainter
from gui.canvas.maps import MapPainter
from gui.canvas.moving import Values, drawn, strengths
from gui.canvas.overlays import draw_marks, draw_note, draw_weight_labels
from gui.canvas.passing import PassingPainter, fronts_of
from gui.canvas.plates import BackPlate, Dots, Shot, TintPlate, put
from gui.canvas.ribbons import draw_ribbons
from gui.canvas.shares import ALL, CARDS, LINKS, Shares
from gui.canvas.sight import Sight
from gui.canvas.spoken import Speaker
from gui.canvas.strokes import draw_card, draw_shape_pill
from gui.canvas.targets import TargetPainter
from gui.canvas.tints import Strokes
from gui.theme import Theme

if TYPE_CHECKING:
    from gui.canvas.scene import CanvasScene

Key = tuple[int, int]


class ScenePainter(LinkReading):
    """Keeps what outlives a frame: pixmaps, curves, scales, the level of detail."""

    def __init__(self, scene: "CanvasScene") -> None:
        super().__init__(scene)
        self.live = Live()
        self.detail = Detail()
        self.covered: set[Key] = set()
        self._sight = Sight()
        self._back = BackPlate()
        self._dots = Dots()
        self._tints = TintPlate()
        self._links = LinkPainter()
        self._cards = CardPainter(scene, self.live)
        self.lanes = LanePainter()
        self._locks = LockPainter()
        self._passing = PassingPainter()
        self._targets = TargetPainter(self.live)
        self._before: dict[Key, Values] = {}
        self._full = 1.0
        self._smallest = 0.0
        self._version = 0
        self._numbers_are_old = True
        self._shares = Shares()
        self._kept_strokes: tuple[object, Strokes] | None = None
        self._links_number = 0

    @property
    def maps(self) -> MapPainter:
        """Maps and kernels."""
        return self._cards.layers.maps

    @property
    def speaker(self) -> Speaker:
        """Words of a text."""
        return self._cards.layers.speaker

    def arrange(self) -> None:
        """Cards changed or moved: compute the curves of all links afresh."""
        network = self.scene.document.network
        self.bundles = {}
        for key, link in self.scene.links.items():
            bundle = bundle_of(link, network)
            if bundle is not None:
                self.bundles[key] = bundle
        share_out(list(self.bundles.values()))
        self.lanes.arrange(self.scene.links.values(), network)
        rows = {key: row_of(link, network) for key, link in self.scene.links.items()}
        self.maps.rows = {key: row for key, row in rows.items() if row is not None}
        drawn_apart = (*self.bundles, *self.lanes.pieces, *self.maps.rows)
        self.covered = covered(self.scene.links.values(), drawn_apart)
        self._cards.arrange()
        self._sight.arrange(self.scene.layers.values(), self.scene.links)
        self._smallest = self.scene.smallest_face()
        self._version += 1
        self._numbers_are_old = True
        self._shares.all()

    @property
    def extent(self) -> QRectF:
        """The part of the scene in which numbers are shown, outside a walk."""
        return self._sight.extent

    def refresh(self) -> None:
        """Numbers changed; they are looked at when the next frame is painted."""
        self._numbers_are_old = True

    def show_other_numbers(self) -> None:
        """Another view: other links are the strongest."""
        for bundle in self.bundles.values():
            bundle.rechoose()
        self._numbers_are_old = True
        self._shares.all()

    def take_up(self) -> None:
        """Look at numbers that have changed now."""
        if self._numbers_are_old:
            with np.errstate(all="ignore"):  # a run that diverges is drawn too
                self._update()

    def link_full(self) -> float:
        """The number that gets a link of full width, for the whole drawing."""
        return self.live.scale(self._link_scale()).limit

    def _link_scale(self) -> str:
        view = self.scene.shown_view
        return view if view in VECTOR else f"links of {view}"

    def _update(self) -> None:
        scene = self.scene
        self.live.use(scene.runner.snapshot, scene.document.network)
        self.live.theta = scene.pins.theta()
        self.live.prepared = scene.runner.prepared
        if scene.motion.take_beginning():
            self._before = strengths(self.bundles, self._full)
        parts = self._shares.next(scene.runner)
        if LINKS in parts and self._update_links():
            parts = ALL
        self._cards.update([part for part in parts if part in CARDS])
        self._numbers_are_old = False
        scene.numbers_shown.emit()

    def _update_links(self) -> bool:
        """Take up the weights; whether a scale is another, by which pictures are coloured, too."""
        delta = self.live.scale("delta")
        before = self._full, delta.limit
        scene, view = self.scene, self.scene.shown_view
        matrices = {}
        for key, link in scene.links.items():
            values = self.live.link_values(link.target, link.source, view)
            if values is not None:
                matrices[key] = values
        self.live.scale(self._link_scale()).follow(list(matrices.values()))
        if view == "blame":
            found = [self.live.values(key, "delta") for key in scene.layers]
            delta.follow([each for each in found if each is not None])
        self._full = self.link_full()
        for key, bundle in self.bundles.items():
            bundle.update(self.shown_part(key, matrices.get(key), bundle))
        self.maps.update_kernels()
        self._links_number += 1
        return before != (self._full, delta.limit)

    # -- painting ----------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, _rect: QRectF) -> None:
        """One frame."""
        self.take_up()
        with np.errstate(all="ignore"):
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        shot = Shot.of(painter)
        level = self.detail.update(shot.zoom, self._smallest)
        seen = shot.visible()
        items, links = self._sight.items(seen), self._sight.links(seen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_links(painter, shot, level, links)
        self._targets.paint(painter, shot, level, self.scene)
        self._cards.begin(shot)
        for item in items:
            if level is not Level.FAR or not item.pill:
                self._cards.paint(painter, shot, level, item)
        for item in items:
            if item.note is not None and level is not Level.FAR:
                draw_note(painter, item, shot.theme, self._cards.hot(item))
        self._locks.paint(painter, self, shot, level)
        if level is Level.NEAR:
            draw_weight_labels(painter, self, self.bundles_of(links), shot.theme)
        draw_marks(painter, self, shot)

    def _still(self, shot: Shot, far: bool) -> QPixmap:
        """All that stands still behind the links."""
        network, theme = self.scene.document.network, shot.theme

        def draw(painter: QPainter, area: QRectF) -> None:
            self._dots.draw(painter, shot, area)
            draw_boxes(painter, self.scene.boxes, theme, shot.zoom)
            for item in self._sight.items(area):
                painter.translate(item.place)
                draw_card(painter, item.card, theme, bool(item.problems), max(1.0, 1.0 / shot.zoom))
                painter.translate(-item.place)
            bands = [link for link in self._sight.links(area) if far or link.key not in self.covered]
            draw_ribbons(painter, bands, theme, network, far=shot.zoom if far else 0.0)
            if not far:
                self.lanes.paint(painter, theme)

        return self._back.get(shot, (self._version, far), draw)

    def _paint_links(self, painter: QPainter, shot: Shot, level: Level, links: list[LinkItem]) -> None:
        theme, still = shot.theme, self._still(shot, level is Level.FAR)
        if level is Level.FAR:
            put(painter, shot, still)
            self._passing.paint(painter, self, fronts_of(self, True), theme, far=shot.zoom)
            return
        full = self.link_full()
        fronts = fronts_of(self, False)
        moving = drawn(self.bundles_of(links), self.scene.motion, self._before, full, fronts)
        strokes = self._strokes(shot, links, moving, full)
        heads = self.scene.shown_view == "blame" and shot.zoom > 0.7
        over = fronts or heads or self.scene.asked.link is not None
        labels = tuple(link for link in links if not (level is Level.NEAR and self.labelled(link.key)))
        key = (shot.key(), self._version, len(links), strokes.key, bool(over), len(labels))

        def draw(inner: QPainter, sheet: Sheet | None) -> None:
            self._links.paint(inner, strokes, sheet)
            if not over:  # else something moves between these and the links
                self.maps.draw_wires(inner, theme)
                _paint_shapes(inner, shot, labels)

        self._tints.paint(painter, shot, key, still, draw, self.scene.live_area(), strokes.links)
        if over:
            self.maps.draw_wires(painter, theme)
            self._passing.paint(painter, self, fronts, theme)
            self._paint_asked(painter, full, theme)
        self.maps.draw_kernels(painter, shot, self.scene.shown_view)
        if heads:
            self._links.draw_chevrons(painter, moving, full, theme)
        if over:
            _paint_shapes(painter, shot, labels)

    def _strokes(self, shot: Shot, links: list[LinkItem], moving: list[Bundle], full: float) -> Strokes:
        """How the links are drawn; worked out anew where their numbers or what is pointed at have changed."""
        near, hold, stressed = shot.pixels > 1.3, self.live.walk is None, self.stressed(links)
        key = (self._version, self._links_number, full, shot.theme, near, hold, tuple(link.key for link in links))
        simple = stressed is None and not self.scene.motion.running
        if simple and self._kept_strokes is not None and self._kept_strokes[0] == key:
            return self._kept_strokes[1]
        strokes = self._links.strokes(moving, full, shot.theme, stressed, near, hold)
        self._kept_strokes = (key, strokes) if simple else None
        return strokes

    def _paint_asked(self, painter: QPainter, full: float, theme: Theme) -> None:
        """The wire the arithmetic explains, outlined in ink."""
        asked = self.scene.asked
        bundle = self.bundles.get(asked.link) if asked.link is not None else None
        if bundle is None or asked.weight is None or asked.link is None:
            return
        source, target = self.slots_of(asked.link, asked.weight)
        if source >= 0 and target >= 0:
            self._links.draw_outlined(painter, bundle, target * len(bundle.start) + source, full, theme)


def _paint_shapes(painter: QPainter, shot: Shot, links: Iterable[LinkItem]) -> None:
    """The shapes that flow through connections."""
    for link in links if shot.zoom > 0.55 else ():
        rect = link.shape_label_rect()
        if not rect.isEmpty():
            draw_shape_pill(painter, rect, link.label, shot.theme)
