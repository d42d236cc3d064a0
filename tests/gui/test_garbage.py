"""Cycles that hold Qt objects are collected in the window's thread, whoever allocates."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from gui import garbage
from gui.garbage import EVERY_MS, GarbageCollector


@pytest.fixture
def collector(qapp: QObject) -> Iterator[GarbageCollector]:
    made = GarbageCollector(qapp)
    yield made
    made._timer.stop()
    made.deleteLater()
    gc.unfreeze()


class Holder(QObject):
    """A QObject in a cycle that tells where it dies."""

    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self.itself = self
        self.told = told

    def __del__(self) -> None:
        self.told.append(threading.current_thread().name)


def test_a_busy_thread_never_destroys_what_the_window_left(qtbot: QtBot, collector: GarbageCollector) -> None:
    told: list[str] = []
    for _ in range(10):
        Holder(told)

    kept: list[list[int]] = []

    def allocate() -> None:
        kept.extend([index] for index in range(50_000))

    thread = threading.Thread(target=allocate, name="busy")
    thread.start()
    thread.join()
    assert told == []
    qtbot.waitUntil(lambda: len(told) == 10, timeout=10 * EVERY_MS)
    assert set(told) == {threading.main_thread().name}


def test_what_the_start_left_is_kept_once_the_window_was_seen(qtbot: QtBot, collector: GarbageCollector) -> None:
    before = gc.get_freeze_count()
    told: list[str] = []
    Holder(told)
    assert not told, "the first picture does not wait for a look through all objects"
    qtbot.waitUntil(lambda: bool(told), timeout=10 * EVERY_MS)
    assert gc.get_freeze_count() > before and not gc.isenabled()


def test_all_objects_are_looked_through_only_once_there_are_many_more(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    old = list(range(1000))
    monkeypatch.setattr(garbage, "_old_ones", 0)
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 99))
    monkeypatch.setattr(gc, "get_objects", lambda generation: old)
    monkeypatch.setattr(gc, "collect", lambda generation=2: asked.append(generation))
    garbage.collect_what_is_due()
    garbage.collect_what_is_due()
    assert asked == [2]
    old += range(300)
    garbage.collect_what_is_due()
    assert asked == [2, 2]


def test_it_waits_while_somebody_walks_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    now = 1000.0
    monkeypatch.setattr(garbage.time, "monotonic", lambda: now)
    monkeypatch.setattr(garbage, "_held_until", 0.0)
    monkeypatch.setattr(garbage, "_old_ones", 0)
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 99))
    monkeypatch.setattr(gc, "get_objects", lambda generation: [0])
    monkeypatch.setattr(gc, "collect", lambda generation=2: asked.append(generation))
    garbage.hold_back()
    garbage.collect_what_is_due()
    assert asked == []
    now += garbage.QUIET + 0.1
    garbage.collect_what_is_due()
    assert asked == [2]
    monkeypatch.setattr(garbage, "_old_ones", 0)
    begun = now
    while asked == [2] and now < begun + 2 * garbage.LONGEST:
        garbage.hold_back()
        garbage.collect_what_is_due()
        now += garbage.QUIET / 2
    assert asked == [2, 2] and begun + garbage.LONGEST <= now <= begun + garbage.LONGEST + 2 * garbage.QUIET
