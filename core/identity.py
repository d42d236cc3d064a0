"""The identity of a run: within one, on one machine, every bit repeats; across two, only to rounding.

Seed, engine, number of BLAS threads, dtype and package versions, as plain JSON data, saved with the project.
"""

import platform
from typing import Any

import numpy as np

from core.network import NetworkSpec
from core.project import TrainingSpec
from core.threads import threads_for


def identity_of(
    network: NetworkSpec, training: TrainingSpec, batch: int, engine: str = "numpy", update: str = "numpy"
) -> dict[str, Any]:
    """What a run's bits depend on besides its project; ``batch`` is the size of its minibatches.

    ``engine`` computes the passes, ``update`` the changes of the weights.
    """
    return {
        "seed": training.seed,
        "engine": engine,
        "update": update,
        "blas_threads": threads_for(network, batch),
        "dtype": training.dtype,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
