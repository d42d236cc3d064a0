"""Data: from a DataSpec to a Dataset, and from a Dataset to prepared rows.

One module per kind of source; what is named here is imported when it is first asked for, because a window is seen
before its data is read. Example: ``dataset, spec = load(BuiltinData(name="digits")); rows = prepare(dataset, spec)``.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.data.dataset import Dataset, Prepared, Rows, prepare, split
    from core.data.encoder import ColumnRule, Encoder, Given, TableEncoder
    from core.data.image_encoder import ImageEncoder
    from core.data.loading import LOADERS, SUGGESTERS, copies, load, suggest_from_path
    from core.data.preprocessing import Preprocessing
    from core.data.sampler import Sampler
    from core.data.sources import Report, Sources
    from core.data.text_encoder import TextEncoder

__all__ = [
    "LOADERS",
    "SUGGESTERS",
    "ColumnRule",
    "Dataset",
    "Encoder",
    "Given",
    "ImageEncoder",
    "Prepared",
    "Preprocessing",
    "Report",
    "Rows",
    "Sampler",
    "Sources",
    "TableEncoder",
    "TextEncoder",
    "copies",
    "load",
    "prepare",
    "split",
    "suggest_from_path",
]

_NAMES = {
    "dataset": ("Dataset", "Prepared", "Rows", "prepare", "split"),
    "encoder": ("ColumnRule", "Encoder", "Given", "TableEncoder"),
    "image_encoder": ("ImageEncoder",),
    "loading": ("LOADERS", "SUGGESTERS", "copies", "load", "suggest_from_path"),
    "preprocessing": ("Preprocessing",),
    "sampler": ("Sampler",),
    "sources": ("Report", "Sources"),
    "text_encoder": ("TextEncoder",),
}
_HOME = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import what is asked for (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module 'core.data' has no attribute {name!r}")
    return getattr(importlib.import_module(f"core.data.{_HOME[name]}"), name)
