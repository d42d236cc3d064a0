"""How many threads matrix products use: one for small networks, all cores for large ones.

OpenBLAS's threads spin while they wait for each other, which costs small products more than it gains and takes the
second core from the window (measured: digits at 20 frames a second with two threads, 40 with one). The number is part
of a run's identity, because it changes the last bits of a product. Example: 64-32-10 uses one thread.
"""

from functools import cache
from typing import Any

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


def use_threads(count: int) -> None:
    """Let all matrix products of this process use so many threads from now on."""
    _controller()[0].limit(limits=count)


def _product(shape: tuple[int, ...]) -> int:
    total = 1
    for each in shape:
        total *= each
    return total
