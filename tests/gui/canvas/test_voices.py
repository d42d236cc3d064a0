"""The drawing in sentences for a screen reader: each layer, each problem, all of it; read as a screen reader reads."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from core import edit
from core.layers import Dense
from core.project import ProjectSpec
from tests.helpers.canvas_bench import HIDDEN, INPUT, OUTPUT, CanvasBench, small_project


@pytest.fixture
def bench(qtbot: QtBot) -> CanvasBench:
    return CanvasBench(qtbot)


@pytest.fixture
def reader() -> Iterator[None]:
    """A screen reader is there."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def heard(bench: CanvasBench) -> str:
    found = QAccessible.queryAccessibleInterface(bench.view)
    assert found is not None and found.text(QAccessible.Text.Name) == "Drawing of the network"
    return found.text(QAccessible.Text.Description)


def test_all_of_it_then_what_is_selected(bench: CanvasBench) -> None:
    assert heard(bench).startswith("3 layers: input, hidden and output. No problem. Tab and the arrows go ")
    bench.selection.set({HIDDEN})
    assert heard(bench) == "hidden: Dense, 5, tanh. 20 parameters. From input, to output."
    bench.selection.set({HIDDEN, OUTPUT})
    assert heard(bench) == "2 layers selected: hidden and output."
    bench.selection.set({INPUT})
    assert heard(bench).startswith("input: ") and heard(bench).endswith("To hidden.")


def test_a_problem_is_a_sentence_with_its_remedy(bench: CanvasBench) -> None:
    bench.document.edit("Units", edit.set_layer(bench.document.project, HIDDEN, units=0))
    assert "A problem in hidden" in heard(bench)
    bench.selection.set({HIDDEN})
    assert "Problem: Dense 'hidden' has 0 units; it needs" in heard(bench)
    assert heard(bench).endswith("Remedy, key M: Give it 4 units.")


def test_an_empty_drawing_says_so(qtbot: QtBot) -> None:
    assert heard(CanvasBench(qtbot, ProjectSpec(data=None))).startswith("An empty drawing. ")


def test_under_a_screen_reader_each_card_has_a_child_where_it_stands(reader: None, bench: CanvasBench) -> None:
    view = bench.view
    assert set(view.voices.labels) == {INPUT, HIDDEN, OUTPUT}
    label = view.voices.labels[HIDDEN]
    found = QAccessible.queryAccessibleInterface(label)
    assert found is not None and found.text(QAccessible.Text.Name).startswith("hidden: Dense, 5, tanh.")
    bench.document.edit("Add", edit.append_to_end(bench.document.project, Dense(units=2)))
    assert label.geometry().center() == bench.screen(bench.item(HIDDEN).place) or view.camera.fitted
    view.voices.follow()
    assert (label.geometry().center() - bench.screen(bench.item(HIDDEN).place)).manhattanLength() <= 2
    bench.click(bench.body(HIDDEN))
    assert bench.selection.ids == {HIDDEN}, "the mouse goes through it"
    bench.document.stack.undo()
    assert set(view.voices.labels) == {INPUT, HIDDEN, OUTPUT}


def test_a_screen_reader_that_comes_later_finds_the_cards_as_well(
    bench: CanvasBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bench.view.voices.labels == {}
    monkeypatch.setattr(QAccessible, "isActive", staticmethod(lambda: True))
    bench.view.drawing.numbers_shown.emit()
    assert set(bench.view.voices.labels) == {INPUT, HIDDEN, OUTPUT}
    assert bench.view.viewport().accessibleName()


def test_without_one_there_are_no_children(bench: CanvasBench) -> None:
    assert bench.view.voices.labels == {} and bench.document.project == small_project()
