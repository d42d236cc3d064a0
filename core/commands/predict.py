"""``chainrule predict``: outputs for the raw rows of a file, as npy or csv."""

import argparse
import csv
import io
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

_ENDINGS = (".npy", ".csv")


def run(arguments: argparse.Namespace) -> int:
    """Read rows, predict, write."""
    path, source, target = Path(arguments.project), Path(arguments.input), Path(arguments.output)
    if target.suffix.lower() not in _ENDINGS:
        raise SpecError(f"{target} should end in .npy or .csv.")
    with reading() as report:
        model = trained_model(load_project(path), path.parent, report)
    encoder = model.preprocessing.encoder
    plain = encoder is None or isinstance(encoder, TableEncoder)
    if plain and source.suffix.lower() not in (*_ENDINGS, ".tsv", ".txt", ".npz"):
        raise SpecError(f"{source} should be an npy or csv file.")
    if arguments.labels and model.task.kind == "regression":
        raise SpecError("This network predicts numbers; --labels is for classes. Leave it out.")
    given = read_inputs(source, model)
    outputs = model.predict(given.x)
    if target.suffix.lower() == ".csv":
        atomic.write(target, _csv(model, outputs, arguments.labels, given.names))
    else:
        atomic.write(target, _npy(model, outputs, arguments.labels))
    for note in given.notes:
        print(note)
    print(f"{len(outputs):,} row{'s' * (len(outputs) != 1)} predicted: {target}.")
    return 0


def _npy(model: TrainedModel, outputs: NDArray[Any], labels: bool) -> bytes:
    if labels:
        classes = Coding.of(model.network, model.task).classes(outputs.T)
        outputs = np.column_stack([outputs, classes.astype(outputs.dtype)])
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(outputs), allow_pickle=False)
    return buffer.getvalue()


def _csv(model: TrainedModel, outputs: NDArray[Any], labels: bool, files: tuple[str, ...] = ()) -> bytes:
    """A column per output, then the label if asked for, then the file where each row is one."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*model.output_names, *(["label"] if labels else []), *(["file"] if files else [])])
    digits = 9 if model.dtype == "float32" else 17  # as many as give the same number back
    said = [*([model.labels(outputs)] if labels else []), *([files] if files else [])]
    names = list(zip(*said, strict=True)) if said else [()] * len(outputs)
    writer.writerows(
        [*(f"{value:.{digits}g}" for value in row), *name] for row, name in zip(outputs.tolist(), names, strict=True)
    )
    return text.getvalue().encode()
