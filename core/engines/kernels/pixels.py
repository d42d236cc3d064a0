"""pixels: a few neighbours in a picture at once, blended with one colour by how much of each a line covers.

A pixel is 0xAARRGGBB, its colours premultiplied; two of its bytes are blended in one multiplication. How much of one
is covered is told by distances that grow evenly along a row: from the line's middle, and from its two ends. Worked
shape: across a line 3 pixels wide, at distances -2, -1, 0, 1, 2, pixels are covered 0, 1, 1, 1, 0.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

TOGETHER = 4
"""Pixels: in a row a line is mostly narrow (measured: 8 at once take 1.2 times as long, 16 take 1.3 times)."""
_WORD, _NUMBER = ir.IntType(32), ir.FloatType()
_EVERY_SECOND_BYTE = 0x00FF00FF


class _Vectors:
    """Instructions on ``count`` pixels, or as many numbers, at once."""

    def __init__(self, builder: Any, count: int) -> None:
        self.builder, self.count = builder, count
        self.words, self.numbers = ir.VectorType(_WORD, count), ir.VectorType(_NUMBER, count)

    def spread(self, value: Any) -> Any:
        """One value in every lane."""
        kind = ir.VectorType(value.type, self.count)
        first = self.builder.insert_element(ir.Constant(kind, ir.Undefined), value, ir.Constant(_WORD, 0))
        return self.builder.shuffle_vector(first, ir.Constant(kind, ir.Undefined), ir.Constant(self.words, None))

    def along(self, start: Any, step: Any) -> Any:
        """start, start + step, start + 2 step ..."""
        steps = ir.Constant(self.numbers, [float(lane) for lane in range(self.count)])
        return self.builder.fadd(self.spread(start), self.builder.fmul(steps, self.spread(step)))

    def clamped(self, x: Any, most: Any) -> Any:
        """x between 0 and ``most``; 0 for what is not a number."""
        zeros = ir.Constant(self.numbers, [0.0] * self.count)
        x = self.builder.select(self.builder.fcmp_ordered(">", x, zeros), x, zeros)
        return self.builder.select(self.builder.fcmp_ordered("<", x, most), x, most)

    def size(self, x: Any) -> Any:
        """|x|."""
        kind = ir.FunctionType(self.numbers, [self.numbers])
        name = f"llvm.fabs.v{self.count}f32"
        return self.builder.call(cgutils.get_or_insert_function(self.builder.module, kind, name), [x])

    def whole(self, value: int) -> Any:
        """A whole number in every lane."""
        return ir.Constant(self.words, [value] * self.count)

    def mixed(self, old: Any, new: Any, share: Any) -> Any:
        """Every second byte of ``old``, moved towards ``new`` by share / 256."""
        builder = self.builder
        moved = builder.lshr(builder.mul(builder.sub(new, old), share), self.whole(8))
        return builder.and_(builder.add(old, moved), self.whole(_EVERY_SECOND_BYTE))


def _blending(count: int) -> Callable[..., Any]:
    """A function that blends ``count`` neighbours, those behind the first ``n`` not at all.

    Of (pixels, at, n, color, full, reach, off, off_step, from_start, from_end, along_step): ``full`` is how much of
    256 a covered pixel takes of the colour; ``off`` how far the first pixel is from the line's middle, ``reach`` how
    far it may be to be covered; ``from_start`` and ``from_end`` are 1 and more where an end does not cut it.
    """

    @intrinsic
    def blend(
        typing: Any, pixels: Any, at: Any, n: Any, color: Any, full: Any, reach: Any, off: Any, off_step: Any,
        from_start: Any, from_end: Any, along_step: Any,
    ) -> Any:  # fmt: skip
        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            pixels, at, n, color, full, reach, off, off_step, from_start, from_end, along_step = args
            on = _Vectors(builder, count)
            one = ir.Constant(on.numbers, [1.0] * count)
            covered = on.clamped(builder.fsub(on.spread(reach), on.size(on.along(off, off_step))), one)
            covered = builder.fmul(covered, on.clamped(on.along(from_start, along_step), one))
            covered = builder.fmul(covered, on.clamped(on.along(from_end, builder.fneg(along_step)), one))
            inside = builder.icmp_signed("<", ir.Constant(on.words, list(range(count))), on.spread(n))
            share = builder.fptoui(builder.fmul(covered, on.spread(full)), on.words)
            share = builder.select(inside, share, on.whole(0))
            place = builder.bitcast(builder.gep(pixels, [at]), on.words.as_pointer())
            old, mask, byte = builder.load(place, align=4), on.whole(_EVERY_SECOND_BYTE), on.whole(8)
            new = on.spread(color)
            low = on.mixed(builder.and_(old, mask), builder.and_(new, mask), share)
            old, new = builder.lshr(old, byte), builder.lshr(new, byte)
            high = on.mixed(builder.and_(old, mask), builder.and_(new, mask), share)
            builder.store(builder.or_(low, builder.shl(high, byte)), place, align=4)
            return context.get_dummy_value()

        numbers = [types.float32] * 7
        return types.void(pixels, types.int64, types.int32, types.uint32, *numbers), build

    return blend  # type: ignore[no-any-return]


blend_some, blend_one = _blending(TOGETHER), _blending(1)
