"""The identity of a run: within one, on one machine, every bit repeats; across two, only to rounding.

Seed, engine, number of BLAS threads, dtype and package versions, as plain JSON data, saved with the project.
"""

import os
import platform
from typing import Any

import numpy as np

from core.project import TrainingSpec


def identity_of(training: TrainingSpec) -> dict[str, Any]:
    """What a run's bits depend on besides its project."""
    return {
        "seed": training.seed,
        "engine": "numpy",
        "blas_threads": blas_threads(),
        "dtype": training.dtype,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "machine": platform.machine(),
    }


def blas_threads() -> int:
    """How many threads matrix products use."""
    from threadpoolctl import threadpool_info

    pools = [pool["num_threads"] for pool in threadpool_info() if pool.get("user_api") == "blas"]
    return max(pools, default=os.cpu_count() or 1)
