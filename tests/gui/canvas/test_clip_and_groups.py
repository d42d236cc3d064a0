"""Cut, copy, paste, align, distribute and groups on the canvas: each one undo step, hostile text a sentence."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.groups import Group
from gui.canvas.arranging import align, distribute
from gui.canvas.hits import Spot, find
from gui.dialogs.group_dialog import NO_NAME, GroupDialog
from tests.helpers.canvas_bench import HIDDEN, INPUT, OUTPUT, CanvasBench, small_project, two_parts

Key, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[CanvasBench]:
    QApplication.clipboard().clear()
    yield CanvasBench(qtbot)


# -- the clipboard -----------------------------------------------------------------------------------------------------


def test_copy_here_paste_in_another_window(bench: CanvasBench, qtbot: QtBot) -> None:
    bench.selection.set({HIDDEN, OUTPUT})
    bench.key(Key.Key_C, CTRL)
    assert "chainrule-layers/1" in QApplication.clipboard().text() and bench.steps == 0
    other = CanvasBench(qtbot, two_parts())
    before = other.document.project
    other.key(Key.Key_V, CTRL)
    assert other.selection.ids == {5, 6} and other.inputs(6) == (5,) and other.steps == 1
    assert [other.document.network.by_id[key].name for key in (5, 6)] == ["hidden 2", "output 2"]
    assert other.undo_text == "Paste 2 layers"
    other.undo_and_redo(before)
    other.key(Key.Key_V, CTRL)
    rects = [item.card_rect() for item in other.view.drawing.layers.values()]
    assert len(rects) == 8 and not any(a.intersects(b) for a, b in combinations(rects, 2)), "nothing is covered"


def test_cut_joins_the_neighbours_and_paste_brings_it_back(bench: CanvasBench) -> None:
    before = bench.document.project
    bench.selection.set({HIDDEN})
    bench.key(Key.Key_X, CTRL)
    assert bench.inputs(OUTPUT) == (INPUT,) and bench.undo_text == "Cut hidden"
    bench.undo_and_redo(before)
    bench.key(Key.Key_V, CTRL)
    new = bench.document.network.by_id[4]
    assert new.name == "hidden" and new.layer == before.network.by_id[HIDDEN].layer


UNKNOWN = '{"format": "chainrule-layers/1", "layers": [{"kind": "Shell"}]}'


@pytest.mark.parametrize("text", ["", "hello", UNKNOWN, "{" * 9])
def test_a_hostile_clipboard_is_a_sentence(bench: CanvasBench, text: str) -> None:
    QApplication.clipboard().setText(text)
    before = bench.document.project
    bench.key(Key.Key_V, CTRL)
    assert bench.document.project is before and bench.steps == 0
    assert bench.said[-1].endswith(".") and ("clipboard" in bench.said[-1] or "Shell" in bench.said[-1])


def test_nothing_selected_copies_and_cuts_nothing(bench: CanvasBench) -> None:
    QApplication.clipboard().setText("mine")
    bench.key(Key.Key_C, CTRL)
    bench.key(Key.Key_X, CTRL)
    assert QApplication.clipboard().text() == "mine" and bench.steps == 0
    assert not bench.view.commands.actions["copy"].isEnabled()


# -- align and distribute ----------------------------------------------------------------------------------------------


def test_aligning_brings_edges_or_middles_in_line() -> None:
    places, sizes = {1: (0.0, 0.0), 2: (300.0, 40.0)}, {1: (100.0, 50.0), 2: (200.0, 90.0)}
    assert align(places, sizes, "left") == {1: (0, 0.0), 2: (50, 40.0)}
    assert align(places, sizes, "right") == {1: (350, 0.0), 2: (300, 40.0)}
    assert align(places, sizes, "top") == {1: (0.0, 0), 2: (300.0, 20)}
    assert align(places, sizes, "bottom") == {1: (0.0, 60), 2: (300.0, 40)}
    assert align(places, sizes, "middle") == {1: (0.0, 30), 2: (300.0, 30)}
    assert align(places, sizes, "center") == {1: (175, 0.0), 2: (175, 40.0)}


def test_distributing_makes_equal_gaps_between_the_outermost() -> None:
    places = {1: (0.0, 0.0), 2: (80.0, 7.0), 3: (500.0, 0.0)}
    sizes = {1: (100.0, 10.0), 2: (40.0, 10.0), 3: (200.0, 10.0)}
    found = distribute(places, sizes, "across")
    assert found[1] == (0, 0.0) and found[3] == (500, 0.0)
    gaps = [found[2][0] - 20 - 50, 400 - (found[2][0] + 20)]
    assert gaps[0] == gaps[1] and found[2][1] == 7.0
    assert distribute({1: (0.0, 0.0), 2: (9.0, 9.0)}, sizes, "down") == {1: (0.0, 0.0), 2: (9.0, 9.0)}


def test_the_commands_are_one_undo_step_and_want_enough_cards(bench: CanvasBench) -> None:
    actions = bench.view.commands.actions
    bench.selection.set({HIDDEN})
    assert not actions["align_top"].isEnabled()
    bench.selection.set({INPUT, HIDDEN, OUTPUT})
    assert actions["align_top"].isEnabled() and actions["distribute_across"].isEnabled()
    actions["align_top"].trigger()
    tops = {round(bench.item(key).card_rect().top()) for key in (INPUT, HIDDEN, OUTPUT)}
    assert max(tops) - min(tops) <= 1 and bench.undo_text == "Align 3 layers" and bench.steps == 1


# -- groups ------------------------------------------------------------------------------------------------------------


def grouped(bench: CanvasBench, name: str = "Head", comment: str = "what decides") -> None:
    bench.view.groups.describe = lambda *_: (name, comment)
    bench.selection.set({HIDDEN, OUTPUT})
    bench.key(Key.Key_G, CTRL)


def head(bench: CanvasBench) -> QPointF:
    return bench.view.drawing.boxes[0].head.center()


def test_a_group_is_made_named_and_taken_apart(bench: CanvasBench) -> None:
    before = bench.document.project
    grouped(bench)
    assert bench.document.project.groups == (Group("Head", (HIDDEN, OUTPUT), "what decides"),)
    assert bench.undo_text == "Group 2 layers"
    box = bench.view.drawing.boxes[0]
    assert all(box.rect.contains(bench.item(key).card_rect()) for key in (HIDDEN, OUTPUT))
    assert bench.view.drawing.content_rect().contains(box.rect)
    seen = bench.view.mapToScene(bench.view.viewport().rect().adjusted(0, 44, 0, 0)).boundingRect()
    assert seen.contains(box.rect), "a fitted drawing is fitted again, below the choice of views"
    bench.undo_and_redo(before)
    bench.view.groups.describe = lambda _title, name, comment, _parent: (f"{name} 2", comment.upper())
    bench.key(Key.Key_F2)
    assert bench.document.project.groups[0].name == "Head 2"
    bench.key(Key.Key_G, CTRL | SHIFT)
    assert bench.document.project.groups == () and not bench.view.commands.actions["ungroup"].isEnabled()


def test_the_head_of_the_box_moves_all_of_it(bench: CanvasBench) -> None:
    grouped(bench)
    before, spot = bench.document.project, head(bench)
    bench.selection.set(())
    there = {key: bench.item(key).place for key in (INPUT, HIDDEN, OUTPUT)}
    assert find(bench.view.drawing, spot, bench.view.camera.scale).spot is Spot.GROUP
    bench.drag(spot, spot + QPointF(50, 70))
    moved = {key: bench.item(key).place - there[key] for key in there}
    assert moved[HIDDEN] == moved[OUTPUT] != QPointF() and moved[INPUT] == QPointF()
    assert bench.undo_text == "Move Head" and bench.selection.ids == {HIDDEN, OUTPUT}
    bench.undo_and_redo(before)
    bench.click(head(bench))
    assert bench.selection.ids == {HIDDEN, OUTPUT} and bench.steps == 2


def test_escape_puts_a_dragged_group_back(bench: CanvasBench) -> None:
    grouped(bench)
    before, spot = bench.document.project, head(bench)
    bench.selection.set({INPUT})
    bench.pull(spot, spot + QPointF(50, 70))
    bench.key(Key.Key_Escape)
    bench.release(spot + QPointF(50, 70))
    assert bench.document.project is before and bench.selection.ids == {INPUT}


def test_a_double_click_on_the_head_describes_it_and_hovering_tells_of_it(bench: CanvasBench) -> None:
    grouped(bench)
    assert bench.hover(head(bench)).startswith("Head, 2 layers. what decides Drag")
    bench.view.groups.describe = lambda *_: ("Tail", "")
    bench.double_click(head(bench))
    assert bench.document.project.groups[0].name == "Tail"
    bench.view.groups.describe = lambda *_: None
    bench.double_click(head(bench))
    assert bench.document.project.groups[0].name == "Tail" and bench.steps == 2


def test_a_copied_group_is_pasted_with_its_box(bench: CanvasBench) -> None:
    grouped(bench)
    bench.key(Key.Key_C, CTRL)
    bench.key(Key.Key_V, CTRL)
    assert [each.layers for each in bench.document.project.groups] == [(HIDDEN, OUTPUT), (4, 5)]


def test_the_box_has_a_menu_of_its_own(bench: CanvasBench) -> None:
    grouped(bench)
    spot = bench.screen(head(bench))
    menu = bench.view.menu_for(bench.view.hit(QPoint(spot)))
    texts = [action.text() for action in menu.actions()]
    assert texts[0] == "Name and comment…" and "Ungroup" in texts
    menu.close()
    menu.deleteLater()


def test_a_long_comment_is_broken_and_ends_in_an_ellipsis(bench: CanvasBench) -> None:
    grouped(bench, comment="a comment of many words " * 40)
    box = bench.view.drawing.boxes[0]
    assert len(box.lines) == 3 and box.lines[-1].endswith("…")
    bench.view.grab()


def test_the_dialog_wants_a_name(qtbot: QtBot) -> None:
    dialog = GroupDialog("Group", "Encoder", "")
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.name.hasFocus() or not dialog.isActiveWindow()
    dialog.name.setText("  ")
    assert not dialog.footer.primary.isEnabled() and dialog.footer.sentence.text() == NO_NAME
    dialog.name.setText("Decoder")
    dialog.comment.setPlainText("x" * 3000)
    assert not dialog.footer.primary.isEnabled()
    dialog.comment.setPlainText("fine")
    assert dialog.footer.primary.isEnabled()
    dialog.close()


def test_a_drawing_without_groups_has_no_boxes(bench: CanvasBench) -> None:
    assert bench.view.drawing.boxes == () and bench.document.project == small_project()
