"""Large products of a Dense layer by numpy's own BLAS, called from within a kernel: see core/engines/blas.py.

Each stands for the loops of the same name in products.py. Idle lanes are multiplied as well, as there: their blame is
0. The input may be rows first, (n, inputs); all other buffers are (units, stride).
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from core.engines.blas import PLAIN, ROWS_FIRST, TURNED
from core.engines.kernels.lanes import load, piece, spread, store
from core.engines.kernels.totals import total
from core.flat import LANES


@intrinsic
def _multiply(
    typing: Any, product: Any, rows: Any, columns: Any, depth: Any, a: Any, a_at: Any, a_turn: Any, a_step: Any, b: Any,
    b_at: Any, b_turn: Any, b_step: Any, c: Any, c_at: Any, c_step: Any, kept: Any,
) -> Any:  # fmt: skip
    """C = A B + kept C by the C function at the address ``product``; C (rows, columns), A (rows, depth).

    Each matrix begins behind its pointer at a place, may be turned, and has steps from row to row.
    """
    whole = types.int64

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        product, rows, columns, depth, a, a_at, a_turn, a_step, b, b_at, b_turn, b_step, c, c_at, c_step, kept = args
        choice, number = ir.IntType(32), a.type.pointee
        matrix = [a.type, rows.type]
        kinds = [choice] * 3 + [rows.type] * 3 + [number, *matrix, *matrix, number, *matrix]
        function = builder.inttoptr(product, ir.FunctionType(ir.VoidType(), kinds).as_pointer())
        builder.call(function, [
            choice(ROWS_FIRST), builder.trunc(a_turn, choice), builder.trunc(b_turn, choice), rows, columns, depth,
            number(1.0), builder.gep(a, [a_at]), a_step, builder.gep(b, [b_at]), b_step,
            builder.sitofp(kept, number), builder.gep(c, [c_at]), c_step,
        ])  # fmt: skip
        return context.get_dummy_value()

    matrices = [a, *[whole] * 3, b, *[whole] * 3, c, *[whole] * 2]
    return types.void(whole, whole, whole, whole, *matrices, whole), build


@piece
def weigh(
    product: int, theta: Any, weight: int, bias: int, work: Any, x: int, row_step: int, z: int, inputs: int, units: int,
    stride: int, blocks: int,
) -> None:  # fmt: skip
    """z = W x + b: the bias is there before the product is added to it."""
    columns = blocks * LANES
    if bias >= 0:
        for unit in range(units):
            each = spread(theta, bias + unit)
            for column in range(0, columns, LANES):
                store(work, z + unit * stride + column, each)
    turn, step = (TURNED, row_step) if row_step > 0 else (PLAIN, stride)
    _multiply(
        product, units, columns, inputs, theta, weight, PLAIN, inputs, work, x, turn, step, work, z, stride,
        1 if bias >= 0 else 0,
    )  # fmt: skip


@piece
def send_back(
    product: int, theta: Any, weight: int, work: Any, delta: int, out: int, inputs: int, units: int, stride: int,
    blocks: int,
) -> None:  # fmt: skip
    """out = W^T delta."""
    _multiply(
        product, inputs, blocks * LANES, units, theta, weight, TURNED, inputs, work, delta, PLAIN, stride, work, out,
        stride, 0,
    )  # fmt: skip


@piece
def slopes(
    product: int, grad: Any, weight: int, bias: int, work: Any, x: int, row_step: int, delta: int, inputs: int,
    units: int, stride: int, blocks: int,
) -> None:  # fmt: skip
    """dL/dW = delta x^T, dL/db = delta summed over examples."""
    columns = blocks * LANES
    if bias >= 0:
        for unit in range(units):
            row = delta + unit * stride
            sum_ = load(work, row)
            for column in range(LANES, columns, LANES):
                sum_ = sum_ + load(work, row + column)
            grad[bias + unit] = total(sum_)
    turn, step = (PLAIN, row_step) if row_step > 0 else (TURNED, stride)
    _multiply(product, units, inputs, columns, work, delta, PLAIN, stride, work, x, turn, step, grad, weight, inputs, 0)
