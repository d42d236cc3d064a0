"""How a hill is painted: scales, contour lines, the map and the relief, and what lies under a pixel of them."""

import numpy as np
import pytest

from core.hill import Surface
from gui.questions.hill_marks import labels_of
from gui.questions.hill_shading import (
    Scale,
    contours,
    levels_of,
    ramp,
    round_steps,
    scale_of,
    smooth,
    spline,
    texture,
    worth_a_log,
)
from gui.questions.hill_views import MapView, ReliefView
from gui.theme import DARK, LIGHT, Theme

AT = np.linspace(-1.0, 1.0, 51)


def bowl(low: float = 0.1, grid: int = 51, done: int | None = None) -> Surface:
    """A valley in the middle, steeper to the right."""
    at = np.linspace(-1.0, 1.0, grid)
    x, y = np.meshgrid(at, at)
    heights = low + x**2 + 0.5 * y**2 + 0.2 * np.exp(x)
    points = 13**2 + 51**2
    return Surface(heights, 2.0, points if done is None else done, points)


def brightness(pixels: np.ndarray) -> np.ndarray:
    return sum(((pixels >> shift) & 255).astype(float) for shift in (0, 8, 16)) / 3.0


def test_scales() -> None:
    even, log = scale_of(bowl(), False), scale_of(bowl(), True)
    for scale in (even, log):
        assert scale.height(np.array([scale.low, scale.high])) == pytest.approx([0.0, 1.0])
        assert [scale.loss(float(each)) for each in scale.height(np.array([0.5, 1.0]))] == pytest.approx([0.5, 1.0])
        assert all(scale.low < each < scale.high for each in scale.levels) and len(scale.levels) > 3
    assert even.height(np.array([np.nan, np.inf, 99.0])).tolist() == [1.0, 1.0, 1.0]
    flat = scale_of(Surface(np.full((5, 5), 0.3), 1.0, 5, 5), False)
    assert flat.levels == () and flat.height(np.array([0.3])).tolist() == [0.0]
    assert scale_of(Surface(np.full((5, 5), np.nan), 1.0, 0, 5), True).high == 1.0
    assert not worth_a_log(bowl())
    wide = Surface(10.0 ** np.linspace(-4, 1, 25).reshape(5, 5), 1.0, 25, 25)
    assert worth_a_log(wide) and {0.001, 0.01, 0.1, 1.0} <= set(scale_of(wide, True).levels)
    assert not scale_of(Surface(-bowl().heights, 1.0, 1, 1), True).log


def test_levels_are_round_and_few() -> None:
    assert levels_of(0.2, 3.9, False) == (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5)
    assert levels_of(0.15, 4.0, True) == (0.2, 0.3, 0.5, 0.7, 1.0, 2.0, 3.0)
    assert len(levels_of(1e-9, 50.0, True)) <= 12
    assert round_steps(-1.0, 1.0, 6) == (-0.5, 0.0, 0.5)
    assert levels_of(1.0, 1.0, False) == ()


def test_reading_between_points_is_exact_at_them_and_smooth() -> None:
    reader = spline(5, 5 * 40)
    np.testing.assert_allclose(reader.sum(axis=1), 1.0)
    at = (np.arange(200) + 0.5) / 200
    inner = slice(50, 150)  # beyond, the curve has no neighbour on one side
    np.testing.assert_allclose((reader @ np.linspace(0.0, 1.0, 5))[inner], at[inner], atol=1e-12)
    assert smooth(np.eye(5), 60).max() <= 1.0


def test_contour_lines_lie_at_their_levels() -> None:
    heights = np.tile(np.linspace(0.0, 1.0, 200), (50, 1))
    cover = contours(heights, Scale(0.0, 1.0, False, (0.25, 0.5)))
    lines = np.flatnonzero(cover[25] > 0.5)
    assert set(np.round(heights[25, lines], 1)) <= {0.2, 0.3, 0.5} and 2 <= len(lines) <= 6
    assert not contours(heights, Scale(0.0, 1.0, False, ())).any()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_valleys_are_dark_and_hills_are_light(theme: Theme) -> None:
    shades = ramp(theme).mean(axis=1)
    assert (np.diff(shades) >= 0.0).all() and shades[-1] - shades[0] > 80
    surface = bowl()
    view = MapView(surface, scale_of(surface, False), 200, 160, theme)
    light = brightness(view.pixels)
    assert view.pixels.shape == (160, 160) and light[75:85, 75:85].mean() < light[:20, -20:].mean()


def test_what_is_not_known_is_paper() -> None:
    heights = np.full((13, 13), np.nan)
    heights[6] = 1.0
    colors = texture(Surface(heights, 1.0, 13, 2770), scale_of(bowl(), False), 130, LIGHT)
    paper = (LIGHT.paper.red(), LIGHT.paper.green(), LIGHT.paper.blue())
    assert (colors[0] == paper).all() and not (colors[65] == paper).all()


def test_the_map_and_its_places() -> None:
    surface = bowl()
    view = MapView(surface, scale_of(surface, False), 300, 200, LIGHT)
    places = np.array([(-1.0, -1.0), (0.0, 0.0), (0.5, 1.0)])
    at, hidden = view.place(places, np.zeros(3))
    assert not hidden.any() and at[1].tolist() == [150.0, 100.0] and at[0].tolist() == [50.0, 200.0]
    for pixel, place in zip(at, places, strict=True):
        assert view.pick(*pixel) == pytest.approx(tuple(place))
    assert view.pick(20.0, 100.0) is None


@pytest.mark.parametrize("turn", [-0.6, 0.0, 2.5])
def test_the_relief_and_its_places(turn: float) -> None:
    """What is seen at a pixel is what was put there, unless a hill hides it."""
    surface = bowl()
    scale = scale_of(surface, False)
    view = ReliefView(surface, scale, 420, 360, LIGHT, turn)
    places = np.random.default_rng(0).uniform(-0.95, 0.95, (60, 2))
    heights = scale.height(np.array([surface.at(*(place * surface.span)) for place in places]))
    at, hidden = view.place(places, heights)
    assert at.min() >= 0 and at[:, 0].max() < 420 and at[:, 1].max() < 360
    assert (~hidden).sum() > 0
    for pixel, place in zip(at[~hidden], places[~hidden], strict=True):
        found = view.pick(*pixel)
        assert found is not None and np.abs(np.array(found) - place).max() < 0.12
    assert view.pick(1.0, 1.0) is None and view.pick(-5.0, 10.0) is None
    paper = LIGHT.paper.rgb()
    assert (view.pixels[0] == paper).all() and (view.pixels != paper).mean() > 0.25


def test_a_hill_hides_what_lies_behind() -> None:
    heights = np.where(np.abs(np.linspace(-1, 1, 51))[:, None] < 0.1, 1.0, 0.0) * np.ones((51, 51))
    surface = Surface(heights, 1.0, 1, 1)
    view = ReliefView(surface, scale_of(surface, False), 400, 300, LIGHT, 0.0)
    _, hidden = view.place(np.array([(0.0, 0.3), (0.0, -0.5)]), np.zeros(2))
    assert hidden.tolist() == [True, False]


def test_labels_stand_on_their_lines() -> None:
    surface = bowl()
    scale = scale_of(surface, False)
    labels = labels_of(scale.height(surface.heights), scale)
    assert set(labels.texts) >= {f"{each:g}" for each in scale.levels[:-2]}
    for place, text in zip(labels.places, labels.texts, strict=True):
        assert surface.at(*(place * surface.span)) == pytest.approx(float(text), abs=0.08)
