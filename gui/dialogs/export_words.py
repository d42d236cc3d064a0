"""What the export dialog says: the formats it offers, what a file will hold, and four lines that use it.

Plain functions of a TrainedModel, without Qt. It imports core.model and core.formats' names.
Worked shape: for digits ``inside(model, "onnx")`` begins with ("Input", "float32, n × 8 × 8 × 1, raw values").
"""

from collections.abc import Callable

from core.formats.verify import Verification
from core.frozen import dataclass
from core.model import TrainedModel
from gui import numbers
from gui.dialogs.table_look import size_words

PROJECT = "chainrule"


@dataclass(frozen=True)
class Offer:
    """One card: the ending it writes, its title and what it is for."""

    ending: str
    title: str
    sentence: str


OFFERS = (
    Offer("onnx", "ONNX", "Runs elsewhere: servers, browsers, phones."),
    Offer("npz", "NumPy arrays", "Weights for scripts with NumPy."),
    Offer("safetensors", "safetensors", "Weights for PyTorch and others."),
    Offer(PROJECT, "Project", "Everything, to train on in Chainrule."),
)


def summary(model: TrainedModel, step: int) -> str:
    """The line under the title."""
    network = model.network
    layers = numbers.counted(len(network.running), "layer")
    trained = f"after step {numbers.count(step)}" if step else "not trained yet: these are the weights it starts from"
    return f"{layers} · {numbers.counted(network.parameters(), 'parameter')} · {trained}"


def inside(model: TrainedModel, ending: str) -> list[tuple[str, str]]:
    """Captions and values of what the file will hold."""
    shape = " × ".join(numbers.count(each) for each in model.task.input_shape)
    precision = "float32" if ending == "onnx" else model.dtype
    weights = ", ".join(list(model.weights)[:4]) + (", …" if len(model.weights) > 4 else "")
    size = sum(array.size * (4 if ending == "onnx" else array.itemsize) for array in model.weights.values())
    rows = {
        "onnx": [
            ("Input", f"float32, n × {shape}, raw values; n is free"),
            ("Inside", _preprocessing(model)),
            ("Output", _outputs(model)),
        ],
        PROJECT: [("Inside", "drawing, weights, training settings, the run to continue, small data files")],
    }
    plain = [("Arrays", f"{precision}: {weights}"), ("Beside them", "network, preprocessing and names as JSON")]
    return [*rows.get(ending, plain), ("Size", f"about {size_words(max(1000, round(1.1 * size + 2000)))}")]


def _preprocessing(model: TrainedModel) -> str:
    rule, parts = model.preprocessing, []
    if rule.fill:
        parts.append("missing values filled")
    if any(rule.mean):
        parts.append("inputs brought to mean 0 and deviation 1")
    elif len(set(rule.scale)) == 1 and rule.scale[0] != 1:
        parts.append(f"inputs divided by {numbers.short(rule.scale[0])}")
    if rule.scales_targets:
        parts.append("answers in the target's own units")
    return ", ".join([*parts, "all layers"]) if parts else "all layers"


def _outputs(model: TrainedModel) -> str:
    several = len(model.head_names) > 1
    names = model.all_output_names
    shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    if several or model.task.of(model.head_names[0]).kind == "regression":
        return shown
    noun = "probabilities" if len(names) > 1 else "probability"
    return f"{len(names)} {noun}: {shown}"


def usage(model: TrainedModel, ending: str, name: str) -> str:
    """A few lines that use the file."""
    first = next(iter(model.weights), "output.weight")
    shape = ", ".join(str(each) for each in (1, *model.task.input_shape))
    several = len(model.head_names) > 1
    onnx_call = "session.run(None, {'input': rows})" if several else 'session.run(["output"], {"input": rows})[0]'
    predict = "predict_heads" if several else "predict"
    makers: dict[str, Callable[[], list[str]]] = {
        "onnx": lambda: [
            "import numpy as np, onnxruntime",
            f"session = onnxruntime.InferenceSession({name!r})",
            f"rows = np.zeros(({shape}), np.float32)  # raw rows, examples first",
            f"print({onnx_call})",
        ],
        "npz": lambda: [
            "import json, numpy as np",
            f"arrays = np.load({name!r})",
            f"print(arrays[{first!r}])  # (units out, units in)",
            'print(json.loads(str(arrays["chainrule"]))["task"])',
        ],
        "safetensors": lambda: [
            "from safetensors.numpy import load_file  # or safetensors.torch",
            f"weights = load_file({name!r})",
            f"print(weights[{first!r}])  # (units out, units in)",
        ],
        PROJECT: lambda: [
            "import numpy as np",
            "from core import formats",
            f"model = formats.load_model({name!r})",
            f"print(model.{predict}(np.zeros(({shape}))))  # raw rows, examples first",
        ],
    }
    return "\n".join(makers[ending]())


def verdict(found: Verification) -> str:
    """``onnxruntime agrees on 359 rows; largest difference 2.4e−07``, or what is wrong."""
    reader = found.reader[:1].upper() + found.reader[1:] if found.reader.startswith("a ") else found.reader
    rows, largest = numbers.counted(found.rows, "row"), numbers.loss(found.largest_difference)
    if found.agrees:
        return f"{reader} agrees on {rows}; largest difference {largest}."
    return f"{reader} gives other answers on {rows}: largest difference {largest}. Do not rely on this file."
