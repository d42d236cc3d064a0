"""Judging: one click makes units, activation and loss of a head fit the data, whatever a beginner has drawn."""

from itertools import product

import pytest

from core import edit, fitting
from core.layers import Activation, Dense, Input
from core.losing import suggested_output
from core.losses import LOSSES
from core.project import ProjectSpec
from core.task import Task

THREE = Task((2,), "classification", ("a", "b", "c"), ("letter",))
TWO = Task((2,), "classification", ("a", "b"), ("letter",))
NUMBER = Task((2,), "regression", (), ("price",))
MSE, CCE, BCE = "mean_squared_error", "categorical_crossentropy", "binary_crossentropy"


def drawn(units: int = 1, activation: str = "linear", loss: str = MSE) -> ProjectSpec:
    """Input and a Dense output, as they are dropped on an empty canvas."""
    project = edit.append_to_end(edit.append_to_end(ProjectSpec(), Input(shape=(2,))), Dense(units=4))
    project = edit.append_to_end(project, Dense(units=units, activation=activation))
    return edit.set_loss(project, loss)


def offered(project: ProjectSpec, task: Task) -> tuple[str, ProjectSpec]:
    """The first remedy's text and what it makes of the project."""
    remedy = next(each.remedy for each in project.network.problems(task) if each.remedy is not None)
    return remedy.text, edit.apply_remedy(project, remedy)


@pytest.mark.parametrize(("task", "head", "text"), [
    (THREE, (1, "linear", MSE), "Give it 3 units, softmax and cross-entropy"),
    (THREE, (1, "softmax", CCE), "Give it 3 units"),
    (THREE, (3, "relu", MSE), "Use softmax and cross-entropy"),
    (THREE, (3, "linear", CCE), "Use softmax"),
    (THREE, (4, "sigmoid", BCE), "Give it 3 units"),
    (TWO, (4, "relu", MSE), "Give it 1 unit, sigmoid and binary cross-entropy"),
    (TWO, (2, "linear", MSE), "Use softmax and cross-entropy"),
    (TWO, (1, "softmax", CCE), "Give it 2 units"),
    (TWO, (1, "linear", CCE), "Use sigmoid and binary cross-entropy"),
    (TWO, (1, "softmax", MSE), "Use sigmoid and binary cross-entropy"),
    (NUMBER, (3, "softmax", CCE), "Give it 1 unit, a linear output and mean squared error"),
    (NUMBER, (1, "relu", MSE), "Use a linear output"),
    (NUMBER, (1, "sigmoid", BCE), "Use a linear output and mean squared error"),
    (NUMBER, (2, "tanh", "mean_absolute_error"), "Give it 1 unit"),
])  # fmt: skip
def test_one_click_makes_the_head_fit(task: Task, head: tuple[int, str, str], text: str) -> None:
    said, mended = offered(drawn(*head), task)
    assert said == text
    assert not mended.network.problems(task)


@pytest.mark.parametrize("task", [THREE, TWO, NUMBER], ids=lambda each: f"{each.kind} {each.outputs}")
def test_no_head_needs_a_second_click(task: Task) -> None:
    for units, activation, loss in product((1, 2, 3), ("linear", "relu", "sigmoid", "softmax", "tanh"), LOSSES):
        project = drawn(units, activation, loss)
        if project.network.problems(task):
            assert not offered(project, task)[1].network.problems(task), (units, activation, loss)


@pytest.mark.parametrize("task", [THREE, TWO, NUMBER], ids=lambda each: f"{each.kind} {each.outputs}")
def test_what_the_program_suggests_has_no_problem(task: Task) -> None:
    assert not fitting.suggest_network(task).problems(task)


@pytest.mark.parametrize(("head", "task"), [
    ((1, "sigmoid", MSE), TWO), ((2, "sigmoid", MSE), TWO), ((3, "softmax", MSE), THREE), ((1, "tanh", MSE), TWO),
    ((1, "sigmoid", MSE), NUMBER), ((1, "tanh", MSE), NUMBER), ((3, "sigmoid", BCE), THREE),
])  # fmt: skip
def test_what_textbooks_do_is_no_problem(head: tuple[int, str, str], task: Task) -> None:
    assert not drawn(*head).network.problems(task)


def test_an_output_that_is_added_fits_at_once() -> None:
    start = edit.append_to_end(ProjectSpec(), Input(shape=(2,)))
    pill = edit.append_to_end(edit.append_to_end(start, Dense(units=2)), Activation())
    for project in (start, pill):
        text, mended = offered(project, THREE)
        (head,) = mended.network.heads
        assert text == "Add an output" and not mended.network.problems(THREE)
        assert isinstance(head.layer, Dense)
        has = head.layer.units, head.layer.activation, mended.network.loss_of(head.id)
        assert has == suggested_output(THREE)


def test_a_wrong_number_of_outputs_is_told_once() -> None:
    problems = drawn(1, "relu", MSE).network.problems(THREE)
    assert [each.text for each in problems] == ["Dense 'dense 2' gives 1 number; the data has 3 classes."]
