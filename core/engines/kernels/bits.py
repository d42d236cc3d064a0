"""Bits: powers of two put together and taken apart, which is how exp and log cut their range down exactly.

Worked shape: ``power_of_two`` of 3 + MAGIC is 8 in every lane; ``exponent`` of 12 is 4, as 12 / 2^4
= 0.75 lies in [sqrt(1/2), sqrt 2).
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba.extending import intrinsic

from core.engines.kernels.lanes import LanesType
from core.flat import LANES

MAGIC = {32: 1.5 * 2.0**23, 64: 1.5 * 2.0**52}
"""Added to a float, it leaves the nearest whole number in the lowest bits; by the width of the float."""


def _bits(kind: Any) -> tuple[int, int]:
    """How many bits a number of this type has, and how many of them are its fraction."""
    width = getattr(kind, "dtype", kind).bitwidth
    return width, 23 if width == 32 else 52


def _whole(kind: Any, value: int) -> Any:
    """An integer in the width of ``kind``, in every lane where it is Lanes."""
    word = ir.IntType(_bits(kind)[0])
    if isinstance(kind, LanesType):
        return ir.Constant(ir.VectorType(word, LANES), [value] * LANES)
    return ir.Constant(word, value)


@intrinsic
def power_of_two(typing: Any, shifted: Any) -> Any:
    """2^k from k + MAGIC, for a k in the range of normal numbers: its lowest bits moved to the exponent's place."""
    width, fraction = _bits(shifted)

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        one = _whole(shifted, ((1 << (width - fraction - 2)) - 1) << fraction)
        bits = builder.shl(builder.bitcast(args[0], one.type), _whole(shifted, fraction))
        return builder.bitcast(builder.add(bits, one), args[0].type)

    return shifted(shifted), build


@intrinsic
def exponent(typing: Any, x: Any) -> Any:
    """The whole e of x = 2^e m with m in [sqrt(1/2), sqrt 2), as a float; x is a positive normal number."""
    _, fraction = _bits(x)
    half = int(np.sqrt(0.5, dtype=np.float32).view(np.int32)) if fraction == 23 else int(np.sqrt(0.5).view(np.int64))

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        start = _whole(x, half)
        bits = builder.sub(builder.bitcast(args[0], start.type), start)
        return builder.sitofp(builder.ashr(bits, _whole(x, fraction)), args[0].type)

    return x(x), build
