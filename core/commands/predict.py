"""``chainrule predict``: outputs for the raw rows of a file, as npy, npz or csv."""

import argparse
import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.commands.progress import reading
from core.data import TableEncoder
from core.errors import SpecError
from core.formats import atomic, load_project
from core.metrics import Coding
from core.model import TrainedModel
from core.rows import read_inputs
from core.session import trained_model

Heads = dict[str, NDArray[Any]]
"""Outputs (rows, outputs) of each head by its layer's name."""
Files = tuple[str, ...]
"""The file that each row is, or empty."""
_PLAIN = (".npy", ".npz", ".csv", ".tsv", ".txt")
"""Endings of files of rows without an encoder of pictures or texts."""


def run(arguments: argparse.Namespace) -> int:
    """Read rows, predict, write."""
    path, source, target = Path(arguments.project), Path(arguments.input), Path(arguments.output)
    write = _WRITERS.get(target.suffix.lower())
    if write is None:
        raise SpecError(f"{target} should end in .npy or .csv, or in .npz for an array for each head.")
    with reading() as report:
        model = trained_model(load_project(path), path.parent, report)
    encoder = model.preprocessing.encoder
    plain = encoder is None or isinstance(encoder, TableEncoder)
    if plain and source.suffix.lower() not in _PLAIN:
        raise SpecError(f"{source} should be an npy or csv file.")
    if arguments.labels and not any(_has_classes(model, head) for head in model.head_names):
        raise SpecError("This network predicts numbers; --labels is for classes. Leave it out.")
    given = read_inputs(source, model)
    outputs = model.predict_heads(given.x)
    atomic.write(target, write(model, outputs, arguments.labels, given.names))
    for note in given.notes:
        print(note)
    count = len(given.x)
    print(f"{count:,} row{'s' * (count != 1)} predicted: {target}.")
    return 0


def _has_classes(model: TrainedModel, head: str) -> bool:
    return model.task.of(head).kind == "classification"


def _npy(model: TrainedModel, outputs: Heads, labels: bool, _files: Files) -> bytes:
    if len(outputs) > 1:
        several = f"this network has {len(outputs)} heads; write OUT.npz or OUT.csv"
        raise SpecError(f"An npy file holds one array, {several}.")
    (values,) = outputs.values()
    if labels:
        classes = Coding.of(model.network, model.task).classes(values.T)
        values = np.column_stack([values, classes.astype(values.dtype)])
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(values), allow_pickle=False)
    return buffer.getvalue()


def _npz(model: TrainedModel, outputs: Heads, labels: bool, files: Files) -> bytes:
    """An array for each head by its layer's name, its labels as texts, and the files where each row is one."""
    arrays: dict[str, Any] = dict(outputs)
    for head in outputs:
        if labels and _has_classes(model, head):
            arrays[f"{head}.label"] = np.array(model.labels(outputs[head], head), np.str_)
    if files:
        arrays["rows.file"] = np.array(files, np.str_)
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def _csv(model: TrainedModel, outputs: Heads, labels: bool, files: Files) -> bytes:
    """A column for each output, called ``head.output`` of several heads; labels; the file where each row is one."""
    digits = 9 if model.dtype == "float32" else 17  # as many as give the same number back
    names: list[str] = []
    columns: list[Sequence[str]] = []
    for head, values in outputs.items():
        before = f"{head}." if len(outputs) > 1 else ""
        names += [before + name for name in model.output_names(head)]
        columns += [[f"{value:.{digits}g}" for value in column] for column in values.T.tolist()]
        if labels and _has_classes(model, head):
            names.append(before + "label")
            columns.append(model.labels(values, head))
    if files:
        names.append("file")
        columns.append(files)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(zip(*columns, strict=True))
    return text.getvalue().encode()


_WRITERS = {".npy": _npy, ".csv": _csv, ".npz": _npz}
