"""NumPy's npz: arrays by "<layer name>.weight" and the description as a text array named ``chainrule``.

``numpy.load(path)["hidden.weight"]`` is (units_out, units_in). Nothing in it is pickled, and reading never unpickles.
"""

import io
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from core.data.sources import UNREADABLE
from core.errors import FormatError
from core.formats import archive, description
from core.model import TrainedModel


def encode(model: TrainedModel) -> bytes:
    """The bytes of the file."""
    buffer = io.BytesIO()
    text = np.array(description.describe(model))
    np.savez(buffer, allow_pickle=False, **{description.KEY: text}, **model.weights)
    return buffer.getvalue()


def decode(content: bytes, name: str) -> TrainedModel:
    """The model of a file that ``encode`` made; ``name`` is what errors call it."""
    arrays = {
        entry.removesuffix(".npy"): _array(piece, name) for entry, piece in archive.unpack(content, name).items()
    }
    text = arrays.pop(description.KEY, None)
    if text is None or text.dtype.kind != "U" or text.size != 1:
        raise FormatError(f"{name} holds arrays, but not the description of the network that Chainrule writes.")
    return description.rebuild(str(text.reshape(())), arrays, name)


def _array(content: bytes, name: str) -> NDArray[Any]:
    try:
        array: NDArray[Any] = npy.read_array(io.BytesIO(content), allow_pickle=False)
    except UNREADABLE as error:
        raise FormatError(f"{name} is damaged: {error!s:.80}; export it again.") from error
    return array
