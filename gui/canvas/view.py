"""CanvasView: the window onto the drawing, with its menus, views and zoom.

The mouse is PointingView's, the keys are KeyedView's. Worked shape: ``CanvasView(document, runner, theme, selection)``
makes its scene, fits it when a project is opened, and says sentences for the status bar through ``message``.
"""

from collections.abc import Set
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QContextMenuEvent, QPainter, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from core.project import ProjectSpec
from gui import fonts
from gui.accessible import CANVAS
from gui.canvas import menus
from gui.canvas.controls import VIEWS, ZoomControl, make_views_control
from gui.canvas.corners import Corners
from gui.canvas.hits import Hit, Spot, grip_rect
from gui.canvas.keyed import KeyedView
from gui.canvas.voices import Voices
from gui.canvas.weight_menu import add_weight_entries
from gui.document import Document
from gui.selection import Selection
from gui.theme import current_theme

INVITATION = "Drag a layer here, or double-click to search."


class CanvasView(KeyedView):
    """See the module's header."""

    accessible_role = CANVAS

    def __init__(
        self, document: Document, runner: Any, theme: Any, selection: Selection, parent: QWidget | None = None
    ) -> None:
        super().__init__(document, runner, theme, selection, parent)
        self.voices = Voices(self.desk, self)
        self._rects = {key: item.card_rect() for key, item in self.drawing.layers.items()}
        self._add_overlays()
        document.changed.connect(self._follow_document)
        document.opened.connect(self._show_opened)
        runner.prepared_changed.connect(self._follow_prepared)
        self.drawing.extent_changed.connect(self._fit_again)
        self.drawing.notes_changed.connect(self._follow_notes)

    def _add_overlays(self) -> None:
        self.views_control = make_views_control(self)
        self.zoom_control = ZoomControl(self)
        self.corners = Corners(self, self.drawing, self.camera, self.views_control, self.zoom_control)
        self.legend, self.minimap = self.corners.legend, self.corners.minimap
        self._show_view(self.drawing.shown_view)
        self.views_control.selected.connect(self._choose_view)
        self.drawing.view_changed.connect(self._show_view)
        for signal, act in (
            (self.zoom_control.zoom_in_wanted, self.commands.zoom_in),
            (self.zoom_control.zoom_out_wanted, self.commands.zoom_out),
            (self.zoom_control.actual_size_wanted, self.commands.actual_size),
            (self.zoom_control.fit_wanted, self.commands.fit),
            (self.zoom_control.tidy_wanted, self.commands.tidy),
        ):
            signal.connect(act)
        self.camera.changed.connect(self.zoom_control.set_scale)
        self.commands.add("search", "Add a layer…", self._search, "/")
        self.commands.add("palette", "Go to the palette", self.search_wanted.emit, "Ctrl+F")
        self.commands.add("connect", "Connect to…", self.adding.connect_to, "C")
        self.commands.add("mend", "Mend its problem", self._mend, "M")
        self.commands.add("rename", "Rename", self._rename, "F2")
        self.commands.add("units", "Change the units", self._type, "Return", "Enter")
        self.commands.add("weight", "Choose a weight", self.hand.choose_first, "W")
        self.commands.add("lock", "Lock or unlock the chosen weight or layers", self.hand.weighing.toggle_lock, "L")

    # -- following ---------------------------------------------------------------------------------------------------

    def _follow_document(self, before: ProjectSpec, after: ProjectSpec) -> None:
        known = after.network.by_id.keys()
        self.desk.selection.set(self.desk.selection.ids & known)
        if len(before.network.nodes) != len(after.network.nodes):
            self._show_new(after.network.by_id.keys() - before.network.by_id.keys())
        elif before.groups != after.groups:
            self._fit_again()
        self._follow_growth()

    def _follow_growth(self) -> None:
        """A card that was in sight stays so when it becomes larger, as one with the names of more classes does."""
        before, self._rects = self._rects, {key: item.card_rect() for key, item in self.drawing.layers.items()}
        if self.gesture is not None:  # nothing moves under the mouse
            return
        for key, rect in self._rects.items():
            old = before.get(key, rect)
            if rect.width() <= old.width() and rect.height() <= old.height():
                continue
            if self.camera.fitted and not self.camera.shows(rect):
                self.commands.fit()
            elif not self.camera.fitted and self.camera.shows(old):
                self.camera.reveal(rect)

    def _show_opened(self) -> None:
        """Another project: all of it, nothing selected."""
        self.desk.selection.set(())
        self.commands.fit()

    def _show_new(self, added: Set[int]) -> None:
        """A fitted drawing is fitted again; else what was added is brought into sight, by zooming out if it must."""
        rect = QRectF()
        for item in (self.drawing.item(key) for key in added):
            rect = rect.united(item.bounds()) if item is not None else rect
        if self.camera.fitted or not (rect.isEmpty() or self.camera.has_room_for(rect)):
            self.commands.fit()
        elif not rect.isEmpty():
            self.camera.reveal(rect)

    def _follow_prepared(self, _prepared: object) -> None:
        """Data that has arrived gives cards another size: classes get bars, two inputs a field."""
        self._fit_again()
        self._follow_growth()

    def _follow_notes(self) -> None:
        """What the doctor writes below the cards of a fitted drawing has its room; where it has, nothing moves."""
        noted = [item.bounds() for item in self.drawing.layers.values() if item.note]
        if self.gesture is None and not all(map(self.camera.shows_clear, noted)):
            self._fit_again()

    def _fit_again(self) -> None:
        """A fitted drawing stays fitted."""
        if self.camera.fitted:
            self.commands.fit()

    def _rename(self) -> None:
        """F2: the chosen weight is typed, else the selected layer or group gets another name."""
        chosen = self.groups.chosen()
        if self.hand.open():
            return
        if chosen is not None and self.desk.selection.only is None:
            self.groups.rename(chosen)
        else:
            self.typing.rename_selected()

    def _type(self) -> None:
        """Enter: the chosen weight is typed, else the units of the selected layer."""
        if not self.hand.open():
            self.typing.units_of_selected()

    def _search(self) -> None:
        """/: a layer onto the selected wire, else behind the selected layer or the end."""
        if self.links.key is not None:
            self.adding.onto(*self.links.key)
        else:
            self.adding.behind()

    def _mend(self) -> None:
        """M: the remedy of the selected layer's problem, else of the first problem there is."""
        only = self.desk.selection.only
        items = self.drawing.layers.values()
        found = next((item.layer_id for item in items if item.problems and only in (None, item.layer_id)), None)
        if found is None:
            self.message.emit("There is no problem to mend.")
        else:
            self.presses.mend(found)

    def _choose_view(self, index: int) -> None:
        self.drawing.set_view(VIEWS[index][0])

    def _show_view(self, name: str) -> None:
        self.views_control.select([each for each, _, _ in VIEWS].index(name))

    def changeEvent(self, event: QEvent) -> None:
        """Another decimal mark: cards and chips are written again."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LocaleChange:
            self.drawing.rebuild()
            self.legend.refresh()

    # -- menus -------------------------------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """A right click on what lies there; the menu key on what is selected."""
        if self.gesture is None:
            by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
            only = self.desk.selection.only
            hit = self.hit(event.pos()) if not by_key else Hit(Spot.CARD, only or 0, link=self.links.link)
            self.menu_with_weights(hit, by_key).popup(event.globalPos())

    def menu_with_weights(self, hit: Hit, by_key: bool) -> QMenu:
        """The menu for what lies there, with what can be done to its weight, or to the chosen one, at the top."""
        pin = self.hand.pin if by_key else self.hand.meant(hit)
        menu = self.menu_for(hit)
        if pin is not None:
            self.hand.choose(pin)
            add_weight_entries(menu, self.hand, pin, self.drawing.runner.why_no_weights)
        return menu

    def menu_for(self, hit: Hit) -> QMenu:
        """The menu for what lies there, which becomes selected."""
        if hit.link is not None:
            self.links.set(hit.link.key)
            return menus.link_menu(self.commands, self, hit.link.key)
        if hit.box is not None:
            self.desk.selection.set(hit.box.group.layers)
            return menus.group_menu(self.commands, self, self.groups, hit.box.index)
        if hit.layer:
            if hit.layer not in self.desk.selection.ids:
                self.desk.selection.set({hit.layer})
            return menus.layer_menu(self.commands, self, hit.layer)
        return menus.canvas_menu(self.commands, self)

    # -- drawing and size --------------------------------------------------------------------------------------------

    def drawForeground(self, painter: QPainter, rect: QRectF | Any) -> None:  # noqa: N802
        """The rubber band, and the grip by which the selected card's units are dragged."""
        super().drawForeground(painter, rect)
        if self.gesture is not None:
            self.gesture.paint(painter)
        if not self.desk.document.network.nodes and self.drawing.drop is None:
            self._draw_invitation(painter)
        item = self.drawing.item(self.desk.selection.only or 0)
        area = grip_rect(item, self.camera.scale) if item is not None else QRectF()
        if not area.isEmpty():
            pen = QPen(current_theme().ink, 3, c=Qt.PenCapStyle.RoundCap)
            pen.setCosmetic(True)
            painter.setPen(pen)
            y = area.center().y()
            painter.drawLine(QPointF(area.center().x() - 10, y), QPointF(area.center().x() + 10, y))

    def _draw_invitation(self, painter: QPainter) -> None:
        """What to do with an empty canvas, in its middle, at every zoom equally large."""
        painter.save()
        painter.resetTransform()
        painter.setFont(fonts.font(fonts.BODY))
        painter.setPen(current_theme().ink3)
        painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, INVITATION)
        painter.restore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Overlays keep their corners; a fitted drawing stays fitted."""
        super().resizeEvent(event)
        self.corners.settle()
        if self.camera.fitted:
            self.commands.fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit on opening."""
        super().showEvent(event)
        if self.camera.fitted:
            self.commands.fit()
