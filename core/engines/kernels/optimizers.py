"""Optimizers, compiled: the rules of core/optimizers, all weights in one pass over the flat vectors.

numpy makes a pass over memory for every operation of a formula; here each weight is read and written once, which is
what a large network's update costs (measured: 670,000 weights under Adam, 0.2 ms for 1.9). Order, as in
core/updater.py: mask, clip each array, clip all, rule, add. A rule reads and writes its moments itself.
"""

import math
from collections.abc import Callable
from typing import Any

from core.engines.kernels.arrays import Rule
from core.engines.kernels.choosing import choosing
from core.engines.kernels.lanes import glue, inline, load, piece, root, spread, store
from core.engines.kernels.totals import total
from core.engines.names import ARRAYS, BY_ADAM, CLIPPED, FACTOR_COUNT, KIND, KNOWN_RULES, MASKED, UPDATES_AHEAD, WEIGHTS
from core.flat import LANES


@inline
def _sgd(rule: Rule, at: int, theta: Any, grad: Any) -> Any:
    return grad * spread(rule.factors, 0)


@inline
def _momentum(rule: Rule, at: int, theta: Any, grad: Any) -> Any:
    velocity = load(rule.first, at) * spread(rule.factors, 1) + grad * spread(rule.factors, 0)
    store(rule.first, at, velocity)
    return velocity


@inline
def _nesterov(rule: Rule, at: int, theta: Any, grad: Any) -> Any:
    pushed = grad * spread(rule.factors, 0)
    velocity = load(rule.first, at) * spread(rule.factors, 1) + pushed
    store(rule.first, at, velocity)
    return velocity * spread(rule.factors, 1) + pushed


@inline
def _rmsprop(rule: Rule, at: int, theta: Any, grad: Any) -> Any:
    mean_square = load(rule.first, at) * spread(rule.factors, 1) + grad * grad * spread(rule.factors, 2)
    store(rule.first, at, mean_square)
    return grad * spread(rule.factors, 0) / root(mean_square + spread(rule.factors, 3))


@inline
def _adagrad(rule: Rule, at: int, theta: Any, grad: Any) -> Any:
    summed = load(rule.first, at) + grad * grad
    store(rule.first, at, summed)
    return grad * spread(rule.factors, 0) / root(summed + spread(rule.factors, 1))


@inline
def _means(rule: Rule, at: int, grad: Any, rest_1: Any, rest_2: Any) -> Any:
    """Adam's m and v, brought up to this gradient."""
    m, v = load(rule.first, at), load(rule.second, at)
    m = m + (grad - m) * rest_1
    v = v + (grad * grad - v) * rest_2
    store(rule.first, at, m)
    store(rule.second, at, v)
    return m, v


@inline
def _adam(rule: Rule, at: int, theta: Any, grad: Any) -> Any:
    m, v = _means(rule, at, grad, spread(rule.factors, 1), spread(rule.factors, 2))
    return m * spread(rule.factors, 0) / (root(v) + spread(rule.factors, 3))


@inline
def _adamw(rule: Rule, at: int, theta: Any, grad: Any) -> Any:
    return _adam(rule, at, theta, grad) + theta * spread(rule.factors, 4)


@inline
def _nadam(rule: Rule, at: int, theta: Any, grad: Any) -> Any:
    m, v = _means(rule, at, grad, spread(rule.factors, 2), spread(rule.factors, 3))
    pushed = m * spread(rule.factors, 0) + grad * spread(rule.factors, 1)
    return pushed / (root(v) * spread(rule.factors, 4) + spread(rule.factors, 5))


@piece
def square_sum(vector: Any, start: int, stop: int) -> float:
    """The sum of squares of vector[start:stop]."""
    found, at = 0.0, start
    if stop - start >= LANES:
        whole = load(vector, at) * load(vector, at)
        at += LANES
        while at + LANES <= stop:
            whole = whole + load(vector, at) * load(vector, at)
            at += LANES
        found += total(whole)
    for rest in range(at, stop):
        found += vector[rest] * vector[rest]
    return found


@piece
def _clip(grad: Any, start: int, stop: int, limit: float) -> None:
    """Scale grad[start:stop] down to the norm ``limit`` where it is longer."""
    norm = math.sqrt(square_sum(grad, start, stop))
    if norm > limit:
        for at in range(start, stop):
            grad[at] = grad[at] * (limit / norm)


@piece
def _prepare(rule: Rule) -> None:
    """Mask and limits of the gradient."""
    if rule.facts[MASKED]:
        for at in range(0, rule.facts[WEIGHTS], LANES):
            store(rule.grad, at, load(rule.grad, at) * load(rule.mask, at))
    if rule.limits[0] > 0.0:
        for slot in range(rule.facts[ARRAYS]):
            _clip(rule.grad, rule.slots[2 * slot], rule.slots[2 * slot + 1], rule.limits[0])
    if rule.limits[1] > 0.0:
        _clip(rule.grad, 0, rule.facts[WEIGHTS], rule.limits[1])


def _sweep(formula: Callable[..., Any]) -> Callable[..., Any]:
    """Apply ``formula`` to all weights; the vectors are rounded up to whole lanes, and what is beyond stays 0."""

    @piece
    def run(rule: Rule) -> None:
        masked = rule.facts[MASKED]
        for at in range(0, rule.facts[WEIGHTS], LANES):
            theta = load(rule.theta, at)
            change = formula(rule, at, theta, load(rule.grad, at))
            if masked:
                change = change * load(rule.mask, at)
            store(rule.change, at, change)
            store(rule.theta, at, theta + change)

    return run  # type: ignore[no-any-return]


FORMULAS = {
    "SGD": _sweep(_sgd),
    "SGD with momentum": _sweep(_momentum),
    "SGD with Nesterov momentum": _sweep(_nesterov),
    "RMSprop": _sweep(_rmsprop),
    "Adagrad": _sweep(_adagrad),
    "Adam": _sweep(_adam),
    "AdamW": _sweep(_adamw),
    "Nadam": _sweep(_nadam),
}
_apply = choosing([FORMULAS[name] for name in KNOWN_RULES], 1)


@glue
def renew(rule: Rule, step: int, t: int) -> None:
    """The formula's factors at update ``t``, the one after ``step`` others of the table."""
    row = min(step, rule.facts[UPDATES_AHEAD] - 1) * rule.facts[FACTOR_COUNT]
    for column in range(rule.facts[FACTOR_COUNT]):
        rule.factors[column] = rule.table[row + column]
    if rule.facts[BY_ADAM]:
        grown = math.sqrt(1.0 - rule.settings[2] ** float(t)) / (1.0 - rule.settings[1] ** float(t))
        rule.factors[0] = -(rule.settings[0] * grown)


@glue
def update(rule: Rule) -> None:
    """One update of all weights with the factors of ``renew``."""
    if rule.facts[MASKED] or rule.facts[CLIPPED]:
        _prepare(rule)
    _apply(rule.facts[KIND], rule)
