"""Drawing a minibatch, compiled: its rows and targets copied to where the first layer and the loss look for them.

Rows are numbers, or bytes that each stand for a quotient, as core/data/compact.py keeps pictures. They become columns,
features first, or stay rows where BLAS multiplies them, which takes either: 64 pictures of 784 pixels are copied in
15 us as rows. Targets are rows of numbers, or classes that each stand for a row.
"""

from collections.abc import Callable
from typing import Any

from core.engines.kernels.arrays import Net
from core.engines.kernels.lanes import bytes_at, glue, inline, numbers_at, piece, wholes_at
from core.engines.names import (
    AHEAD, COLUMNS, FEATURES, FIRST_BLAMED, INDEX_X, INDEX_Y, ORDER, ORDER_STEP, QUOTIENTS, ROW_STEP, ROWS_X, ROWS_Y,
    STRIDE, TARGETS, X, Y,
)  # fmt: skip


@inline
def _row(net: Net, order: Any, at: int, index: int) -> int:
    """Which row of an array comes ``at`` this place; ``index`` is the address of a table of them, or 0."""
    row = order[at]
    return wholes_at(index, net.work)[row] if index != 0 else row


@inline
def _number(net: Net, rows: Any, at: int) -> Any:
    """The number ``at`` this place."""
    return rows[at]


@inline
def _quotient(net: Net, rows: Any, at: int) -> Any:
    """What the byte ``at`` this place stands for."""
    return numbers_at(net.facts[QUOTIENTS], net.work)[rows[at]]


def _columns(value: Callable[..., Any]) -> Callable[..., Any]:
    """Columns of ``work`` from rows, features first; four rows at a time, so that neighbours are written together."""

    @piece
    def run(
        net: Net, rows: Any, index: int, order: Any, start: int, n: int, features: int, to: int, stride: int
    ) -> None:
        example = 0
        while example + 4 <= n:
            first = _row(net, order, start + example, index) * features
            second = _row(net, order, start + example + 1, index) * features
            third = _row(net, order, start + example + 2, index) * features
            fourth = _row(net, order, start + example + 3, index) * features
            out = to + example
            for feature in range(features):
                net.work[out] = value(net, rows, first + feature)
                net.work[out + 1] = value(net, rows, second + feature)
                net.work[out + 2] = value(net, rows, third + feature)
                net.work[out + 3] = value(net, rows, fourth + feature)
                out += stride
            example += 4
        while example < n:
            row, out = _row(net, order, start + example, index) * features, to + example
            for feature in range(features):
                net.work[out] = value(net, rows, row + feature)
                out += stride
            example += 1

    return run  # type: ignore[no-any-return]


def _rows(value: Callable[..., Any]) -> Callable[..., Any]:
    """Rows of ``work`` from rows."""

    @piece
    def run(net: Net, rows: Any, index: int, order: Any, start: int, n: int, features: int, to: int) -> None:
        out = to
        for example in range(start, start + n):
            row = _row(net, order, example, index) * features
            for feature in range(features):
                net.work[out + feature] = value(net, rows, row + feature)
            out += features

    return run  # type: ignore[no-any-return]


_number_columns, _byte_columns = _columns(_number), _columns(_quotient)
_number_rows, _byte_rows = _rows(_number), _rows(_quotient)


@glue
def draw(net: Net, start: int, n: int) -> None:
    """The minibatch of ``n`` rows from ``start`` on in the present order."""
    facts, stride, x = net.facts, net.facts[STRIDE], net.plan[X]
    features, index = facts[FEATURES], facts[INDEX_X]
    order = wholes_at(facts[ORDER] + facts[AHEAD] * facts[ORDER_STEP], net.work)
    numbers, pixels = numbers_at(facts[ROWS_X], net.work), bytes_at(facts[ROWS_X], net.work)
    stay_rows, are_bytes = net.plan[facts[FIRST_BLAMED] * COLUMNS + ROW_STEP] > 0, facts[QUOTIENTS] != 0
    if stay_rows and are_bytes:
        _byte_rows(net, pixels, index, order, start, n, features, x)
    elif stay_rows:
        _number_rows(net, numbers, index, order, start, n, features, x)
    elif are_bytes:
        _byte_columns(net, pixels, index, order, start, n, features, x, stride)
    else:
        _number_columns(net, numbers, index, order, start, n, features, x, stride)
    targets = numbers_at(facts[ROWS_Y], net.work)
    _number_columns(net, targets, facts[INDEX_Y], order, start, n, facts[TARGETS], facts[Y], stride)
