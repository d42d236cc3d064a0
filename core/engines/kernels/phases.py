"""The phases of a step, compiled: FORWARD, ERROR, BLAME, GRADIENT of a chain, as in core/program.py.

Whole slices (steps.py) and single stops call the same functions, so that stopping changes no bit. ``n`` is the number
of examples; lanes beyond it idle.
"""

from typing import Any

from core.engines.kernels.activations import activate, slope_of
from core.engines.kernels.arrays import Net
from core.engines.kernels import blas, products
from core.engines.kernels.lanes import glue, load, piece, store
from core.engines.kernels.losses import blame_of, parts_of
from core.engines.kernels.optimizers import square_sum
from core.engines.names import (
    ACTIVATION, BIAS, BY_BLAS, CLASSES, COLUMNS, COUNTS, DA, DELTA, INPUTS, LAYERS, LOSS, MATCHED, PARTS, PENALIZED,
    PRODUCT, ROW_STEP, STRIDE, UNITS, WEIGHT, A, X, Y, Z,
)  # fmt: skip
from core.flat import LANES


@piece
def _count_examples(net: Net, n: int) -> None:
    """How much each example counts: its class weight or 1; 0 in idle lanes."""
    counts, y, classes = net.facts[COUNTS], net.facts[Y], net.facts[CLASSES]
    for example in range(n):
        net.work[counts + example] = 1.0
        if classes >= 0:
            weight = net.shares[classes]
            for unit in range(classes):
                weight += net.shares[unit] * net.work[y + unit * net.facts[STRIDE] + example]
            net.work[counts + example] = weight
    for idle in range(n, (n + LANES - 1) // LANES * LANES):
        net.work[counts + idle] = 0.0


@piece
def _copied(work: Any, source: int, target: int, count: int) -> None:
    for at in range(0, count, LANES):
        store(work, target + at, load(work, source + at))


@glue
def forward(net: Net, layer: int, n: int) -> None:
    """z from the layer before, then a = f(z)."""
    plan, at, stride, blocks = net.plan, layer * COLUMNS, net.facts[STRIDE], (n + LANES - 1) // LANES
    x, z, a, units = plan[at + X], plan[at + Z], plan[at + A], plan[at + UNITS]
    if plan[at + WEIGHT] >= 0 and plan[at + BY_BLAS]:
        blas.weigh(
            net.facts[PRODUCT], net.theta, plan[at + WEIGHT], plan[at + BIAS], net.work, x, plan[at + ROW_STEP], z,
            plan[at + INPUTS], units, stride, blocks,
        )  # fmt: skip
    elif plan[at + WEIGHT] >= 0:
        products.weigh(
            net.theta, plan[at + WEIGHT], plan[at + BIAS], net.work, x, z, plan[at + INPUTS], units, stride, blocks
        )
    elif z != x:
        _copied(net.work, x, z, units * stride)
    if a != z:
        activate(plan[at + ACTIVATION], net.work, z, a, units, stride, blocks)


@piece
def forwards(net: Net, n: int) -> None:
    """``forward`` of all layers."""
    for layer in range(net.facts[LAYERS]):
        forward(net, layer, n)


@piece
def _penalty(net: Net) -> float:
    """l1 * sum |w| + l2 * sum w^2 over all weights that have one."""
    found = 0.0
    for layer in range(net.facts[LAYERS]):
        l1, l2 = net.penalties[2 * layer], net.penalties[2 * layer + 1]
        at = layer * COLUMNS
        start = net.plan[at + WEIGHT]
        stop = start + net.plan[at + UNITS] * net.plan[at + INPUTS]
        if l2 > 0.0:
            found += l2 * square_sum(net.theta, start, stop)
        if l1 > 0.0:
            sizes = 0.0
            for each in range(start, stop):
                sizes += abs(net.theta[each])
            found += l1 * sizes
    return found


@glue
def penalty(net: Net) -> float:
    """What the weights add to the loss."""
    return _penalty(net) if net.facts[PENALIZED] else 0.0


@glue
def error(net: Net, n: int) -> float:
    """The mean loss of the minibatch, without penalties."""
    facts, at = net.facts, (net.facts[LAYERS] - 1) * COLUMNS
    _count_examples(net, n)
    found = parts_of(
        facts[LOSS], net.work, net.plan[at + Z], net.plan[at + A], facts[Y], facts[PARTS], facts[COUNTS],
        net.plan[at + UNITS], facts[STRIDE], (n + LANES - 1) // LANES, n,
    )  # fmt: skip
    return found / n


@glue
def blame(net: Net, layer: int, n: int) -> None:
    """delta = dL/dz: from the loss at the end, else from what the next layer sends back."""
    facts, plan, at, stride, blocks = net.facts, net.plan, layer * COLUMNS, net.facts[STRIDE], (n + LANES - 1) // LANES
    a, da, delta, units, after = plan[at + A], plan[at + DA], plan[at + DELTA], plan[at + UNITS], at + COLUMNS
    matched = False
    if layer == facts[LAYERS] - 1:
        matched = facts[MATCHED] == 1
        out = delta if matched else da
        blame_of(facts[LOSS], net.work, a, facts[Y], out, facts[COUNTS], units, stride, blocks, n)
    elif plan[after + WEIGHT] >= 0 and plan[after + BY_BLAS]:
        blas.send_back(
            facts[PRODUCT], net.theta, plan[after + WEIGHT], net.work, plan[after + DELTA], da, units,
            plan[after + UNITS], stride, blocks,
        )  # fmt: skip
    elif plan[after + WEIGHT] >= 0:
        products.send_back(
            net.theta, plan[after + WEIGHT], net.work, plan[after + DELTA], da, units, plan[after + UNITS], stride,
            blocks,
        )  # fmt: skip
    else:
        _copied(net.work, plan[after + DELTA], da, units * stride)
    if da != delta and not matched:
        slope_of(plan[at + ACTIVATION], net.work, plan[at + Z], a, da, delta, units, stride, blocks)


@piece
def _add_penalty_slope(net: Net, layer: int) -> None:
    """The gradient of the penalties on top: 2 l2 w + l1 sign(w)."""
    at, l1, l2 = layer * COLUMNS, net.penalties[2 * layer], net.penalties[2 * layer + 1]
    start = net.plan[at + WEIGHT]
    for each in range(start, start + net.plan[at + UNITS] * net.plan[at + INPUTS]):
        weight = net.theta[each]
        net.grad[each] += weight * (2.0 * l2)
        if weight > 0.0:
            net.grad[each] += l1
        elif weight < 0.0:
            net.grad[each] -= l1


@glue
def gradient(net: Net, layer: int, n: int) -> None:
    """dL/dW and dL/db of a layer that has weights, the penalty's slope included."""
    plan, at, stride, blocks = net.plan, layer * COLUMNS, net.facts[STRIDE], (n + LANES - 1) // LANES
    weight, bias, x, delta = plan[at + WEIGHT], plan[at + BIAS], plan[at + X], plan[at + DELTA]
    inputs, units = plan[at + INPUTS], plan[at + UNITS]
    if plan[at + BY_BLAS]:
        blas.slopes(
            net.facts[PRODUCT], net.grad, weight, bias, net.work, x, plan[at + ROW_STEP], delta, inputs, units, stride,
            blocks,
        )  # fmt: skip
    else:
        products.slopes(net.grad, weight, bias, net.work, x, delta, inputs, units, stride, blocks)
    if net.penalties[2 * layer] > 0.0 or net.penalties[2 * layer + 1] > 0.0:
        _add_penalty_slope(net, layer)
