"""The drawing itself: curves, buckets, faces, scales, levels of detail, and pictures that hold what they should."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetricsF, QImage
from pytestqt.qtbot import QtBot

from core.layers import Dense, Input
from core.network import NetworkSpec, Node
from gui.canvas import layout
from gui.canvas.bundle import bend, bend_of, cubic, distances, segments
from gui.canvas.cards import Part, lay_out
from gui.canvas.detail import Detail, Level, legible
from gui.canvas.faces import atlas, channels, smooth
from gui.canvas.heat import heat_image, reduce
from gui.canvas.legend import Legend
from gui.canvas.links import MOST_IN_ALL, MOST_LINKS, Bundle, share_out
from gui.canvas.live import strongest
from gui.canvas.readouts import SYMBOLS
from gui.canvas.scale import Scale, quantile
from gui.canvas.strokes import symbol_font
from gui.canvas.tints import widest, width_at
from gui.theme import DARK, LIGHT, set_current_theme
from tests.helpers.canvas_shots import alike, make, shoot


def test_a_cubic_starts_and_ends_level():
    points = cubic(np.array([[0.0, 0.0]]), np.array([[100.0, 50.0]]), 64)[0]
    assert points[0].tolist() == [0, 0] and points[-1].tolist() == [100, 50]
    assert points[32].tolist() == [50, 25]
    slope = (points[1] - points[0])[1] / (points[1] - points[0])[0]
    assert abs(slope) < 0.05


def test_a_bundle_bends_through_a_pill():
    points = cubic(np.array([[0.0, -10.0], [0.0, 10.0]]), np.array([[200.0, -10.0], [200.0, 10.0]]), 48)
    bend(points, bend_of(QPointF(0, 0), QPointF(200, 0), [QPointF(100, 60)]))
    assert points[:, 24, 1].mean() == pytest.approx(60, abs=0.5)
    assert points[:, 0, 1].tolist() == [-10, 10]
    assert bend_of(QPointF(0, 0), QPointF(200, 0), [QPointF(100, 0), QPointF(300, 90)]) is None


def test_distance_to_a_polyline():
    pieces = segments(np.array([[[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]]]))
    assert distances(pieces, QPointF(5, 3))[0] == 3
    assert distances(pieces, QPointF(14, 5))[0] == 4


def test_strongest_takes_the_largest():
    values = np.array([[0.1, -3.0], [2.0, 0.0]])
    assert sorted(strongest(values, 2).tolist()) == [1, 2]
    assert strongest(values, 9).tolist() == [0, 1, 2, 3]


def test_links_are_shared_out_and_never_too_many():
    def bundle(sources: int, targets: int) -> Bundle:
        return Bundle(np.zeros((sources, 2)), np.ones((targets, 2)), (QPointF(), QPointF(1, 1)), [])

    few, many = bundle(4, 4), bundle(64, 24)
    share_out([few])
    assert few.most == 16
    share_out([many])
    assert many.most == MOST_LINKS
    several = [bundle(64, 24), bundle(24, 10)]
    share_out(several)
    assert sum(each.most for each in several) <= MOST_IN_ALL + 1


def test_width_follows_the_formula():
    assert width_at(7.0, 0.0) == 0.5
    assert width_at(7.0, 1.0) == width_at(7.0, 3.0) == 7.0
    assert [widest(64), widest(65), widest(321)] == [7.0, 4.6, 2.6]


def test_the_scale_is_round_and_held_until_wrong_by_two():
    scale = Scale()
    assert scale.follow([np.array([0.57, -0.2])]) == 0.6
    assert scale.follow([np.array([0.9])]) == 0.6
    assert scale.follow([np.array([1.3])]) == 2.0
    assert scale.follow([np.array([0.9])]) == 1.0
    assert scale.follow([np.array([0.7])]) == 1.0
    scale.release()
    assert scale.follow([np.array([0.7])]) == 0.8


def test_the_quantile_is_numpys():
    random = np.random.default_rng(0)
    for count in (1, 2, 7, 88, 1000):
        values = random.standard_normal(count).astype(np.float32)
        assert quantile([values]) == pytest.approx(float(np.quantile(np.abs(values), 0.99)), rel=1e-6)


def test_the_quantile_ignores_what_is_not_finite():
    assert quantile([np.array([np.nan, np.inf, 2.0])]) == 2.0
    assert quantile([np.array([np.nan])]) == 0.0


def test_levels_have_hysteresis():
    detail = Detail()
    assert detail.update(1.0, 24) is Level.MIDDLE
    assert detail.update(41 / 24, 24) is Level.NEAR
    assert detail.update(37 / 24, 24) is Level.NEAR
    assert detail.update(35 / 24, 24) is Level.MIDDLE
    assert detail.update(8.9 / 24, 24) is Level.FAR
    assert detail.update(9.5 / 24, 24) is Level.FAR
    assert detail.update(10 / 24, 24) is Level.MIDDLE


def test_smooth_keeps_a_plane_flat():
    ramp = np.linspace(-1, 1, 48, dtype=np.float32)
    field = np.broadcast_to(ramp, (2, 48, 48))
    found = smooth(field, 36)
    assert found.shape == (2, 36, 36)
    assert np.allclose(found[0, 0], found[0, 20])
    assert np.all(np.diff(found[0, 0]) > 0)


def test_an_atlas_has_round_corners_and_marks_the_negative():
    pixels = np.full((2, 24, 24), QColor("#1A5FC4").rgb(), np.uint32)
    rings = np.array([False, True])
    image = atlas(pixels, channels(QColor("black")), radius=12, rings=rings, ring_color=QColor("white"))
    assert image.size().toTuple() == (24, 48)
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(12, 12) == QColor("#1A5FC4")
    plain = [image.pixelColor(x, 12).lightness() for x in range(1, 8)]
    ringed = [image.pixelColor(x, 36).lightness() for x in range(1, 8)]
    assert max(ringed) > max(plain) + 50


def test_reducing_keeps_the_strongest_of_a_block():
    values = np.zeros((6, 6))
    values[1, 1], values[4, 5] = -3.0, 2.0
    small = reduce(values, 2, 2)
    assert small.tolist() == [[-3.0, 0.0], [0.0, 2.0]]


def test_large_negative_cells_have_a_hole():
    image = heat_image(np.array([[1.0, -1.0]]), 1.0, 40, 20, LIGHT)
    assert image.pixelColor(10, 10) == LIGHT.diverging_color(1.0)
    assert image.pixelColor(30, 10) == LIGHT.paper
    assert image.pixelColor(25, 4) == LIGHT.diverging_color(-1.0)


@pytest.mark.parametrize("units", [0, 1, 4, 5, 12, 13, 24, 25, 64, 65, 5000])
@pytest.mark.parametrize("fields", [False, True])
def test_every_number_of_units_has_a_card_that_holds_its_faces(units, fields):
    network = NetworkSpec((Node(1, "in", Input(shape=(2,))), Node(2, "h", Dense(units=units), (1,))), next_id=3)
    card = lay_out(network, network.by_id[2], Part(fields=fields))
    assert card.stepper is not None and all(card.rect.contains(rect) for rect in card.stepper)
    assert card.caption is None or card.rect.contains(card.caption)
    if card.slots is None:
        assert units > 64 and card.rect.contains(card.picture)
        return
    assert len(card.slots) == len(card.shown) == min(units, 24)
    half = card.face / 2
    for x, y in card.slots:
        assert abs(x) + half <= card.width / 2 and y + half <= card.stepper.minus.top() + 0.01
    for a, b in zip(card.slots, card.slots[1:], strict=False):
        assert abs(a[0] - b[0]) >= card.face or abs(a[1] - b[1]) >= card.face
    assert (card.more is not None) == (units > 24)


def test_tidy_puts_a_chain_on_one_line_and_the_rest_below():
    dense = Dense(units=4)
    network = NetworkSpec(
        (Node(1, "a", dense), Node(2, "b", dense, (1,)), Node(3, "c", dense, (2,)), Node(4, "alone", dense)), next_id=5
    )
    sizes = dict.fromkeys((1, 2, 3, 4), (100.0, 200.0))
    places = layout.tidy(network, sizes)
    assert places[1][1] == places[2][1] == places[3][1] == 0
    assert places[2][0] - places[1][0] == 100 + layout.GAP
    assert places[4][1] > 200


def share_of(image: QImage, color: QColor, tolerance: int = 40) -> float:
    """Share of pixels that are close to a colour."""
    bits = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., :3].astype(int)
    wanted = np.array([color.blue(), color.green(), color.red()])
    return float((np.abs(bits - wanted).max(axis=2) < tolerance).mean())


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("zoom", [0.1, 0.3, 1.0, 2.5])
@pytest.mark.parametrize("name", ["digits", "sine", "mazur", "wide", "problems", "iris"])
def test_every_project_paints_in_both_themes_at_all_zooms(qapp, name, theme, zoom):
    scene, _, _ = make(name)
    set_current_theme(theme)
    try:
        image = shoot(scene, zoom)
        assert share_of(image, theme.paper) < 0.999
        if zoom == 1.0 and name != "problems":
            assert share_of(image, theme.positive) > 0.0005
        if zoom == 1.0 and name == "problems":
            assert share_of(image, theme.error) > 0.0005
    finally:
        set_current_theme(LIGHT)


@pytest.mark.parametrize("view", ["activation", "blame", "gradient", "change"])
def test_every_view_paints_another_picture(qapp, view):
    scene, _, _ = make("mazur")
    plain = shoot(scene)
    scene.set_view(view)
    assert not alike(shoot(scene), plain)
    scene.set_view("weight")
    assert alike(shoot(scene), plain)


def test_marks_change_the_picture_and_go_without_a_trace(qapp):
    scene, _, _ = make("digits")
    plain = shoot(scene)
    link = scene.links[(3, 4)]
    for mark, clear in (
        (lambda: scene.hover_face(3, scene.item(3).card.shown[0]), scene.clear_hover),
        (lambda: scene.hover_link(link), scene.clear_hover),
        (lambda: scene.hover_layer(3), scene.clear_hover),
        (lambda: scene.hover_control(3, "plus"), scene.clear_hover),
        (lambda: scene.set_drop_target("Dense", link), lambda: scene.set_drop_target("Dense", None)),
        (lambda: scene.set_drop_target("Dense", scene.item(4)), lambda: scene.set_drop_target("Dense", None)),
        (lambda: scene.set_drop_target("Dropout", QPointF(300, 200)), lambda: scene.set_drop_target("", None)),
        (lambda: scene.set_pending_wire(QPointF(0, 0), QPointF(90, 90)), scene.clear_pending_wire),
        (lambda: scene.set_pending_wire(QPointF(0, 0), QPointF(90, 90), "No."), scene.clear_pending_wire),
        (lambda: scene.selection.set([3]), lambda: scene.selection.set([])),
    ):
        mark()
        assert not alike(shoot(scene), plain)
        clear()
        assert alike(shoot(scene), plain)


def test_numbers_that_are_not_finite_do_not_stop_the_painter(qapp):
    scene, runner, _ = make("digits")
    theta = runner.snapshot.theta.copy()
    theta[::7] = np.nan
    theta[1::7] = np.inf
    runner.snapshot = replace(runner.snapshot, theta=theta)
    runner.snapshot_ready.emit(runner.snapshot)
    for view in ("weight", "activation", "blame"):
        scene.set_view(view)
        assert not shoot(scene).isNull()


def test_the_legend_says_the_ends_of_the_scale(qapp, monkeypatch):
    scene, _, _ = make("digits")
    legend = Legend(scene)
    shoot(scene)
    weight = legend.pixmap().toImage()
    scene.set_view("blame")
    shoot(scene)
    legend.refresh()
    assert legend.pixmap().toImage() != weight
    light = legend.pixmap().toImage()
    monkeypatch.setattr("gui.canvas.legend.current_theme", lambda: DARK)
    scene.theme_changed.emit()
    assert legend.pixmap().toImage() != light


def test_small_text_grows_a_little_before_it_goes():
    assert legible(1.0, 8.5) == 8.5
    assert 8.5 < legible(0.58, 8.5) < 1.35 * 8.5
    assert legible(0.3, 8.5) == 0.0


def test_the_letters_of_a_slope_do_not_touch(qtbot: QtBot) -> None:
    letters, metrics = SYMBOLS["gradient"], QFontMetricsF(symbol_font(12.0))
    assert (letters[0], letters[-1]) == ("∂", "b")
    assert metrics.horizontalAdvance(letters) > metrics.horizontalAdvance("∂b") + 1.0
