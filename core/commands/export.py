"""``chainrule export``: the trained network as onnx, npz or safetensors, read back and compared."""

import argparse
import json
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from core.errors import DataError, FormatError
from core.formats import ProjectFile, export, format_of, load_project
from core.session import ready, trained_model


def run(arguments: argparse.Namespace) -> int:
    """Write the file and print what reading it back has shown."""
    path, target = Path(arguments.project), Path(arguments.output)
    format_of(target)
    file = load_project(path)
    found = export(trained_model(file, path.parent), target, example_rows(file, path.parent))
    if not found.agrees:
        raise FormatError(f"{target}: {found.text}")
    if arguments.json:
        facts = {"reader": found.reader, "rows": found.rows, "largest_difference": found.largest_difference}
        print(json.dumps({"output": str(target), **facts, "agrees": found.agrees}))
    else:
        print(f"{target}: {found.text}")
    return 0


def example_rows(file: ProjectFile, base: Path) -> NDArray[Any] | None:
    """Raw rows of the project's data to compare with; None where the data cannot be had any more."""
    try:
        prepared = ready(file, base)[1]
    except DataError:
        return None
    if file.task is not None and prepared.dataset.task != file.task:
        return None
    rows = prepared.dataset.x if not len(prepared.validation_index) else _held(prepared.dataset, prepared)
    return rows


def _held(dataset: Any, prepared: Any) -> NDArray[Any]:
    source = dataset if dataset.fixed_validation is None else dataset.fixed_validation
    rows: NDArray[Any] = source.x[prepared.validation_index]
    return rows
