"""LayerLog: what was measured layer by layer over a run: norms of gradients, dead and saturated units, spreads.

A part of the RunLog. It is bounded, and what it gives to a Snapshot is made anew only when something was added, for
it is asked sixty times a second. Keys are layer ids, which are never used twice. Imports numpy's neighbours in core.
"""

import copy
from collections.abc import Mapping
from typing import Any, get_args

import numpy as np

from core.curves import Column, Series, SpreadOf
from core.history import History
from core.spread import Spread

CAP = 512
"""Buckets of one curve: it is looked at a few times a second, not at every step."""
KINDS = ("gradient", "dead", "saturated")
SPREADS: tuple[SpreadOf, ...] = get_args(SpreadOf)


class LayerLog:
    """Curves by kind and layer, and a Spread for each of weights, activations and gradients of each layer."""

    def __init__(self) -> None:
        self._curves: dict[str, dict[int, History]] = {kind: {} for kind in KINDS}
        self._spreads: dict[tuple[SpreadOf, int], Spread] = {}
        self._shown: dict[str, dict[int, Series]] | None = None

    def __deepcopy__(self, memo: dict[int, Any]) -> "LayerLog":
        """Curves are copied; what is never written to is shared."""
        made = LayerLog()
        made._curves = copy.deepcopy(self._curves, memo)
        made._spreads = copy.deepcopy(self._spreads, memo)
        made._shown = self._shown
        return made

    @property
    def nbytes(self) -> int:
        """Memory it takes; copies of it share the columns of the spreads."""
        curves = sum(history.nbytes for kind in self._curves.values() for history in kind.values())
        return curves + sum(spread.nbytes for spread in self._spreads.values())

    def add(self, kind: str, position: float, values: Mapping[int, float]) -> None:
        """A value for each of these layers: ``gradient`` a norm, ``dead`` and ``saturated`` a share of the units."""
        for layer, value in values.items():
            if np.isfinite(value):
                self._curves[kind].setdefault(layer, History(CAP)).add(position, value)
                self._shown = None

    def add_spread(self, of: SpreadOf, layer: int, column: Column | None) -> None:
        """How numbers of this layer were spread at one moment; None where there were none."""
        if column is not None:
            self._spreads.setdefault((of, layer), Spread()).add(column)

    def curves(self) -> dict[str, dict[int, Series]]:
        """Copies of all curves, by kind and layer."""
        if self._shown is None:
            self._shown = {
                kind: {layer: history.series() for layer, history in held.items()}
                for kind, held in self._curves.items()
            }
        return self._shown

    def spreads(self) -> dict[tuple[SpreadOf, int], tuple[Column, ...]]:
        """The columns of all spreads."""
        return {key: spread.columns for key, spread in self._spreads.items()}

    def histories(self) -> dict[str, History]:
        """All curves by a name of kind and layer."""
        return {f"{kind}:{layer}": history for kind, held in self._curves.items() for layer, history in held.items()}

    def put_back(self, kind: str, layer: int, history: History) -> None:
        """A curve of a checkpoint."""
        self._curves[kind][layer] = history
        self._shown = None

    def state(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """(arrays, counts) of the spreads, for a checkpoint."""
        arrays: dict[str, Any] = {}
        counts: dict[str, Any] = {}
        for (of, layer), spread in self._spreads.items():
            arrays[f"spread.{of}:{layer}"], counts[f"{of}:{layer}"] = spread.state()
        return arrays, counts

    def restore(self, arrays: Mapping[str, Any], counts: Mapping[str, Any]) -> None:
        """Take the spreads of a checkpoint; ValueError or KeyError where they do not hang together."""
        for name, each in counts.items():
            of, _, layer = name.partition(":")
            if of not in SPREADS:
                raise ValueError(f"an unknown spread {name!r:.40}")
            self._spreads[of, int(layer)] = Spread.restored(arrays[f"spread.{name}"], each)
