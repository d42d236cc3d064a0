"""Smoothing, squeezing, ranges, ticks and places for names."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.snapshot import Series
from gui.plots.series import (
    linear_range,
    linear_ticks,
    log_range,
    log_ticks,
    logarithm,
    nice_end,
    nudge,
    smooth,
    squeeze,
    zigzag,
)  # fmt: skip


def _series(values: np.ndarray) -> Series:
    return Series(np.linspace(0, 10, len(values)), values - 1, values, values + 1)


def test_smooth_keeps_a_constant_and_few_points() -> None:
    assert np.array_equal(smooth(np.full(500, 3.0)), np.full(500, 3.0))
    few = np.array([1.0, 5.0, 2.0])
    assert np.array_equal(smooth(few), few)


def test_smooth_calms_noise_and_keeps_the_first_point() -> None:
    noisy = np.random.default_rng(0).normal(size=1000)
    calm = smooth(noisy)
    assert calm.std() < noisy.std() / 4
    assert calm[0] == noisy[0]


def test_smooth_leaves_out_what_is_not_finite() -> None:
    values = np.full(200, 2.0)
    values[100] = np.inf
    result = smooth(values)
    assert np.isinf(result[100])
    assert np.allclose(np.delete(result, 100), 2.0)


def test_smoothing_goes_by_position_and_not_by_number_of_points() -> None:
    x = np.concatenate((np.linspace(0.0, 99.0, 100), np.linspace(99.01, 100.0, 100)))
    noisy = np.where(np.arange(200) % 2 == 0, 1.0, 2.0)
    calm = smooth(noisy, x)
    # The crowded end is one hundredth of the curve: all of it is within reach of its middle.
    assert abs(calm[150] - 1.5) < 0.02
    assert np.array_equal(smooth(noisy, np.arange(200.0)), smooth(noisy))


def test_squeeze_keeps_extremes_and_the_last_point() -> None:
    values = np.zeros(10_000)
    values[1234], values[-1] = 50.0, 7.0
    got = squeeze(_series(values), 0, 10, 300)
    assert len(got.x) <= 300
    assert got.high.max() == 51.0
    assert got.low.min() == -1.0
    assert got.mean[-1] == 7.0


def test_squeeze_clips_to_what_is_in_view() -> None:
    got = squeeze(_series(np.arange(101.0)), 4.0, 5.0, 300)
    assert got.x[0] == pytest.approx(3.9)
    assert got.x[-1] == pytest.approx(5.1)


def test_squeeze_and_zigzag_of_nothing() -> None:
    x, y = zigzag(squeeze(_series(np.zeros(0)), 0, 1, 100))
    assert len(x) == len(y) == 0


def test_logarithm_makes_gaps() -> None:
    got = logarithm(np.array([1.0, 0.0, -1.0, np.nan, np.inf, 100.0]))
    assert got[0] == 0
    assert got[5] == 2
    assert np.isnan(got[1:5]).all()


def test_log_range_holds_the_values_and_has_a_size() -> None:
    bottom, top = log_range(-1.2, 0.7)
    assert bottom <= -1.2 < 0.7 <= top
    bottom, top = log_range(-1.0, -1.0)
    assert bottom < -1.0 < top
    assert top - bottom >= 0.5


def test_linear_range_is_round() -> None:
    assert linear_range(0.031, 0.97) == (0.0, 1.0)
    low, high = linear_range(2.0, 2.0)
    assert low < 2.0 < high


@pytest.mark.parametrize(
    ("position", "total", "end"), [(0.2, 100, 1), (37, 100, 40), (340, 400, 400), (22, 25, 25), (8.1, 20, 10)]
)
def test_nice_end(position: float, total: float, end: float) -> None:
    assert nice_end(position, total) == pytest.approx(end, rel=0.3)
    assert nice_end(position, total) >= position


def test_log_ticks_are_powers_of_ten() -> None:
    assert [tick.text for tick in log_ticks(-2.5, 0.25, 6)] == ["0.01", "0.1", "1"]
    assert len(log_ticks(-12, 3, 5)) <= 6
    assert len(log_ticks(-0.9, -0.35, 5)) >= 2
    assert len(log_ticks(-0.9, -0.6, 5)) >= 2


def test_linear_ticks_as_percent() -> None:
    assert [tick.text for tick in linear_ticks(0.5, 1.0, 5, percent=True)][-1] == "100\u202f%"
    assert linear_ticks(0.98, 1.0, 4, percent=True)[0].text == "98.0\u202f%"
    assert [tick.text for tick in linear_ticks(0, 40, 4)] == ["0", "10", "20", "30", "40"]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=7))
def test_nudged_names_do_not_overlap(wanted: list[float]) -> None:
    places = nudge(wanted, 12, 0, 100)
    ordered = sorted(places)
    assert all(b - a >= 12 - 1e-6 for a, b in pairwise(ordered))
    assert ordered[0] >= -1e-6
    assert ordered[-1] <= 100 + 1e-6


def test_names_that_fit_stay() -> None:
    assert nudge([10, 50, 80], 12, 0, 100) == [10, 50, 80]
