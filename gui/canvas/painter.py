"""ScenePainter: draws the whole scene in few calls to Qt, back to front: paper, cards, links, faces, marks.

Still parts come from cached pixmaps, live parts are numpy arrays handed over in batches. The scene is only read.
Worked shape: a frame of 64-32-10 is about 30 ``drawLines`` and 60 small copies.
"""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from gui import fonts
from gui.canvas.bundles import bundle_of, covered
from gui.canvas.cards import Style
from gui.canvas.detail import Detail, Level, readable
from gui.canvas.fronts import draw_still
from gui.canvas.items import LayerItem
from gui.canvas.kernels import row_of
from gui.canvas.lanes import LanePainter
from gui.canvas.layers import LayerPainter
from gui.canvas.links import Bundle, LinkPainter, share_out
from gui.canvas.live import VECTOR, Live
from gui.canvas.lock_marks import LockPainter
from gui.canvas.maps import MapPainter
from gui.canvas.marks import Hover
from gui.canvas.moving import Values, drawn, strengths
from gui.canvas.overlays import draw_marks, draw_note, draw_weight_labels
from gui.canvas.passing import PassingPainter, fronts_of
from gui.canvas.plates import BackPlate, FrontPlates, Shot
from gui.canvas.readouts import filled_bars
from gui.canvas.ribbons import draw_ribbons
from gui.canvas.spoken import Speaker
from gui.canvas.strokes import draw_shape_pill
from gui.canvas.targets import TargetPainter
from gui.theme import Theme

if TYPE_CHECKING:
    from gui.canvas.scene import CanvasScene

Key = tuple[int, int]
MOST_LABELS = 16


class ScenePainter:
    """Keeps what outlives a frame: pixmaps, curves, scales, the level of detail."""

    def __init__(self, scene: "CanvasScene") -> None:
        self.scene = scene
        self.live = Live()
        self.detail = Detail()
        self.bundles: dict[Key, Bundle] = {}
        self.covered: set[Key] = set()
        self._back = BackPlate()
        self._fronts = FrontPlates()
        self._links = LinkPainter()
        self._layers = LayerPainter(self.live)
        self.lanes = LanePainter()
        self._locks = LockPainter()
        self._passing = PassingPainter()
        self._targets = TargetPainter(self.live)
        self._before: dict[Key, Values] = {}
        self._full = 1.0
        self._version = 0
        self._numbers_are_old = True

    @property
    def maps(self) -> MapPainter:
        """Maps and kernels."""
        return self._layers.maps

    @property
    def speaker(self) -> Speaker:
        """Words of a text."""
        return self._layers.speaker

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
        self._fronts.forget(set(self.scene.layers))
        self._version += 1
        self._numbers_are_old = True

    def refresh(self) -> None:
        """Numbers changed; they are looked at when the next frame is painted."""
        self._numbers_are_old = True

    def show_other_numbers(self) -> None:
        """Another view: other links are the strongest."""
        for bundle in self.bundles.values():
            bundle.rechoose()
        self._numbers_are_old = True

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
        view = scene.shown_view
        if scene.motion.take_beginning():
            self._before = strengths(self.bundles, self._full)
        matrices = {}
        for key, link in scene.links.items():
            values = self.live.link_values(link.target, link.source, view)
            if values is not None:
                matrices[key] = values
        self.live.scale(self._link_scale()).follow(list(matrices.values()))
        if view == "blame":
            found = [self.live.values(key, "delta") for key in scene.layers]
            self.live.scale("delta").follow([each for each in found if each is not None])
        self._full = self.link_full()
        for key, bundle in self.bundles.items():
            bundle.update(self.shown_part(key, matrices.get(key), bundle))
        self._layers.update()
        self._numbers_are_old = False
        scene.numbers_shown.emit()

    def shown_part(
        self, key: Key, values: npt.NDArray[np.floating] | None, bundle: Bundle
    ) -> npt.NDArray[np.floating] | None:
        """Of numbers (units, inputs) of a layer those of the neurons that are drawn; None where they do not fit."""
        if values is None:
            return None
        link = self.scene.links[key]
        target, sources = link.target_item.card, link.sources
        if max(target.shown, default=-1) >= len(values):
            return None
        if len(target.shown) < len(values):
            values = values[list(target.shown)]
        if sources is not None and len(sources) < values.shape[1]:
            values = values[:, list(sources)]
        return values if values.shape == (len(target.shown), len(bundle.start)) else None

    # -- painting ----------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, _rect: QRectF) -> None:
        """One frame."""
        with np.errstate(all="ignore"):  # a run that diverges is drawn too
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        if self._numbers_are_old:
            self._update()
        shot = Shot.of(painter)
        level = self.detail.update(shot.zoom, self.scene.smallest_face())
        items = list(self.scene.layers.values())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(0, 0, self._back.get(shot, items, self.scene.boxes, self._version))
        painter.restore()
        self._paint_links(painter, shot, level)
        self._targets.paint(painter, shot, level, self.scene)
        for item in items:
            self._paint_front(painter, shot, level, item)
        for item in items:
            if item.note is not None and level is not Level.FAR:
                draw_note(painter, item, shot.theme, self.scene.marks.control if self._hot(item) else "")
        self._locks.paint(painter, self, shot, level)
        if level is Level.NEAR:
            draw_weight_labels(painter, self, shot.theme)
        draw_marks(painter, self, shot)

    def _hot(self, item: LayerItem) -> bool:
        return self.scene.marks.layer == item.layer_id

    def _paint_links(self, painter: QPainter, shot: Shot, level: Level) -> None:
        theme = shot.theme
        if level is Level.FAR:
            links = list(self.scene.links.values())
            draw_ribbons(painter, links, theme, self.scene.document.network, far=shot.zoom)
            self._passing.paint(painter, self, fronts_of(self, True), theme, far=shot.zoom)
            return
        rest = [link for key, link in self.scene.links.items() if key not in self.covered]
        draw_ribbons(painter, rest, theme, self.scene.document.network)
        self.lanes.paint(painter, theme)
        full = self.link_full()
        fronts = fronts_of(self, False)
        moving = drawn(self.bundles, self.scene.motion, self._before, full, fronts)
        self._links.paint(painter, moving, full, theme, self._stressed(), shot.pixels > 1.3)
        self.maps.draw_wires(painter, theme)
        self._passing.paint(painter, self, fronts, theme)
        self._paint_asked(painter, full, theme)
        self.maps.draw_kernels(painter, shot, self.scene.shown_view)
        if self.scene.shown_view == "blame" and shot.zoom > 0.7:
            self._links.draw_chevrons(painter, moving, full, theme)
        for link in self.scene.links.values():
            rect = link.shape_label_rect()
            if not rect.isEmpty() and shot.zoom > 0.55 and not (level is Level.NEAR and self.labelled(link.key)):
                draw_shape_pill(painter, rect, link.label, theme)

    def _paint_asked(self, painter: QPainter, full: float, theme: Theme) -> None:
        """The wire the arithmetic explains, outlined in ink."""
        asked = self.scene.asked
        bundle = self.bundles.get(asked.link) if asked.link is not None else None
        if bundle is None or asked.weight is None or asked.link is None:
            return
        source, target = self.slots_of(asked.link, asked.weight)
        if source >= 0 and target >= 0:
            self._links.draw_outlined(painter, bundle, target * len(bundle.start) + source, full, theme)

    def _stressed(self) -> dict[int, npt.NDArray[np.bool_]] | None:
        """Which links are pointed at, by the number of their bundle; None: nobody points at one."""
        marks = self._pointed()
        if marks.weight is None and marks.neuron is None:
            return None
        found = {}
        for number, (key, bundle) in enumerate(self.bundles.items()):
            mask = self.stressed_links(key, bundle)
            if mask is not None:
                found[number] = mask
        return found or None

    def stressed_links(self, key: Key, bundle: Bundle) -> npt.NDArray[np.bool_] | None:
        """The chosen links of a bundle that the pointer means."""
        marks, link = self._pointed(), self.scene.links[key]
        target, source = np.divmod(bundle.chosen, max(1, len(bundle.start)))
        if marks.weight is not None:
            if marks.link != key:
                return None
            slot_in, slot_out = self.slots_of(key, marks.weight)
            found: npt.NDArray[np.bool_] = (source == slot_in) & (target == slot_out)
            return found
        if marks.layer == link.target and marks.neuron in link.target_item.card.shown:
            return np.asarray(target == link.target_item.card.shown.index(marks.neuron))
        if marks.layer == link.origin.layer_id and marks.neuron in link.origin.card.shown:
            return np.asarray(source == link.origin.card.shown.index(marks.neuron))
        return None

    def _pointed(self) -> Hover:
        """What the pointer means; while a weight is typed or dragged, that weight."""
        held = self.scene.pins.held
        if held is None or held.pin.weight is None:
            return self.scene.marks
        return Hover(link=held.pin.link, weight=held.pin.weight)

    def labelled(self, key: Key) -> bool:
        """Whether the links of a connection are few enough to write their values beside them."""
        bundle = self.bundles.get(key)
        return bundle is not None and bundle.values is not None and 0 < len(bundle.chosen) <= MOST_LABELS

    def slots_of(self, key: Key, weight: tuple[int, int]) -> tuple[int, int]:
        """Where (source neuron, target neuron) stand among the drawn ones; -1 where they do not."""
        link = self.scene.links[key]
        sources, shown_out = link.sources, link.target_item.card.shown
        source = weight[0] if sources is None else _index(sources, weight[0])
        return source, _index(shown_out, weight[1])

    def neurons_of(self, key: Key, number: int) -> tuple[int, int]:
        """(source neuron, target neuron) of the drawn link of this number."""
        link, bundle = self.scene.links[key], self.bundles[key]
        target, source = divmod(int(bundle.chosen[number]), len(bundle.start))
        shown = link.sources
        return (shown[source] if shown else source), link.target_item.card.shown[target]

    def _paint_front(self, painter: QPainter, shot: Shot, level: Level, item: LayerItem) -> None:
        if level is Level.FAR and item.pill:
            return
        hot = self.scene.marks.control if self._hot(item) else ""
        watched = self.scene.watched_text(item) if item.card.watch is not None else ""
        bars = item.card.style is Style.BARS and item.part.task
        verdict = 110.0 if bars and readable(shot.zoom, fonts.SMALL) else 0.0
        filled = filled_bars(item, self.live) if self.scene.shown_view in ("weight", "activation") else ()
        spoken = self.speaker.on(item, self.scene.window)
        key = (*item.told, hot, filled, level, watched, spoken)
        self._layers.draw_pictures(painter, shot, level, item, self.scene)

        def still(front: QPainter) -> None:
            draw_still(front, item, shot.theme, shot.zoom, level, watched, hot, verdict, filled, spoken)

        front = self._fronts.get(shot, item, key, still, level is Level.FAR)
        x, y = FrontPlates.corner(shot, item, level is Level.FAR)
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(QPointF(x / shot.ratio, y / shot.ratio), front)
        painter.restore()
        self._layers.draw_texts(painter, shot, level, item, self.scene)


def _index(shown: tuple[int, ...], neuron: int) -> int:
    return shown.index(neuron) if neuron in shown else -1
