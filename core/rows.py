"""Rows from files for a model that is already trained: npy, npz, csv, and whatever its own encoder reads.

A csv has a header; columns are found by name and a target column is ignored, or read where answers are wanted.
Imports numpy and data; pandas is loaded by the table reader only.
Example: ``read_inputs(Path("new.csv"), model)`` is (rows, *input shape), raw.
"""

import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data import arrays
from core.data.columns import Column
from core.data.encoder import Given
from core.data.encoding import class_indices, known_targets, open_table
from core.errors import DataError, FormatError
from core.formats import atomic
from core.model import TrainedModel
from core.task import Task


def read_inputs(path: Path, model: TrainedModel) -> Given:
    """Raw rows (rows, *input shape) to predict."""
    encoder = model.preprocessing.encoder
    try:
        if encoder is not None and encoder.reads(path):
            return encoder.read(path, model.task, answers=False)
        content = _content(path)
        if path.suffix.lower() == ".npy":
            return Given(_checked(_npy(content, path.name), model, path.name))
        if path.suffix.lower() == ".npz":
            return Given(_checked(_npz(content, path.name)["x"], model, path.name))
        return Given(_checked(_features(open_table(content, {"header": True}).columns, model), model, path.name))
    except DataError as error:
        raise _about(path, error) from error


def _about(path: Path, error: DataError) -> DataError:
    """The sentence with the file's name before it, unless it is in it."""
    return error if path.name in str(error) else DataError(f"{path.name}: {error}")


def read_labelled(path: Path, model: TrainedModel) -> Given:
    """Raw rows and answers: class indices (rows,), or numbers (rows, outputs) in their own units; of every head."""
    if model.task.heads and path.suffix.lower() != ".npz":
        head = model.task.heads[0].name
        raise DataError(f"The head '{head}' has answers of its own; use an npz file with x, y and y.{head}.")
    encoder = model.preprocessing.encoder
    try:
        if encoder is not None and encoder.reads(path):
            return encoder.read(path, model.task, answers=True)
        if path.suffix.lower() == ".npy":
            needed = "use an npz file with x and y, or a csv with the target column"
            raise DataError(f"{path.name} holds no answers; {needed}.")
        content = _content(path)
        return (_labelled_npz if path.suffix.lower() == ".npz" else _labelled_table)(content, path.name, model)
    except DataError as error:
        raise _about(path, error) from error


def _labelled_npz(content: bytes, name: str, model: TrainedModel) -> Given:
    held, task = _npz(content, name), model.task
    x = _checked(held["x"], model, name)
    for key in ("y", *(f"y.{each.name}" for each in task.heads)):
        if key not in held:
            raise DataError(f"{name} has no array '{key}'; answers are needed to judge the network.")
        if held[key].ndim == 0 or len(held[key]) != len(x):
            raise DataError(f"In {name} x and {key} have different numbers of rows; each row needs both.")
    others = {
        each.name: _answers(held[f"y.{each.name}"], task.of(each.name), f"y.{each.name} in {name}")
        for each in task.heads
    }
    return Given(x, _answers(held["y"], task, f"y in {name}"), others=others)


def _labelled_table(content: bytes, name: str, model: TrainedModel) -> Given:
    task = model.task
    columns = open_table(content, {"header": True}).columns
    target = task.target_names[0] if task.target_names else ""
    if target not in columns:
        raise DataError(f"There is no column '{target}'; it holds the answers the network is judged by.")
    columns, _ = known_targets(columns, target)
    x = _checked(_features(columns, model), model, name)
    if task.kind == "classification":
        return Given(x, class_indices(columns[target], task.class_names))
    return Given(x, columns[target].as_numbers(())[:, None])


def _content(path: Path) -> bytes:
    try:
        return atomic.read(path)
    except FormatError as error:
        raise DataError(str(error)) from error


def _npy(content: bytes, name: str) -> NDArray[Any]:
    try:
        found: NDArray[Any] = np.load(io.BytesIO(content), allow_pickle=False)
    except (ValueError, EOFError, OSError, MemoryError) as error:
        raise DataError(f"{name} is not an npy file of numbers, or it is damaged; write it with numpy.save.") from error
    if not isinstance(found, np.ndarray):
        raise DataError(f"{name} is an npz file; rename it to .npz.")
    return found


def _npz(content: bytes, name: str) -> dict[str, NDArray[Any]]:
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as found:
            held = {key: found[key] for key in found.files if key in ("x", "y") or key.startswith("y.")}
    except (ValueError, EOFError, OSError, MemoryError, AttributeError, TypeError) as error:
        raise DataError(f"{name} is not an npz file, or it is damaged; write it with numpy.savez.") from error
    if "x" not in held:
        raise DataError(f"{name} has no array 'x'; save it as numpy.savez(path, x=x, y=y).")
    return held


def _checked(x: NDArray[Any], model: TrainedModel, name: str) -> NDArray[Any]:
    """``x`` as raw rows; DataError where a number is missing and the preprocessing fills none."""
    if x.dtype.kind not in "fiub" or x.ndim == 0:
        raise DataError(f"{name} holds {x.dtype} values; the network needs rows of numbers.")
    if x.size != len(x) * int(np.prod(model.task.input_shape)):
        got = " × ".join(str(each) for each in x.shape[1:]) or "one number"
        wanted = " × ".join(str(each) for each in model.task.input_shape)
        raise DataError(f"A row of {name} holds {got}; the network takes {wanted}.")
    if x.dtype.kind == "f" and not model.preprocessing.fill:
        arrays.check_finite(x.reshape(len(x), -1), name)
    return x.reshape(len(x), *model.task.input_shape)


def _features(columns: dict[str, Column], model: TrainedModel) -> NDArray[Any]:
    """The columns named like the features, else all but the target, as one matrix."""
    task = model.task
    others = [name for name in columns if name not in task.target_names]
    width = int(np.prod(task.input_shape))
    missing = [name for name in task.feature_names if name not in columns]
    if task.feature_names and not missing:
        others = list(task.feature_names)
    elif len(others) != width:
        what = f"the column '{missing[0]}' is missing" if missing else "the columns are pixels in rows"
        raise DataError(f"The table has {len(others)} columns besides the target; the network takes {width}: {what}.")
    return np.stack([columns[name].as_numbers(()) for name in others], axis=1)


def _answers(y: NDArray[Any], task: Task, name: str) -> NDArray[Any]:
    """An array of answers as class indices, or as numbers (rows, outputs); ``name`` is what errors call it."""
    if task.kind == "regression":
        if y.dtype.kind not in "fiub" or y.size != len(y) * len(task.target_names):
            raise DataError(f"{name} has shape {y.shape}; {len(task.target_names)} number(s) a row are needed.")
        return y.reshape(len(y), -1).astype(np.float64)
    if y.ndim == 2 and y.shape[1] == len(task.class_names) and y.dtype.kind in "fiub":
        return np.asarray(y.argmax(axis=1), np.int64)
    position = {label: index for index, label in enumerate(task.class_names)}
    texts = [str(int(each)) if y.dtype.kind in "fiu" and float(each).is_integer() else str(each) for each in y.ravel()]
    strange = next((text for text in texts if text not in position), None)
    if strange is not None:
        raise DataError(f"{name} holds '{strange:.40}', which is none of the classes the network was trained on.")
    return np.array([position[text] for text in texts], np.int64)
