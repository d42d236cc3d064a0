"""Groups: boxes around layers, their edits, and their optional key in the project file."""

import pytest

from core import edit, grouping
from core.errors import FormatError, SpecError
from core.groups import Group
from core.layers import Dense, Input
from core.project import ProjectSpec


@pytest.fixture
def project() -> ProjectSpec:
    made = edit.add_layer(ProjectSpec(data=None), Input(shape=(3,)), name="input")
    for number in range(3):
        made = edit.append_to_end(made, Dense(units=4 + number))
    return made


def test_a_layer_stands_in_one_group(project: ProjectSpec) -> None:
    one = grouping.group(project, [2, 3])
    assert one.groups == (Group("Group", (2, 3)),)
    two = grouping.group(one, [3, 4])
    assert two.groups == (Group("Group", (2,)), Group("Group 2", (3, 4)))
    assert grouping.group(two, [2, 3, 4], "All").groups == (Group("All", (2, 3, 4)),), "emptied boxes go"
    assert [grouping.group_of(two, key) for key in (1, 2, 4)] == [None, 0, 1]
    with pytest.raises(SpecError, match="needs layers"):
        grouping.group(project, [77])


def test_name_and_comment(project: ProjectSpec) -> None:
    boxed = grouping.describe(grouping.group(project, [2]), 0, " Encoder ", "halves it ")
    assert boxed.groups == (Group("Encoder", (2,), "halves it"),)
    with pytest.raises(SpecError, match="needs a name"):
        grouping.describe(boxed, 0, "  ", "")
    with pytest.raises(SpecError, match="at most 2,000"):
        grouping.describe(boxed, 0, "Encoder", "x" * 2001)


def test_a_layer_inserted_between_two_of_a_group_stands_in_it(project: ProjectSpec) -> None:
    boxed = grouping.group(project, [2, 3])
    assert edit.insert_layer(boxed, Dense(units=2), source=2, target=3).groups[0].layers == (2, 3, 5)
    assert edit.insert_layer(boxed, Dense(units=2), source=3, target=4).groups == boxed.groups
    free = edit.add_layer(boxed, Dense(units=2))
    assert edit.insert_existing(free, 5, source=2, target=3).groups[0].layers == (2, 3, 5)


def test_taking_apart_and_removing(project: ProjectSpec) -> None:
    boxed = grouping.group(project, [2, 3])
    assert grouping.ungroup(boxed, [3]).groups == () and grouping.ungroup(boxed, [1]).groups == boxed.groups
    assert edit.remove_layers(boxed, [2]).groups == (Group("Group", (3,)),)
    assert edit.remove_layers(boxed, [2, 3]).groups == ()


def test_the_key_is_optional_and_frozen(project: ProjectSpec) -> None:
    assert "groups" not in project.to_json()
    raw = grouping.group(project, [2, 3], "Encoder", "halves it").to_json()
    assert raw["groups"] == [{"name": "Encoder", "layers": [2, 3], "comment": "halves it"}]
    assert ProjectSpec.from_json(raw).groups == (Group("Encoder", (2, 3), "halves it"),)


def test_a_file_with_layers_that_are_gone_opens(project: ProjectSpec) -> None:
    raw = project.to_json() | {"groups": [{"layers": [3, 2, 99]}, {"name": "Empty", "layers": [88]}, {"layers": [2]}]}
    assert ProjectSpec.from_json(raw).groups == (Group("", (2, 3)),)


@pytest.mark.parametrize(
    ("groups", "says"),
    [
        ({}, "a list of groups"), ([7], "group 1"), ([{"layers": [1.5]}], "whole numbers"),
        ([{"layers": [True]}], "whole numbers"), ([{"layers": [2], "colour": "red"}], "unknown key 'colour'"),
        ([{"layers": [2], "name": 4}], "name of group 1"), ([{"layers": [2], "comment": "x" * 3000}], "comment"),
    ],
)
def test_a_damaged_key_is_a_sentence(project: ProjectSpec, groups: object, says: str) -> None:
    with pytest.raises(FormatError, match=says):
        ProjectSpec.from_json(project.to_json() | {"groups": groups})
