"""BLAS: where the matrix product stands that numpy itself calls, so that kernels may call the same one. Loads nothing.

numpy carries a BLAS or is linked to one; its C interface is called by address from within a kernel, without Python and
its lock, on as many threads as core.threads has set for numpy. Which products are large enough for it is decided here.
Example: 784-128-10 in batches of 64 multiplies 6,422,528 pairs of numbers in its first layer: BLAS.
"""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ENOUGH, THIN = 100_000, 16
"""Multiplications of a product from which BLAS is faster than the kernels' own loops, and units or inputs below which
it never is (measured)."""
_NAMES = ("scipy_cblas_{}gemm64_", "cblas_{}gemm64_", "cblas_{}gemm$NEWLAPACK$ILP64", "cblas_{}gemm")
"""In numpy's wheels by now and before 2.0, in Apple's Accelerate, and in a system's own library."""
ROWS_FIRST, PLAIN, TURNED = 101, 111, 112
"""What the C interface calls the order of a matrix in memory, and whether it is transposed."""


@cache
def product(dtype: str) -> int:
    """The address of C = A B + beta C for matrices of float32 or float64; 0 where numpy's is out of reach.

    Whole numbers are passed as 64 bits. A library that wants 32 finds them in the lower half, wherever a call keeps
    each argument in a place of eight bytes; Apple's processors do not.
    """
    letter = {"float32": "s", "float64": "d"}[dtype]
    names = [name.format(letter) for name in (_NAMES[:3] if sys.platform == "darwin" else _NAMES)]
    for library in _libraries():
        for name in names:
            with suppress(AttributeError):
                found = ctypes.cast(getattr(library, name), ctypes.c_void_p).value
                if found and _multiplies(found, dtype):
                    return found
    return 0


def computes(dtype: str, units: int, inputs: int, examples: int) -> bool:
    """Whether it is there for this precision and computes the products of a layer of this size."""
    return min(units, inputs) >= THIN and units * inputs * examples >= ENOUGH and product(dtype) != 0


def _libraries() -> Iterator[Any]:
    """numpy's own module, through which what it is linked to is seen; on Windows, what its wheel carries."""
    module = sys.modules.get("numpy._core._multiarray_umath") or sys.modules["numpy.core._multiarray_umath"]
    own = [Path(str(module.__file__))]
    if sys.platform == "win32":
        own = sorted((Path(str(np.__file__)).parents[1] / "numpy.libs").glob("*openblas*.dll"))
    for path in own:
        with suppress(OSError):
            yield ctypes.CDLL(str(path))


def _multiplies(address: int, dtype: str) -> bool:
    """Whether the function there takes its arguments as kernels pass them: no two of them may be mistaken."""
    rng = np.random.default_rng(0)
    a, b, c = (rng.integers(-9, 9, shape).astype(dtype) for shape in ((2, 7), (4, 8), (2, 6)))
    wanted = c.copy()
    wanted[:, :4] += a[:, :3] @ b[:, :3].T
    number = ctypes.c_float if dtype == "float32" else ctypes.c_double
    choice, whole = ctypes.c_int, ctypes.c_int64
    matrix = (ctypes.c_void_p, whole)
    kind = ctypes.CFUNCTYPE(None, *[choice] * 3, *[whole] * 3, number, *matrix, *matrix, number, *matrix)
    kind(address)(ROWS_FIRST, PLAIN, TURNED, 2, 4, 3, 1.0, _start(a), 7, _start(b), 8, 1.0, _start(c), 6)
    return np.array_equal(c, wanted)


def _start(array: NDArray[Any]) -> int:
    found: int = array.__array_interface__["data"][0]
    return found
