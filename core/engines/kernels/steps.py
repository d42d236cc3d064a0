"""Whole slices of training, compiled: steps follow one another without Python and without its lock.

A slice goes on through the ends of epochs. It is over after ``most`` steps, at a loss that is not sane, at the end of
an epoch that Python must look at or whose rows take long to judge, or as soon as the request word changes.
``run_phase`` is the same work, one phase at a time.
"""

from typing import Any

from core.engines.kernels.arrays import Net, net_of, rule_of
from core.engines.kernels.drawing import draw
from core.engines.kernels.judging import end_epoch, judge_some, score
from core.engines.kernels.lanes import at_once, doubles_at, piece, wholes_at
from core.engines.kernels.optimizers import renew, update
from core.engines.kernels.phases import blame, error, forward, forwards, gradient, penalty
from core.engines.names import (
    AHEAD, ASKED, BATCH, BLAME, COLUMNS, DRAW, ENDS_APART, ERROR, FIRST_BLAMED, FORWARD, GRADIENT, JUDGED, LAYERS,
    LOSSES, ORDER, ORDER_STEP, ORDERS, POSITION, REQUEST, ROWS, SEEN, SUMS, TABLE_FROM, UPDATE, UPDATES, WEIGHT,
)  # fmt: skip


@piece
def _pass(net: Net, n: int) -> tuple[float, float]:
    """Forward, error, backward; the mean loss, and the penalties on top."""
    forwards(net, n)
    loss, extra = error(net, n), penalty(net)
    for layer in range(net.facts[LAYERS] - 1, net.facts[FIRST_BLAMED] - 1, -1):
        blame(net, layer, n)
        if net.plan[layer * COLUMNS + WEIGHT] >= 0:
            gradient(net, layer, n)
    return loss, extra


@piece
def _next_epoch(net: Net) -> bool:
    """Begin the next epoch where one is over: Sampler.begin; False where its permutation is not drawn yet."""
    facts = net.facts
    if facts[POSITION] >= facts[ROWS]:
        if facts[AHEAD] + 1 >= facts[ORDERS]:
            return False
        facts[AHEAD] += 1
        facts[POSITION] = 0
        if facts[ORDER_STEP] > 0:
            at = facts[ORDER] + facts[AHEAD] * facts[ORDER_STEP]
            before, order = wholes_at(at - facts[ORDER_STEP], net.work), wholes_at(at, net.work)
            for each in range(facts[ROWS]):
                order[each] = before[order[each]]
    return True


@piece
def run_steps(work: Any, facts: Any, most: int) -> int:
    """Up to ``most`` steps; how many were done. Losses, sums, records and counters are where ``facts`` says."""
    net, rule = net_of(work, facts), rule_of(work, facts)
    request, losses, sums = wholes_at(facts[REQUEST], 0), doubles_at(facts[LOSSES], 0), doubles_at(facts[SUMS], 0)
    done = 0
    while done < most and _next_epoch(net):
        start = facts[POSITION]
        n = min(facts[BATCH], facts[ROWS] - start)
        draw(net, start, n)
        sums[2], sums[3] = _pass(net, n)
        loss = sums[2] + sums[3]
        facts[UPDATES] += 1
        renew(rule, facts[UPDATES] - facts[TABLE_FROM], facts[UPDATES])
        update(rule)
        facts[POSITION] = start + n
        losses[done] = loss
        done += 1
        if not loss <= sums[1]:  # also true of NaN
            break
        sums[0] += loss * n
        facts[SEEN] += n
        score(net, n)
        over = facts[POSITION] >= facts[ROWS] and (facts[ENDS_APART] == 1 or end_epoch(net))
        if over or at_once(request, 0) != facts[ASKED]:
            break
    return done


@piece
def run_phase(work: Any, facts: Any, kind: int, layer: int, start: int, n: int) -> int:
    """One phase of a step, its minibatch drawn, or rows judged; the loss, and the penalties, go where sums are."""
    net, rule = net_of(work, facts), rule_of(work, facts)
    if kind == DRAW:
        draw(net, start, n)
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
        renew(rule, facts[UPDATES] - facts[TABLE_FROM], facts[UPDATES])
        update(rule)
    elif kind == JUDGED:
        sums = doubles_at(facts[SUMS], 0)
        sums[0] = judge_some(net, sums[0] if start > 0 else 0.0, start, start + n)
        if start + n >= facts[ROWS]:
            sums[2] = sums[0] / facts[ROWS] + penalty(net)
    return 0

