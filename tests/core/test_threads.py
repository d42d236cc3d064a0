"""One thread for small networks, all cores for large ones, and fewer of them beside a window."""

import pytest

from core import threads
from core.fitting import suggest_network
from core.task import Task

PICTURES = Task((784,), "classification", tuple("0123456789"))


def test_threads_grow_with_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "_controller", lambda: (None, 8))
    monkeypatch.setattr(threads, "_small", threads.SMALL)
    small, large = suggest_network(PICTURES, (16,)), suggest_network(PICTURES, (128,))
    assert (threads.threads_for(small, 64), threads.threads_for(large, 64)) == (1, 8)
    threads.share_cores()
    assert threads.threads_for(large, 64) == 1
    assert threads.threads_for(suggest_network(PICTURES, (512,)), 64) == 8
