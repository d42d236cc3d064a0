"""Judging, compiled: outputs are scored, validation rows judged and epochs ended as core/metrics.py, core/evaluation.py
and core/finishing.py do it, so that many epochs follow one another without Python.

Whatever might end a run ends the slice; Python then decides. Worked shape: an epoch of digits counts 1,438 pairs of
classes, judges 359 rows in six turns, and leaves one row of RECORDS.
"""

from typing import Any

import numpy as np

from core.engines.kernels.arrays import Net, net_at
from core.engines.kernels.drawing import draw
from core.engines.kernels.lanes import doubles_at, numbers_at, piece, wholes_at
from core.engines.kernels.phases import error, forwards, penalty
from core.engines.names import (
    BATCH, BEST, BY_LOSS, COLUMNS, CONFUSION, COUNTED, EPOCHS, GOALS, IMPROVED, JUDGE, JUDGE_WORK, LAYERS, MOST_EPOCHS,
    OUTPUTS, PARTS, PATIENCE, RECORD_WIDTH, RECORDS, ROW_LOSSES, ROWS, SCORES, SEEN, SINCE_BEST, STRIDE, SUMS,
    TOLD_APART, TWICE_MIDDLE, UNITS, WEIGHTS, A, Y,
)  # fmt: skip


@piece
def _class_of(work: Any, at: int, outputs: int, stride: int, twice_middle: int) -> int:
    """The place of the largest output, the first of equals; of a single one, whether it is above the middle."""
    if outputs == 1:
        return 1 if work[at] > 0.5 * twice_middle else 0
    best = 0
    for unit in range(1, outputs):
        value, most = work[at + unit * stride], work[at + best * stride]
        if value > most or (value != value and most == most):  # what is not a number counts as the largest
            best = unit
    return best


@piece
def _count_classes(net: Net, a: int, outputs: int, n: int) -> None:
    facts, confusion = net.facts, wholes_at(net.facts[CONFUSION], net.work)
    for example in range(n):
        actual = _class_of(net.work, facts[Y] + example, outputs, facts[STRIDE], facts[TWICE_MIDDLE])
        predicted = _class_of(net.work, a + example, outputs, facts[STRIDE], facts[TWICE_MIDDLE])
        confusion[actual * facts[TOLD_APART] + predicted] += 1


@piece
def _add_numbers(net: Net, a: int, outputs: int, n: int) -> None:
    scores = doubles_at(net.facts[SCORES], net.work)
    for unit in range(outputs):
        row = unit * net.facts[STRIDE]
        for example in range(n):
            wide = np.float64(net.work[net.facts[Y] + row + example])
            off = np.float64(net.work[a + row + example]) - wide
            scores[unit] += wide
            scores[outputs + unit] += wide * wide
            scores[2 * outputs + unit] += off * off


@piece
def score(net: Net, n: int) -> None:
    """Count the outputs of ``n`` examples beside their targets: Scorer.add."""
    last = (net.facts[LAYERS] - 1) * COLUMNS
    if net.facts[TOLD_APART] > 0:
        _count_classes(net, net.plan[last + A], net.plan[last + UNITS], n)
    else:
        _add_numbers(net, net.plan[last + A], net.plan[last + UNITS], n)
    net.facts[COUNTED] += n


@piece
def _clear(net: Net) -> None:
    """Forget what was scored: Scorer.clear."""
    classes, outputs = net.facts[TOLD_APART], net.plan[(net.facts[LAYERS] - 1) * COLUMNS + UNITS]
    confusion, scores = wholes_at(net.facts[CONFUSION], net.work), doubles_at(net.facts[SCORES], net.work)
    for at in range(classes * classes):
        confusion[at] = 0
    for at in range(3 * outputs):
        scores[at] = 0.0
    net.facts[COUNTED] = 0


@piece
def _noted(net: Net, record: Any, at: int) -> int:
    """Put what was scored into the record from ``at`` on; where the next thing goes."""
    classes = net.facts[TOLD_APART]
    if classes > 0:
        confusion, right = wholes_at(net.facts[CONFUSION], net.work), 0
        for each in range(classes):
            right += confusion[each * classes + each]
        record[at] = float(right)
        return at + 1
    scores, width = doubles_at(net.facts[SCORES], net.work), 3 * net.plan[(net.facts[LAYERS] - 1) * COLUMNS + UNITS]
    for each in range(width):
        record[at + each] = scores[each]
    return at + width


@piece
def _keep(net: Net, start: int, n: int) -> None:
    """Outputs and losses of the rows from ``start`` on, for the screen."""
    facts, last = net.facts, (net.facts[LAYERS] - 1) * COLUMNS
    outputs, losses = numbers_at(facts[OUTPUTS], net.work), numbers_at(facts[ROW_LOSSES], net.work)
    for example in range(n):
        losses[start + example] = 0.0
    for unit in range(net.plan[last + UNITS]):
        row = unit * facts[STRIDE]
        for example in range(n):
            outputs[unit * facts[ROWS] + start + example] = net.work[net.plan[last + A] + row + example]
            losses[start + example] += net.work[facts[PARTS] + row + example]


@piece
def judge_some(net: Net, whole: float, start: int, end: int) -> float:
    """Judge the rows of ``net`` from ``start`` up to ``end``; ``whole``, to which their losses are added."""
    facts = net.facts
    if start == 0:
        _clear(net)
    while start < end:  # a range of steps that are not known could fail, and kernels must not
        n = min(facts[BATCH], end - start)
        draw(net, start, n)
        forwards(net, n)
        whole += error(net, n) * n
        score(net, n)
        _keep(net, start, n)
        start += n
    return whole


@piece
def judge(net: Net) -> float:
    """The loss of all rows of ``net``, penalties included: Evaluator.run."""
    return judge_some(net, 0.0, 0, net.facts[ROWS]) / net.facts[ROWS] + penalty(net)


@piece
def _judged(net: Net, record: Any, at: int) -> float:
    """Judge the validation rows; their loss."""
    judging = net_at(wholes_at(net.facts[JUDGE], net.work), numbers_at(net.facts[JUDGE_WORK], net.work))
    loss = judge(judging)
    _noted(judging, record, at)
    return loss


@piece
def _reaches(net: Net, record: Any, at: int, loss: float, right: int) -> bool:
    """Whether a loss or an accuracy was reached that may end the run."""
    goals = doubles_at(net.facts[GOALS], net.work)
    rows = net.facts[COUNTED]
    if net.facts[JUDGE] != 0:
        rows = wholes_at(net.facts[JUDGE], net.work)[ROWS]
    return loss <= goals[1] or (net.facts[TOLD_APART] > 0 and record[at + right] / rows >= goals[2])


@piece
def _keep_best(net: Net, monitored: float) -> None:
    """Of the best epoch so far keep the weights."""
    facts, goals = net.facts, doubles_at(net.facts[GOALS], net.work)
    facts[SINCE_BEST] += 1
    if monitored < goals[0]:
        goals[0] = monitored
        facts[SINCE_BEST], facts[IMPROVED] = 0, 1
        best = numbers_at(facts[BEST], net.work)
        for each in range(facts[WEIGHTS]):
            best[each] = net.theta[each]


@piece
def end_epoch(net: Net) -> bool:
    """Note and judge the epoch that is over; whether Python must look at it before the next one begins."""
    facts, sums = net.facts, doubles_at(net.facts[SUMS], net.work)
    record, at = doubles_at(facts[RECORDS], net.work), facts[EPOCHS] * facts[RECORD_WIDTH]
    loss = monitored = judged = sums[0] / max(facts[SEEN], 1)
    record[at], record[at + 1], record[at + 3] = sums[0], float(facts[SEEN]), float(facts[COUNTED])
    right, after = 4, _noted(net, record, at + 4)
    if facts[JUDGE] != 0:
        right = after - at
        record[at + 2] = judged = _judged(net, record, after)
        monitored = loss if facts[BY_LOSS] else judged
    facts[EPOCHS] += 1
    halts = not judged <= sums[1] and facts[JUDGE] != 0  # also true of NaN
    if not halts:
        _keep_best(net, monitored)
    halts = halts or _reaches(net, record, at, judged, right) or facts[SINCE_BEST] >= facts[PATIENCE]
    sums[0] = 0.0
    facts[SEEN] = 0
    _clear(net)
    return halts or facts[EPOCHS] >= facts[MOST_EPOCHS]
