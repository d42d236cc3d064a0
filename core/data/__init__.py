"""Data: from a DataSpec to a Dataset, and from a Dataset to prepared rows.

One module per kind of source; ``load`` finds the right one in a table. Imports numpy; pandas only inside functions.
Example: ``dataset, spec = load(BuiltinData(name="digits")); rows = prepare(dataset, spec)``.
"""

import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from core.data import arrays, builtin, tables, toy
from core.data.dataset import Dataset, Prepared, Rows, prepare, split
from core.data.encoder import ColumnRule, TableEncoder
from core.data.preprocessing import Preprocessing
from core.data.sampler import Sampler
from core.data_spec import ArraysData, BuiltinData, DataSpec, TableData, ToyData
from core.errors import DataError
from core.spec import did_you_mean

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
    "suggest_from_path",
]

Loaded = tuple[Dataset, DataSpec]


@dataclass(frozen=True)
class Sources:
    """Where files are found: embedded in the project, else relative to its folder."""

    base: Path | None
    embedded: Mapping[str, bytes]

    def open(self, path: str) -> BinaryIO:
        """The file as binary stream; DataError where it cannot be had."""
        if path in self.embedded:
            return io.BytesIO(self.embedded[path])
        full = (self.base or Path()) / path
        try:
            return full.open("rb")
        except FileNotFoundError as error:
            raise DataError(
                f"The data file {full} is not there; put it back, or choose the file again in the data panel."
            ) from error
        except OSError as error:
            raise DataError(f"The data file {full} cannot be read: {error.strerror or error}.") from error


def _load_builtin(spec: BuiltinData, sources: Sources) -> Loaded:
    return builtin.load(spec.name), spec


def _load_toy(spec: ToyData, sources: Sources) -> Loaded:
    return toy.load(spec), spec


def _load_arrays(spec: ArraysData, sources: Sources) -> Loaded:
    with sources.open(spec.path) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
        file.seek(0)
        dataset = arrays.load(file, Path(spec.path).name, spec.as_is)
    return _with_digest(dataset, spec, digest)


def _load_table(spec: TableData, sources: Sources) -> Loaded:
    with sources.open(spec.path) as file:
        content = file.read()
    try:
        dataset, completed = tables.read_table(spec, content)
    except DataError as error:
        raise DataError(f"{Path(spec.path).name}: {error}") from error
    return _with_digest(dataset, completed, hashlib.sha256(content).hexdigest())


def _with_digest(dataset: Dataset, spec: ArraysData | TableData, digest: str) -> Loaded:
    if spec.sha256 and spec.sha256 != digest:
        note = f"{Path(spec.path).name} has changed since the project was saved."
        dataset = replace(dataset, notes=(note, *dataset.notes))
    return dataset, replace(spec, sha256=digest)


LOADERS: dict[str, Callable[[Any, Sources], Loaded]] = {
    BuiltinData.kind: _load_builtin,
    ToyData.kind: _load_toy,
    ArraysData.kind: _load_arrays,
    TableData.kind: _load_table,
}


def load(spec: DataSpec, base: Path | None = None, embedded: Mapping[str, bytes] | None = None) -> Loaded:
    """The Dataset of ``spec`` and the spec with every guess written back. Paths are relative to ``base``."""
    return LOADERS[spec.kind](spec, Sources(base, embedded or {}))


_NAMED = 30
"""How many columns an error names."""


def _suggest_arrays(path: Path, target: str | None) -> DataSpec:
    return ArraysData(path=str(path))


def _suggest_table(path: Path, target: str | None) -> DataSpec:
    with Sources(None, {}).open(str(path)) as file:
        content = file.read()
    try:
        if target is not None and target not in (names := tables.sniff(content).columns):
            known = ", ".join(list(names)[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
            raise DataError(f"There is no column '{target}'{did_you_mean(target, list(names))}; known: {known}.")
        return TableData(path=str(path), target=target or tables.target_of(content))
    except DataError as error:
        raise DataError(f"{path.name}: {error}") from error


SUGGESTERS: dict[str, Callable[[Path, str | None], DataSpec]] = {
    ".npz": _suggest_arrays,
    **dict.fromkeys((".csv", ".tsv", ".txt", ".tab", ".data", ".dat"), _suggest_table),
}


def suggest_from_path(path: Path | str, target: str | None = None) -> DataSpec:
    """A DataSpec for a file that was dropped or named; its target is guessed unless given."""
    path = Path(path)
    suggest = SUGGESTERS.get(path.suffix.lower())
    if suggest is None:
        raise DataError(f"{path.name} is not a kind of data that can be opened; a CSV table or an npz file is.")
    return suggest(path, target)
