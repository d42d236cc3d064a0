"""The soak's judgement: what grows, what is said and what is left is found; what is flat passes."""

import ctypes
import gc
import random
import sys

import numpy as np
import pytest

from tests.helpers.memory import fill_small_blocks, forget_lookups, in_use
from tests.soak.__main__ import verdict
from tests.soak.growth import growth
from tests.soak.work import ALIKE, Bench, Held

MB, KB = 2**20, 2**10


def readings(rounds: int, pages: int = 0, asked: int = 0, seed: int = 0) -> list[Held]:
    """As they come out where so much is kept of each round: some rounds hold more than others, some jump, all shake."""
    rng, table = random.Random(seed), 0
    found = []
    for number in range(rounds):
        more = (0, 2, 0, 0, 5, 1)[number % ALIKE] * MB
        table += 130 * KB if number == rounds // 2 else 0  # one that was doubled
        stray = rng.choice((0, 0, 0, 7 * MB))
        found.append(
            Held(
                135 * MB + more + stray + rng.randint(-400, 400) * KB + number * pages,
                58 * MB + more + table + rng.randint(-30, 30) * KB + number * asked,
            )
        )
    return found


@pytest.mark.parametrize(("rounds", "minutes"), [(18, 2), (30, 3), (470, 45)])
def test_memory_that_only_shakes_passes(rounds: int, minutes: float, capsys: pytest.CaptureFixture[str]) -> None:
    for seed in range(5):
        assert verdict(readings(rounds, seed=seed), 60 * minutes, [], []) == []
    assert "Allocated: 58.5 MB, +" in capsys.readouterr().out


@pytest.mark.parametrize(("rounds", "minutes"), [(18, 2), (30, 3), (470, 45)])
def test_twenty_kilobytes_kept_of_each_round_are_found(rounds: int, minutes: float) -> None:
    for seed in range(5):
        found = verdict(readings(rounds, asked=20 * KB, seed=seed), 60 * minutes, [], [])
        assert len(found) == 1 and found[0].startswith("Allocated gr")


def test_growth_of_a_long_run_is_told_from_its_level() -> None:
    held = readings(700, pages=30 * KB)
    assert verdict(held, 3300, [], [])[0] == "Pages grew by 14.6% in 699 rounds."
    assert verdict(readings(470, asked=3 * KB), 2700, [], [])[0].startswith("Allocated grew by 2.")
    # In the course of a day the same is what an hour of it has.
    assert "in 60 rounds" in verdict(readings(700, pages=90 * KB), 11.65 * 3600, [], [])[0]


def test_pages_of_a_short_run_are_not_projected() -> None:
    assert verdict(readings(30, pages=35 * KB), 180, [], []) == []
    assert verdict(readings(470, pages=35 * KB), 2700, [], [])[0].startswith("Pages grew by ")


def test_only_rounds_that_are_alike_are_compared() -> None:
    found = growth([100, 900, 100, 900, 106, 906], 2)
    assert found == (500.0, 1.5, 0.0)


def test_messages_leftovers_and_too_few_rounds_are_found() -> None:
    still = [Held(1, 1)] * 18
    found = verdict(still, 60, ["Qt: a warning"], ["timer of Runner"])
    assert found == ["Said: Qt: a warning", "Left: timer of Runner"]
    assert "give it more minutes" in verdict(still[:2], 60, [], [])[0]


@pytest.mark.skipif(in_use() is None, reason="needs glibc's count of what is in use")
def test_small_blocks_that_numpy_keeps_do_not_look_like_a_leak() -> None:
    fill_small_blocks()
    before = in_use() or 0
    blocks = [np.empty(size, np.uint8) for size in range(1, 1025) for _ in range(7)]
    del blocks
    assert (in_use() or 0) - before < 20 * KB


def test_names_that_were_looked_up_do_not_look_like_a_leak() -> None:
    look = ctypes.pythonapi.PyObject_GetAttrString
    look.argtypes, look.restype = (ctypes.py_object, ctypes.c_char_p), ctypes.py_object
    gc.collect()
    forget_lookups()
    before = sys.getallocatedblocks()
    others = []
    for _ in range(4000):  # functions that are there: nothing is made but the name, at ever other places
        look(random.Random, b"seed")
        others.append(bytes(20))
    del others
    assert sys.getallocatedblocks() - before > 200
    forget_lookups()
    assert sys.getallocatedblocks() - before < 100


@pytest.mark.usefixtures("qapp")
def test_waiting_keeps_nothing() -> None:
    bench = Bench.__new__(Bench)

    def blocks_after(waits: int) -> int:
        for _ in range(waits):
            bench.wait(0.001)
        gc.collect()
        forget_lookups()
        return sys.getallocatedblocks()

    before = blocks_after(20)
    assert blocks_after(200) - before < 50
