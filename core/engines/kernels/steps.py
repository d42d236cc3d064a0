"""Whole slices of training, compiled: steps follow one another without Python and without its lock.

A slice ends at the end of the epoch, after ``most`` steps, at a loss that is not sane, where no more outputs can wait
to be scored, or as soon as the request word changes. ``run_phase`` is the same work, one phase at a time.
"""

from typing import Any

from core.engines.kernels.arrays import Net, net_of, rule_of
from core.engines.kernels.lanes import at_once, doubles_at, glue, numbers_at, piece, wholes_at
from core.engines.kernels.optimizers import renew, update
from core.engines.kernels.phases import blame, error, forward, gradient, penalty
from core.engines.names import (
    BATCH, BLAME, COLUMNS, DRAW, ERROR, FEATURES, FIRST_BLAMED, FORWARD, GRADIENT, KEPT, LAYERS, LOSSES, ORDER, OUTPUTS,
    POSITION, REQUEST, ROWS, ROWS_X, ROWS_Y, STRIDE, SUMS, TARGETS, UNITS, UPDATE, UPDATES, WEIGHT, WIDTH, A, X, Y,
)  # fmt: skip


@piece
def _gather(rows: Any, order: Any, start: int, n: int, features: int, work: Any, at: int, stride: int) -> None:
    """Columns of ``work`` from the rows that ``order`` names, features first."""
    for example in range(n):
        row = order[start + example] * features
        for feature in range(features):
            work[at + feature * stride + example] = rows[row + feature]


@glue
def _draw(net: Net, start: int, n: int) -> None:
    """The minibatch of ``n`` rows from ``start`` on in the epoch's order."""
    facts, stride = net.facts, net.facts[STRIDE]
    order = wholes_at(facts[ORDER], 0)
    _gather(numbers_at(facts[ROWS_X], net.work), order, start, n, facts[FEATURES], net.work, net.plan[X], stride)
    _gather(numbers_at(facts[ROWS_Y], net.work), order, start, n, facts[TARGETS], net.work, facts[Y], stride)


@piece
def _pass(net: Net, n: int) -> tuple[float, float]:
    """Forward, error, backward; the mean loss, and the penalties on top."""
    layers = net.facts[LAYERS]
    for layer in range(layers):
        forward(net, layer, n)
    loss, extra = error(net, n), penalty(net)
    for layer in range(layers - 1, net.facts[FIRST_BLAMED] - 1, -1):
        blame(net, layer, n)
        if net.plan[layer * COLUMNS + WEIGHT] >= 0:
            gradient(net, layer, n)
    return loss, extra


@piece
def _keep_outputs(net: Net, n: int) -> None:
    """The outputs of this minibatch, to be scored later."""
    facts, last = net.facts, (net.facts[LAYERS] - 1) * COLUMNS
    outputs = numbers_at(facts[OUTPUTS], net.work)
    for unit in range(net.plan[last + UNITS]):
        out, source = unit * facts[WIDTH] + facts[KEPT], net.plan[last + A] + unit * facts[STRIDE]
        for example in range(n):
            outputs[out + example] = net.work[source + example]
    facts[KEPT] += n


@piece
def run_steps(work: Any, facts: Any, most: int) -> int:
    """Up to ``most`` steps; how many were done. Losses, sums, outputs and counters are where ``facts`` says."""
    net, rule = net_of(work, facts), rule_of(work, facts)
    request, losses, sums = wholes_at(facts[REQUEST], 0), doubles_at(facts[LOSSES], 0), doubles_at(facts[SUMS], 0)
    done, asked = 0, at_once(request, 0)
    while done < most and facts[POSITION] < facts[ROWS]:
        start = facts[POSITION]
        n = min(facts[BATCH], facts[ROWS] - start)
        _draw(net, start, n)
        sums[2], sums[3] = _pass(net, n)
        loss = sums[2] + sums[3]
        facts[UPDATES] += 1
        renew(rule, done, facts[UPDATES])
        update(rule)
        facts[POSITION] = start + n
        losses[done] = loss
        done += 1
        if not loss <= sums[1]:  # also true of NaN
            break
        sums[0] += loss * n
        _keep_outputs(net, n)
        if facts[KEPT] + facts[BATCH] > facts[WIDTH] or at_once(request, 0) != asked:
            break
    return done


@piece
def run_phase(work: Any, facts: Any, kind: int, layer: int, start: int, n: int) -> int:
    """One phase of a step, or the drawing of its minibatch; ERROR puts the loss and the penalties where sums are."""
    net, rule = net_of(work, facts), rule_of(work, facts)
    if kind == DRAW:
        _draw(net, start, n)
    elif kind == FORWARD:
        forward(net, layer, n)
    elif kind == ERROR:
        sums = doubles_at(facts[SUMS], 0)
        sums[2], sums[3] = error(net, n), penalty(net)
    elif kind == BLAME:
        blame(net, layer, n)
    elif kind == GRADIENT:
        gradient(net, layer, n)
    elif kind == UPDATE:
        renew(rule, 0, facts[UPDATES])
        update(rule)
    return 0

