"""One thread for small networks, all cores for large ones, and fewer of them beside a window."""

import threading
import time
from typing import Any

import pytest

import core
from core import threads
from core.fitting import suggest_network
from core.task import Task
from core.threads import Threads
from core.trainer import Trainer

PICTURES = Task((784,), "classification", tuple("0123456789"))


def test_threads_grow_with_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "_controller", lambda: (None, 8))
    monkeypatch.setattr(threads, "_small", threads.SMALL)
    small, large = suggest_network(PICTURES, (16,)), suggest_network(PICTURES, (128,))
    assert (threads.threads_for(small, 64), threads.threads_for(large, 64)) == (1, 8)
    threads.share_cores()
    assert threads.threads_for(large, 64) == 1
    assert threads.threads_for(suggest_network(PICTURES, (512,)), 64) == 8


class Blas:
    """What is set, as BLAS keeps it: one number for the process."""

    def __init__(self) -> None:
        self.count = 0

    def limit(self, limits: int) -> None:
        self.count = limits


@pytest.fixture
def blas(monkeypatch: pytest.MonkeyPatch) -> Blas:
    made = Blas()
    monkeypatch.setattr(threads, "_controller", lambda: (made, 8))
    monkeypatch.setattr(threads, "_turns", threads._Turns())
    return made


def test_the_memory_of_each_number_of_threads_is_used_once_before_a_run(
    blas: Blas, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[int] = []
    monkeypatch.setattr(threads, "_use_memory", lambda: used.append(blas.count))
    for count in (1, 1, 8, 1, 8, 2):
        with Threads(count):
            assert used[-1:] == [count] or used.count(count) == 1
    assert used == [1, 8, 2]


def test_two_runs_at_once_never_change_each_others_number(blas: Blas) -> None:
    seen: dict[int, set[int]] = {1: set(), 2: set(), 8: set()}
    turns = dict.fromkeys(seen, 0)
    until = time.perf_counter() + 0.2

    def run(count: int) -> None:
        while time.perf_counter() < until:
            with Threads(count), Threads(count):
                seen[count].add(blas.count)
                time.sleep(0.001)
                seen[count].add(blas.count)
            turns[count] += 1

    workers = [threading.Thread(target=run, args=(count,)) for count in (1, 1, 2, 8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert seen == {1: {1}, 2: {2}, 8: {8}}
    assert all(turns.values()), "nobody waits for ever"


def test_the_same_number_is_used_side_by_side(blas: Blas) -> None:
    meeting = threading.Barrier(2, timeout=5)

    def run() -> None:
        with Threads(2):
            meeting.wait()

    other = threading.Thread(target=run)
    other.start()
    run()
    other.join()
    assert not meeting.broken


@pytest.mark.parametrize("work", ["step", "advance", "epoch", "run"])
def test_a_run_has_its_number_whatever_another_was_given(
    work: str, blas: Blas, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of two networks in two windows computes with the number that its identity tells."""
    made = []
    for count in (1, 8):
        monkeypatch.setattr("core.identity.threads_for", lambda _network, _batch, count=count: count)
        trainer, _ = core.start(core.load(core.example_path("iris")))
        made.append(trainer)
    for trainer in made:
        found: list[int] = []
        _watch(trainer, monkeypatch, lambda found=found: found.append(blas.count))
        arguments: tuple[Any, ...] = (0.01, 1) if work == "run" else ()
        getattr(trainer, work)(*arguments)
        assert set(found) == {trainer.identity["blas_threads"]}


def _watch(trainer: Trainer, monkeypatch: pytest.MonkeyPatch, look: Any) -> None:
    """Call ``look`` whenever the run draws a minibatch."""
    for name in ("draw", "slice"):
        kept = getattr(trainer._feed, name)
        monkeypatch.setattr(trainer._feed, name, lambda *a, kept=kept: (look(), kept(*a))[1])
