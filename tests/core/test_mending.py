"""Remedies for shapes that do not meet: each is tried on the drawing it is offered for."""

import pytest

from core import edit
from core.layers import Add, Concatenate, Conv1D, Conv2D, Dense, Input, Layer, MaxPooling2D, Multiply
from core.project import ProjectSpec


def merged(merge: Layer, shape: tuple[int, ...], long: Layer, short: Layer) -> ProjectSpec:
    """Two branches of an input that end in a merge, id 4."""
    project = edit.add_layer(ProjectSpec(data=None), Input(shape=shape))
    for branch in (long, short):
        project = edit.append_layer(project, branch, after=1)
    return edit.add_layer(project, merge, inputs=(2, 3))


SAME = Conv2D(filters=16, padding="same")
CASES = [
    (merged(Add(), (8, 8, 1), SAME, Conv2D(filters=4, padding="same")), "Insert Conv2D 1 × 1"),
    (merged(Multiply(), (8, 8, 1), SAME, Conv2D(filters=4, padding="same")), "Insert Conv2D 1 × 1"),
    (merged(Add(), (8, 8, 1), SAME, Conv2D(filters=16, padding="same", strides=(2, 2))), "Insert MaxPooling2D 2 × 2"),
    (merged(Add(), (8, 8, 1), SAME, Conv2D(filters=16)), "Insert ZeroPadding2D"),
    (merged(Concatenate(), (9, 9, 1), SAME, MaxPooling2D()), "Insert MaxPooling2D 2 × 2"),
    (merged(Concatenate(), (8, 8, 1), SAME, MaxPooling2D()), "Insert MaxPooling2D 2 × 2"),
    (merged(Add(), (6,), Dense(units=3), Dense(units=5)), "Insert Dense of 5"),
    (merged(Add(), (9, 2), Conv1D(filters=4, padding="same"), Conv1D(filters=3, padding="same")), "Insert Conv1D of 1"),
]


@pytest.mark.parametrize(("project", "text"), CASES)
def test_branches_that_do_not_meet_are_mended(project: ProjectSpec, text: str) -> None:
    (problem,) = [each for each in project.network.problems() if each.layer == 4]
    assert problem.remedy is not None and problem.remedy.text == text
    hash(problem.remedy)
    mended = edit.apply_remedy(project, problem.remedy).network
    assert 4 in mended.shapes and not mended.misfits


def test_a_window_too_large_is_offered_padding() -> None:
    project = edit.add_layer(ProjectSpec(data=None), Input(shape=(4, 4, 1)))
    project = edit.append_layer(project, Conv2D(filters=2, kernel_size=(5, 5)), after=1)
    (problem,) = [each for each in project.network.problems() if each.layer == 2]
    assert problem.remedy is not None and problem.remedy.text == "Use padding same"
    assert edit.apply_remedy(project, problem.remedy).network.shapes[2] == (4, 4, 2)


@pytest.mark.parametrize(
    ("shape", "layer", "text"),
    [((64,), Conv2D(filters=2), "Insert Reshape 8 × 8 × 1"), ((7,), Conv1D(filters=2), "Insert Reshape 7 × 1")],
)
def test_a_row_is_arranged_for_a_convolution(shape: tuple[int, ...], layer: Layer, text: str) -> None:
    project = edit.add_layer(ProjectSpec(data=None), Input(shape=shape))
    project = edit.append_layer(project, layer, after=1)
    (problem,) = [each for each in project.network.problems() if each.layer == 2]
    assert problem.remedy is not None and problem.remedy.text == text
    assert 2 in edit.apply_remedy(project, problem.remedy).network.shapes


def test_what_no_single_layer_mends_has_no_remedy() -> None:
    project = merged(Add(), (8, 8, 1), Conv2D(filters=3), Dense(units=2))
    assert all(each.remedy is None for each in project.network.problems() if each.layer == 4)
