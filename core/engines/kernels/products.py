"""Products of a Dense layer, compiled: forward, what it sends back, and its gradient.

The loops over units and inputs are outside, the examples in Lanes inside; four sums run side by side, so that the
processor need not wait for each addition. The reference is core/layers/dense.py, where each of these is one product:
z = W x + b, dL/dx = W^T delta, dL/dW = delta x^T.
"""

from typing import Any

from core.engines.kernels.lanes import load, multiply_add, piece, spread, store
from core.engines.kernels.totals import store_totals, total
from core.flat import LANES


@piece
def weigh(
    theta: Any, weight: int, bias: int, work: Any, x: int, z: int, inputs: int, units: int, stride: int, blocks: int
) -> None:
    """z = W x + b."""
    for unit in range(0, units - 3, 4):
        for column in range(0, blocks * LANES, LANES):
            first = second = third = fourth = load(work, x + column) * 0.0
            if bias >= 0:
                first, second = spread(theta, bias + unit), spread(theta, bias + unit + 1)
                third, fourth = spread(theta, bias + unit + 2), spread(theta, bias + unit + 3)
            row = weight + unit * inputs
            at = x + column
            for each in range(row, row + inputs):
                entering = load(work, at)
                first = multiply_add(spread(theta, each), entering, first)
                second = multiply_add(spread(theta, each + inputs), entering, second)
                third = multiply_add(spread(theta, each + 2 * inputs), entering, third)
                fourth = multiply_add(spread(theta, each + 3 * inputs), entering, fourth)
                at += stride
            out = z + unit * stride + column
            store(work, out, first)
            store(work, out + stride, second)
            store(work, out + 2 * stride, third)
            store(work, out + 3 * stride, fourth)
    for unit in range(units - units % 4, units):
        for column in range(0, blocks * LANES, LANES):
            sum_ = load(work, x + column) * 0.0
            if bias >= 0:
                sum_ = spread(theta, bias + unit)
            at = x + column
            for each in range(weight + unit * inputs, weight + (unit + 1) * inputs):
                sum_ = multiply_add(spread(theta, each), load(work, at), sum_)
                at += stride
            store(work, z + unit * stride + column, sum_)


@piece
def send_back(
    theta: Any, weight: int, work: Any, delta: int, out: int, inputs: int, units: int, stride: int, blocks: int
) -> None:
    """out = W^T delta."""
    for entry in range(0, inputs - 3, 4):
        for column in range(0, blocks * LANES, LANES):
            first = second = third = fourth = load(work, delta + column) * 0.0
            each, at = weight + entry, delta + column
            for _ in range(units):
                blame = load(work, at)
                first = multiply_add(spread(theta, each), blame, first)
                second = multiply_add(spread(theta, each + 1), blame, second)
                third = multiply_add(spread(theta, each + 2), blame, third)
                fourth = multiply_add(spread(theta, each + 3), blame, fourth)
                each += inputs
                at += stride
            place = out + entry * stride + column
            store(work, place, first)
            store(work, place + stride, second)
            store(work, place + 2 * stride, third)
            store(work, place + 3 * stride, fourth)
    for entry in range(inputs - inputs % 4, inputs):
        for column in range(0, blocks * LANES, LANES):
            sum_ = load(work, delta + column) * 0.0
            each, at = weight + entry, delta + column
            for _ in range(units):
                sum_ = multiply_add(spread(theta, each), load(work, at), sum_)
                each += inputs
                at += stride
            store(work, out + entry * stride + column, sum_)


@piece
def slopes(
    grad: Any, weight: int, bias: int, work: Any, x: int, delta: int, inputs: int, units: int, stride: int, blocks: int
) -> None:
    """dL/dW = delta x^T, dL/db = delta summed over examples."""
    width = blocks * LANES
    for unit in range(units):
        row = delta + unit * stride
        if bias >= 0:
            sum_ = load(work, row)
            for column in range(LANES, width, LANES):
                sum_ = sum_ + load(work, row + column)
            grad[bias + unit] = total(sum_)
        out = weight + unit * inputs
        for entry in range(0, inputs - 3, 4):
            at, blame = x + entry * stride, load(work, row)
            first = blame * load(work, at)
            second = blame * load(work, at + stride)
            third = blame * load(work, at + 2 * stride)
            fourth = blame * load(work, at + 3 * stride)
            for column in range(LANES, width, LANES):
                blame = load(work, row + column)
                first = multiply_add(blame, load(work, at + column), first)
                second = multiply_add(blame, load(work, at + stride + column), second)
                third = multiply_add(blame, load(work, at + 2 * stride + column), third)
                fourth = multiply_add(blame, load(work, at + 3 * stride + column), fourth)
            store_totals(grad, out + entry, first, second, third, fourth)
        for entry in range(inputs - inputs % 4, inputs):
            at = x + entry * stride
            sum_ = load(work, row) * load(work, at)
            for column in range(LANES, width, LANES):
                sum_ = multiply_add(load(work, row + column), load(work, at + column), sum_)
            grad[out + entry] = total(sum_)
