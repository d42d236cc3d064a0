"""Totals: the sum over the lanes, always in the same order: halves are added until one number is left.

Worked shape: sixteen products of an input and a blame become one slope.
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from core.flat import LANES


@intrinsic
def total(typing: Any, lanes: Any) -> Any:
    """The sum of all lanes, always in the same order: halves are added until one number is left."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        part, count, word = args[0], LANES, ir.IntType(32)
        while count > 1:
            count //= 2
            low, high = (ir.Constant(ir.VectorType(word, count), [*range(s, s + count)]) for s in (0, count))
            nothing = ir.Constant(part.type, ir.Undefined)
            part = builder.fadd(
                builder.shuffle_vector(part, nothing, low), builder.shuffle_vector(part, nothing, high)
            )
        return builder.extract_element(part, ir.Constant(word, 0))

    return lanes.dtype(lanes), build



def _folded(builder: Any, left: Any, right: Any, low: list[int], high: list[int]) -> Any:
    """The numbers of both at the places ``low``, plus those at the places ``high``."""
    masks = (ir.Constant(ir.VectorType(ir.IntType(32), len(each)), each) for each in (low, high))
    return builder.fadd(*(builder.shuffle_vector(left, right, mask) for mask in masks))


@intrinsic
def store_totals(typing: Any, pointer: Any, at: Any, first: Any, second: Any, third: Any, fourth: Any) -> Any:
    """The ``total`` of each of four Lanes, into four neighbours; they are added side by side, in the same order."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        halves = ([each + shift for each in range(32) if each % 16 < 8] for shift in (0, 8))
        quarters = ([each + shift for each in range(32) if each % 8 < 4] for shift in (0, 4))
        eighths = ([each + shift for each in range(16) if each % 4 < 2] for shift in (0, 2))
        low, high = halves
        pairs = [_folded(builder, args[start], args[start + 1], low, high) for start in (2, 4)]
        found = _folded(builder, *pairs, *quarters)
        found = _folded(builder, found, found, *eighths)
        found = _folded(builder, found, found, [0, 2, 4, 6], [1, 3, 5, 7])
        place = builder.bitcast(builder.gep(args[0], [args[1]]), found.type.as_pointer())
        builder.store(found, place, align=pointer.dtype.bitwidth // 8)
        return context.get_dummy_value()

    return types.void(pointer, types.intp, first, first, first, first), build
