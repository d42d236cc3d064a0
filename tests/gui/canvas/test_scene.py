"""The scene mirrors the document: items by id, geometry for gestures, problems, views and the choice of faces."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from core.edit import insert_layer, move, remove_layers, rename, set_layer
from core.layers import Dense, Dropout
from gui.canvas.cards import Style
from gui.canvas.scene import CanvasScene
from gui.canvas.weights import weight_at
from tests.helpers.canvas_shots import StillRunner, make


@pytest.fixture
def digits(qapp):
    return make("blank")


def styles(scene: CanvasScene) -> list[Style]:
    return [item.card.style for item in scene.layers.values()]


def test_digits_are_an_image_a_pill_faces_and_bars(digits):
    scene, _, _ = digits
    assert styles(scene) == [Style.IMAGE, Style.PILL, Style.FACES, Style.BARS]
    hidden = scene.item(3)
    assert (len(hidden.card.shown), hidden.card.left_out) == (24, 8)
    assert hidden.parameters == "2,080 parameters"
    assert list(scene.links) == [(1, 2), (2, 3), (3, 4)]


def test_items_keep_their_identity_when_the_network_changes(digits):
    scene, _, document = digits
    before = scene.item(3)
    document.edit("Units", set_layer(document.project, 3, units=8))
    assert scene.item(3) is before
    assert len(before.card.shown) == 8
    document.edit("Remove", remove_layers(document.project, [3]))
    assert scene.item(3) is None
    assert (2, 4) in scene.links
    document.stack.undo()
    assert (3, 4) in scene.links


def test_an_inserted_layer_gets_room(digits):
    scene, _, document = digits
    document.edit("Move", move(document.project, scene.places()))
    document.edit("Insert", insert_layer(document.project, Dense(units=8, activation="relu"), source=3, target=4))
    rects = [item.card_rect() for item in scene.layers.values()]
    assert not any(a.intersects(b) for number, a in enumerate(rects) for b in rects[number + 1 :])


def test_moving_a_card_takes_its_links_along(digits):
    scene, _, _ = digits
    bundle = scene.painter.bundles[(3, 4)]
    old = bundle.end.copy()
    x, y = scene.places()[4]
    scene.move_layers({4: (x + 50, y - 20)})
    assert np.allclose(scene.painter.bundles[(3, 4)].end - old, [50, -20])


def test_ports_faces_and_stepper_are_where_the_card_is(digits):
    scene, _, _ = digits
    hidden = scene.item(3)
    assert scene.layer_at(hidden.card_rect().center()) is hidden
    assert scene.port_at(hidden.port_out() + QPointF(3, 3)) == (3, "out")
    assert scene.port_at(scene.item(1).port_in()) is None
    center = hidden.face_rect(5).center()
    assert hidden.face_at(center) == hidden.card.shown[5]
    assert hidden.face_at(hidden.card_rect().topLeft()) is None
    stepper = hidden.stepper_rect()
    assert all(hidden.card_rect().contains(rect) for rect in stepper)
    assert stepper.minus.right() <= stepper.value.left() < stepper.plus.left()
    assert scene.item(4).stepper_rect() is None  # the data says how many classes there are


def test_a_free_place_covers_no_card(digits):
    scene, _, _ = digits
    place = scene.free_place(scene.item(3).place)
    assert all(abs(place.x() - item.place.x()) > 70 or abs(place.y() - item.place.y()) > 100
               for item in scene.layers.values())


def test_links_are_found_by_distance_and_by_their_shape(digits):
    scene, _, _ = digits
    link = scene.links[(3, 4)]
    assert link.label == "32"
    assert scene.link_at(link.shape_label_rect().center()) is link
    assert link.distance_to(link.middle() + QPointF(0, 30)) > 15
    assert scene.link_at(QPointF(0, 5000)) is None


def test_the_nearest_weight_is_named_by_its_neurons(qapp):
    scene, _, _ = make("iris")
    bundle = scene.painter.bundles[(1, 2)]
    scene.painter._update()
    x, y = bundle.fine[7][4][:2]
    found = weight_at(scene, QPointF(x, y), 5.0)
    assert found is not None
    link, weight = found.link, found.weight
    assert link.key == (1, 2)
    assert weight == scene.painter.neurons_of((1, 2), 7)
    scene.hover_link(link, weight)
    mask = scene.painter.stressed_links((1, 2), bundle)
    assert mask.sum() == 1 and mask[7]


def test_problems_stand_under_their_card_with_a_remedy(qapp):
    scene, _, document = make("problems")
    hidden = scene.item(3)
    assert "flat input" in hidden.note.text
    button = hidden.remedy_rect()
    assert button.top() > hidden.card_rect().bottom()
    assert scene.content_rect().contains(button)
    document.edit("Units", set_layer(document.project, 5, units=4))
    assert scene.item(5).remedy_rect() is None


def test_pills_let_the_links_run_through(qapp):
    scene, _, _ = make("dropout")
    pill = next(item for item in scene.layers.values() if isinstance(item.node.layer, Dropout))
    link = next(link for link in scene.links.values() if link.source == pill.layer_id)
    assert link.origin.layer_id == 4
    assert link.through == (pill,)
    assert link.key in scene.painter.bundles
    assert (4, pill.layer_id) in scene.painter.covered
    scene.move_layers({pill.layer_id: (pill.place.x(), pill.place.y() - 90)})
    bundle = scene.painter.bundles[link.key]
    bundle.rechoose()
    bundle.update(None)
    points = bundle.fine.reshape(-1, 4)
    near = np.abs(points[:, 0] - pill.place.x()) < 12
    assert abs(points[near, 1].mean() - pill.place.y()) < 12


def test_wide_layers_are_heat_maps_without_single_links(qapp):
    scene, _, _ = make("wide")
    assert scene.item(3).card.style is Style.MAP
    assert scene.painter.bundles == {}


def test_two_inputs_show_fields_but_a_worked_example_shows_values(qapp):
    scene, _, _ = make("sine")
    assert scene.item(2).card.square
    scene, _, _ = make("mazur")
    assert not scene.item(2).card.square
    assert scene.item(2).card.face == 66


def test_faces_are_chosen_once_for_a_revision(qapp):
    scene, runner, _ = make("digits")
    chosen = scene.item(3).card.shown
    weight = np.abs(runner.snapshot.weights(4)["weight"]).sum(axis=0)
    assert set(chosen) == set(np.argsort(-weight, kind="stable")[:24].tolist())
    assert list(chosen) == sorted(chosen)
    for _ in range(3):
        runner.trainer.epoch()
        runner.look()
    assert scene.item(3).card.shown == chosen


def test_numbers_of_changed_layers_are_gone_those_of_others_stay(qapp):
    scene, _, document = make("digits")
    scene.painter._update()
    assert scene.painter.bundles[(2, 3)].values is not None
    document.edit("Units", set_layer(document.project, 3, units=20))
    scene.painter._update()
    assert scene.painter.bundles[(2, 3)].values is None
    assert scene.painter.live.values(4, "a") is None
    document.stack.undo()
    document.edit("Output", set_layer(document.project, 4, units=9))
    scene.painter._update()
    assert scene.painter.bundles[(2, 3)].values is not None


def test_a_rename_keeps_the_numbers(qapp):
    scene, _, document = make("digits")
    document.edit("Name", rename(document.project, 3, "middle"))
    scene.painter._update()
    assert scene.painter.live.values(3, "a") is not None


def test_the_scene_says_how_many_links_are_drawn(qapp):
    scene, _, _ = make("digits")
    scene.painter._update()
    drawn, total = scene.links_drawn(scene.links[(2, 3)])
    assert total == 2048 and 300 <= drawn <= 460
    assert scene.links_drawn(scene.links[(1, 2)]) == (0, 0)


def test_views_are_five(digits):
    scene, _, _ = digits
    told = []
    scene.view_changed.connect(told.append)
    for name in ("activation", "blame", "gradient", "change", "weight"):
        scene.set_view(name)
    assert told == ["activation", "blame", "gradient", "change", "weight"]
    with pytest.raises(ValueError, match="one of"):
        scene.set_view("colour")


def test_selection_marks_items(digits):
    scene, _, _ = digits
    scene.selection.set([3])
    assert [item.selected for item in scene.layers.values()] == [False, False, True, False]


def test_the_watched_row_is_named_by_its_class(qapp):
    scene, runner, _ = make("iris")
    assert scene.watched_text(scene.item(1)) == "row 21 · setosa"
    assert isinstance(runner, StillRunner)
    watched = runner.snapshot.watched
    (key, head), = watched.heads.items()
    virginica = replace(head, target=np.array([0.0, 0.0, 1.0]))
    runner.snapshot = replace(runner.snapshot, watched=replace(watched, heads={key: virginica}))
    assert scene.watched_text(scene.item(1)) == "row 21 · virginica"
