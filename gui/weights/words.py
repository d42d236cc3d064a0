"""Words: what weights are called in undo texts, sentences and heads of a table, as short as the equations call them.

It may import core.equations and number formats; no widget. Worked shape: ``weight_name(network, 3, "weight", (0, 0))``
is "w5", that of a bias "b of o1"; ``set_text("w5", 0.4)`` is "Set w5 to 0.4".
"""

import numpy as np

from core.arithmetic import Index
from core.equations.names import Names
from core.locks import count_locked
from core.network import NetworkSpec
from gui import numbers


def weight_name(network: NetworkSpec, layer: int, array: str, index: Index, names: Names | None = None) -> str:
    """The weight as the arithmetic calls it: "w5", "w of h1, x3" where there are too many to number, "b of h1"."""
    names = names or Names(network)
    own, rest = names.neuron(layer, index[:1]), index[1:]
    inputs = network.by_id[layer].inputs
    ends = f"{own}, {names.neuron(inputs[0], rest)}" if rest and inputs else own
    symbol = names.weight(layer, array, index, ends)
    return f"{symbol.base}{symbol.subscript}" if symbol.subscript.isdigit() else f"{symbol.base} of {ends}"


def stored(value: float, dtype: np.dtype[np.floating]) -> float:
    """The number as a run of this precision holds it."""
    return float(np.asarray(value, dtype))


def typed(value: float, dtype: np.dtype[np.floating], notation: numbers.Notation = numbers.POINT) -> str:
    """A weight as one would type it, and all of it: 0.4 for the float32 nearest to 0.4, with a typographic minus."""
    text = np.format_float_positional(dtype.type(value), trim="-")
    if len(text) > 18:
        text = np.format_float_scientific(dtype.type(value), trim="-")
    return text.replace("-", numbers.MINUS).replace(".", notation.decimal)


def set_text(name: str, value: float) -> str:
    """The undo text of one weight."""
    return f"Set {name} to {numbers.short(value)}"


def counted_weights(count: int) -> str:
    """ "1 weight", "12 weights"."""
    return numbers.counted(count, "weight")


def locks_sentence(network: NetworkSpec, layer: int) -> str:
    """ "3 of 330 weights locked"; empty where none is."""
    locked, every = count_locked(network, layer), network.parameters(layer)
    if not locked:
        return ""
    if locked == every:
        return "All weights are locked" if every > 1 else "The weight is locked"
    return f"{numbers.count(locked)} of {numbers.counted(every, 'weight')} locked"
