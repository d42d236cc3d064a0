"""The palette: what exists appears, the search finds it, and every way of adding leads to the end of the drawing."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.layers import Layer
from core.project import ProjectSpec
from gui import motion
from gui.canvas import palette_entry
from gui.canvas.drag_data import layer_of
from gui.canvas.palette import RAIL, WIDTH, Palette, grouped_kinds
from gui.document import Document
from gui.selection import Selection
from tests.helpers.canvas_bench import OUTPUT, small_project

Key = Qt.Key


@pytest.fixture
def palette(qtbot: QtBot) -> Palette:
    return opened(qtbot, Document(small_project()))


def opened(qtbot: QtBot, document: Document) -> Palette:
    made = Palette(document, Selection())
    qtbot.addWidget(made, before_close_func=lambda _closing: made)
    made.resize(WIDTH, 600)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def kinds_shown(palette: Palette) -> list[str]:
    return [entry.kind for entry in palette.entries() if not entry.isHidden()]


def test_every_layer_kind_has_its_place(palette: Palette) -> None:
    assert sorted(kinds_shown(palette)) == sorted(Layer.kinds)
    assert [name for name, _ in grouped_kinds()][:2] == ["Shape", "Neurons"]
    assert grouped_kinds()[1][1][0].kind == "Dense"
    assert all(entry.toolTip() and entry.accessibleName() for entry in palette.entries())


def test_double_click_and_enter_append_to_the_end(qtbot: QtBot, palette: Palette) -> None:
    document = palette._document
    qtbot.mouseDClick(palette.entry("Dense"), Qt.MouseButton.LeftButton)
    assert document.network.by_id[4].inputs == (OUTPUT,)
    assert palette._selection.ids == {4}
    qtbot.keyClick(palette.entry("Dropout"), Key.Key_Return)
    assert document.network.by_id[5].inputs == (4,)
    assert document.stack.undoText() == "Add Dropout"
    document.stack.undo()
    document.stack.undo()
    assert document.project == small_project()


def test_the_first_layer_and_an_input_stand_alone(qtbot: QtBot) -> None:
    palette = opened(qtbot, Document(ProjectSpec(data=None)))
    said: list[str] = []
    palette.message.connect(said.append)
    palette.add("Dense")
    palette.add("Input")
    network = palette._document.network
    assert [node.inputs for node in network.nodes] == [(), ()]
    assert said[-1] == "Added input."


def test_search_narrows_and_enter_adds_the_first(qtbot: QtBot, palette: Palette) -> None:
    palette.focus_search()
    field = palette._search.edit
    assert field.hasFocus()
    qtbot.keyClicks(field, "drop")
    assert kinds_shown(palette) == ["Dropout", "SpatialDropout2D", "SpatialDropout1D"]
    qtbot.keyClick(field, Key.Key_Return)
    assert palette._document.network.by_id[4].layer.kind == "Dropout"
    qtbot.keyClicks(field, "zzz")
    assert kinds_shown(palette) == []
    qtbot.keyClick(field, Key.Key_Return)
    assert len(palette._document.network.nodes) == 4
    qtbot.keyClick(field, Key.Key_Escape)
    assert sorted(kinds_shown(palette)) == sorted(Layer.kinds)
    with qtbot.waitSignal(palette.canvas_wanted):
        qtbot.keyClick(field, Key.Key_Escape)


def test_search_finds_by_what_a_layer_does(palette: Palette) -> None:
    palette._search.edit.setText("weigh all")
    assert kinds_shown(palette) == ["Dense"]


def test_arrows_go_from_the_search_through_the_entries_and_back(qtbot: QtBot, palette: Palette) -> None:
    palette.focus_search()
    qtbot.keyClick(palette._search.edit, Key.Key_Down)
    assert palette.entry("Input").hasFocus()
    qtbot.keyClick(palette.entry("Input"), Key.Key_Down)
    assert palette.entry("Flatten").hasFocus()
    qtbot.keyClick(palette.entry("Flatten"), Key.Key_Up)
    qtbot.keyClick(palette.entry("Input"), Key.Key_Up)
    assert palette._search.edit.hasFocus()


def test_the_rail_shows_icons_only_and_the_search_unfolds_it(qtbot: QtBot, palette: Palette) -> None:
    motion.prefer_less_motion(True)
    try:
        palette._search.edit.setText("drop")
        palette.set_collapsed(True)
        assert palette.width() == RAIL
        assert sorted(kinds_shown(palette)) == sorted(Layer.kinds)
        palette.focus_search()
        assert not palette.collapsed
        assert palette.width() == WIDTH
    finally:
        motion.prefer_less_motion(None)


def test_moving_far_enough_starts_a_drag_with_the_kind(
    qtbot: QtBot, palette: Palette, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []

    class Drag:
        def __init__(self, source: object) -> None:
            self.source = source

        def setMimeData(self, data: object) -> None:  # noqa: N802
            self.data = data

        def setPixmap(self, ghost: object) -> None:  # noqa: N802
            self.ghost = ghost

        def setHotSpot(self, spot: object) -> None:  # noqa: N802
            self.spot = spot

        def exec(self, action: object) -> None:
            started.append(self)

    monkeypatch.setattr(palette_entry, "QDrag", Drag)
    entry = palette.entry("Dense")
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(entry, left, pos=QPoint(20, 10))
    QApplication.processEvents()
    _move(entry, QPoint(22, 11))
    assert started == []
    _move(entry, QPoint(60, 20))
    (drag,) = started
    layer = layer_of(drag.data)
    assert layer is not None
    assert layer.kind == "Dense"
    assert not drag.ghost.isNull()
    qtbot.mouseRelease(entry, left, pos=QPoint(60, 20))
    assert palette._document.stack.count() == 0


def _move(entry: palette_entry.PaletteEntry, at: QPoint) -> None:
    none, left = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
    spot = QPointF(at)
    kind, keys = QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(kind, spot, entry.mapToGlobal(spot), none, left, keys)
    QApplication.sendEvent(entry, event)
