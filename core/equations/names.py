"""Names: what neurons and weights are called in equations, as short as the drawing allows.

A layer whose first letter is its own lends that letter: h1, o2. Others add their number among the layers: h2.1. Up to
40 weights are numbered through as textbooks do (w_1, w_2, ...); more are called by their ends, w_o1,h3.
"""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from core.arithmetic import Index, Ref, Symbol
from core.layers import Input
from core.network import NetworkSpec

NUMBERED = 40
_LETTERS = {"bias": "b", "gamma": "γ", "beta": "β"}


@lru_cache(maxsize=65_536)
def _called(prefix: str, places: Index) -> str:
    """Kept, because a sum over 784 pixels names each of them, at every stop again."""
    return prefix + ",".join(str(each + 1) for each in places)


class Names:
    """The names of one network's neurons and weights; ``classes`` by head are what its outputs stand for."""

    def __init__(self, network: NetworkSpec, classes: Mapping[int, tuple[str, ...]] | None = None) -> None:
        found = (classes or {}).items()
        self._classes = {key: names for key, names in found if names and network.shapes.get(key) == (len(names),)}
        self._network = network
        self._inputs = {node.id for node in network.running if isinstance(node.layer, Input)}
        others = [node for node in network.running if node.id not in self._inputs]
        letters = {node.id: (node.name.strip() or "n")[0].lower() for node in others}
        count = Counter(letters.values())
        self._prefix = {key: letter for key, letter in letters.items() if count[letter] == 1 and letter != "x"}
        for letter in count:
            same = [key for key, each in letters.items() if each == letter and key not in self._prefix]
            self._prefix |= {key: f"{letter}{number}." for number, key in enumerate(same, 1)}
        self._first: dict[int, int] = {}
        self._shape: dict[int, Index] = {}
        start = 1
        for node in others:
            for weight in network.weights(node.id):
                if weight.name == "weight":
                    self._first[node.id], self._shape[node.id] = start, weight.shape
                    start += int(np.prod(weight.shape, dtype=np.int64))
        self._numbered = start - 1 <= NUMBERED

    def neuron(self, layer: int, at: Index) -> str:
        """``h1``; a place in an image by channel, row and column, the channel left out where it is the only."""
        places = at[1:] if len(at) > 1 and at[0] == 0 and layer in self._inputs else at
        return _called(self._prefix.get(layer, "x"), places)

    def said(self, layer: int, at: Index) -> str:
        """As ``neuron``, for a sentence: an output that stands for a class is said with its name, o5 (“4”)."""
        name = self.neuron(layer, at)
        classes = self._classes.get(layer)
        return f"{name} (“{classes[at[0]]}”)" if classes and len(at) == 1 else name

    def output(self, layer: int, at: Index) -> Symbol:
        """a_h1; an input is x_1."""
        if layer in self._inputs:
            return Symbol("x", self.neuron(layer, at)[1:])
        return Symbol("a", self.neuron(layer, at))

    def weight(self, layer: int, array: str, index: Index, ends: str) -> Symbol:
        """w_5, b_h1, w_o1,h3."""
        if array != "weight":
            return Symbol(_LETTERS.get(array, array), ends)
        if not self._numbered:
            return Symbol("w", ends)
        return Symbol("w", str(self._first[layer] + int(np.ravel_multi_index(index, self._shape[layer]))))

    def of(self, layer: int, array: str, index: Index) -> Symbol:
        """What the weight at this place of its array is called."""
        return self.wire(layer, array, index)[0]

    def wire(self, layer: int, array: str, index: Index) -> tuple[Symbol, Ref]:
        """What a weight is called, and the wire it sits on; that of a kernel, which slides, belongs to its filter."""
        ends = self.neuron(layer, index[:1])
        node = self._network.by_id[layer]
        if not node.layer.wired or len(index) < 2:
            ends = ",".join((ends, *(str(each + 1) for each in index[1:])))
            return self.weight(layer, array, index, ends), Ref(layer, index[:1], array=array, index=index)
        source = node.inputs[0]
        ends += "," + self.neuron(source, index[1:])
        return self.weight(layer, array, index, ends), Ref(layer, index[:1], source, index[1:], array, index)
