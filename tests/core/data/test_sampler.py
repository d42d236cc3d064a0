"""The sampler: complete epochs, exact resumption, no allocation."""

import json
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data import Sampler

SIZES = st.integers(1, 40)


@given(SIZES, SIZES, st.booleans(), st.integers(0, 99))
def test_every_epoch_holds_every_row_once(rows: int, batch: int, shuffle: bool, seed: int) -> None:
    sampler = Sampler(rows, batch, shuffle, np.random.default_rng(seed))
    for _ in range(3):
        drawn: list[int] = []
        for step in range(sampler.batches_per_epoch):
            assert not (step and sampler.at_epoch_end)
            part = sampler.next()
            assert 1 <= len(part) <= batch
            drawn += part.tolist()
            assert sampler.position == len(drawn)
        assert sampler.at_epoch_end
        assert sorted(drawn) == list(range(rows))
        assert shuffle or drawn == list(range(rows))


@given(SIZES, SIZES, st.booleans(), st.integers(0, 99), st.integers(0, 60))
def test_a_restored_sampler_draws_the_same(rows: int, batch: int, shuffle: bool, seed: int, steps: int) -> None:
    sampler = Sampler(rows, batch, shuffle, np.random.default_rng(seed))
    for _ in range(steps):
        sampler.next()
    state = sampler.state()
    state["generator"] = json.loads(json.dumps(state["generator"]))
    expected = [sampler.next().tolist() for _ in range(20)]
    other = Sampler(rows, batch, shuffle, np.random.default_rng(seed + 1))
    other.restore(state)
    assert [other.next().tolist() for _ in range(20)] == expected


def test_epochs_differ_and_a_wrong_state_is_refused() -> None:
    sampler = Sampler(50, 50, True, np.random.default_rng(0))
    assert sampler.next().tolist() != sampler.next().tolist()
    state = sampler.state()
    with pytest.raises(ValueError, match="50 rows; this sampler has 49"):
        Sampler(49, 10, True, np.random.default_rng(0)).restore(state)
    with pytest.raises(ValueError, match="not a permutation"):
        sampler.restore(state | {"order": np.zeros(50, dtype=int)})


def test_batches_allocate_nothing_and_of_two_copies_of_an_order_none_stays() -> None:
    sampler = Sampler(100_000, 64, True, np.random.default_rng(0))
    sampler.next()
    tracemalloc.start()
    while not sampler.at_epoch_end:
        sampler.next()
    within = tracemalloc.get_traced_memory()[1]
    for _ in range(2 * sampler.batches_per_epoch):
        sampler.next()
    stays, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert within < 20_000 and stays < 20_000 and peak < 2 * sampler.order.nbytes + 20_000


MOVES = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 8), st.integers(0, 3)), max_size=8)


@given(SIZES, st.integers(1, 12), st.booleans(), MOVES)
def test_orders_drawn_ahead_are_those_of_epochs_one_by_one(
    rows: int, batch: int, shuffle: bool, moves: list[tuple[int, int, int]]
) -> None:
    """Whatever was drawn ahead and however much of it used, orders and state are as if nothing had been."""
    ahead, plain = (Sampler(rows, batch, shuffle, np.random.default_rng(5)) for _ in range(2))
    for wanted, most, steps in moves:
        ahead.begin()
        plain.begin()
        orders = ahead.ahead(wanted)
        passed = min(wanted, len(orders), 1 + most) - 1
        for begun in range(1, passed + 1):
            orders[begun] = orders[begun - 1][orders[begun]]
        ahead.pass_on(passed, rows)
        for _ in range(passed):
            plain.position = rows
            plain.begin()
        plain.position = rows
        for sampler in (ahead, plain):
            for _ in range(steps):
                sampler.next()
        assert ahead.order.tolist() == plain.order.tolist()
        assert ahead.state()["generator"] == plain.state()["generator"]


def test_each_time_as_many_orders_are_ready_as_were_asked_for_and_no_more_memory_is_taken() -> None:
    sampler = Sampler(100, 10, True, np.random.default_rng(0))
    kept: set[int] = set()
    for _ in range(300):
        sampler.begin()
        orders = sampler.ahead(50)
        assert len(orders) >= 50
        for begun in range(1, 8):
            orders[begun] = orders[begun - 1][orders[begun]]
        sampler.pass_on(7, 100)
        kept.add(sampler._drawn.nbytes)
        assert len(sampler._before) < 100
    assert max(kept) <= 2 * 50 * 100 * 8
    sampler.state()
