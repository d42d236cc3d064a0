"""The training doctor: watches a run and says what is wrong, since when, how it knows, and what to do.

One illness a file, a table of them, and the Doctor who examines. Knows nothing of screens.
Example: ``Doctor(trainer).examine()`` and ``.findings``, each a Finding with sentences and remedies.
"""

from core.doctor.doctor import Doctor
from core.doctor.finding import Finding
from core.doctor.table import ILLNESSES, TITLES, Illness

__all__ = ["ILLNESSES", "TITLES", "Doctor", "Finding", "Illness"]
