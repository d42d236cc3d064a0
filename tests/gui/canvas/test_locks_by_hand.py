"""Weights locked on the drawing, in a real run: by key and menu, shown, held in training, taken back."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.locking import lock_layer, lock_weights
from gui.canvas.pins import Pin
from tests.helpers.weight_desk import HIDDEN, WIRE, Desk, Key


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(qtbot)
    yield made
    made.runner.close()


# -- locking -----------------------------------------------------------------------------------------------------------


def test_l_locks_the_chosen_weight_shows_and_holds_in_training(desk: Desk, qtbot: QtBot) -> None:
    desk.click(desk.on_wire())
    desk.key(Key.Key_L)
    assert desk.locked() == 1
    assert desk.said[-1] == "w3 is locked: training leaves it."
    item = desk.view.drawing.item(HIDDEN)
    assert item is not None and item.parameters == "1 of 12 locked"
    bundle = desk.view.drawing.painter.bundles[WIRE.link]  # type: ignore[index]
    assert bundle.locked is not None and np.argwhere(bundle.locked).tolist() == [[1, 0]]
    before, other = desk.value(), Pin(HIDDEN, "weight", (0, 0), (1, HIDDEN))
    free = desk.value(other)
    desk.runner.advance_epoch()
    qtbot.waitUntil(lambda: desk.runner.snapshot is not None and desk.runner.snapshot.epoch >= 1)
    assert desk.value() == before and desk.value(other) != free
    desk.click(desk.on_chip())  # a hand may change it all the same
    desk.type("0.9")
    QTest.keyClick(desk.editor, Key.Key_Return)
    assert desk.value() == 0.9 and "It stays locked." in desk.said[-1] and desk.locked() == 1
    desk.key(Key.Key_L)
    assert desk.locked() == 0
    assert desk.said[-1] == "Training changes w3 again."


def test_the_status_bar_says_locked(desk: Desk) -> None:
    project = lock_weights(desk.document.project, HIDDEN, "weight", [(1, 0)])
    desk.document.edit("Lock", lock_weights(project, HIDDEN, "bias", [(1,)]))
    QTest.mouseMove(desk.view.viewport(), desk.on_wire())
    assert ", locked." in desk.said[-1]
    QTest.mouseMove(desk.view.viewport(), desk.on_face())
    assert desk.said[-1].endswith("Its bias is locked.")


def test_l_without_a_choice_says_what_to_do(desk: Desk) -> None:
    desk.key(Key.Key_L)
    assert desk.locked() == 0 and "Choose a wire, a neuron or a layer with weights first" in desk.said[-1]
    desk.selection.set({desk.document.network.nodes[0].id})  # an input has none
    desk.key(Key.Key_L)
    assert desk.document.stack.count() == 0


def test_l_locks_the_chosen_layers(desk: Desk, qtbot: QtBot) -> None:
    desk.selection.set({HIDDEN})
    desk.key(Key.Key_L)
    item = desk.view.drawing.item(HIDDEN)
    assert item is not None and item.parameters == "all 12 locked" and desk.locked() == 12
    name = desk.document.network.by_id[HIDDEN].name
    assert desk.said[-1] == f"{name} is locked: training leaves it."
    assert desk.document.stack.undoText() == f"Lock {name}"
    before = desk.value()
    desk.runner.advance_epoch()
    qtbot.waitUntil(lambda: desk.runner.snapshot is not None and desk.runner.snapshot.epoch >= 1)
    assert desk.value() == before
    desk.selection.set({node.id for node in desk.document.network.nodes})
    desk.key(Key.Key_L)  # not all are locked
    others = [node.id for node in desk.document.network.nodes if desk.document.network.weights(node.id)]
    assert all(desk.locked(each) for each in others) and f"{len(others)} layers are locked" in desk.said[-1]
    desk.key(Key.Key_L)
    assert not any(desk.locked(each) for each in others) and desk.said[-1].endswith("are trained again.")


def test_locks_are_painted_at_middle_and_near_zoom(desk: Desk) -> None:
    desk.view.camera.zoom_to(1.6)
    plain = desk.view.grab().toImage()
    desk.document.edit("Lock", lock_layer(desk.document.project, HIDDEN, True))
    assert desk.view.grab().toImage() != plain
    item = desk.view.drawing.item(HIDDEN)
    assert item is not None and item.parameters == "all 12 locked" and item.locked


def entries(desk: Desk, at: QPoint) -> dict[str, object]:
    desk.view.grab()  # links are found where they were painted
    hit = desk.view.hit(at)
    menu = desk.view.menu_with_weights(hit, by_key=False)
    found = {action.text(): action for action in menu.actions() if action.text()}
    desk.qtbot.addWidget(menu)
    return found  # type: ignore[return-value]


def test_the_menu_of_a_wire_locks_and_sets(desk: Desk) -> None:
    found = entries(desk, desk.on_wire())
    assert list(found)[:5] == [
        "Set w3 to…", "w3 back to the start", "Lock w3", "Lock all weights into h2", "Weights of hidden…",
    ]  # fmt: skip
    found["Lock all weights into h2"].trigger()  # type: ignore[attr-defined]
    assert desk.locked() == 3 and desk.document.stack.undoText() == "Lock all weights into h2"
    found = entries(desk, desk.on_wire())
    assert "Unlock all weights into h2" in found and "Unlock w3" in found
    found["Unlock w3"].trigger()  # type: ignore[attr-defined]
    assert desk.locked() == 2
    found["Set w3 to…"].trigger()  # type: ignore[attr-defined]
    desk.type("0.6")
    QTest.keyClick(desk.editor, Key.Key_Return)
    assert desk.value() == 0.6
    wanted: list[int] = []
    desk.view.weights_wanted.connect(wanted.append)
    found["Weights of hidden…"].trigger()  # type: ignore[attr-defined]
    assert wanted == [HIDDEN]


def test_back_to_the_start(desk: Desk, qtbot: QtBot) -> None:
    first = desk.value()
    desk.runner.advance_epoch()
    qtbot.waitUntil(lambda: desk.runner.snapshot is not None and desk.runner.snapshot.epoch >= 1)
    assert desk.value() != first
    entries(desk, desk.on_wire())["w3 back to the start"].trigger()  # type: ignore[attr-defined]
    assert desk.value() == first and desk.document.stack.undoText() == "Start of w3"


def test_the_menu_of_a_neuron_has_its_bias(desk: Desk) -> None:
    found = entries(desk, desk.on_face())
    assert list(found)[:3] == ["Set b of h2 to…", "b of h2 back to the start", "Lock b of h2"]
    assert "Lock all weights into h2" in found and "Weights of hidden…" not in found
    assert "Rename" in found and desk.selection.ids == {HIDDEN}
