"""Feature maps and kernels on the canvas: their cards, lanes, windows and read-outs, and what a hand does with them."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from core import edit
from core.layers import (
    Add,
    AveragePooling2D,
    Conv1D,
    Conv2D,
    Dense,
    Embedding,
    Flatten,
    GlobalMaxPooling2D,
    Input,
    Layer,
    MaxPooling2D,
    Reshape,
    UpSampling2D,
)
from core.project import ProjectSpec
from gui import numbers
from gui.canvas import cell_numbers
from gui.canvas.cards import Style
from gui.canvas.cell_numbers import decimals_for
from gui.canvas.detail import Detail
from gui.canvas.fronts import far_line, room_for_maps
from gui.canvas.hits import Spot, find
from gui.canvas.live import by_channel
from gui.canvas.marks import VIEWS, SendersMark, WindowMark
from gui.canvas.scene import CanvasScene
from gui.canvas.weights import about_weight, weight_at
from gui.canvas.window import cell_rect, seen_by, windows
from gui.icons import icon
from gui.theme import DARK, LIGHT, set_current_theme
from tests.helpers.canvas_bench import CanvasBench
from tests.helpers.canvas_shots import alike, make, shoot


def chain(shape: tuple[int, ...], *layers: Layer) -> ProjectSpec:
    """Input -> layers."""
    project = edit.add_layer(ProjectSpec(data=None), Input(shape=shape), name="input")
    for layer in layers:
        project = edit.append_to_end(project, layer)
    return project


@pytest.fixture
def lenet(qapp):
    return make("lenet")


@pytest.fixture
def bench(qtbot: QtBot) -> CanvasBench:
    """A picture of 8 x 8 -> four maps -> pooling -> sixteen maps."""
    project = chain((8, 8, 1), Conv2D(filters=4, padding="same"), MaxPooling2D(), Conv2D(filters=16))
    return CanvasBench(qtbot, project)


def spot(bench: CanvasBench, layer: int, map_: int, place: tuple[int, int]) -> QPointF:
    return cell_rect(bench.item(layer), map_, place).center()


# -- cards -----------------------------------------------------------------------------------------------------------


def test_lenet_has_maps_pills_faces_and_bars(lenet):
    scene, _, _ = lenet
    styles = {item.node.name: item.card.style for item in scene.layers.values()}
    assert styles == {
        "input": Style.IMAGE, "c1": Style.MAPS, "s2": Style.MAPS, "c3": Style.MAPS, "s4": Style.MAPS,
        "flatten": Style.PILL, "f5": Style.FACES, "f6": Style.FACES, "output": Style.BARS,
    }  # fmt: skip
    columns = [len(np.unique(scene.item(key).card.slots[:, 0])) for key in (2, 3, 4, 5)]
    assert columns == [1, 1, 2, 2]  # two from eight maps on


def test_the_maps_of_a_pooling_are_level_with_those_before_it(lenet):
    scene, _, _ = lenet
    assert np.allclose(scene.item(2).card.slots[:, 1], scene.item(3).card.slots[:, 1])
    assert np.allclose(scene.item(4).card.slots[:, 1], scene.item(5).card.slots[:, 1])


def test_sequences_are_strips_and_words_one_picture(qtbot: QtBot) -> None:
    bench = CanvasBench(qtbot, chain((20,), Embedding(input_dim=50, output_dim=8), Conv1D(filters=6)))
    words, strips = bench.item(2).card, bench.item(3).card
    assert words.space == (1, 20) and strips.space == (1, 18)
    assert words.face == pytest.approx(np.diff(words.slots[:, 1])[0])  # rows without gaps between
    assert strips.face < np.diff(strips.slots[:, 1])[0] and strips.face_width > 5 * strips.face


def test_many_maps_leave_a_tile_that_counts_the_rest(qtbot: QtBot) -> None:
    bench = CanvasBench(qtbot, chain((8, 8, 1), Conv2D(filters=40)))
    card = bench.item(2).card
    assert (len(card.shown), card.left_out) == (16, 24) and card.more is not None
    assert card.rect.contains(card.more)


def test_what_only_arranges_numbers_is_a_pill_unless_it_makes_an_image(qtbot: QtBot) -> None:
    bench = CanvasBench(qtbot, chain((64,), Reshape(target_shape=(8, 8, 1)), Conv2D(filters=2), Flatten()))
    assert [bench.item(key).card.style for key in (2, 3, 4)] == [Style.MAPS, Style.MAPS, Style.PILL]


def test_a_convolution_that_does_not_fit_still_looks_like_one(qtbot: QtBot) -> None:
    bench = CanvasBench(qtbot, chain((4,), Conv2D(filters=5)))
    assert bench.item(2).card.style is Style.MAPS and len(bench.item(2).card.shown) == 5
    assert bench.item(2).problems


@pytest.mark.parametrize("kind", sorted(Layer.kinds))
def test_every_kind_has_its_icon_and_a_card(qtbot: QtBot, kind: str) -> None:
    layer = Layer.kinds[kind]
    assert issubclass(layer, Layer) and layer.icon and layer.title
    assert not icon(layer.icon, "ink").isNull()
    shape = (12,) if kind in ("Embedding", "Dense") else (12, 3) if "1D" in kind else (8, 8, 3)
    project = chain(shape, layer.drawn()) if layer.inputs[1] != 0 else chain(shape)
    if layer.inputs[1] is None:
        project = edit.connect(edit.append_layer(project, Conv2D(filters=3, padding="same"), after=1), 3, 2)
    bench = CanvasBench(qtbot, project)
    card = bench.item(2 if layer.inputs[1] != 0 else 1).card
    assert card.width > 50 and card.height > 30
    shoot(bench.view.drawing)


# -- what lies between -----------------------------------------------------------------------------------------------


def test_kernels_of_a_picture_stand_on_the_wire_level_with_their_maps(lenet):
    scene, _, _ = lenet
    assert list(scene.painter.maps.rows) == [(1, 2)]
    row = scene.painter.maps.rows[1, 2]
    assert np.allclose(row.centers[:, 1], scene.item(2).card.slots[:, 1] + scene.item(2).place.y())
    assert row.at(row.rect(3).center()) == 3
    assert all(not scene.item(2).card_rect().intersects(row.rect(slot)) for slot in range(6))


def test_kernels_over_many_channels_are_links_from_map_to_map(lenet):
    scene, _, _ = lenet
    bundle = scene.painter.bundles[3, 4]
    shoot(scene)
    assert bundle.values.shape == (16, 6)
    kernel = scene.painter.live.matrix(4, "weight")
    largest = np.abs(kernel).reshape(16, 6, -1).max(axis=2)
    assert np.allclose(np.abs(bundle.values), largest)


def test_a_channel_of_another_group_has_no_link():
    kernel = np.arange(1, 25, dtype=float).reshape(4, 2, 3)  # 4 filters in 2 groups over 4 channels
    found = by_channel(kernel, 4)
    assert (found[:2, 2:] == 0).all() and (found[2:, :2] == 0).all()
    assert (found[:2, :2] == kernel[:2].max(axis=2)).all() and (found[2:, 2:] == kernel[2:].max(axis=2)).all()


def test_lanes_join_map_to_map_and_flatten_every_number(lenet):
    scene, _, _ = lenet
    assert scene.painter.lanes.pieces.keys() == {(2, 3), (4, 5)}
    bundle = scene.painter.bundles[6, 7]
    assert len(bundle.start) == 400
    tiles = [scene.item(5).face_rect(slot) for slot in range(16)]
    first_places = bundle.start[:16]  # the first place of every map, in the order of Flatten
    assert all(tile.top() <= y <= tile.bottom() for tile, (_, y) in zip(tiles, first_places, strict=True))


def test_a_way_around_runs_over_the_cards_and_no_lane_through_them(qapp):
    scene, _, _ = make("residual")
    link = scene.links[2, 6]
    assert link.arc is not None and scene.links[5, 6].arc is None
    between = [scene.item(key).card_rect() for key in (3, 4, 5)]
    assert not any(rect.contains(QPointF(x, y)) for rect in between for x, y in link.path())
    assert link.distance_to(link.middle()) < 2.0
    assert link.ends()[1].y() < scene.links[5, 6].ends()[1].y()  # it comes from above


def test_branches_stand_around_one_line_and_cover_nothing(qapp):
    scene, _, _ = make("concatenated")
    heights = [scene.item(key).place.y() for key in (1, 3, 4)]
    assert heights == [0, 0, 0]
    assert scene.item(2).place.y() < 0 < scene.item(7).place.y()
    rects = [item.card_rect() for item in scene.layers.values()]
    assert not any(a.intersects(b) for number, a in enumerate(rects) for b in rects[number + 1 :])
    assert {(2, 3), (7, 3), (3, 4)} <= scene.painter.lanes.pieces.keys()


# -- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["lenet", "residual", "concatenated", "words"])
def test_every_view_and_zoom_paints(qapp, name: str, theme: object) -> None:
    set_current_theme(theme)
    scene, _, _ = make(name)
    seen = set()
    for view in VIEWS:
        scene.set_view(view)
        for zoom in (None, 0.2, 1.8):
            scene.painter.detail = Detail()
            image = shoot(scene, zoom)
            seen.add((zoom, bytes(image.constBits())))
    set_current_theme(LIGHT)
    assert len(seen) == len(VIEWS) * 3  # no two views look alike


def test_views_show_activation_blame_and_kernels(lenet):
    scene, runner, _ = lenet
    maps, watched = scene.painter.maps, runner.snapshot.watched.layers
    item = scene.item(2)
    assert np.array_equal(maps.values(item, "weight"), watched[2].a[..., 0])
    assert np.array_equal(maps.values(item, "blame"), watched[2].delta[..., 0])
    assert np.array_equal(maps.values(item, "gradient"), runner.snapshot.weights(2, "grad")["weight"][:, 0])
    assert maps.values(scene.item(3), "gradient") is None  # pooling has no weights
    assert maps.kernels(maps.rows[1, 2], "change").shape == (6, 5, 5)


def test_pooling_shows_the_maps_that_its_convolution_shows(qapp):
    scene, runner, document = make("convnet")
    document.edit("More", edit.set_layer(document.project, 2, filters=40))
    scene._revision = None  # the still runner gives all its snapshots one revision
    runner.train(document.project, 1, 0)
    assert scene.item(2).card.left_out == 24
    assert scene.item(3).card.shown == scene.item(2).card.shown
    assert scene.item(2).card.shown != tuple(range(16))  # those of largest outgoing weight
    assert len(scene.painter.lanes.pieces.keys()) == 1


# -- windows and cells -----------------------------------------------------------------------------------------------


def test_a_cell_sees_the_window_of_its_kernel():
    network = chain((28, 28, 1), Conv2D(filters=2, kernel_size=(5, 5), padding="same"), MaxPooling2D()).network
    assert seen_by(network, 2, (22, 15)) == ((20, 13), (24, 17))
    assert seen_by(network, 2, (0, 0)) == ((0, 0), (2, 2))  # zeros around are no places
    assert seen_by(network, 3, (3, 4)) == ((6, 8), (7, 9))
    assert seen_by(network, 1, (0, 0)) is None


def test_a_click_on_a_map_chooses_its_cell_and_its_layer(bench: CanvasBench) -> None:
    chosen: list[tuple[object, ...]] = []
    bench.view.cell_chosen.connect(lambda *what: chosen.append(what))
    bench.click(spot(bench, 2, 1, (2, 5)))
    assert chosen == [(2, 1, (2, 5))]
    assert bench.view.drawing.window == WindowMark(2, 1, (2, 5))
    assert bench.selection.only == 2
    assert bench.said[-1] == "conv2d, map 2, row 3, column 6. Arrow keys move the window one cell."
    assert bench.steps == 0


def test_arrows_move_the_window_and_stop_at_the_edge(bench: CanvasBench) -> None:
    bench.click(spot(bench, 2, 1, (1, 6)))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up):
        bench.key(key)
    assert bench.view.drawing.window == WindowMark(2, 1, (0, 7))
    bench.key(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert bench.view.drawing.window == WindowMark(2, 2, (0, 7))
    bench.key(Qt.Key.Key_Escape)
    assert bench.view.drawing.window is None


def test_a_drag_on_a_map_moves_the_window_not_the_card(bench: CanvasBench) -> None:
    place = QPointF(bench.item(2).place)
    bench.drag(spot(bench, 2, 0, (1, 1)), spot(bench, 2, 0, (6, 3)))
    assert bench.view.drawing.window == WindowMark(2, 0, (6, 3))
    assert bench.item(2).place == place and bench.steps == 0


def test_esc_during_a_drag_puts_the_window_back(bench: CanvasBench) -> None:
    bench.click(spot(bench, 2, 3, (0, 0)))
    bench.pull(spot(bench, 2, 0, (1, 1)), spot(bench, 2, 0, (6, 3)))
    bench.key(Qt.Key.Key_Escape)
    assert bench.view.drawing.window == WindowMark(2, 3, (0, 0))


def test_a_click_elsewhere_ends_the_window_and_so_does_an_edit(bench: CanvasBench) -> None:
    bench.click(spot(bench, 2, 3, (0, 0)))
    bench.click(bench.title(3))
    assert bench.view.drawing.window is None
    bench.click(spot(bench, 2, 3, (7, 7)))
    bench.document.edit("Fewer", edit.set_layer(bench.document.project, 2, filters=2))
    assert bench.view.drawing.window is None


def test_a_kernel_rings_itself_and_its_map(bench: CanvasBench) -> None:
    row = bench.view.drawing.painter.maps.rows[1, 2]
    assert find(bench.view.drawing, row.rect(2).center(), 1.0).spot is Spot.KERNEL
    assert bench.hover(row.rect(2).center()) == "conv2d, kernel 3."
    bench.click(row.rect(2).center())
    assert bench.view.drawing.window == WindowMark(2, 2)


def test_the_window_lies_on_all_maps_the_kernel_weighs(bench: CanvasBench) -> None:
    seen = list(windows(bench.view.drawing, 4, 0, (1, 1)))
    assert len(seen) == 4
    tiles = [bench.item(3).face_rect(slot) for slot in range(4)]
    assert all(tile.adjusted(-1, -1, 1, 1).contains(each.rect) for tile, each in zip(tiles, seen, strict=True))
    pooled = list(windows(bench.view.drawing, 3, 2, (1, 1)))
    assert len(pooled) == 1  # pooling looks at its own map only
    assert bench.item(2).face_rect(2).contains(pooled[0].rect.center())


def test_the_window_and_the_read_out_are_drawn(qapp):
    scene, _, _ = make("convnet")
    plain = shoot(scene)
    scene.show_window(2, 1, (3, 3))
    ringed = shoot(scene)
    scene.hover_cell(2, 4, (2, 2))
    hovered = shoot(scene)
    scene.hover_kernel(2, 4)
    kernel = shoot(scene)
    assert len({bytes(image.constBits()) for image in (plain, ringed, hovered, kernel)}) == 4


def test_hovering_a_cell_says_what_it_holds(qapp, qtbot: QtBot) -> None:
    scene, runner, _ = make("convnet")
    from gui.canvas.gestures import Desk, Pointer
    from gui.canvas.hits import Hit
    from gui.canvas.hovering import Hovering

    said: list[str] = []
    hovering = Hovering(Desk(scene.document, scene.selection, scene, said.append))
    here = QPointF()
    hovering.at(Hit(Spot.FACE, 2, neuron=1, place=(3, 4)), Pointer(here, here.toPoint()))
    value = float(runner.snapshot.watched.layers[2].a[1, 3, 4, 0])
    assert said[-1].startswith("conv2d, map 2, row 4, column 5: activation ")
    shown = float(said[-1].split("activation ")[1].split(". Click")[0].replace("−", "-"))
    assert shown == pytest.approx(value, rel=1e-3, abs=1e-6)


def test_a_link_between_maps_is_a_kernel_and_no_single_weight(lenet):
    scene, _, _ = lenet
    shoot(scene)
    for key, start in (((3, 4), "s2, map "), ((6, 7), "s4, map ")):
        bundle = scene.painter.bundles[key]
        pieces = bundle.pieces[-1]
        hit = weight_at(scene, QPointF(*pieces[len(pieces) // 2][:2]), 5.0)
        assert hit is not None and hit.link.wired is (key == (6, 7))
        sentence = about_weight(scene, hit)
        assert sentence.startswith(start)
        assert ("of the kernel" in sentence) is (key == (3, 4)) and ("row" in sentence) is (key == (6, 7))


# -- hands -----------------------------------------------------------------------------------------------------------


def test_the_stepper_of_a_convolution_counts_filters(bench: CanvasBench) -> None:
    bench.click(bench.stepper(2, "plus"))
    assert bench.document.network.by_id[2].layer.filters == 5  # type: ignore[attr-defined]
    assert bench.undo_text == "Change the filters of conv2d"
    assert bench.hover(bench.stepper(2, "minus")) == "One filter less in conv2d. Hold to go on; Shift takes ten."


def test_filters_are_typed(bench: CanvasBench) -> None:
    bench.click(bench.stepper(2, "value"))
    editor = bench.view.typing.editor
    assert editor is not None and editor.text() == "4"
    editor.setText("none")
    assert editor.commit() is False
    assert bench.said[-1] == "Filters are a whole number, such as 16."
    editor.setText("9")
    editor.commit()
    assert bench.document.network.by_id[2].layer.filters == 9  # type: ignore[attr-defined]


@pytest.fixture
def merging(qtbot: QtBot) -> CanvasBench:
    """Picture -> a -> b -> Add -> pooling; the Add waits for its second wire."""
    same = Conv2D(filters=3, padding="same")
    return CanvasBench(qtbot, chain((8, 8, 1), same, same, Add(), AveragePooling2D()))


def test_a_merge_has_a_port_for_each_wire_and_a_free_one(merging: CanvasBench) -> None:
    assert len(merging.item(4).ports_in()) == 2
    merging.drag(merging.port(2, "out"), merging.item(4).ports_in()[-1])
    assert merging.inputs(4) == (3, 2)
    assert len(merging.item(4).ports_in()) == 3
    assert merging.view.drawing.links[2, 4].arc is not None
    assert not merging.item(4).problems


def test_a_wire_is_taken_off_the_port_where_it_ends(merging: CanvasBench) -> None:
    merging.drag(merging.port(2, "out"), merging.item(4).ports_in()[-1])
    link = merging.view.drawing.links[2, 4]
    merging.drag(link.ends()[1], merging.empty())
    assert merging.inputs(4) == (3,)


def test_a_circle_through_a_merge_is_refused_while_it_is_drawn(merging: CanvasBench) -> None:
    merging.pull(merging.port(5, "out"), merging.item(4).ports_in()[-1])
    wire = merging.view.drawing.wire
    assert wire is not None and wire.refused == "That wire would close a circle; data flows one way."
    merging.release(merging.item(4).ports_in()[-1])
    assert merging.inputs(4) == (3,)


def test_removing_a_merge_leaves_one_wire(merging: CanvasBench) -> None:
    merging.drag(merging.port(2, "out"), merging.item(4).ports_in()[-1])
    merging.document.edit("Delete", edit.remove_layers(merging.document.project, [4]))
    assert len(merging.inputs(5)) == 1
    merging.document.stack.undo()
    assert merging.inputs(4) == (3, 2) and merging.inputs(5) == (4,)


def test_a_copy_of_a_branch_keeps_its_wires(merging: CanvasBench) -> None:
    merging.drag(merging.port(2, "out"), merging.item(4).ports_in()[-1])
    copied = edit.duplicate(merging.document.project, [2, 3, 4]).network
    assert [node.inputs for node in copied.nodes[-3:]] == [(), (6,), (7, 6)]


def test_inserting_on_the_way_around_lengthens_it(merging: CanvasBench) -> None:
    merging.drag(merging.port(2, "out"), merging.item(4).ports_in()[-1])
    project = edit.insert_layer(merging.document.project, Conv2D(filters=3, padding="same"), source=2, target=4)
    merging.document.edit("Insert", project)
    assert merging.inputs(4) == (3, 6) and merging.inputs(6) == (2,)
    rects = [item.card_rect() for item in merging.view.drawing.layers.values()]
    assert not any(a.intersects(b) for number, a in enumerate(rects) for b in rects[number + 1 :])


def test_tidy_keeps_branches_apart(qapp):
    scene, _, _ = make("residual")
    places = scene.tidy_places()
    assert len({round(x) for x, _ in places.values()}) == len(places)  # every layer its own column
    assert all(abs(y) < 1 for _, y in places.values())


def test_other_kinds_paint_too(qtbot: QtBot) -> None:
    project = chain((8, 8, 3), Conv2D(filters=3), UpSampling2D(), GlobalMaxPooling2D(), Dense(units=2))
    bench = CanvasBench(qtbot, project)
    scene: CanvasScene = bench.view.drawing
    assert scene.painter.lanes.pieces.keys() == {(2, 3), (3, 4)}
    assert scene.painter.maps.rows.keys() == {(1, 2)}
    shoot(scene, 0.3)
    assert bench.item(2).card.space == (6, 6)


# -- zoom ------------------------------------------------------------------------------------------------------------


def test_from_afar_maps_leave_room_for_name_and_size(lenet):
    scene, _, _ = lenet
    item = scene.item(4)  # sixteen maps
    card = item.card
    for zoom in (0.3, 0.2, 0.1):
        squeezed = room_for_maps(item, zoom)
        reach = squeezed * (np.abs(card.slots[:, 1]).max() + card.face / 2)
        assert reach <= card.height / 2 - far_line(item, zoom) - 7.9 and 0 < squeezed <= 1
    assert room_for_maps(item, 2.0) == 1.0


def test_seen_from_near_cells_bear_their_numbers(lenet, monkeypatch):
    scene, _, _ = lenet
    written: list[str] = []
    real = cell_numbers.write

    def note(painter, rect, text, *rest, **named):
        written.append(text)
        real(painter, rect, text, *rest, **named)

    monkeypatch.setattr(cell_numbers, "write", note)
    scene.painter.detail = Detail()
    shoot(scene, 1.0)
    assert not written
    centre, item = scene.content_rect().center(), scene.item(5)  # 16 maps of 5 x 5
    item.place = QPointF(centre)
    shoot(scene, 6.0)
    shown = scene.painter.maps.values(item, scene.shown_view)
    decimals = max(len(text.partition(".")[2]) for text in written)
    known = {numbers.fixed(float(value), decimals) for value in shown.reshape(-1)}
    assert len(written) >= 50 and decimals >= 2 and all(text in known for text in written)
    assert decimals_for(123.0, 32.0) < decimals_for(1.0, 60.0) <= 4 and decimals_for(np.inf, 20.0) == 0


def test_the_shape_of_a_picture_stands_above_its_fan(lenet):
    scene, _, _ = lenet
    pill = scene.links[1, 2].shape_label_rect()
    assert not pill.isEmpty()
    assert all(not pill.intersects(row.rect(slot)) for row in scene.painter.maps.rows.values() for slot in range(6))


def test_rays_lead_back_from_the_senders_of_blame(lenet):
    scene, _, _ = lenet
    scene.show_window(3, 1, (5, 5))
    forwards = shoot(scene)
    mark = WindowMark(3, 1, (5, 5))
    scene.show_senders(SendersMark(mark, 4, scene.item(4).card.shown[2], (1, 1), (5, 5)))
    backwards = shoot(scene)
    scene.show_senders(SendersMark(mark))
    bare = shoot(scene)
    scene.show_senders(SendersMark(WindowMark(3, 1, (0, 0)), 4, 0, (1, 1), (5, 5)))  # of a cell left since
    assert alike(shoot(scene), forwards)
    assert not alike(forwards, backwards) and not alike(backwards, bare) and not alike(bare, forwards)
