"""How much memory this process holds: what was asked of the allocator, and which pages are its own."""

import ctypes
import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

SMAPS = Path("/proc/self/smaps_rollup")
KB = 1024
_MMAP_THRESHOLD, _ARENAS = -3, -8
"""Options of glibc's mallopt (M_MMAP_THRESHOLD, M_ARENA_MAX in malloc.h)."""
_NUMPY_KEEPS, _OF_EACH = 1024, 7
"""numpy keeps freed blocks of up to so many bytes, so many of each size (its alloc.c)."""


class _Allocated(ctypes.Structure):
    """What glibc's mallinfo2 gives: bytes in use are those of the heaps (uordblks) and of whole mappings (hblkhd)."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
        )
    )  # fmt: skip


def in_use() -> int | None:
    """Bytes asked of the allocator and not given back; None where there is no glibc to ask."""
    library: Any = ctypes.CDLL(None)
    if not hasattr(library, "mallinfo2"):
        return None
    library.mallinfo2.restype = _Allocated
    held = library.mallinfo2()
    return int(held.uordblks + held.hblkhd)


def steady_pages() -> None:
    """Let pages follow what is in use: big blocks are mappings of their own for good, small ones lie side by side.

    Else glibc takes to putting big blocks on its heaps, one for each thread, as soon as one was freed, and which pages
    stay between them is chance: some MB more or less from one reading to the next.
    """
    library: Any = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        for option, value in ((_MMAP_THRESHOLD, 256 * KB), (_ARENAS, 1)):
            library.mallopt(option, value)


def fill_small_blocks() -> None:
    """Let numpy's store of small freed blocks be full, 3.7 MB, as it is after hours of arrays of ever other lengths.

    It cannot be emptied or asked, and while it fills, which it does ever more slowly, it looks like a leak.
    """
    blocks = [np.empty(size, np.uint8) for size in range(1, _NUMPY_KEEPS + 1) for _ in range(_OF_EACH)]
    del blocks


def forget_lookups() -> None:
    """Empty Python's table of attributes it found in types.

    It has 4096 places and is slow to fill: Qt's bindings ask with a new string each time, which is kept until another
    comes to the same place.
    """
    forget: Any = getattr(sys, "_clear_internal_caches", None) or sys._clear_type_cache
    forget()


def own_pages() -> int | None:
    """Bytes of memory that this process has written, after free pages were given back; None where nobody counts them.

    Python's own small objects are in it, which the allocator is not asked for. Pages of programs and libraries are not:
    they count as private as soon as the last other process that uses the same file has ended.
    """
    if not SMAPS.exists():
        return None
    library: Any = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim"):
        library.malloc_trim(0)
    fields = (line.split() for line in SMAPS.read_text().splitlines()[1:])
    return sum(KB * int(field[1]) for field in fields if field[0] in ("Private_Dirty:", "Swap:"))


def left_behind(work: Callable[[], None], times: int, before: int = 2) -> float:
    """Bytes in use that each of ``times`` repetitions adds, after ``before`` of them; cycles are collected."""

    def repeat(count: int) -> int:
        for _ in range(count):
            work()
        gc.collect()
        return in_use() or 0

    begun = repeat(before)
    return (repeat(times) - begun) / times
