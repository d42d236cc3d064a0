"""Layers as text: what is copied comes back with new ids and free names; a hostile text is a sentence."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import clip, edit, grouping
from core.errors import FormatError
from core.examples import EXAMPLES, open_example
from core.layers import Dense, Input
from core.project import ProjectSpec


def drawing() -> ProjectSpec:
    """input -> hidden -> output, the last two in a box."""
    project = edit.add_layer(ProjectSpec(data=None), Input(shape=(3,)), name="input", place=(0.0, 0.0))
    project = edit.append_layer(project, Dense(units=5), after=1, name="hidden", place=(300.0, 10.0))
    project = edit.append_layer(project, Dense(units=2), after=2, name="output", place=(600.0, 30.0))
    return grouping.group(project, [2, 3], "Head", "what decides")


def test_a_copy_has_new_ids_free_names_its_wires_and_its_box() -> None:
    project = drawing()
    pasted, ids = clip.paste(project, clip.copy(project, [2, 3]), centre=(1000.0, 520.0))
    assert ids == (4, 5) and pasted.network.next_id == 6
    hidden, output = (pasted.network.by_id[key] for key in ids)
    assert (hidden.name, output.name) == ("hidden 2", "output 2")
    assert hidden.inputs == () and output.inputs == (4,), "the wire from outside is not copied, the inner one is"
    assert hidden.layer == project.network.by_id[2].layer
    assert pasted.place[4] == (850.0, 510.0) and pasted.place[5] == (1150.0, 530.0)
    assert pasted.groups[-1].layers == (4, 5) and pasted.groups[-1].comment == "what decides"
    assert pasted.network.nodes[:3] == project.network.nodes


def test_names_are_kept_where_they_are_free() -> None:
    text = clip.copy(drawing(), [1, 2])
    pasted, _ = clip.paste(ProjectSpec(data=None), text)
    assert [node.name for node in pasted.network.nodes] == ["input", "hidden"]
    assert pasted.place == {1: (0.0, 0.0), 2: (300.0, 10.0)} and not pasted.groups, "half a box is no box"


@pytest.mark.parametrize("name", [each.name for each in EXAMPLES])
def test_every_example_survives_the_clipboard(name: str) -> None:
    project = open_example(name)
    text = clip.copy(project, project.network.by_id)
    pasted, _ = clip.paste(ProjectSpec(data=None), text) if project.network.nodes else (ProjectSpec(), ())
    assert [node.layer for node in pasted.network.nodes] == [node.layer for node in project.network.nodes]
    assert pasted.network.shapes.values().__len__() == len(project.network.shapes)


def test_the_text_of_a_whole_project_can_be_pasted() -> None:
    text = json.dumps(open_example("iris").to_json())
    pasted, ids = clip.paste(drawing(), text)
    assert len(ids) == len(open_example("iris").network.nodes)
    assert pasted.data is None, "layers are pasted, not data"


def layers(*changes: dict[str, Any]) -> str:
    """A text with one Dense for each change."""
    made = [{"id": at, "kind": "Dense", "units": 3} | each for at, each in enumerate(changes, 1)]
    return json.dumps({"format": clip.FORMAT, "layers": made})


HOSTILE = [
    ("", "holds no layers"),
    ("import os", "holds no layers"),
    ('{"format": "chainrule-layers/1", "layers": [', "is not valid JSON"),
    ('{"a": ' * 90_000, "is not valid JSON"),
    ('{"format": "chainrule-layers/7", "layers": []}', "format chainrule-layers/7"),
    ('{"format": "chainrule/2", "network": {}}', "are of the format|newer Chainrule"),
    ('{"format": "chainrule-layers/1"}', "a list 'layers'"),
    ('{"format": "chainrule-layers/1", "layers": [], "code": 1}', "unknown key 'code'"),
    ('{"format": "chainrule-layers/1", "layers": []}', "without layers"),
    (layers({"kind": "Shell"}), "Shell"),
    (layers({"units": "many"}), "units"),
    (layers({"units": float("nan")}), "NaN is not a number"),
    (layers({"inputs": [9]}), "layer 9"),
    (layers({"id": 1}, {"id": 1}), "ids are whole numbers"),
    (layers({"id": -4}), "ids are whole numbers"),
    (layers(*[{}] * (clip.MOST_LAYERS + 1)), "at most 1,000"),
    ('{"format": "chainrule-layers/1", "layers": [{"kind": "Dense"}], "places": {"1": [1e400, 0]}}', "place"),
    ('{"format": "chainrule-layers/1", "layers": [{"kind": "Dense"}], "groups": [{"layers": "all"}]}', "group 1"),
    ("{" + " " * (clip.MOST_TEXT + 1), "at most 4,000,000"),
    ('{"format": "chainrule-layers/1", "layers": [{"kind": "Dense", "name": "\ud800"}]}', "Dense|JSON|name|^$"),
]


@pytest.mark.parametrize(("text", "says"), HOSTILE, ids=[says for _, says in HOSTILE])
def test_a_hostile_text_is_a_sentence_and_changes_nothing(text: str, says: str) -> None:
    project = drawing()
    try:
        clip.paste(project, text)
    except FormatError as error:
        assert re.search(says, str(error)) and len(str(error)) < 600
    else:
        assert "^$" in says
    assert project == drawing()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from(["format", "layers", "places", "groups", "network", "kind", "units", "inputs", "id", "name"])
texts = st.dictionaries(keys, json_values, max_size=5).map(
    lambda raw: json.dumps({"format": clip.FORMAT} | {key: value for key, value in raw.items() if key != "format"})
)


@settings(max_examples=80, deadline=None)
@given(text=texts | st.text(max_size=40))
def test_no_text_raises_anything_else(text: str) -> None:
    try:
        pasted, ids = clip.paste(drawing(), text)
    except FormatError:
        return
    assert ids and pasted.network.next_id > max(ids)


def test_it_is_known_without_reading_it_all() -> None:
    assert clip.holds_layers(clip.copy(drawing(), [1])) and clip.holds_layers('{"format": "chainrule/1"}')
    assert not clip.holds_layers("1;2\n3;4") and not clip.holds_layers("")
