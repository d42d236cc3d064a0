"""npy files that belong together by their names: x and its answers y, and those kept for validation.

Pickled objects are never read. Imports numpy and core.data.arrays.
Example: ``x_train.npy`` finds ``y_train.npy``, ``x_test.npy`` and ``y_test.npy`` beside it.
"""

import hashlib
import io
import re
from pathlib import Path

import numpy as np

from core.data.arrays import dataset_of
from core.data.dataset import Dataset
from core.data.sources import UNREADABLE
from core.errors import DataError


def files_of(path: Path) -> dict[str, Path]:
    """The npy files that belong to ``path``, which holds x, by the names of NAMES; DataError where y is missing.

    ``x_train.npy`` belongs to ``y_train.npy``, and ``x_test.npy`` beside it is kept for validation.
    """
    found = {"x": path, "y": _answers_of(path)}
    if found["y"] is None:
        wanted = next(iter(_called(path.name)), "y.npy")
        raise DataError(f"{path.name} holds no answers and there is no {wanted} beside it; save them there, or as npz.")
    for held in ("validation", "val", "test"):
        x = path.with_name(path.name.replace("train", held))
        if x != path and x.is_file() and (y := _answers_of(x)) is not None:
            return {"x": path, "y": found["y"], "x_validation": x, "y_validation": y}
    return {key: each for key, each in found.items() if each is not None}


def _called(name: str) -> list[str]:
    """What the file of answers may be called."""
    words = {"x": ("y",), "X": ("y", "Y"), "images": ("labels",), "data": ("labels", "targets"), "inputs": ("targets",)}
    pieces = re.split(r"([-_.])", name)
    return [
        "".join(other if at == index else piece for at, piece in enumerate(pieces))
        for index, word in enumerate(pieces)
        for other in words.get(word, ())
    ]


def _answers_of(path: Path) -> Path | None:
    return next((each for name in _called(path.name) if (each := path.with_name(name)).is_file()), None)


def load(
    files: dict[str, Path], name: str, as_is: bool = False, examples: str | None = None
) -> tuple[Dataset, str]:
    """The Dataset of npy files, and the fingerprint of them all; as :func:`core.data.arrays.load`."""
    digest = hashlib.sha256()
    arrays = {}
    for key, path in files.items():
        try:
            content = path.read_bytes()
            arrays[key] = np.load(io.BytesIO(content), allow_pickle=False)
        except FileNotFoundError as error:
            raise DataError(f"The data file {path} is not there; put it back, or choose the file again.") from error
        except UNREADABLE as error:
            raise DataError(f"{path.name} is not an npy file of numbers, or it is damaged; use numpy.save.") from error
        if not isinstance(arrays[key], np.ndarray):
            raise DataError(f"{path.name} is an npz file; rename it to .npz.")
        digest.update(content)
    return dataset_of(arrays, name, as_is, examples), digest.hexdigest()
