"""How much memory this process holds: what was asked of the allocator, and which pages are its own."""

import ctypes
import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

SMAPS = Path("/proc/self/smaps_rollup")
KB = 1024
_MMAP_THRESHOLD, _ARENAS = -3, -8
"""Options of glibc's mallopt (M_MMAP_THRESHOLD, M_ARENA_MAX in malloc.h)."""


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
