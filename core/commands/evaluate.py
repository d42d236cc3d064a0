"""``chainrule evaluate``: loss and metrics of the trained network on rows it did not learn from."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.commands.progress import headline, reading
from core.data.dataset import Dataset, Prepared, rows_of
from core.errors import DataError
from core.evaluation import Evaluator
from core.formats import ProjectFile, load_project
from core.metrics import Codings
from core.model import TrainedModel
from core.rows import read_labelled
from core.session import ready, trained_model


def run(arguments: argparse.Namespace) -> int:
    """Print loss and metrics."""
    path = Path(arguments.project)
    file = load_project(path)
    with reading() as report:
        model = trained_model(file, path.parent, report)
    if arguments.data is not None:
        prepared, where = other_rows(model, Path(arguments.data)), "rows"
    else:
        prepared, where = own_rows(model, file, path.parent)
    rows = prepared.validation
    if not len(rows):
        raise DataError("There are no rows to judge the network on.")
    codings = Codings.of(model.network, model.task)
    judge = Evaluator(model.program(1), rows, codings, prepared)
    with np.errstate(all="ignore"):
        judge.run()
    if arguments.json:
        print(json.dumps({"loss": judge.loss, "metrics": judge.metrics.as_dict()}))
    else:
        print(f"Loss {judge.loss:.6g}, {headline(judge.metrics)} on {len(rows):,} {where}.")
    return 0


def own_rows(model: TrainedModel, file: ProjectFile, base: Path) -> tuple[Prepared, str]:
    """The rows the project keeps for validation, or all where it keeps none; and what to call them."""
    with reading() as report:
        prepared = ready(file, base, report)[1]
    if prepared.dataset.task != model.task:
        raise DataError("The project's data is no longer what the network was trained on; train it again.")
    prepared = replace(prepared, preprocessing=model.preprocessing)
    if len(prepared.validation):
        return prepared, "validation rows"
    return replace(prepared, validation=prepared.train), "training rows"


def other_rows(model: TrainedModel, path: Path) -> Prepared:
    """The rows of a file as validation rows, prepared as the model's own were."""
    given = read_labelled(path, model)
    assert given.y is not None
    for note in given.notes:
        print(note, file=sys.stderr)
    index = np.arange(len(given.x), dtype=np.intp)
    dataset = Dataset(given.x, given.y, model.task, others=given.others)
    rows = rows_of(dataset, model.preprocessing, index, model.dtype)
    return Prepared(rows, rows, model.preprocessing, dataset, index, index)
