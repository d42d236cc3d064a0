"""Curves drawn into pixels by a kernel: as the reference has it, without beads or gaps, and never beside the sheet."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.engines import cache, linework
from core.engines.linework import Place, Stroke
from tests.helpers import linework as reference

pytest.importorskip("numba")

PAPER, BLUE = 0xFFFFFFFF, 0xFF2040C0
HERE = Place()
at_hand = cache.at_hand


@pytest.fixture(autouse=True)
def _kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.kernels("float32")
    monkeypatch.setattr(cache, "at_hand", at_hand)


def sheet(height: int = 60, width: int = 80) -> NDArray[np.uint32]:
    return np.full((height, width), PAPER, np.uint32)


def levels(pixels: NDArray[np.uint32]) -> NDArray[np.int16]:
    """Colours (height, width, 4)."""
    return pixels.view(np.uint8).reshape(*pixels.shape, 4).astype(np.int16)


def curves(*points: list[tuple[float, float]]) -> NDArray[np.float64]:
    """Pieces (curves, pieces, 4) through points."""
    lines = np.array(points, np.float64)
    return np.concatenate((lines[:, :-1], lines[:, 1:]), axis=2)


def drawn(pieces: NDArray[np.float64], width: float = 1.0, beyond: float = 0.0) -> NDArray[np.uint32]:
    pixels = sheet()
    assert linework.draw(pixels, [Stroke(pieces, width, beyond, BLUE)], HERE)
    return pixels


def wave(rng: np.random.Generator, pieces: int) -> NDArray[np.float64]:
    """A smooth curve across the sheet, in any direction."""
    t = np.linspace(0.0, 1.0, pieces + 1)
    start, middle, end = rng.uniform(-10.0, 90.0, (3, 2))
    return start * ((1 - t) ** 2)[:, None] + middle * (2 * t * (1 - t))[:, None] + end * (t * t)[:, None]


@pytest.mark.parametrize("seed", range(12))
def test_it_draws_what_the_reference_draws(seed: int) -> None:
    rng = np.random.default_rng(seed)
    strokes = []
    for _ in range(4):
        pieces = int(rng.integers(1, 14))
        lines = np.array([wave(rng, pieces) for _ in range(3)])
        width = float(rng.choice([0.5, 1.0, 1.9, 3.3, 9.0]))
        color = 0xFF000000 | int(rng.integers(1 << 24))
        strokes.append(Stroke(np.concatenate((lines[:, :-1], lines[:, 1:]), axis=2), width, width / 2, color))
    place, box = Place(1.25, -7.3, 0.8, 3.1), (5, 3, 71, 55)
    ours, theirs = sheet(), sheet()
    assert linework.draw(ours, strokes, place, box)
    reference.draw(theirs, strokes, place, box)
    away = np.abs(levels(ours) - levels(theirs)).max(axis=2)
    assert (ours != PAPER).sum() > 200
    assert away.max() <= 6, "shares are rounded to a 256th, four strokes lie one over the other"
    assert away.mean() < 0.2


def test_a_level_line_covers_its_pixels_and_no_others() -> None:
    pixels = drawn(curves([(10.0, 20.5), (30.0, 20.5)]))
    assert (pixels[20, 10:30] == BLUE).all()
    assert (pixels != PAPER).sum() == 20
    pixels = drawn(curves([(10.0, 20.5), (30.0, 20.5)]), width=3.0, beyond=1.5)
    assert (pixels[19:22, 9:31] == BLUE).all()
    assert (pixels != PAPER).sum() == 3 * 24, "half a pixel more at either end is half covered"


def test_an_upright_line_is_a_level_one_turned_round() -> None:
    level, upright = [(8.2, 11.7), (21.0, 11.7), (37.3, 11.7)], [(11.7, 8.2), (11.7, 21.0), (11.7, 37.3)]
    for width in (1.0, 2.5):
        one, other = (drawn(curves(each), width)[:50, :50] for each in (level, upright))
        assert np.abs(levels(one) - levels(other.T.copy())).max() <= 1


@pytest.mark.parametrize("width", [1.0, 2.4, 7.0])
@pytest.mark.parametrize("end", [(70.0, 9.0), (71.3, 51.7), (12.0, 55.0), (-20.0, 8.0), (6.2, 55.0)])
def test_joints_show_neither_beads_nor_gaps(width: float, end: tuple[float, float]) -> None:
    start, last = np.array([6.2, 7.1]), np.array(end)
    points = [tuple(start + (last - start) * share) for share in np.linspace(0.0, 1.0, 18)]
    whole, cut = drawn(curves([points[0], points[-1]]), width), drawn(curves(points), width)
    assert np.abs(levels(whole) - levels(cut)).max() <= 2


def test_a_half_covered_edge_stays_half_covered_through_a_bend() -> None:
    """Every pixel is drawn once by a curve: twice over, an edge would be darker than its line."""
    t = np.linspace(0.0, np.pi, 31)
    bow = curves([(float(x), float(y)) for x, y in zip(40 - 25 * np.cos(t), 50 - 30 * np.sin(t), strict=True)])
    darkness = (255.0 - levels(drawn(bow, 4.0))[:, :, 1]) / (255.0 - 0x40)
    length = np.hypot(bow[0, :, 2] - bow[0, :, 0], bow[0, :, 3] - bow[0, :, 1]).sum()
    assert darkness.sum() == pytest.approx(4.0 * length, rel=0.01)
    assert darkness.max() <= 1.0


def test_later_strokes_lie_over_earlier_ones() -> None:
    pixels, line = sheet(), curves([(10.0, 20.5), (30.0, 20.5)])
    linework.draw(pixels, [Stroke(line, 5.0, 0.0, BLUE), Stroke(line, 1.0, 0.0, PAPER)], HERE)
    assert (pixels[20, 12:28] == PAPER).all() and (pixels[18, 12:28] == BLUE).all()


wild = st.one_of(
    st.floats(-50.0, 150.0), st.floats(width=64),
    st.sampled_from([0.0, 0.5, -0.0, 80.0, 1e9, -1e9, 1e30, -1e300, float("nan"), float("inf"), float("-inf")]),
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.tuples(wild, wild), min_size=2, max_size=7),
    st.one_of(st.floats(0.0, 30.0), st.sampled_from([1e6, float("inf"), float("nan")])),
    st.tuples(*[st.integers(-5, 70)] * 4),
    st.tuples(wild, wild, wild, wild),
    st.booleans(),
)
def test_nothing_is_written_outside_the_part_that_may_be(
    points: list[tuple[float, float]], width: float, box: tuple[int, int, int, int],
    place: tuple[float, float, float, float], placed: bool,
) -> None:  # fmt: skip
    room = np.arange(3 * 40 * 50, dtype=np.uint32).reshape(3 * 40, 50)
    before, pixels = room.copy(), room[40:80]
    with np.errstate(all="ignore"):
        assert linework.draw(
            pixels, [Stroke(curves(points), width, width, BLUE)], Place(*place) if placed else HERE, box
        )
    left, top, right, bottom = box
    may = np.zeros(room.shape, np.bool_)
    may[40:80][max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)] = True
    assert np.array_equal(room[~may], before[~may])


def test_what_is_no_number_or_has_no_length_is_left_out() -> None:
    nan = float("nan")
    assert (drawn(curves([(nan, 3.0), (20.0, 3.0)])) == PAPER).all()
    assert (drawn(curves([(9.0, 9.0), (9.0, 9.0)]), 5.0, 2.5) == PAPER).all()
    assert (drawn(np.zeros((0, 3, 4))) == PAPER).all() and (drawn(np.zeros((2, 0, 4))) == PAPER).all()
    with_nan = drawn(curves([(5.0, 5.0), (20.0, 5.0), (nan, 8.0), (40.0, 5.0), (40.0, 5.0), (60.0, 5.0)]), 3.0)
    assert np.array_equal(with_nan, drawn(curves([(5.0, 5.0), (20.0, 5.0), (40.0, 5.0), (60.0, 5.0)]), 3.0))


def test_the_last_pixels_of_a_picture_are_drawn_one_by_one() -> None:
    pixels = np.full((1, 7), PAPER, np.uint32)
    linework.draw(pixels, [Stroke(curves([(0.0, 0.5), (7.0, 0.5)]), 1.0, 0.5, BLUE)], HERE)
    assert (pixels == BLUE).all()


def test_without_a_kernel_it_draws_nothing_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_loaded", {})
    pixels = sheet()
    assert not linework.draw(pixels, [Stroke(curves([(0.0, 0.5), (7.0, 0.5)]), 1.0, 0.5, BLUE)], HERE)
    assert (pixels == PAPER).all()
