"""Warm: compile the kernels in a process of its own: ``python -m core.engines.warm float32``.

Compiling holds Python's lock for seconds, so a window has it done by a child, with what the machine has left over.
"""

import os
import sys

from core.engines import cache


def main(dtypes: list[str]) -> int:
    """Compile and keep the kernels for these precisions; exit status 1 where Numba is missing."""
    if not cache.installed():
        return 1
    if hasattr(os, "nice"):
        os.nice(10)
    for dtype in dtypes:
        cache.kernels(dtype)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
