"""Grams: the runs of words that excite each filter of a Conv1D most, found over a sample of the training rows.

A generator tells how far it has come, so that it can be shown and called off. It works on a program of its own, with
the weights as they were when it began. Example: 128 filters of 5 words over 2,000 messages: 128 lists of at most 6
runs of five words, each with the filter's sum z there.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.activations import Array
from core.data.dataset import Prepared
from core.errors import SpecError
from core.frozen import dataclass
from core.inside.reach import reach
from core.layers import Conv1D, Embedding
from core.network import NetworkSpec
from core.program import Program, compile_network

KEEP, ROWS, CHUNK = 6, 2_000, 64
PADDING = 0
NO_WORDS = "The filters of this layer read no words: there is no Embedding of a row of words before it."


@dataclass(frozen=True)
class Gram:
    """A run of tokens (their numbers), the filter's z at it, the training row it was found in and where it begins."""

    tokens: tuple[int, ...]
    z: float
    row: int
    start: int


@dataclass(frozen=True)
class Grams:
    """``filters``: for each the best runs, largest z first, no run twice; after ``done`` of ``rows`` rows."""

    layer: int
    filters: tuple[tuple[Gram, ...], ...]
    done: int
    rows: int


def telling(
    network: NetworkSpec, prepared: Prepared, theta: Array, state: Array, layer: int, *, seed: int = 0,
    keep: int = KEEP, most: int = ROWS,
) -> Iterator[Grams]:  # fmt: skip
    """What excites the filters of Conv1D ``layer`` most; SpecError where it reads no words."""
    node = network.by_id.get(layer)
    if node is None or not isinstance(node.layer, Conv1D) or not reads_words(network, layer):
        raise SpecError(NO_WORDS)
    rows = np.sort(np.random.default_rng(seed).permutation(len(prepared.train))[:most])
    search = _Search(network, prepared, layer, keep)
    yield search.told(0, len(rows))
    for begin in range(0, len(rows), CHUNK):
        some = rows[begin : begin + CHUNK]
        search.add(some, theta, state)
        yield search.told(begin + len(some), len(rows))


def reads_words(network: NetworkSpec, layer: int) -> bool:
    """Whether a layer's places can be traced back to an Embedding of the input."""
    node = network.by_id[layer]
    if isinstance(node.layer, Embedding):
        return True
    return len(network.shapes.get(layer, ())) == 2 and any(reads_words(network, each) for each in node.inputs)


class _Search:
    """The best runs so far."""

    def __init__(self, network: NetworkSpec, prepared: Prepared, layer: int, keep: int) -> None:
        self.network, self.prepared, self.layer, self.keep = network, prepared, layer, keep
        length, filters = network.shapes[layer]
        self.best: list[dict[tuple[int, ...], Gram]] = [{} for _ in range(filters)]
        spans = [reach(network, layer, (place, place)) for place in range(length)]
        self.spans = [each or (0, -1) for each in spans]
        self._programs: dict[int, Program] = {}

    def told(self, done: int, rows: int) -> Grams:
        """As it stands."""
        lists = tuple(tuple(sorted(each.values(), key=lambda gram: -gram.z)) for each in self.best)
        return Grams(self.layer, lists, done, rows)

    def add(self, rows: NDArray[np.intp], theta: Array, state: Array) -> None:
        """Take these training rows through the layers up to this one."""
        program = self._program(len(rows))
        np.copyto(program.theta, theta)
        np.copyto(program.state, state)
        tokens = np.asarray(self.prepared.train.x[rows]).reshape(len(rows), -1).astype(np.intp)
        program.x[...] = tokens
        with np.errstate(all="ignore"):
            for key, op in program.ops.items():
                op.forward()
                if key == self.layer:
                    break
        z = program.ops[self.layer].z
        full = np.array([(tokens[:, low : high + 1] != PADDING).any(axis=1) for low, high in self.spans])
        for filter_, sums in enumerate(z):
            self._take(filter_, np.where(full, sums, -np.inf), tokens, rows)

    def _program(self, n: int) -> Program:
        if n not in self._programs:
            dtype = self.prepared.train.x.dtype if self.prepared.train.x.dtype.kind == "f" else np.float32
            self._programs[n] = compile_network(self.network, batch=n, dtype=dtype, training=False)
        return self._programs[n]

    def _take(self, filter_: int, sums: Array, tokens: NDArray[np.intp], rows: NDArray[np.intp]) -> None:
        """The best places of one filter; ``sums`` is (places, rows)."""
        best = self.best[filter_]
        least = min((gram.z for gram in best.values()), default=-np.inf) if len(best) >= self.keep else -np.inf
        order = np.argsort(-sums, axis=None, kind="stable")[: 8 * self.keep]
        for flat in order:
            place, at = (int(each) for each in np.unravel_index(int(flat), sums.shape))
            z = float(sums[place, at])
            if not z > least or not np.isfinite(z):
                break
            low, high = self.spans[place]
            run = tuple(int(each) for each in tokens[at, low : high + 1])
            if run not in best or best[run].z < z:
                best[run] = Gram(run, z, int(rows[at]), low)
            if len(best) > self.keep:
                del best[min(best, key=lambda each: best[each].z)]
                least = min(gram.z for gram in best.values())
