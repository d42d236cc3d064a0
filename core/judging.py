"""Judging: the rules about heads: what a head gives, what the data asks of it, and which loss compares the two.

Where the three do not fit, one remedy makes all of them fit at once, as one undo step. Pure: reads network and task.
Example: Dense with 1 unit, linear, under mean_squared_error, for three classes, is offered "Give it 3 units, softmax
and cross-entropy".
"""

from collections.abc import Iterator

from core.activations import ACTIVATIONS
from core.layers import Input
from core.layers.base import show_shape
from core.losing import Output, suggested_output
from core.losses import LOSSES
from core.network import NetworkSpec, Node, Problem, Remedy, describe_input
from core.spec import did_you_mean
from core.task import Task

_SAID = {
    "categorical_crossentropy": "cross-entropy", "binary_crossentropy": "binary cross-entropy",
    "linear": "a linear output",
}  # fmt: skip
_FOR_CLASSES = {"softmax": "categorical_crossentropy", "sigmoid": "binary_crossentropy"}
_LIKELY = frozenset({"sigmoid", "softmax", "tanh"})
"""What an output for classes may end in; tanh answers between -1 and 1."""
_TOO_LOW = {
    "relu": "never gives a number below 0", "softmax": "gives shares that add up to 1",
}  # fmt: skip
_NO_PROBABILITIES = frozenset(ACTIVATIONS) - {"sigmoid", "softmax"}


def head_outputs(network: NetworkSpec, task: Task | None) -> Iterator[Problem]:
    """Heads that give more or fewer numbers than the data asks for."""
    for node in network.heads:
        if node.id in network.shapes and not isinstance(node.layer, Input):
            yield from _output(network, node, task.of(node.name) if task else None)


def head_losses(network: NetworkSpec, task: Task | None) -> Iterator[Problem]:
    """Losses that are unknown or do not suit the task, and activations that do not suit both."""
    given: tuple[tuple[int | None, str], ...] = network.losses or ((None, network.loss),)
    for key, name in given:
        if name not in LOSSES:
            hint = did_you_mean(name, [*LOSSES]) or f" (known: {', '.join(LOSSES)})"
            yield Problem(f"Unknown loss '{name}'{hint}.", key, _use("mean_squared_error", key))
    for node in network.heads:
        if network.loss_of(node.id) in LOSSES and not isinstance(node.layer, Input):
            yield from _loss(network, node, task.of(node.name) if task else None)


def added_output(network: NetworkSpec, node: Node, task: Task | None) -> Remedy:
    """A Dense output behind this end, as the data wants it."""
    after = (("after", node.id),) if network.losses else ()
    if task is None:
        return Remedy("Add an output", "add_output", (("units", 1), *after))
    units, activation, loss = suggested_output(task.of(node.name if network.losses else "output"))
    return Remedy(
        "Add an output", "add_output", (("units", units), *after, ("activation", activation), ("loss", loss))
    )  # fmt: skip


def _output(network: NetworkSpec, node: Node, task: Task | None) -> Iterator[Problem]:
    """``task`` is that of this head."""
    shape = network.shapes[node.id]
    if task is None:
        if len(shape) > 1:
            text = f"{network.label(node)} gives {show_shape(shape)}; an output is a row of numbers."
            yield Problem(text, node.id, added_output(network, node, task))
        return
    if len(shape) == 1 and shape[0] in _allowed(task):
        return
    many = "s" * (task.outputs != 1)
    what = f"{task.outputs} classes" if task.kind == "classification" else f"{task.outputs} number{many} to predict"
    remedy = _fitted(network, node, task) if hasattr(node.layer, "units") else added_output(network, node, task)
    yield Problem(f"{network.label(node)} gives {describe_input(shape)}; the data has {what}.", node.id, remedy)


def _allowed(task: Task) -> set[int]:
    return {task.outputs, 1} if task.kind == "classification" and task.outputs == 2 else {task.outputs}


def _loss(network: NetworkSpec, node: Node, task: Task | None) -> Iterator[Problem]:
    """``task`` is that of this head."""
    loss = LOSSES[network.loss_of(node.id)]
    whose = f" of '{node.name}'" if network.losses else ""
    activation = getattr(node.layer, "activation", None)
    mended = _fitted(network, node, task) if task is not None else None
    if task is not None and loss.for_classes and task.kind == "regression":
        text = f"{loss.name}{whose} is for classes; this data asks for numbers."
        yield Problem(text, node.id, mended or _use("mean_squared_error", node.id))
    elif loss.name == "categorical_crossentropy" and network.shapes.get(node.id) == (1,):
        text = f"{loss.name}{whose} needs an output for each class; there is one."
        yield Problem(text, node.id, mended or _use("binary_crossentropy", node.id))
    elif loss.fused_with and activation in _NO_PROBABILITIES:
        remedy = Remedy(f"Use {loss.fused_with}", "set_layer", (("id", node.id), ("activation", loss.fused_with)))
        text = f"{loss.name} expects probabilities; {network.label(node)} ends in {activation}."
        yield Problem(text, node.id, mended or (remedy if activation is not None else None), blocking=False)
    elif task is not None and activation is not None and (why := _unsuited(network, node, task, activation)):
        yield Problem(f"{network.label(node)} {why}.", node.id, mended, blocking=False)


def _unsuited(network: NetworkSpec, node: Node, task: Task, activation: str) -> str:
    """A predicate about an activation that can hardly answer what is asked; empty where it can.

    Where the number of outputs is wrong too that is said first, and what mends it mends both.
    """
    if network.shapes.get(node.id) not in [(count,) for count in _allowed(task)]:
        return ""
    if task.kind == "regression":
        return f"ends in {activation}, which {_TOO_LOW[activation]}" if activation in _TOO_LOW else ""
    if activation == "softmax" and network.shapes.get(node.id) == (1,):
        return "always answers 1: softmax divides 1 among the outputs, and there is one"
    return f"ends in {activation}; classes want probabilities" if activation not in _LIKELY else ""


def _fitted(network: NetworkSpec, node: Node, task: Task) -> Remedy | None:
    """Units, activation and loss that fit, in one step; None where this layer has no such settings."""
    if not (hasattr(node.layer, "units") and hasattr(node.layer, "activation")):
        return None
    has = (node.layer.units, node.layer.activation, network.loss_of(node.id))
    wanted = _nearest(task, has)
    settings: tuple[int | str, ...] = wanted
    changed = [each for each, before in zip(settings, has, strict=True) if each != before]
    if not changed:
        return None
    words = [_said(each) for each in changed]
    text = f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
    verb = "Give it" if wanted[0] != has[0] else "Use"
    names = ("id", "units", "activation", "loss")
    return Remedy(f"{verb} {text}", "fit_head", tuple(zip(names, (node.id, *wanted), strict=True)))


def _nearest(task: Task, has: Output) -> Output:
    """What fits and keeps what fits already: sigmoid with binary cross-entropy, softmax of two, a loss of numbers."""
    units, activation, loss = has
    if task.kind == "regression":
        kept = activation if activation not in _TOO_LOW and activation not in _FOR_CLASSES else "linear"
        return task.outputs, kept, "mean_squared_error" if LOSSES[loss].for_classes else loss
    wanted, usual, its_loss = suggested_output(task)
    if _FOR_CLASSES.get(activation) == loss and (activation == "softmax" or task.outputs > 2):
        return task.outputs, activation, loss
    if units == task.outputs and usual == "sigmoid":
        return units, "softmax", _FOR_CLASSES["softmax"]
    return wanted, usual, its_loss


def _said(setting: int | str) -> str:
    """A setting as a beginner reads it: 3 units, softmax, cross-entropy."""
    if isinstance(setting, int):
        return f"{setting} unit{'s' * (setting != 1)}"
    return _SAID.get(setting, setting.replace("_", " "))


def _use(loss: str, key: int | None) -> Remedy:
    return Remedy(f"Use {loss}", "set_loss", (("loss", loss), ("id", key)))
