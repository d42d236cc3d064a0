"""Dataset: raw rows with their task; the split into training and validation; rows made ready for a network.

``prepare`` splits, fits the Preprocessing on the training rows and returns both parts, examples first.
Example: digits give a Dataset with x (1797, 8, 8, 1) and y (1797,); prepared with a fraction of 0.2 they become
1438 training and 359 validation rows of float32 in [0, 1]. Imports numpy and its neighbours in core.
"""

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from core.data.compact import PixelRows
from core.data.distinct import distinct
from core.data.encoder import Encoder
from core.data.preprocessing import Preprocessing
from core.data.sampler import Sampler
from core.data_spec import DataSpec
from core.errors import DataError
from core.frozen import dataclass
from core.task import Task

__all__ = ["Dataset", "Index", "Prepared", "Preprocessing", "Rows", "Sampler", "prepare", "split"]

Index = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Raw rows, examples first. NaN stands for a missing number (tables only)."""

    x: NDArray[Any]  # (rows, *input_shape), floats or uint8
    y: NDArray[Any]  # classes: ints (rows,); regression: float64 (rows, k)
    task: Task
    pixel_scale: float | None = None  # images: divided by it instead of standardised
    columns: tuple[bool, ...] = ()  # per feature of a table, whether it is standardised; empty: none is
    fixed_validation: "Dataset | None" = None  # brought along by the file; then nothing is split off
    encoder: Encoder | None = None  # reads later files as this one was read; it travels with the model
    notes: tuple[str, ...] = ()  # sentences worth showing: what was replaced, dropped or guessed
    standardize_target: bool = True  # regression only
    standardize_as_one: bool = False  # float images and series: one mean and deviation for all values
    sources: tuple[str, ...] = ()  # per row what it was made from: the name of a picture's file, or the text itself
    unreadable: tuple[tuple[str, str], ...] = ()  # files that are left out, each with the reason
    others: Mapping[str, NDArray[Any]] = field(default_factory=dict)  # targets that single heads have, by layer name
    examples: str | None = None  # "images" or "sequences", where an array of three axes could be either

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows as a network sees them; y holds class indices, or standardised numbers (rows, k).

    ``others`` are the targets that single heads have of their own, by layer name; the others learn y.

    Pixels of one byte stay bytes until they are drawn or sliced; see :mod:`core.data.compact`.
    """

    x: NDArray[Any] | PixelRows
    y: NDArray[Any]
    others: Mapping[str, NDArray[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.x)

    def target(self, head: str) -> NDArray[Any]:
        """What the head of this name learns."""
        return self.others.get(head, self.y)

    def pick(self, at: slice | NDArray[np.intp]) -> "Rows":
        """Some of the rows."""
        return Rows(self.x[at], self.y[at], {name: y[at] for name, y in self.others.items()})


@dataclass(frozen=True, eq=False)
class Prepared:
    """A Dataset split and preprocessed. The indices count rows of ``dataset`` (or of its fixed validation rows)."""

    train: Rows
    validation: Rows
    preprocessing: Preprocessing
    dataset: Dataset
    train_index: Index
    validation_index: Index

    def of(self, head: str) -> "Prepared":
        """The same rows with the target of the head of this name as the one target."""
        if not self.dataset.task.heads:
            return self

        def seen(dataset: Dataset) -> Dataset:
            held = dataset.fixed_validation
            return replace(
                dataset, y=dataset.others.get(head, dataset.y), task=dataset.task.of(head), others={},
                fixed_validation=None if held is None else seen(held),
            )  # fmt: skip

        train, validation = (Rows(rows.x, rows.target(head)) for rows in (self.train, self.validation))
        return Prepared(
            train, validation, self.preprocessing.of(head), seen(self.dataset), self.train_index, self.validation_index
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes of the dataset, and what replaces missing numbers."""
        return self.dataset.notes + tuple(_fill_notes(self.dataset, self.preprocessing))


def _fill_notes(dataset: Dataset, preprocessing: Preprocessing) -> list[str]:
    if not preprocessing.fill:
        return []
    missing = np.isnan(dataset.x).sum(axis=0)
    found = zip(dataset.task.feature_names, missing, preprocessing.fill, strict=True)
    return [
        f"{count:,} missing value{'s' if count > 1 else ''} of {name} {'are' if count > 1 else 'is'} "
        f"replaced by the training median {fill:.6g}."
        for name, count, fill in found
        if count
    ]


def split(dataset: Dataset, spec: DataSpec) -> tuple[Index, Index]:
    """Training and validation rows by fraction and seed, sorted; every class keeps its share and a training row."""
    fraction = spec.validation_fraction
    rows = len(dataset)
    if not 0 <= fraction < 1:
        raise DataError(f"The validation fraction is {fraction:g}; it needs at least 0 and less than 1.")
    if rows == 0:
        raise DataError("The data has no rows.")
    everything = np.arange(rows, dtype=np.intp)
    if fraction == 0:
        return everything, everything[:0]
    rng = np.random.default_rng(spec.split_seed)
    labels = dataset.y if dataset.task.kind == "classification" else np.zeros(rows, dtype=np.intp)
    groups = [rng.permutation(np.flatnonzero(labels == label)) for label in distinct(labels)]
    shares = _shares(np.array([len(group) for group in groups]), fraction)
    aside = np.zeros(rows, dtype=bool)
    for group, share in zip(groups, shares, strict=True):
        aside[group[:share]] = True
    return np.flatnonzero(~aside), np.flatnonzero(aside)


def _shares(counts: NDArray[np.intp], fraction: float) -> NDArray[np.intp]:
    """How many rows of each group go aside: the largest remainders round up, at least one row of each stays."""
    exact: NDArray[Any] = counts * fraction
    shares: NDArray[np.intp] = np.minimum(np.floor(exact).astype(np.intp), counts - 1)
    wanted = max(1, round(float(counts.sum()) * fraction))
    for group in np.argsort(-(exact - np.floor(exact)), kind="stable"):
        if shares.sum() < wanted and shares[group] < counts[group] - 1:
            shares[group] += 1
    return shares


def prepare(dataset: Dataset, spec: DataSpec, dtype: DTypeLike = np.float32) -> Prepared:
    """Split, fit and preprocess. Rows that the file itself keeps for validation are used as they are."""
    held = dataset.fixed_validation
    if held is None:
        train, validation = split(dataset, spec)
    else:
        train, validation = np.arange(len(dataset), dtype=np.intp), np.arange(len(held), dtype=np.intp)
    preprocessing = Preprocessing.fit(dataset, train)
    return Prepared(
        rows_of(dataset, preprocessing, train, dtype),
        rows_of(held or dataset, preprocessing, validation, dtype),
        preprocessing,
        dataset,
        train,
        validation,
    )


def rows_of(dataset: Dataset, preprocessing: Preprocessing, index: Index, dtype: DTypeLike) -> Rows:
    """The rows ``index`` of a dataset as a network sees them."""

    def target(name: str, y: NDArray[Any]) -> NDArray[Any]:
        found = preprocessing.of(name).targets(y[index])
        return found.astype(dtype) if dataset.task.of(name).kind == "regression" else found

    y, others = target("", dataset.y), {name: target(name, each) for name, each in dataset.others.items()}
    scale = preprocessing.single_scale
    if scale is not None and PixelRows.can_hold(dataset.x, scale):
        return Rows(PixelRows(dataset.x, index, scale, dtype), y, others)
    return Rows(preprocessing.inputs(dataset.x, dtype, index), y, others)
