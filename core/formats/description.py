"""What a weights file says about the network around its weights: one JSON text, written by npz, safetensors and ONNX.

From it and the arrays the whole TrainedModel is rebuilt. Imports the core's plain data.
Example: ``{"producer": "Chainrule 0.1.0", "dtype": "float32", "network": {...}, "task": {...}, ...}``.
"""

import json
from typing import Any

from numpy.typing import NDArray

from core.errors import FormatError
from core.formats import plain
from core.formats.project import misfit
from core.model import TrainedModel
from core.network import NetworkSpec

KEY = "chainrule"
"""The name under which the text lies in each file."""
PRODUCER = "Chainrule"


def version() -> str:
    """The version of the installed program, or ``unknown`` in a bare checkout."""
    from importlib import metadata  # reads mail, as it were: heavier than all formats together

    try:
        return metadata.version("chainrule")
    except metadata.PackageNotFoundError:
        return "unknown"


def describe(model: TrainedModel) -> str:
    """The JSON text of everything but the weights."""
    raw: dict[str, object] = {
        "producer": f"{PRODUCER} {version()}",
        "dtype": model.dtype,
        "task": plain.task_to_json(model.task),
        "output_names": list(model.all_output_names),
        "input": input_text(model),
        "network": model.network.to_json(),
        "preprocessing": model.preprocessing.to_json(),
        "notes": model.notes,
    }
    return json.dumps(raw)


def input_text(model: TrainedModel) -> str:
    """One sentence on what the input must be."""
    shape = " × ".join(str(size) for size in ("n", *model.task.input_shape))
    encoder = model.preprocessing.encoder
    what = f" {encoder.sentence}" if encoder is not None and encoder.sentence else ""
    return f"Raw rows {shape}, examples first; scaling and missing values are dealt with inside.{what}"


def rebuild(text: str, weights: dict[str, NDArray[Any]], name: str) -> TrainedModel:
    """The model that ``describe`` described; FormatError where text and weights do not make one."""
    raw = plain.parse(text.encode(), name)
    if not isinstance(raw, dict) or not {"network", "task", "preprocessing"} <= set(raw):
        raise FormatError(f"{name} holds weights, but not the description of the network that Chainrule writes.")
    task = plain.task_from_json(raw["task"])
    network = NetworkSpec.from_json(raw["network"])
    network.require_runnable(task)
    if reason := misfit(network, weights):
        raise FormatError(f"{name}: {reason}")
    dtype = raw.get("dtype", "float32")
    if dtype not in ("float32", "float64"):
        raise FormatError(f"The precision of {name} is {dtype!r:.40}; it can be float32 or float64.")
    notes = raw.get("notes", {})
    if not isinstance(notes, dict) or not all(isinstance(each, str) for each in notes.values()):
        raise FormatError(f"The notes of {name} should be texts.")
    return TrainedModel(network, weights, task, plain.preprocessing_from_json(raw["preprocessing"], task), dtype, notes)
