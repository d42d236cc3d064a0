"""Data: from a DataSpec to a Dataset, and from a Dataset to prepared rows.

One module per kind of source; ``load`` finds the right one in a table. Imports numpy; pandas only inside functions.
Example: ``dataset, spec = load(BuiltinData(name="digits")); rows = prepare(dataset, spec)``.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from core.data import builtin, toy
from core.data.dataset import Dataset, Prepared, Rows, prepare, split
from core.data.encoder import ColumnRule, TableEncoder
from core.data.preprocessing import Preprocessing
from core.data.sampler import Sampler
from core.data_spec import BuiltinData, DataSpec, ToyData

__all__ = [
    "ColumnRule",
    "Dataset",
    "Prepared",
    "Preprocessing",
    "Rows",
    "Sampler",
    "TableEncoder",
    "load",
    "prepare",
    "split",
]

Loaded = tuple[Dataset, DataSpec]
Read = Callable[[], bytes]


def _load_builtin(spec: BuiltinData, read: Read) -> Loaded:
    return builtin.load(spec.name), spec


def _load_toy(spec: ToyData, read: Read) -> Loaded:
    return toy.load(spec), spec


LOADERS: dict[str, Callable[[Any, Read], Loaded]] = {"builtin": _load_builtin, "toy": _load_toy}


def load(spec: DataSpec, base: Path | None = None, embedded: Mapping[str, bytes] | None = None) -> Loaded:
    """The Dataset of ``spec`` and the spec with every guess written back. Paths are relative to ``base``."""
    return LOADERS[spec.kind](spec, lambda: b"")
