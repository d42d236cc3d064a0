"""What one training step is made of: processor time of each of its parts, measured one by one.

``python -m tests.benchmarks.step_parts LeNet-5 2`` prints one line of JSON: microseconds a step by part, and of the
same matrix products made by numpy alone. What a whole step takes besides is its last part: Python, the ends of epochs,
what is kept for the curves.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from typing import NamedTuple

import numpy as np

from core.engines import cache
from core.engines import names as at
from core.engines.compiled import CompiledFeed
from core.program import Program
from core.snapshot import Phase, PhaseKind
from core.trainer import Trainer
from tests.benchmarks.cases import CASES
from tests.benchmarks.contender_chainrule import trainer_of

REST, WHOLE, PRODUCTS = "Python, epochs' ends, curves", "whole steps", "products"
LONG_ENOUGH = 0.05
"""Seconds of whole steps between two rounds of their parts."""
Part = tuple[str, Callable[[], object]]
KINDS = {
    PhaseKind.FORWARD: at.FORWARD, PhaseKind.ERROR: at.ERROR, PhaseKind.BLAME: at.BLAME, PhaseKind.GRADIENT: at.GRADIENT
}  # fmt: skip
WORDS = {PhaseKind.FORWARD: "forward", PhaseKind.BLAME: "blame", PhaseKind.GRADIENT: "gradient"}


def steps_parts(trainer: Trainer) -> Iterator[Part]:
    """The parts of a step in their order, by name; several layers of a kind bear the same."""
    feed = trainer._feed
    program, runs = feed.of(trainer.sampler.batch)
    compiled = feed if isinstance(feed, CompiledFeed) else None
    first = partial(compiled._kernel, at.DRAW, 0, 0, program.n) if compiled else feed.draw
    yield "the minibatch is drawn", first
    layers = list(program.ops)
    for (phase, _), run in zip(program.plan, runs, strict=False):
        number = layers.index(phase.layer) - 1 if phase.layer is not None and phase.kind is not PhaseKind.ERROR else 0
        call = partial(compiled._kernel, KINDS[phase.kind], number, 0, program.n) if compiled else run
        yield name_of(trainer, phase), call
    yield "the optimizer", runs[-1]


def name_of(trainer: Trainer, phase: Phase) -> str:
    """Phase and kind of layer: "Conv2D, forward"."""
    if phase.kind is PhaseKind.ERROR or phase.layer is None:
        return "the loss"
    return f"{trainer.network.by_id[phase.layer].layer.kind}, {WORDS[phase.kind]}"


def products_of(program: Program) -> list[tuple[int, int, int]]:
    """(rows, inner, columns) of the matrix products of a step: three for each layer that has a matrix, but the first.

    A convolution is a product of its filters with the columns of all its places.
    """
    made = []
    for key, op in list(program.ops.items())[1:]:
        sizes = [slot.stop - slot.start for slot in program.slots if slot.layer == key]
        filters = len(op.z)
        if not sizes or max(sizes) % filters or type(op).__name__.startswith("Embedding"):
            continue
        inner, columns = max(sizes) // filters, op.z.size // filters
        made += [(filters, inner, columns), (filters, columns, inner), (inner, filters, columns)]
    return made[:2] + made[3:]


def in_turn(calls: list[Part], seconds: float) -> dict[str, float]:
    """Processor time by name of one call of each, one after the other again and again: medians over so long."""
    times: list[list[float]] = [[] for _ in calls]
    until = time.perf_counter() + seconds
    while len(times[0]) < 3 or time.perf_counter() < until:
        for (_, call), own in zip(calls, times, strict=True):
            begun = time.thread_time()
            call()
            own.append(time.thread_time() - begun)
    looking = median(_looks())
    found: dict[str, float] = {}
    for (name, _), own in zip(calls, times, strict=True):
        found[name] = found.get(name, 0.0) + max(0.0, median(own) - looking)
    return found


def _looks() -> Iterator[float]:
    """What it takes to look at the clock twice."""
    for _ in range(1000):
        begun = time.thread_time()
        yield time.thread_time() - begun


def products(program: Program) -> list[Part]:
    """The products of a step, made by numpy."""
    calls: list[Part] = []
    for rows, inner, columns in products_of(program):
        a, b = np.ones((rows, inner), program.dtype), np.ones((inner, columns), program.dtype)
        calls.append((PRODUCTS, partial(np.dot, a, b, np.empty((rows, columns), program.dtype))))
    return calls


class Made(NamedTuple):
    """Microseconds a step by part, and of its products alone."""

    parts: dict[str, float]
    products: float


def measure(trainer: Trainer, seconds: float) -> Made:
    """Microseconds a step: its parts, with what is left of whole steps between them, and its products alone."""
    pace = trainer.run(0.3) / 0.3
    several = max(1, int(pace * LONG_ENOUGH))
    whole = partial(trainer.run, 60.0, several)
    with trainer._threads, np.errstate(all="ignore"):
        found = in_turn([*steps_parts(trainer), (WHOLE, whole), *products(trainer.program)], seconds)
    alone, steps = found.pop(PRODUCTS), found.pop(WHOLE) / several
    parts = found | {REST: max(0.0, steps - sum(found.values()))}
    return Made({name: each * 1e6 for name, each in parts.items()}, alone * 1e6)


def main() -> None:
    """Measure the case named on the command line."""
    if cache.installed():
        cache.kernels("float32")
    print(json.dumps(measure(trainer_of(CASES[sys.argv[1]]), float(sys.argv[2]))._asdict()))


if __name__ == "__main__":
    main()
