"""ONNX: raw rows in, answers in the target's own units out, everything between inside one graph.

``input`` is float32 (n, features) or (n, height, width, channels) with a free axis ``n``; ``output`` is float32
(n, outputs); of several heads each has an output of its layer's name. Missing numbers are filled and scaling is done in
double, as Chainrule does it, and so is the network where its answers are scaled back; other networks, those of float64
too, are float32 inside, which every runtime computes. Names and the description are in metadata_props.
"""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import FormatError
from core.formats import description
from core.formats.onnx_graph import DOUBLE, FLOAT, OnnxGraph
from core.formats.onnx_layers import Entry
from core.formats.onnx_spatial import LAYERS
from core.model import TrainedModel

OPSET = 18
IR_VERSION = 8
"""The pair that came in 2022: old enough for every runtime in use, new enough for what is written."""
REFERENCE_ROWS = 256
Predictor = Callable[[NDArray[Any]], NDArray[Any]]


def encode(model: TrainedModel) -> bytes:
    """The bytes of the file, after onnx's own checker has seen it."""
    from onnx import checker, helper

    graph = OnnxGraph(wide=model.preprocessing.scales_targets)
    values = _network(graph, model, _prepare(graph, model, "input"))
    entry = helper.make_tensor_value_info("input", FLOAT, ["n", *model.task.input_shape], description.input_text(model))
    ends = []
    for node in model.network.heads:
        end = output_name(model, node.name)
        graph.finish(_restore(graph, model, node.name, values[node.id]), end)
        said = ", ".join(model.output_names(node.name))
        ends.append(helper.make_tensor_value_info(end, FLOAT, ["n", model.output_count(node.name)], said))
    body = helper.make_graph(graph.nodes, "chainrule", [entry], ends, graph.constants)
    made = helper.make_model(
        body, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION,
        producer_name=description.PRODUCER, producer_version=description.version(),
    )  # fmt: skip
    helper.set_model_props(made, _properties(model))
    try:
        checker.check_model(made, full_check=True)
    except (checker.ValidationError, ValueError) as error:
        raise FormatError(f"The ONNX file would not be valid ({error!s:.80}); nothing was written.") from error
    content: bytes = made.SerializeToString()
    return content


def output_name(model: TrainedModel, head: str) -> str:
    """What the graph calls a head's output: ``output`` of a single one, else the layer's name."""
    if len(model.head_names) == 1:
        return "output"
    return head if head != "input" else "input (output)"


def _prepare(graph: OnnxGraph, model: TrainedModel, value: str) -> str:
    """The raw input as the network sees it, in the precision of the graph."""
    graph.prefix = "preprocessing"
    rule, shape = model.preprocessing, model.task.input_shape

    def spread(name: str, numbers: tuple[float, ...]) -> str:
        wide = np.asarray(numbers, np.float64)
        return graph.constant(f"preprocessing/{name}", wide if len(numbers) == 1 else wide.reshape(shape))

    moved, scaled = any(rule.mean), any(each != 1.0 for each in rule.scale)
    if not (rule.fill or moved or scaled or graph.wide):
        return value
    wide = graph.add("Cast", value, to=DOUBLE)
    if rule.fill:
        wide = graph.add("Where", graph.add("IsNaN", value), spread("fill", rule.fill), wide)
    if moved:
        wide = graph.add("Sub", wide, spread("mean", rule.mean))
    if scaled:
        wide = graph.add("Div", wide, spread("scale", rule.scale))
    return wide if graph.wide else graph.add("Cast", wide, to=FLOAT)


def _network(graph: OnnxGraph, model: TrainedModel, value: str) -> dict[int, str]:
    """What the graph calls every layer's output, by layer id."""
    values: dict[int, str] = {}
    network = model.network
    for node in network.running:
        writer = LAYERS.get(type(node.layer))
        if writer is None:
            raise FormatError(f"{network.label(node)} cannot be written as ONNX yet; export npz or safetensors.")
        graph.prefix = node.name
        inputs = tuple(values[source] for source in node.inputs) or (value,)
        names = [weight.name for weight in (*network.weights(node.id), *network.states(node.id))]
        weights = {each: model.weights[f"{node.name}.{each}"] for each in names}
        values[node.id] = writer(graph, Entry(node, inputs, network.input_shapes(node.id) or (), weights))
    return values


def _restore(graph: OnnxGraph, model: TrainedModel, head: str, value: str) -> str:
    """A head's outputs in the target's own units."""
    rule = model.preprocessing.of(head)
    graph.prefix = "target" if len(model.head_names) == 1 else f"target/{head}"
    if not rule.target_scale:
        return graph.add("Cast", value, to=FLOAT) if graph.wide else value
    wide = graph.add("Mul", value, graph.constant(f"{graph.prefix}/scale", np.asarray(rule.target_scale)))
    wide = graph.add("Add", wide, graph.constant(f"{graph.prefix}/mean", np.asarray(rule.target_mean)))
    return graph.add("Cast", wide, to=FLOAT)


def _properties(model: TrainedModel) -> dict[str, str]:
    task = model.task
    heads = {head: model.output_names(head) for head in model.head_names}
    several = {"heads": json.dumps(heads, ensure_ascii=False)} if len(heads) > 1 else {}
    return several | {
        "task": task.kind,
        "input": description.input_text(model),
        "class_names": json.dumps(task.class_names, ensure_ascii=False),
        "feature_names": json.dumps(task.feature_names, ensure_ascii=False),
        "target_names": json.dumps(task.target_names, ensure_ascii=False),
        "output_names": json.dumps(model.all_output_names, ensure_ascii=False),
        description.KEY: description.describe(model),
    }


def reader(content: bytes) -> tuple[str, Predictor, int]:
    """Name of an independent reader, its predict function on raw rows, and how many rows it should be asked for."""
    try:
        return "onnxruntime", _runtime(content), 4 * REFERENCE_ROWS
    except ImportError:
        return "onnx reference evaluator", _reference(content), REFERENCE_ROWS


def _runtime(content: bytes) -> Predictor:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4  # nothing but what ends the process
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])

    def predict(rows: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate(session.run(None, {"input": rows.astype(np.float32)}), axis=1)

    return predict


def _reference(content: bytes) -> Predictor:
    import onnx
    from onnx.reference import ReferenceEvaluator

    evaluator = ReferenceEvaluator(onnx.load_model_from_string(content))

    def predict(rows: NDArray[Any]) -> NDArray[Any]:
        with np.errstate(all="ignore"):
            answers: Any = evaluator.run(None, {"input": rows.astype(np.float32)})
        return np.concatenate(answers, axis=1)

    return predict
