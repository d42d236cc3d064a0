"""Lanes: sixteen numbers that the processor works on at once, as a number type of the compiled kernels.

``load(pointer, at)`` takes sixteen neighbours in memory; ``+ - * /`` and the functions here work lane by lane, and
``store`` puts them back. Numba turns them into the widest instructions there are, without reordering any sum: strict
IEEE arithmetic, the same bits each time on one machine. Imported only where a network is compiled: it loads Numba.
Worked shape: a batch of 10 rows fills one Lanes, six of them idle; one of 32 rows fills two.
"""

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import binding, ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic, models, overload, register_model

from core.flat import LANES

_INNER = {"nogil": True, "error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
inline = njit(**_INNER, forceinline=True)
"""A small function that becomes part of the one that calls it."""
piece = njit(**_INNER)
"""A larger function, compiled once and called."""
glue = njit(nogil=True, error_model="numpy", inline="always")
"""A few lines between the pieces: written out where they are called."""


class LanesType(types.Type):  # type: ignore[misc]
    """Sixteen numbers of one precision."""

    def __init__(self, dtype: Any) -> None:
        self.dtype = dtype
        super().__init__(name=f"Lanes({dtype})")


@register_model(LanesType)
class _LanesModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: LanesType) -> None:
        super().__init__(manager, kind, ir.VectorType(manager.lookup(kind.dtype).get_value_type(), LANES))


def _can_fuse() -> bool:
    """Whether this processor multiplies and adds in one step; where it cannot, that would be a slow call."""
    return bool(binding.get_host_cpu_features().get("fma", False)) or "aarch64" in binding.get_process_triple()


FUSED = _can_fuse()

# -- from memory and back ---------------------------------------------------------------------------------------------


@intrinsic
def start_of(typing: Any, array: Any) -> Any:
    """A pointer to the first number of a contiguous array."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return context.make_array(signature.args[0])(context, builder, args[0]).data

    return types.CPointer(array.dtype)(array), build


def _pointing(dtype_of: Callable[[Any], Any]) -> Any:
    @intrinsic
    def compute(typing: Any, address: Any, like: Any) -> Any:
        found = types.CPointer(dtype_of(like))

        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.inttoptr(args[0], context.get_value_type(found))

        return found(types.int64, like), build

    return compute


numbers_at = _pointing(lambda like: like.dtype)
"""(address, pointer): a pointer to numbers of the same precision there."""
doubles_at = _pointing(lambda like: types.float64)
"""(address, anything): a pointer to float64 numbers."""
wholes_at = _pointing(lambda like: types.int64)
"""(address, anything): a pointer to whole numbers."""
bytes_at = _pointing(lambda like: types.uint8)
"""(address, anything): a pointer to bytes."""
pixels_at = _pointing(lambda like: types.uint32)
"""(address, anything): a pointer to pixels of 32 bits."""


def _splat(builder: Any, value: Any) -> Any:
    vector = ir.VectorType(value.type, LANES)
    whole = builder.insert_element(ir.Constant(vector, ir.Undefined), value, ir.Constant(ir.IntType(32), 0))
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
    return builder.shuffle_vector(whole, ir.Constant(vector, ir.Undefined), zeros)


@intrinsic
def load(typing: Any, array: Any, at: Any) -> Any:
    """Sixteen neighbours behind the pointer ``array`` from ``at`` on."""
    found = LanesType(array.dtype)

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kind = context.get_value_type(found)
        place = builder.bitcast(builder.gep(args[0], [args[1]]), kind.as_pointer())
        return builder.load(place, align=array.dtype.bitwidth // 8)

    return found(array, types.intp), build


@intrinsic
def store(typing: Any, array: Any, at: Any, lanes: Any) -> Any:
    """Put ``lanes`` into ``array`` from ``at`` on."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kind = context.get_value_type(lanes)
        place = builder.bitcast(builder.gep(args[0], [args[1]]), kind.as_pointer())
        builder.store(args[2], place, align=array.dtype.bitwidth // 8)
        return context.get_dummy_value()

    return types.void(array, types.intp, lanes), build


@intrinsic
def spread(typing: Any, array: Any, at: Any) -> Any:
    """The one number ``array[at]`` in every lane."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _splat(builder, builder.load(builder.gep(args[0], [args[1]])))

    return LanesType(array.dtype)(array, types.intp), build


@intrinsic
def at_once(typing: Any, array: Any, at: Any) -> Any:
    """``array[at]`` as another thread may just have written it: read anew at every call."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.load_atomic(builder.gep(args[0], [args[1]]), "monotonic", align=array.dtype.bitwidth // 8)

    return array.dtype(array, types.intp), build


def _call(builder: Any, name: str, args: Any) -> Any:
    """One of LLVM's own functions, for the type of its arguments."""
    kind = args[0].type
    number, count = (kind.element, f"v{LANES}") if isinstance(kind, ir.VectorType) else (kind, "")
    whole = f"{name}.{count}f{32 if isinstance(number, ir.FloatType) else 64}"
    function = ir.FunctionType(kind, [kind] * len(args))
    return builder.call(cgutils.get_or_insert_function(builder.module, function, whole), args)


# -- arithmetic -------------------------------------------------------------------------------------------------------


def _lanewise(name: str) -> Any:
    """An intrinsic of two Lanes from the instruction of this name."""

    @intrinsic
    def compute(typing: Any, left: Any, right: Any) -> Any:
        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return getattr(builder, name)(*args)

        return left(left, left), build

    return compute


@intrinsic
def _spread_value(typing: Any, like: Any, value: Any) -> Any:
    """A number in every lane, in the precision of the Lanes ``like``."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _splat(builder, context.cast(builder, args[1], value, like.dtype))

    return like(like, value), build


def _operator(symbol: Callable[..., Any], name: str) -> None:
    compute = _lanewise(name)

    @overload(symbol, strict=False)
    def choose(left: Any, right: Any) -> Any:
        if isinstance(left, LanesType) and isinstance(right, LanesType):
            return lambda left, right: compute(left, right)
        if isinstance(left, LanesType) and isinstance(right, types.Number):
            return lambda left, right: compute(left, _spread_value(left, right))
        if isinstance(right, LanesType) and isinstance(left, types.Number):
            return lambda left, right: compute(_spread_value(right, left), right)
        return None


for _symbol, _name in (
    (operator.add, "fadd"), (operator.sub, "fsub"), (operator.mul, "fmul"), (operator.truediv, "fdiv"),
):  # fmt: skip
    _operator(_symbol, _name)


def _llvm(name: str, fallback: Callable[..., Any]) -> Callable[..., Any]:
    """A function of one number from LLVM's intrinsic, on Lanes and on single numbers; ``fallback`` is its reference."""

    @intrinsic
    def compute(typing: Any, x: Any) -> Any:
        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return _call(builder, name, args)

        return x(x), build

    @overload(fallback, strict=False)
    def choose(x: Any) -> Any:
        return lambda x: compute(x)

    return fallback


def root(x: Any) -> Any:
    """Square root."""
    return np.sqrt(x)


def size(x: Any) -> Any:
    """|x|."""
    return np.abs(x)


_llvm("llvm.sqrt", root)
_llvm("llvm.fabs", size)


def _multiply_add(builder: Any, left: Any, right: Any, more: Any) -> Any:
    if FUSED:
        return _call(builder, "llvm.fma", (left, right, more))
    return builder.fadd(builder.fmul(left, right), more)


@intrinsic
def multiply_add(typing: Any, left: Any, right: Any, more: Any) -> Any:
    """left * right + more; rounded once where the processor can."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _multiply_add(builder, *args)

    return left(left, left, left), build


def _constant(context: Any, builder: Any, like: Any, kind: Any, value: Any) -> Any:
    number = context.cast(builder, value, kind, getattr(like, "dtype", like))
    return _splat(builder, number) if isinstance(like, LanesType) else number


@intrinsic
def constant(typing: Any, like: Any, value: Any) -> Any:
    """``value`` as a number of the kind of ``like``: Lanes or a single one."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _constant(context, builder, like, value, args[1])

    return like(like, value), build


def polynomial(coefficients: tuple[float, ...]) -> Callable[..., Any]:
    """x -> c0 + c1 x + c2 x^2 ..., by Horner's rule."""

    @intrinsic
    def compute(typing: Any, x: Any) -> Any:
        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            *rest, found = (
                _constant(context, builder, x, types.float64, ir.Constant(ir.DoubleType(), each))
                for each in coefficients
            )
            for each in reversed(rest):
                found = _multiply_add(builder, found, args[0], each)
            return found

        return x(x), build

    return compute  # type: ignore[no-any-return]


@intrinsic
def where_above(typing: Any, x: Any, limit: Any, above: Any, otherwise: Any) -> Any:
    """``above`` where x > limit, else ``otherwise``; a NaN in x counts as not above."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.select(builder.fcmp_ordered(">", args[0], args[1]), args[2], args[3])

    return x(x, x, x, x), build
