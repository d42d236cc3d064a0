"""Arrays from an npz file: x and y, optionally x_validation and y_validation, examples first.

``y.<layer name>`` (and ``y_validation.<layer name>``) is a target that this one head learns instead of y; layer names
hold no dot, so nothing else is called so. Pickled objects are never read. Whole numbers, texts and one-hot rows in y
are classes, other numbers a regression. An x of three axes holds grey images where it holds pixels, or where height
and width are the same and at least 8; else sequences (rows, length, channels). Example: x of uint8 (60000, 28, 28) and
y of ints become a Dataset of shape (28, 28, 1), divided by 255. Imports numpy.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.distinct import distinct, placed
from core.data.sources import LARGEST, UNREADABLE
from core.errors import DataError
from core.task import HeadTask, Task

NAMES = ("x", "y", "x_validation", "y_validation")
OF_HEADS = ("y.", "y_validation.")
"""What the names of targets of single heads begin with."""
IMAGE_FEATURES = 64  # rows of so many like values are flattened images rather than measurements
TOO_MANY_CLASSES = 50
SMALLEST_IMAGE = 8


def load(file: BinaryIO, name: str, as_is: bool = False, examples: str | None = None) -> Dataset:
    """The Dataset of an npz file; ``name`` is what errors call it.

    ``as_is``: no number is standardised or scaled, a single row or class will do. ``examples`` says what an x of three
    axes holds, "images" or "sequences"; None: it is guessed.
    """
    return dataset_of(_read(file, name), name, as_is, examples)


def dataset_of(
    arrays: dict[str, NDArray[Any]], name: str, as_is: bool = False, examples: str | None = None
) -> Dataset:
    """The Dataset of arrays by the names of NAMES; as ``load``."""
    _check_rows(arrays, name, 1 if as_is else 2)
    _check_heads(arrays, name)
    held = "x_validation" in arrays
    guessing, examples = examples is None, _examples(arrays["x"], examples)
    x, pixel_scale, as_one = _inputs(arrays["x"], f"x in {name}", examples)
    flat = x.ndim == 2
    y, main, notes = _asked(arrays, "", name, as_is)
    others, heads = {}, []
    for head in heads_in(arrays):
        others[head], asked, more = _asked(arrays, head, name, as_is)
        heads.append(asked)
        notes = (*notes, *more)
    task = Task(
        x.shape[1:], main.kind, main.class_names, main.target_names,
        _numbered("x", x.shape[1]) if flat else (), heads=tuple(heads),
    )  # fmt: skip
    if examples is not None and guessing and arrays["x"].dtype.kind == "f":
        notes = (*notes, _guessed(arrays["x"].shape[1:], examples))
    columns = (True,) * x.shape[1] if flat and pixel_scale is None else ()
    count = len(x)
    dataset = Dataset(
        x, y[:count], task, pixel_scale, columns, notes=notes, standardize_as_one=as_one,
        others={head: each[:count] for head, each in others.items()}, examples=examples,
    )  # fmt: skip
    if as_is:
        dataset = replace(
            dataset, x=x.astype(np.float64), pixel_scale=None, columns=(), standardize_as_one=False,
            standardize_target=False,
        )  # fmt: skip
    if not held:
        return dataset
    x_held = _inputs(arrays["x_validation"], f"x_validation in {name}", examples)[0].astype(x.dtype, copy=False)
    if x_held.shape[1:] != x.shape[1:]:
        raise DataError(
            f"In {name} an example of x has shape {x.shape[1:]} but one of x_validation {x_held.shape[1:]}; "
            "both need the same."
        )
    kept = replace(
        dataset, x=x_held, y=y[count:], notes=(), others={head: each[count:] for head, each in others.items()}
    )
    return replace(dataset, fixed_validation=kept)


def _examples(x: NDArray[Any], asked: str | None) -> str | None:
    """What an x of three axes holds; None where it has others."""
    if x.ndim != 3:
        return None
    pixels = x.dtype.kind in "iu" and _plain_dtype(x).dtype == np.uint8
    square = x.shape[1] == x.shape[2] >= SMALLEST_IMAGE
    return asked or ("images" if pixels or square else "sequences")


def _guessed(shape: tuple[int, ...], examples: str) -> str:
    """A sentence about a guess, with what to do where it is wrong."""
    first, second = shape
    if examples == "images":
        return (
            f"An example of x holds {first} × {second} numbers and is taken as a grey image; where it is a sequence of "
            f"{first} with {second} channels, set examples to sequences."
        )
    return (
        f"An example of x holds {first} × {second} numbers and is taken as a sequence of {first} with {second} "
        "channels; where it is a grey image, set examples to images."
    )


def heads_in(arrays: Mapping[str, object]) -> tuple[str, ...]:
    """Names of the heads that have a target of their own among these arrays."""
    return tuple(key.removeprefix(OF_HEADS[0]) for key in arrays if key.startswith(OF_HEADS[0]))


def _asked(
    arrays: dict[str, NDArray[Any]], head: str, name: str, as_is: bool
) -> tuple[NDArray[Any], HeadTask, tuple[str, ...]]:
    """The target of a head (none: that of all others), training rows first; what it asks; notes."""
    key, held = (f"{OF_HEADS[0]}{head}", f"{OF_HEADS[1]}{head}") if head else ("y", "y_validation")
    together = np.concatenate([arrays[key], arrays[held]]) if held in arrays else arrays[key]
    y, classes, notes = _targets(together, name, key)
    if classes:
        if not as_is and len(distinct(y[: len(arrays["x"])])) < 2:
            raise DataError(f"{key} in {name} holds a single class, '{classes[0]}'; there is nothing to tell apart.")
        return y, HeadTask(head, "classification", classes, ("class",)), notes
    names = tuple(f"o{at + 1}" for at in range(y.shape[1])) if as_is else _numbered(head or "y", y.shape[1])
    return y, HeadTask(head, "regression", (), names), notes


def _numbered(stem: str, count: int) -> tuple[str, ...]:
    return (stem,) if count == 1 else tuple(f"{stem}{index + 1}" for index in range(count))


def _read(file: BinaryIO, name: str) -> dict[str, NDArray[Any]]:
    try:
        found = np.load(file, allow_pickle=False)
        if isinstance(found, np.ndarray):
            raise DataError(f"{name} is a single npy array; save x and y together with numpy.savez(path, x=x, y=y).")
        present = set(found.files)
        own = sorted(key for key in present if key.startswith(OF_HEADS))
        arrays = {key: _array(found, key, name) for key in (*NAMES, *own) if key in present}
    except UNREADABLE as error:
        raise DataError(f"{name} is not an npz file, or it is damaged; write it with numpy.savez.") from error
    for key in ("x", "y"):
        if key not in arrays:
            held = ", ".join(sorted(present)) or "nothing"
            raise DataError(f"{name} has no array '{key}'; it holds {held}. Save it as numpy.savez(path, x=x, y=y).")
    if ("x_validation" in arrays) != ("y_validation" in arrays):
        raise DataError(f"{name} needs both x_validation and y_validation, or neither.")
    return arrays


def _check_heads(arrays: dict[str, NDArray[Any]], name: str) -> None:
    """Targets of single heads have as many rows as x, and stand in both parts or in none."""
    training, held = ({key.partition(".")[2] for key in arrays if key.startswith(stem)} for stem in OF_HEADS)
    strange = sorted(training ^ held) if "x_validation" in arrays else sorted(held)
    if strange:
        head = strange[0]
        raise DataError(f"{name} needs y.{head} for the training rows and y_validation.{head} for x_validation.")
    for key in [key for key in arrays if key.startswith(OF_HEADS)]:
        x = "x_validation" if key.startswith(OF_HEADS[1]) else "x"
        rows = len(arrays[key]) if arrays[key].ndim else 0
        if rows != len(arrays[x]):
            raise DataError(f"In {name} {x} has {len(arrays[x]):,} rows, {key} has {rows:,}; each row needs both.")
    for head in training & held:
        _check_alike(arrays, f"y.{head}", f"y_validation.{head}", name)


def _check_alike(arrays: dict[str, NDArray[Any]], key: str, held: str, name: str) -> None:
    y, other = arrays[key], arrays[held]
    if y.shape[1:] != other.shape[1:] or y.dtype.kind != other.dtype.kind:
        raise DataError(f"In {name} {key} and {held} differ in shape or kind of number; both need the same.")


def _array(found: Any, key: str, name: str) -> NDArray[Any]:
    try:
        array: NDArray[Any] = found[key]
    except ValueError as error:
        if "Object arrays" in str(error):
            raise DataError(
                f"{key} in {name} holds Python objects, which are not read because that could run foreign code; "
                "convert it to numbers or texts first, for example with numpy.asarray(..., dtype=float)."
            ) from error
        raise
    if not isinstance(array, np.ndarray):  # numpy gives the bytes of what does not begin as an array
        raise ValueError(key)
    return array


def _check_rows(arrays: dict[str, NDArray[Any]], name: str, fewest: int) -> None:
    for suffix in ("", "_validation"):
        if f"x{suffix}" not in arrays:
            continue
        x, y = arrays[f"x{suffix}"], arrays[f"y{suffix}"]
        if x.ndim == 0 or y.ndim == 0:
            raise DataError(f"x{suffix} and y{suffix} in {name} need examples along their first axis.")
        if len(x) != len(y):
            raise DataError(f"In {name} x{suffix} has {len(x):,} rows, y{suffix} has {len(y):,}; each row needs both.")
        if len(x) < (1 if suffix else fewest):
            needed = "two are" if fewest == 2 else "one is"
            raise DataError(f"{name} has {len(x)} rows; at least {needed} needed to learn from.")
    if "y_validation" in arrays:
        _check_alike(arrays, "y", "y_validation", name)


def _inputs(x: NDArray[Any], name: str, examples: str | None) -> tuple[NDArray[Any], float | None, bool]:
    """The array fit for a Dataset, its pixel_scale, and whether it is standardised as one."""
    if x.dtype.kind not in "biuf":
        raise DataError(f"{name} holds {x.dtype} values; it needs numbers.")
    if not 2 <= x.ndim <= 4:
        remedy = "numpy.reshape(x, (-1, 1)) makes rows of one number" if x.ndim == 1 else "flatten each example first"
        raise DataError(
            f"{name} has {x.ndim} axes; it needs (rows, features), (rows, length, channels) or "
            f"(rows, height, width, channels): {remedy}."
        )
    if x[0].size == 0:
        raise DataError(f"{name} has shape {x.shape}: an example without numbers.")
    if x.dtype.kind == "f":
        check_finite(x, name)
    x = _plain_dtype(x)
    x = x[..., None] if examples == "images" else x
    if x.dtype == np.uint8:
        return x, 255.0, False
    if x.ndim == 2 and x.shape[1] < IMAGE_FEATURES:
        return x, None, False
    low, high = float(x.min()), float(x.max())
    if low >= -1 and high <= 1:
        return x, 1.0, False
    return x, None, x.ndim > 2


def _plain_dtype(x: NDArray[Any]) -> NDArray[Any]:
    """uint8 for pixels, else float32 or float64."""
    if x.dtype in (np.float32, np.float64):
        return x
    if x.dtype == np.float16:
        return x.astype(np.float32)
    wide = x.ndim > 2 or x[0].size >= IMAGE_FEATURES
    if wide and x.dtype.kind in "iu" and x.min() >= 0 and 16 < x.max() <= 255:
        return x.astype(np.uint8, copy=False)
    return x.astype(np.float64)


def check_finite(values: NDArray[Any], name: str) -> None:
    """DataError that counts and locates NaN and infinite numbers."""
    finite = np.isfinite(values)
    if finite.all():
        if values.size and values.dtype.kind == "f" and float(np.abs(values).max()) > LARGEST:
            raise DataError(f"{name} holds numbers above {LARGEST:.0e}; give it in a larger unit, or mend such rows.")
        return
    row = int(np.argwhere(~finite)[0][0])
    count = int(np.size(finite) - np.count_nonzero(finite))
    raise DataError(
        f"{name} holds {count:,} number{'s that are' if count > 1 else ' that is'} NaN or infinite, the first in row "
        f"{row + 1} (index {row}); replace or remove such rows before saving."
    )


def _targets(y: NDArray[Any], name: str, key: str) -> tuple[NDArray[Any], tuple[str, ...], tuple[str, ...]]:
    """y as a Dataset holds it, class names (none for regression), notes."""
    if y.ndim == 2 and y.shape[1] == 1 and y.dtype.kind != "f":
        y = y[:, 0]
    if y.dtype.kind not in "biufUS" or y.ndim not in (1, 2) or y[0].size == 0:
        held = f"{key} in {name} has shape {y.shape} and holds {y.dtype}"
        raise DataError(f"{held}; it needs one label or number per row.")
    if y.dtype.kind == "f":
        check_finite(y, f"{key} in {name}")
    if y.ndim == 2 and y.dtype.kind in "biuf" and _is_one_hot(y):
        note = f"{key} holds {y.shape[1]} one-hot columns and is read as {y.shape[1]} classes."
        return y.argmax(axis=1).astype(np.int64), tuple(str(index) for index in range(y.shape[1])), (note,)
    if y.ndim == 2 and y.dtype.kind in "US":
        raise DataError(f"{key} in {name} has {y.shape[1]} columns of text; it needs one label per row.")
    if y.ndim == 2 or y.dtype.kind == "f":
        return y.astype(np.float64).reshape(len(y), -1), (), ()
    return _classes(y, key)


def _is_one_hot(y: NDArray[Any]) -> bool:
    return y.shape[1] > 1 and bool(((y == 0) | (y == 1)).all()) and bool((y.sum(axis=1) == 1).all())


def _classes(y: NDArray[Any], key: str) -> tuple[NDArray[Any], tuple[str, ...], tuple[str, ...]]:
    labels, index = placed(y)
    if y.dtype.kind in "iu" and len(labels) > TOO_MANY_CLASSES and len(labels) > 0.2 * len(y):
        note = f"{key} holds {len(labels):,} different whole numbers and is predicted as a number rather than a class."
        return y.astype(np.float64)[:, None], (), (note,)
    texts = [each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each) for each in labels.tolist()]
    return index.astype(np.int64, copy=False), tuple(texts), ()
