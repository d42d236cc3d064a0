"""Files: one module per format, and a table by ending. A new format is one module and one line in ``FORMATS``.

``save`` writes a trained model, ``export`` also reads it back and compares, ``load_model`` reads what Chainrule can
read again. Projects have their own pair, ``load_project`` and ``save_project``. All writing goes through ``atomic``.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from core.errors import FormatError
from core.formats import atomic, npz, onnx, safetensors
from core.formats.project import ENDING, ProjectFile, embed, load_project, save_project
from core.formats.verify import Reader, Verification, compare
from core.frozen import dataclass
from core.model import TrainedModel
from core.program import MOST_ROWS

__all__ = [
    "ENDING",
    "FORMATS",
    "Format",
    "ProjectFile",
    "Verification",
    "embed",
    "export",
    "format_of",
    "load_model",
    "load_project",
    "save",
    "save_project",
]

Decoder = Callable[[bytes, str], TrainedModel]


@dataclass(frozen=True)
class Format:
    """One format: its ending, what a dialog calls it, and how it is written, read again and checked."""

    ending: str
    title: str
    purpose: str
    encode: Callable[[TrainedModel], bytes]
    decode: Decoder | None
    reader: Callable[[bytes], Reader]


def _rebuilt(decode: Decoder) -> Callable[[bytes], Reader]:
    """A reader that rebuilds the network from the file alone."""
    return lambda content: ("a network rebuilt from the file", _answers(decode, content), MOST_ROWS)


def _answers(decode: Decoder, content: bytes) -> Callable[[NDArray[Any]], NDArray[Any]]:
    return decode(content, "The exported file").predict_side_by_side


FORMATS: dict[str, Format] = {
    each.ending: each
    for each in (
        Format("onnx", "ONNX", "Runs elsewhere: raw rows in, answers out.", onnx.encode, None, onnx.reader),
        Format("npz", "NumPy arrays", "For NumPy scripts.", npz.encode, npz.decode, _rebuilt(npz.decode)),
        Format(
            "safetensors", "safetensors", "For PyTorch and others.",
            safetensors.encode, safetensors.decode, _rebuilt(safetensors.decode),
        ),
    )
}  # fmt: skip


def format_of(path: Path | str) -> Format:
    """The format that the name's ending stands for; FormatError lists the known ones."""
    found = FORMATS.get(Path(path).suffix.lower().removeprefix("."))
    if found is None:
        known = ", ".join(f".{ending}" for ending in FORMATS)
        raise FormatError(f"The ending of {Path(path).name} names no export format; known endings: {known}.")
    return found


def save(model: TrainedModel, path: Path | str) -> None:
    """Write ``model`` in the format of the path's ending."""
    atomic.write(path, format_of(path).encode(model))


def export(model: TrainedModel, path: Path | str, rows: NDArray[Any] | None = None) -> Verification:
    """Write ``model``, read the file back with an independent reader and compare the answers for raw ``rows``."""
    save(model, path)
    return compare(model, format_of(path).reader(atomic.read(path)), rows)


def load_model(path: Path | str) -> TrainedModel:
    """A model from npz or safetensors as Chainrule writes them, or the trained model of a project."""
    if Path(path).suffix.lower() in (ENDING, ".json"):
        return load_project(path).model()
    decode = format_of(path).decode
    if decode is None:
        raise FormatError(f"{Path(path).name} can be written but not read yet; keep the project beside it.")
    return decode(atomic.read(path), Path(path).name)
