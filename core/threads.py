"""How many threads matrix products use: one for small networks, all cores for large ones.

OpenBLAS's threads spin while they wait for each other, which costs small products more than it gains and takes the
second core from the window (measured: digits at 20 frames a second with two threads, 40 with one). The number is part
of a run's identity, because it changes the last bits of a product: while a run computes, it holds. Example: 64-32-10
uses one thread.
"""

import threading
from collections import deque
from functools import cache
from typing import Any

import numpy as np

from core.network import NetworkSpec

SMALL = 5_000_000
"""Multiplications of a step's largest product below which one thread is used."""
SHARED = 20_000_000
"""The same where a window needs the other core (measured: at 6 million a second thread gains a fifth on a quiet machine
and costs ten times as much beside a busy one)."""


@cache
def _controller() -> tuple[Any, int]:
    from threadpoolctl import ThreadpoolController

    blas = ThreadpoolController().select(user_api="blas")
    return blas, max((pool["num_threads"] for pool in blas.info()), default=1)


_small = SMALL


def share_cores() -> None:
    """From now on a window lives beside the training: small means ``SHARED``."""
    global _small
    _small = SHARED


def threads_for(network: NetworkSpec, batch: int) -> int:
    """Threads for training ``network`` in minibatches of ``batch`` rows on this machine."""
    sizes = [_product(weight.shape) for node in network.running for weight in network.weights(node.id)]
    return 1 if max(sizes, default=0) * batch < _small else _controller()[1]


def _use_memory() -> None:
    """Make a product that fills the memory into which BLAS copies pieces of matrices, in each of its threads.

    Its loops fetch ahead of what small products fill. Where that memory was never used, each such fetch is a search in
    vain: in a virtual machine 128 x 784 weights times 64 pictures took 675 us before and 385 after (measured).
    """
    np.dot(np.ones((128, 128), np.float32), np.ones((128, 400), np.float32))


class Threads:
    """``with Threads(2):`` all matrix products inside use two threads, as BLAS counts for the whole process.

    Whoever wants another number meanwhile, in another thread of Python, waits until this is over, and nobody waits for
    ever: turns are taken in the order in which they were asked for. The same number may be used side by side.
    """

    def __init__(self, count: int) -> None:
        self.count = count

    def __enter__(self) -> None:
        if not getattr(_inside, "depth", 0):
            _turns.enter(self.count)
        _inside.depth = getattr(_inside, "depth", 0) + 1

    def __exit__(self, *_: object) -> None:
        _inside.depth -= 1
        if not _inside.depth:
            _turns.leave()


class _Turns:
    """Which number is set, and who uses it or waits for another."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count, self._users = 0, 0
        self._begun: set[int] = set()
        self._queue: deque[object] = deque()

    def enter(self, count: int) -> None:
        """Have this number set until ``leave``."""
        with self._changed:
            if self._queue or not self._fits(count):
                ticket = object()
                self._queue.append(ticket)
                self._changed.wait_for(lambda: self._queue[0] is ticket and self._fits(count))
                self._queue.popleft()
                self._changed.notify_all()
            if count != self._count:
                _controller()[0].limit(limits=count)
                self._count = count
                if count not in self._begun:
                    self._begun.add(count)
                    _use_memory()
            self._users += 1

    def _fits(self, count: int) -> bool:
        return not self._users or self._count == count

    def leave(self) -> None:
        """Let another number be set."""
        with self._changed:
            self._users -= 1
            if not self._users:
                self._changed.notify_all()


_turns, _inside = _Turns(), threading.local()


def _product(shape: tuple[int, ...]) -> int:
    total = 1
    for each in shape:
        total *= each
    return total
