"""What a dialog shows of a data file before it becomes a project: read, guessed, prepared, and a network suggested.

Plain data and functions without Qt, run in a thread. It imports core.data and core.edit.
Worked shape: ``look_at(content, TableData(path="cars.csv", target="mpg"))`` has 9 inputs, 80 of 398 rows kept aside,
a network of ``Dense 16 relu`` and, for horsepower, "6 missing values are replaced by the median 93.5.".
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.columns import ColumnPreview, describe
from core.data.dataset import Dataset, Prepared, prepare
from core.data.encoding import Table, open_table
from core.data.sources import check_size
from core.data.tables import TREATMENTS, TablePreview, preview, read_table
from core.data_spec import DataSpec, TableData
from core.errors import DataError
from core.fitting import suggest_network
from core.frozen import dataclass
from core.layers import Layer
from core.network import NetworkSpec
from core.optimizers import Adam
from core.project import ProjectSpec, TrainingSpec
from core.task import Task
from gui import numbers

SHOWN_ROWS = 50
CHUNK = 4_000_000  # bytes read between two reports of progress
TREATMENT_WORDS = {"standardize": "standardize", "one_hot": "one-hot", "as_is": "as it is", "ignore": "ignore"}


@dataclass(frozen=True)
class ColumnLook:
    """One column as the dialog shows it."""

    name: str
    kind: str
    treatment: str  # one of TREATMENTS, or "target"
    sentence: str
    allowed: tuple[str, ...]
    leak: bool = False


@dataclass(frozen=True, eq=False)
class TableLook:
    """Everything the dialog shows for one choice of settings."""

    table: Table
    shown: TablePreview
    columns: tuple[ColumnLook, ...]
    task: str  # what was asked, else what was found
    data: DataSpec
    network: NetworkSpec | None
    rows: int
    validation_rows: int
    notes: tuple[str, ...]
    problem: str = ""  # why no project can be made of this choice


def training_for(rows: int) -> TrainingSpec:
    """Settings that train a small network on so many rows in a minute or so: about 100 updates an epoch at most."""
    batch = 16 if rows < 400 else 32 if rows < 5_000 else 128 if rows < 100_000 else 512
    steps = max(1, rows // batch)
    epochs = 200 if steps < 30 else 100 if steps < 200 else 30
    return TrainingSpec(optimizer=Adam(learning_rate=0.003 if rows < 5_000 else 0.001), batch_size=batch, epochs=epochs)


def project_of(data: DataSpec, network: NetworkSpec, rows: int) -> ProjectSpec:
    """The new project."""
    return ProjectSpec(network=network, training=training_for(rows), data=data)


def look_at(content: bytes, spec: TableData, table: Table | None = None) -> TableLook:
    """Read ``content`` as ``spec`` says; a choice that cannot be is a ``problem``, an unreadable file a DataError."""
    known = {key: getattr(spec, key) for key in ("encoding", "delimiter", "decimal", "header")}
    table = table if table is not None else open_table(content, known)
    known_columns = tuple(pair for pair in spec.columns or () if pair[0] in table.columns)
    spec = replace(spec, columns=known_columns or None)
    shown = preview(table, spec, SHOWN_ROWS)
    asked = replace(spec, target=shown.target, task=spec.task or (shown.task if not shown.notes else None))
    task, chosen = asked.task or shown.task, dict(known_columns)
    try:
        dataset, completed = read_table(asked, table)
        prepared = prepare(dataset, completed)
    except DataError as error:
        columns = tuple(_column(each, shown.target, task, table, None, chosen) for each in shown.columns)
        return TableLook(table, shown, columns, task, asked, None, shown.row_count, 0, (), str(error))
    digest = hashlib.sha256(content).hexdigest()
    columns = tuple(_column(each, shown.target, task, table, prepared, chosen) for each in shown.columns)
    network = suggest_network(dataset.task)
    notes = tuple(note for note in dataset.notes if not _told(note, columns))
    held = len(prepared.validation_index)
    return TableLook(table, shown, columns, task, replace(completed, sha256=digest), network, len(dataset), held, notes)


def _told(note: str, columns: tuple[ColumnLook, ...]) -> bool:
    """Whether a note only repeats what stands beside its column."""
    about = ("is ignored:", "missing value", "is read as a missing")
    return any(part in note for part in about) and any(each.name in note for each in columns)


def _column(
    found: ColumnPreview, target: str, task: str, table: Table, prepared: Prepared | None, chosen: dict[str, str]
) -> ColumnLook:
    if found.name == target:
        return ColumnLook(found.name, found.kind, "target", _target_sentence(found, task), ())
    column = table.columns[found.name]
    allowed = tuple(
        each for each in TREATMENTS
        if (column.numbers is not None or each in ("one_hot", "ignore")) and (each == "ignore" or found.distinct > 0)
    )  # fmt: skip
    treatment = chosen.get(found.name, found.treatment)
    leak = found.name not in chosen and "repeats the target" in found.sentence
    as_found = treatment == describe(column).treatment
    sentence = _sentence(replace(found, treatment=treatment), prepared, leak, as_found)
    return ColumnLook(found.name, found.kind, treatment, sentence, allowed, leak)


def _target_sentence(found: ColumnPreview, task: str) -> str:
    if task == "regression":
        text = "The number to predict."
    else:
        text = f"The class to predict, {numbers.count(found.distinct)} different."
    if found.missing:
        rows = numbers.counted(found.missing, "row")
        text += f" {rows} without it {'is' if found.missing == 1 else 'are'} left out."
    return text


def _sentence(found: ColumnPreview, prepared: Prepared | None, leak: bool, as_found: bool) -> str:
    if leak:
        return "Repeats the target in other words: a leak, so it is ignored."
    fill = _fill(found.name, prepared) if prepared is not None and found.missing else None
    if fill is not None and found.treatment in ("standardize", "as_is"):
        words = numbers.counted(found.missing, "missing value")
        return f"{words} {'is' if found.missing == 1 else 'are'} replaced by the median {numbers.short(fill)}."
    if found.missing and found.treatment == "one_hot":
        distinct, missing = numbers.count(found.distinct), numbers.count(found.missing)
        return f"{distinct} categories: one input each, and one for {missing} missing."
    if as_found:
        # What standardize means stands in the field before the sentence; a minus is a minus.
        words = found.sentence.replace(", brought to mean 0 and deviation 1", "")
        return words.replace("from -", f"from {numbers.MINUS}").replace("to -", f"to {numbers.MINUS}")
    return {
        "standardize": "Brought to mean 0 and deviation 1.",
        "one_hot": f"{numbers.count(found.distinct)} different values: one input each.",
        "as_is": "The numbers enter the network as they are.",
        "ignore": "Left out, as chosen.",
    }[found.treatment]


def _fill(name: str, prepared: Prepared) -> float | None:
    names = prepared.dataset.task.feature_names
    fill = prepared.preprocessing.fill
    return float(f"{fill[names.index(name)]:.6g}") if fill and name in names else None


def network_words(network: NetworkSpec) -> str:
    """``9 inputs → Dense 16 relu → 1 output linear, mean_squared_error``."""
    parts: list[str] = []
    running = network.running
    for node in running:
        shape = network.shapes[node.id]
        units, activation = _size_of(node.layer), getattr(node.layer, "activation", "")
        if node is running[0]:
            parts.append(numbers.counted(shape[0], "input") if len(shape) == 1 else f"{show(shape)} input")
        elif node is running[-1]:
            parts.append(f"{numbers.counted(shape[0], 'output')} {activation}")
        else:
            parts.append(f"{node.layer.kind} {units} {activation}".strip() if units else node.layer.kind)
    return " → ".join(parts) + f", {network.loss}"


def _size_of(layer: Layer) -> object:
    """Units, filters or numbers a word: what a layer's size is called differs, one number says it."""
    return next((getattr(layer, name) for name in ("units", "filters", "output_dim") if hasattr(layer, name)), None)


def show(shape: tuple[int, ...]) -> str:
    """``28 × 28 × 1``."""
    return " × ".join(f"{numbers.count(each)}" for each in shape)


def array_rows(dataset: Dataset) -> list[tuple[str, str]]:
    """What an npz file holds, as pairs of caption and value."""
    task, x, y = dataset.task, dataset.x, dataset.y
    found = [
        ("Examples", numbers.count(len(dataset))),
        ("Shape of one", show(task.input_shape)),
        ("Numbers", f"{x.dtype}, from {numbers.short(_low(x))} to {numbers.short(float(x.max()))}"),
    ]
    if task.kind == "classification":
        found.append(("Classes", f"{len(task.class_names)}: {', '.join(task.class_names[:10])}"))
    else:
        span = f"from {numbers.short(_low(y))} to {numbers.short(float(np.nanmax(y)))}"
        found.append(("Target", f"{numbers.counted(task.outputs, 'number')} {span}"))
    if dataset.fixed_validation is not None:
        found.append(("Validation", f"{numbers.counted(len(dataset.fixed_validation), 'example')} of the file"))
    found.append(("Treatment", _treatment(dataset, task)))
    return found


def _low(values: NDArray[Any]) -> float:
    return float(np.nanmin(values))


def _treatment(dataset: Dataset, task: Task) -> str:
    if dataset.pixel_scale is not None:
        scale = numbers.short(dataset.pixel_scale)
        return "the numbers enter as they are" if dataset.pixel_scale == 1 else f"divided by {scale}"
    if dataset.standardize_as_one:
        return "brought to mean 0 and deviation 1, all together"
    return "each column brought to mean 0 and deviation 1" if dataset.columns else "the numbers enter as they are"


def size_words(size: float) -> str:
    """``18 kB``."""
    for unit, factor in (("MB", 1e6), ("kB", 1e3)):
        if size >= factor:
            return f"{size / factor:,.{0 if size >= 10 * factor else 1}f} {unit}"
    return numbers.counted(int(size), "byte")


def read_file(path: Path, report: Callable[[float, str], None]) -> bytes:
    """The bytes of a file, telling how far it is."""
    total = max(1, path.stat().st_size)
    check_size(total, path.name)
    parts: list[bytes] = []
    read = 0
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            parts.append(part)
            read += len(part)
            report(0.6 * min(1.0, read / total), f"Reading {size_words(total)}")
    return b"".join(parts)
