"""The training doctor: watches a run and says what is wrong, since when, how it knows, and what to do.

One illness a file, a table of them, and the Doctor who examines. Knows nothing of screens.
Example: ``Doctor(trainer).examine()`` and ``.findings``, each a Finding with sentences and remedies. What is named here
is imported when it is first asked for: a run is examined a while after it has begun.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.doctor.doctor import Doctor
    from core.doctor.finding import Finding
    from core.doctor.table import ILLNESSES, TITLES, Illness

__all__ = ["ILLNESSES", "TITLES", "Doctor", "Finding", "Illness"]

_HOME = {"Doctor": "doctor", "Finding": "finding", "ILLNESSES": "table", "TITLES": "table", "Illness": "table"}


def __getattr__(name: str) -> Any:
    """Import what is asked for (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module 'core.doctor' has no attribute {name!r}")
    return getattr(importlib.import_module(f"core.doctor.{_HOME[name]}"), name)
