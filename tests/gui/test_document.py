"""Document: one undo command for every edit, merging, weights asked for only where an edit costs some."""

import gc
import weakref

import pytest
from PySide6.QtCore import QObject

from core import edit, fitting
from core.layers import Dense
from core.project import ProjectSpec
from core.task import Task
from gui.document import Document, EditCommand

TASK = Task((2,), "classification", ("no", "yes"))


@pytest.fixture
def document(qapp: QObject) -> Document:
    return Document(ProjectSpec(network=fitting.suggest_network(TASK, (4,))))


def units(document: Document) -> int:
    layer = document.network.by_id[2].layer
    assert isinstance(layer, Dense)
    return layer.units


def test_an_edit_can_be_undone_and_redone(document: Document) -> None:
    first = document.project
    document.edit("Change units", edit.set_layer(first, 2, units=9))
    assert (units(document), document.stack.undoText()) == (9, "Change units")
    document.stack.undo()
    assert document.project == first
    document.stack.redo()
    assert units(document) == 9


def test_an_edit_that_changes_nothing_is_no_step(document: Document) -> None:
    document.edit("Nothing", edit.set_layer(document.project, 2, units=4))
    assert document.stack.count() == 0


def test_edits_with_one_key_merge_until_sealed(document: Document) -> None:
    for number in (5, 6, 7):
        document.edit("Change units", edit.set_layer(document.project, 2, units=number), merge="units of 2")
    document.seal()
    document.edit("Change units", edit.set_layer(document.project, 2, units=8), merge="units of 2")
    assert document.stack.count() == 2
    document.stack.undo()
    assert units(document) == 7
    document.stack.undo()
    assert units(document) == 4


def test_a_merged_edit_that_returns_to_its_start_vanishes(document: Document) -> None:
    for number in (5, 4):
        document.edit("Change units", edit.set_layer(document.project, 2, units=number), merge="units of 2")
    assert document.stack.count() == 0
    assert not document.stack.canUndo()


def test_nothing_is_left_of_a_merged_edit_and_the_stack_tells_of_it(document: Document) -> None:
    told: list[object] = []
    document.edit("Change units", edit.set_layer(document.project, 2, units=5), merge="units of 2")
    document.stack.indexChanged.connect(told.append)
    document.stack.undoTextChanged.connect(told.append)
    for number in range(6, 26):
        document.edit("Change units", edit.set_layer(document.project, 2, units=number), merge="units of 2")
    assert told == [1, "Change units"] * 20
    assert (document.stack.count(), units(document)) == (1, 25)
    gc.collect()
    commands = [each for each in gc.get_objects() if isinstance(each, EditCommand)]
    assert sum(getattr(each, "_document", None) is document for each in commands) == 1


def test_weights_are_kept_only_before_edits_that_cost_some(document: Document) -> None:
    kept: list[int] = []

    def keeper() -> int:
        kept.append(len(kept) + 1)
        return kept[-1]

    document.weight_keeper = keeper
    wanted: list[int] = []
    document.weights_wanted.connect(wanted.append)
    document.edit("Rename", edit.rename(document.project, 2, "first"))
    document.edit("Move", edit.move(document.project, {2: (10.0, 0.0)}))
    document.edit("Rate", edit.set_optimizer(document.project, learning_rate=0.5))
    assert kept == []
    document.edit("Delete", edit.remove_layers(document.project, [2]))
    assert kept == [1]
    document.stack.undo()
    assert wanted == [1]
    document.stack.redo()
    assert wanted == [1, 2]


def test_a_command_whose_weights_were_dropped_says_so(document: Document) -> None:
    document.weight_keeper = lambda: 7
    document.edit("Delete 'hidden'", edit.remove_layers(document.project, [2]))
    document.forget_weights(frozenset({7}))
    assert document.stack.undoText() == "Delete 'hidden' (drawing only)"
    wanted: list[int] = []
    document.weights_wanted.connect(wanted.append)
    document.stack.undo()
    assert wanted == []


def test_opening_starts_the_undo_stack_over(document: Document) -> None:
    document.edit("Change units", edit.set_layer(document.project, 2, units=9))
    document.open(ProjectSpec(), None)
    assert document.stack.count() == 0
    assert document.project == ProjectSpec()


def test_completing_data_is_part_of_the_edit_before(document: Document) -> None:
    from core.data_spec import TableData

    asked = edit.set_data(document.project, TableData(path="a.csv", target="y"))
    document.edit("Choose data", asked)
    known = edit.set_data(document.project, TableData(path="a.csv", target="y", delimiter=";"))
    document.complete(known)
    assert document.stack.count() == 1
    document.stack.undo()
    document.stack.redo()
    assert document.project == known


def test_a_document_lets_go_of_its_commands_before_it_is_taken_apart(qapp: QObject) -> None:
    document = Document(ProjectSpec(network=fitting.suggest_network(TASK, (4,))))
    heard: list[int] = []
    document.stack.indexChanged.connect(heard.append)
    document.edit("Change units", edit.set_layer(document.project, 2, units=9))
    command, gone = weakref.ref(document.stack.command(0)), weakref.ref(document)
    document.__del__()  # as the collector calls it, before it takes anything of the cycle apart
    assert document.stack.count() == 0 and heard == [1]
    del document
    gc.collect()
    assert gone() is None and command() is None
