"""History: bounded, extremes exact, and the same however the values arrive."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.history import History
from core.run_log import RunLog, result_from_json

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=200)


@given(VALUES, st.lists(st.integers(1, 40), min_size=1, max_size=8), st.sampled_from([2, 4, 16]))
def test_any_values_in_any_parts(values: list[float], parts: list[int], cap: int) -> None:
    whole, parted = History(cap), History(cap)
    x, y = np.arange(len(values), dtype=np.float64), np.array(values)
    start = 0
    while start < len(values):
        stop = start + parts[start % len(parts)]
        parted.extend(x[start:stop], y[start:stop])
        start = stop
    for position, value in zip(x, y, strict=True):
        whole.add(float(position), float(value))
    series = parted.series()
    assert 1 <= len(series.x) <= cap
    assert parted.count == len(values)
    assert (series.low.min(), series.high.max()) == (y.min(), y.max())
    width = parted.width
    for bucket in range(len(series.x)):
        held = y[bucket * width : (bucket + 1) * width]
        assert (series.low[bucket], series.high[bucket]) == (held.min(), held.max())
        np.testing.assert_allclose(series.mean[bucket], held.mean(), rtol=1e-9, atol=1e-6)
        np.testing.assert_allclose(series.x[bucket], x[bucket * width : (bucket + 1) * width].mean())
    np.testing.assert_array_equal(series.high, whole.series().high)


@given(VALUES, VALUES)
def test_a_restored_history_goes_on_alike(first: list[float], more: list[float]) -> None:
    history, again = History(8), History()
    for position, value in enumerate(first):
        history.add(position, value)
    again.restore(history.state())
    for position, value in enumerate(more, len(first)):
        history.add(position, value)
        again.add(position, value)
    np.testing.assert_array_equal(history.series().mean, again.series().mean)
    np.testing.assert_array_equal(history.series().x, again.series().x)


def test_the_example_of_the_header() -> None:
    history = History(1000)
    history.extend(np.arange(3000.0), np.arange(3000.0))
    assert (len(history.series().x), history.width) == (750, 4)


@pytest.mark.parametrize("cap", [0, 1, 7])
def test_an_odd_number_of_buckets_is_refused(cap: int) -> None:
    with pytest.raises(ValueError, match="even number"):
        History(cap)


def test_a_log_leaves_out_what_is_not_finite_and_keeps_order() -> None:
    log = RunLog()
    for step in range(1500):
        log.add_loss(step / 100, float("nan") if step == 700 else float(step))
    series = log.curves().batch_loss
    assert series.high.max() == 1499
    assert bool((np.diff(series.x) > 0).all())
    log.add_change(1.0, {3: 0.5, 4: float("inf")})
    assert set(log.curves().weight_change) == {3}


@pytest.mark.parametrize(
    "broken", [{"loss": "much"}, {"metrics": [1]}, {"metrics": {"accuracy": None}}, {"step": None}]
)
def test_a_damaged_result_is_refused(broken: dict[str, object]) -> None:
    sound: dict[str, object] = {
        "epoch": 1, "step": 2, "loss": 0.5, "validation_loss": None, "metrics": {"accuracy": 0.5},
        "validation_metrics": None, "seconds": 0.1,
    }  # fmt: skip
    assert result_from_json(sound).metrics.as_dict() == {"accuracy": 0.5}
    with pytest.raises((TypeError, ValueError)):
        result_from_json(sound | broken)
