"""CanvasScene: mirrors the document's network as layer and link items, and knows what lies where.

It follows the document, the runner, the theme and the selection; gestures ask it for geometry and tell it what to
highlight; a Painter draws it all at once. Imports core and gui, no other view. Worked shape: Input -> Flatten ->
Dense -> Dense gives four LayerItems and three LinkItems.
"""

from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Signal
from PySide6.QtGui import QPainter

from core.project import ProjectSpec
from core.snapshot import Snapshot
from core.walk import WalkState
from gui.canvas import arcs, layout
from gui.canvas.build import build_layers, build_links
from gui.canvas.cards import Style
from gui.canvas.diagnosis import Diagnosis
from gui.canvas.group_boxes import GroupBox, boxes_of
from gui.canvas.items import LayerItem, LinkItem
from gui.canvas.joins import followed
from gui.canvas.live import order_by_use
from gui.canvas.marked_scene import MarkedScene
from gui.canvas.marks import VIEWS, WindowMark
from gui.canvas.painter import ScenePainter
from gui.canvas.pins import PinBoard
from gui.canvas.stop_motion import StopMotion
from gui.canvas.targets import column_rect
from gui.canvas.words import watched_text
from gui.document import Document
from gui.selection import Selection
from gui.theme import current_theme

BESIDE = 16
"""Pixels, and units of the scene, around the drawing into which its numbers may reach."""


class CanvasScene(MarkedScene):
    """The drawing."""

    painted = Signal()
    """A frame was drawn."""
    changed_layout = Signal()
    """Cards appeared, went, moved or changed their size."""
    view_changed = Signal(str)
    """Another of the five views is shown."""
    numbers_shown = Signal()
    """Another snapshot was taken up; scales may have changed."""
    extent_changed = Signal()
    """The drawing has become wider or narrower by the column of targets: a walk was opened or closed."""
    notes_changed = Signal()
    """What the doctor writes below the cards came or went."""
    theme_changed = Signal()
    """Light or dark; pictures of what is drawn are made again."""

    def __init__(
        self, document: Document, runner: Any, theme: Any, selection: Selection, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.document = document
        self.runner = runner
        self.selection = selection
        self.layers: dict[int, LayerItem] = {}
        self.links: dict[tuple[int, int], LinkItem] = {}
        self.boxes: tuple[GroupBox, ...] = ()
        self._extent = QRectF()
        """Around all cards, notes and groups."""
        self.floating = 0
        """A card that is being carried over the drawing: wires do not step aside for it."""
        self.pins = PinBoard(self)
        self.shown_view = "weight"
        self._shown: dict[int, tuple[int, ...]] = {}
        self._revision: int | None = None
        self._walked = False
        self.owed = False
        """A frame was left out because a stop was on its way."""
        self.motion = StopMotion(self)
        self.motion.moved.connect(self.update)
        self.painter = ScenePainter(self)
        self.diagnosis = Diagnosis(self._noted)
        document.changed.connect(self._follow_document)
        runner.snapshot_ready.connect(self._follow_snapshot)
        runner.stop_wanted.connect(self.motion.wait)
        runner.prepared_changed.connect(self._follow_prepared)
        theme.changed.connect(self._follow_theme)
        selection.changed.connect(self._follow_selection)
        self.rebuild()

    def update(self, *_area: object) -> None:
        """Paint all of it anew in every view.

        Qt's own forgets a wish that comes after a frame was painted and before its own queued note about the wish
        before has been read: what a nudge changed stayed unseen until the next frame.
        """
        for view in self.views():
            view.viewport().update()

    def live_area(self) -> QRectF:
        """What a snapshot may change: the paper around the drawing is more than half of most views."""
        return self.painter.extent.united(column_rect(self)).adjusted(-BESIDE, -BESIDE, BESIDE, BESIDE)

    def _update_numbers(self) -> None:
        area = self.live_area()
        for view in self.views():
            port = view.viewport()
            seen = view.mapFromScene(area).boundingRect().adjusted(-BESIDE, -BESIDE, BESIDE, BESIDE)
            port.update(seen.intersected(port.rect()) or QRect(0, 0, 1, 1))  # what is waited for is that it paints

    # -- following ---------------------------------------------------------------------------------------------------

    def _follow_document(self, _before: ProjectSpec, _after: ProjectSpec) -> None:
        self.rebuild()

    def _follow_snapshot(self, snapshot: Snapshot) -> None:
        if self._choose_faces(snapshot):
            self.rebuild()
        self.painter.refresh()
        self.motion.follow(snapshot.walk)
        if self.walking != self._walked:
            self._walked = self.walking
            self._moved()
            self.extent_changed.emit()
        if self.owed:
            self.owed = False
            self.update()
        else:
            self._update_numbers()

    def _choose_faces(self, snapshot: Snapshot) -> bool:
        """Which neurons get a face where there are too many, once per revision; whether the choice is another."""
        if snapshot.revision == self._revision:
            return False
        self._revision = snapshot.revision
        network = self.document.network
        self.painter.live.use(snapshot, network)
        before = dict(self._shown)
        for key in network.order:
            item = self.layers[key]
            if item.card.slots is not None and item.card.left_out > 0:
                same = followed(network, key)
                if same in self._shown and len(self._shown[same]) == len(item.card.shown):
                    self._shown[key] = self._shown[same]  # so that the lanes between them are level
                    continue
                most = len(item.card.shown)
                self._shown[key] = order_by_use(self.painter.live, network, key, most, item.card.units)
            else:
                self._shown.pop(key, None)
        return self._shown != before

    def _follow_prepared(self, _prepared: object) -> None:
        self.rebuild()

    def _follow_theme(self, _theme: object) -> None:
        self.setBackgroundBrush(current_theme().paper)
        self.update()
        self.theme_changed.emit()

    def _follow_selection(self, ids: frozenset[int]) -> None:
        for key, item in self.layers.items():
            item.selected = key in ids
        self.update()

    def rebuild(self) -> None:
        """Make items, places and problems those of the document's project."""
        self.layers = build_layers(self.document.project, self.runner, self.layers, self._shown)
        self.diagnosis.mark(self.layers, self.document.network, self.runner.task)
        self.links = build_links(self.document.network, self.layers)
        for key, item in self.layers.items():
            item.selected = key in self.selection.ids
        if self.window is not None and not self._has_cell(self.window):
            self.clear_window()
        self._moved()

    def _has_cell(self, mark: WindowMark) -> bool:
        """Whether the map and the cell still exist."""
        item = self.layers.get(mark.layer)
        if item is None or item.card.style is not Style.MAPS or mark.map >= item.card.units:
            return False
        limits = item.card.space[-len(mark.place) :] if mark.place else ()
        return len(mark.place) in (0, item.rank - 1) and all(
            at < most for at, most in zip(mark.place, limits, strict=True)
        )

    def _noted(self) -> None:
        self._moved()
        self.notes_changed.emit()

    def _moved(self) -> None:
        in_the_way = {key: item for key, item in self.layers.items() if key != self.floating}
        arcs.arrange(self.links.values(), in_the_way)
        self.boxes = boxes_of(self.document.project.groups, self.layers)
        self._extent = QRectF()
        for rect in (*(item.bounds() for item in self.layers.values()), *(box.rect for box in self.boxes)):
            self._extent = self._extent.united(rect)
        self.painter.arrange()
        self.setSceneRect(self.content_rect().adjusted(-2000, -2000, 2000, 2000))
        self.changed_layout.emit()
        self.update()

    # -- what lies where ---------------------------------------------------------------------------------------------

    def item(self, key: int) -> LayerItem | None:
        """The item of a layer."""
        return self.layers.get(key)

    def content_rect(self) -> QRectF:
        """The rectangle around all cards, their notes and in a walk the targets; a small one where there are none."""
        return self._extent.united(column_rect(self)) if self.layers else QRectF(-200, -150, 400, 300)

    @property
    def walk(self) -> WalkState | None:
        """The stop that is walked through, or None."""
        snapshot: Snapshot | None = self.runner.snapshot
        return snapshot.walk if snapshot is not None else None

    @property
    def walking(self) -> bool:
        """Whether a step is walked through."""
        return self.walk is not None

    def layer_at(self, pos: QPointF) -> LayerItem | None:
        """The card at a position; the topmost where cards overlap."""
        for item in reversed(self.layers.values()):
            if item.card_rect().contains(pos):
                return item
        return None

    def box_at(self, pos: QPointF) -> GroupBox | None:
        """The group whose head is at a position; the topmost where boxes overlap."""
        return next((box for box in reversed(self.boxes) if box.head.contains(pos)), None)

    def link_at(self, pos: QPointF, tolerance: float = 12.0) -> LinkItem | None:
        """The connection whose middle line (or shape) passes within ``tolerance`` of a position."""
        for link in self.links.values():
            if link.shape_label_rect().contains(pos):
                return link
        near = min(self.links.values(), key=lambda link: link.distance_to(pos), default=None)
        return near if near is not None and near.distance_to(pos) <= tolerance else None

    def links_drawn(self, link: LinkItem) -> tuple[int, int]:
        """How many links of a connection are drawn, and how many weights it has: (460, 2048)."""
        bundle = self.painter.bundles.get(link.key)
        shapes = [weight.shape for weight in self.document.network.weights(link.target) if weight.name == "weight"]
        total = int(np.prod(shapes[0])) if shapes else 0
        return len(bundle.chosen) if bundle is not None else 0, total

    def port_at(self, pos: QPointF, radius: float = 10.0) -> tuple[int, str] | None:
        """(layer id, "in" or "out") of the port at a position."""
        for item in reversed(self.layers.values()):
            ports = [("out", item.port_out())]
            ports.extend(("in", port) for port in item.ports_in())
            for side, port in ports:
                if (port - pos).manhattanLength() <= 1.5 * radius and _length(port - pos) <= radius:
                    return item.layer_id, side
        return None

    def wire_at(self, key: int, pos: QPointF) -> int | None:
        """The layer whose wire ends in the input port at a position; None where that port is free."""
        ports = self.layers[key].ports_in()
        nearest = min(range(len(ports)), key=lambda at: (ports[at] - pos).manhattanLength())
        entering = [link for link in self.links.values() if link.target == key and link.index == nearest]
        return entering[0].source if entering else None

    def smallest_face(self) -> float:
        """The height of the smallest neuron; what the level of detail goes by."""
        seen = [item.card for item in self.layers.values() if item.card.face > 0]
        # Maps and words read smaller than neurons do; they decide only where there is nothing else.
        faces = [(card.style in (Style.MAPS, Style.WORDS), card.face) for card in seen]
        return max(12.0, min(faces, default=(False, 37.0))[1])

    def watched_text(self, item: LayerItem) -> str:
        """What an Input says of the example on show: "row 55 · a 2", or the row alone on a narrow card."""
        return watched_text(self.runner.snapshot, self.runner.task, self.runner.prepared, item.card.width < 140)

    def free_place(self, near: QPointF, size: layout.Size = layout.NEW_CARD) -> QPointF:
        """The centre nearest to a position where a new card of this size covers no other."""
        x, y = layout.free_place(self.places(), self.sizes(), (near.x(), near.y()), size)
        return QPointF(x, y)

    def places(self) -> layout.Places:
        """Centres of all cards as they are shown, by layer id."""
        return {key: (item.place.x(), item.place.y()) for key, item in self.layers.items()}

    def sizes(self) -> dict[int, layout.Size]:
        """Sizes of all cards, by layer id."""
        return {key: (item.card.width, item.card.height) for key, item in self.layers.items()}

    def tidy_places(self) -> layout.Places:
        """Centres for all cards in a tidy drawing."""
        return layout.tidy(self.document.network, self.sizes())

    def move_layers(self, places: layout.Places) -> None:
        """Show cards elsewhere while they are dragged; the document is told by whoever drags."""
        for key, (x, y) in places.items():
            if key in self.layers:
                self.layers[key].place = QPointF(x, y)
        self._moved()

    def take_up(self) -> None:
        """Take up the numbers of the last snapshot now rather than in the next frame.

        What stands over the drawing and tells of its scales is then painted with it, not in a frame of its own.
        """
        self.painter.take_up()

    # -- the five views ---------------------------------------------------------------------------------------------

    def set_view(self, name: str) -> None:
        """One of "activation", "blame", "gradient", "change", "weight"."""
        if name not in VIEWS:
            raise ValueError(f"View '{name}' is unknown; it is one of {', '.join(VIEWS)}.")
        if name != self.shown_view:
            self.shown_view = name
            self.painter.show_other_numbers()
            self.view_changed.emit(name)
            self.update()

    # -- painting ----------------------------------------------------------------------------------------------------

    def drawBackground(self, painter: QPainter, rect: QRectF | Any) -> None:  # noqa: N802
        """Everything is drawn here, in one call from Qt."""
        self.painter.paint(painter, QRectF(rect))
        self.painted.emit()


def _length(vector: QPointF) -> float:
    return float((vector.x() ** 2 + vector.y() ** 2) ** 0.5)
