"""The update of one weight explained: mask, clipping, the optimizer's own rule, the sum of old weight and change."""

import math

import numpy as np

from core.activations import Array
from core.arithmetic import Factor, Group, Line, Ref, Symbol, slope_along
from core.arithmetic.change import OneWeight, term
from core.program import Vectors
from core.snapshot import Slot
from core.updater import Updater


def explain_update(
    vectors: Vectors, updater: Updater, theta: Array, moments: tuple[Array, ...], gradient: Array, slot: Slot,
    flat: int, symbol: Symbol, ref: Ref,
) -> tuple[tuple[Line, ...], bool]:  # fmt: skip
    """Lines of the weight at ``flat``, and whether it is locked; ``theta`` and moments are those before the update."""
    change = float(vectors.change[flat]) + 0.0  # a locked weight may have changed by -0
    old = old_weight(theta, flat, symbol, ref)
    delta = Factor(Symbol("Δ" + symbol.base, symbol.subscript), change, ref)
    main = Line(symbol, (Group((term(old), term(delta))),), float(vectors.theta[flat]), "", ref)
    if vectors.mask is not None and vectors.mask[flat] == 0.0:
        return (main, Line(delta.symbol, (Group((term(Factor(Symbol("locked"), 0.0)),)),), change, "locked")), True
    masked = gradient if vectors.mask is None else gradient * vectors.mask
    raw = Factor(slope_along(symbol), float(masked[flat]), ref)
    factor, clipping = _clipped(updater, masked, slot, vectors.slots, float(vectors.grad[flat]), raw)
    weight = one_weight(updater, old, factor, moments, flat, change)
    return (main, *updater.rule.explain_change(weight), *updater.explain_rate(), *clipping), False


def old_weight(theta: Array, flat: int, symbol: Symbol, ref: Ref) -> Factor:
    """The weight before the update."""
    return Factor(Symbol(symbol.base, symbol.subscript, " old"), float(theta[flat]), ref)


def one_weight(
    updater: Updater, old: Factor, gradient: Factor, moments: tuple[Array, ...], flat: int, change: float
) -> OneWeight:
    """What the rule knew of this weight."""
    before, after = (tuple(float(each[flat]) for each in vectors) for vectors in (moments, updater.moments))
    return OneWeight(old, gradient, before, after, change, updater.t, old.ref)


def _clipped(
    updater: Updater, masked: Array, slot: Slot, slots: tuple[Slot, ...], used: float, raw: Factor
) -> tuple[Factor, tuple[Line, ...]]:
    """The gradient the rule received, and the line that scales it down where it was too long."""
    rule = updater.rule
    factors = [raw]
    scales = dict.fromkeys(slots, 1.0)
    if rule.clip_norm is not None:
        norms = {each: float(np.linalg.norm(masked[each.start : each.stop])) for each in slots}
        scales = {each: rule.clip_norm / norm if norm > rule.clip_norm else 1.0 for each, norm in norms.items()}
        if scales[slot] != 1.0:
            factors += [
                Factor(Symbol("longest"), rule.clip_norm), Factor(Symbol("‖g‖"), norms[slot], divides=True)
            ]  # fmt: skip
    if rule.global_clip_norm is not None:
        norm = math.sqrt(sum((scales[s] * float(np.linalg.norm(masked[s.start : s.stop]))) ** 2 for s in slots))
        if norm > rule.global_clip_norm:
            factors += [
                Factor(Symbol("longest of all"), rule.global_clip_norm),
                Factor(Symbol("‖all g‖"), norm, divides=True),
            ]
    if len(factors) == 1:
        return Factor(raw.symbol, used, raw.ref), ()
    symbol = Symbol("clipped g", raw.symbol.subscript)
    line = Line(symbol, (Group((term(*factors),)),), used, "the gradient was too long")
    return Factor(symbol, used, raw.ref), (line,)
