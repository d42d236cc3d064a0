"""Handover: what is given reaches the one who waits, once, and nobody waits for long."""

import random
import threading
import time
from typing import Any

import pytest

from gui.handover import Handover


def snapshot(number: int) -> Any:
    """Stands for one; all that matters is which it is."""
    return number


def test_what_is_given_is_taken_at_once() -> None:
    handover = Handover()
    for given in (snapshot(7), None):
        handover.expect()
        taken: list[bool] = []
        other = threading.Timer(0.01, lambda each=given, to=taken: to.append(handover.give(each)))
        begun = time.perf_counter()
        other.start()
        assert handover.take(10.0) == (True, given)
        assert time.perf_counter() - begun < 5.0
        other.join()
        assert taken == [True]


def test_it_waits_no_longer_than_it_says_and_what_comes_then_goes_another_way() -> None:
    handover = Handover()
    handover.expect()
    begun = time.thread_time(), time.perf_counter()
    assert handover.take(0.02) == (False, None)
    assert time.perf_counter() - begun[1] >= 0.02
    assert time.thread_time() - begun[0] < 0.02  # it sleeps
    assert not handover.give(snapshot(1))
    handover.expect()
    assert handover.give(snapshot(2))
    assert not handover.give(snapshot(3))  # one is expected, no more
    assert handover.take(10.0) == (True, snapshot(2))


def test_nothing_is_given_to_somebody_who_does_not_wait() -> None:
    assert not Handover().give(snapshot(1))


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_moment_each_goes_one_way_and_one_only(seed: int) -> None:
    handover, asked = Handover(), threading.Semaphore(0)
    rounds, other_way = 300, []
    chance = random.Random(seed)
    pauses = [[chance.random() * 4e-4 for _ in range(rounds)] for _ in "ab"]
    (pauses[0][0], pauses[1][0]), (pauses[0][1], pauses[1][1]) = (0.2, 0.0), (0.0, 20.0)  # each way once for certain

    def answer() -> None:
        for number in range(rounds):
            asked.acquire()
            time.sleep(pauses[0][number])
            if not handover.give(snapshot(number)):
                other_way.append(number)

    thread = threading.Thread(target=answer)
    thread.start()
    taken = []
    for number in range(rounds):
        handover.expect()
        asked.release()
        came, what = handover.take(pauses[1][number])
        if came:
            assert what == snapshot(number)
            taken.append(number)
        else:
            assert what is None
            while len(taken) + len(other_way) <= number:  # as the window does: no second request before the answer
                time.sleep(1e-4)
    thread.join()
    assert sorted(taken + other_way) == list(range(rounds))
    assert taken and other_way
