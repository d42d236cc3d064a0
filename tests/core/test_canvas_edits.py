"""The pure edits behind the canvas's gestures: where the end is, what can stand on a wire, where a wire's end goes."""

import pytest

from core import edit
from core.errors import SpecError
from core.layers import Dense, Dropout, Input
from core.project import ProjectSpec


def chain() -> ProjectSpec:
    """Input 1 -> hidden 2 -> output 3, and a free-standing Dense 4."""
    project = edit.add_layer(ProjectSpec(data=None), Input(shape=(3,)), name="input")
    project = edit.append_layer(project, Dense(units=5), after=1, name="hidden")
    project = edit.append_layer(project, Dense(units=6), after=2, name="output")
    return edit.add_layer(project, Dense(units=2), name="spare")


def wires(project: ProjectSpec) -> dict[int, tuple[int, ...]]:
    return {node.id: node.inputs for node in project.network.nodes}


def test_the_end_is_the_output_else_the_last_that_runs_else_the_last_drawn() -> None:
    end = edit.end_of(chain().network)
    assert end is not None
    assert end.name == "output"
    forked = edit.append_layer(chain(), Dropout(), after=2, name="fork")
    end = edit.end_of(forked.network)
    assert forked.network.output is not None and forked.network.output.name == "output"
    assert end is not None
    assert end.name == "fork"
    unfed = edit.add_layer(ProjectSpec(data=None), Dense(), name="alone")
    end = edit.end_of(unfed.network)
    assert end is not None
    assert end.name == "alone"
    assert edit.end_of(ProjectSpec().network) is None


def test_appending_goes_behind_the_end_and_an_input_stands_alone() -> None:
    assert wires(edit.append_to_end(chain(), Dense()))[5] == (3,)
    assert wires(edit.append_to_end(chain(), Input()))[5] == ()
    assert wires(edit.append_to_end(ProjectSpec(data=None), Dense())) == {1: ()}


def test_an_input_cannot_stand_on_a_wire() -> None:
    with pytest.raises(SpecError, match="Nothing can enter an Input"):
        edit.insert_layer(chain(), Input(), source=1, target=2)


def test_the_end_of_a_wire_moves_in_one_edit() -> None:
    assert wires(edit.reconnect(chain(), 2, 3, 4)) == {1: (), 2: (1,), 3: (), 4: (2,)}
    with pytest.raises(SpecError, match="circle"):
        edit.reconnect(edit.connect(chain(), 3, 4), 3, 4, 2)


def test_copies_count_on_from_the_number_in_a_name() -> None:
    once = edit.duplicate(chain(), {2})
    twice = edit.duplicate(once, {5})
    assert [node.name for node in twice.network.nodes[-2:]] == ["hidden 2", "hidden 3"]
