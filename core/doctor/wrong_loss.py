"""Wrong loss for the task: a loss of numbers for classes, or an output that cannot reach its targets."""

from collections.abc import Iterator

import numpy as np

from core.doctor.chart import Chart
from core.doctor.finding import Finding, short
from core.head import Head
from core.network import Node, Remedy

NAME, TITLE = "wrong_loss", "Loss and task do not match"
BOUNDS = {"sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "tanh": (-1.0, 1.0), "relu": (0.0, np.inf),
          "softplus": (0.0, np.inf)}  # fmt: skip
FITTING = {"softmax": "categorical_crossentropy", "sigmoid": "binary_crossentropy"}


def look(chart: Chart) -> Iterator[Finding]:
    """Each head whose loss or bounds do not suit what it is asked."""
    for node, head, coding in zip(
        chart.network.heads, chart.sample.program.heads, chart.trainer.codings.each, strict=True
    ):
        if coding.task.kind == "classification":
            yield from _classes(node, head, coding.outputs)
        else:
            yield from _numbers(node, head)


def _classes(node: Node, head: Head, outputs: int) -> Iterator[Finding]:
    activation = head.op.activation.name
    wanted = FITTING.get(activation)
    if activation == "sigmoid" and outputs > 1 and head.loss.name == "binary_crossentropy":
        return
    if wanted is None or head.loss.name == wanted or (head.loss.for_classes and activation == "sigmoid"):
        return
    if head.loss.for_classes:
        evidence = f"The outputs of {activation} share 1 among the classes; {head.loss.name} judges each by itself."
    else:
        evidence = f"{head.loss.name} hardly punishes a sure mistake, because {activation} is flat where it is sure."
    remedy = Remedy(f"Use {wanted}", "set_loss", (("loss", wanted), ("id", node.id)))
    yield Finding(
        NAME, node.id, f"{head.loss.name} does not suit classes.", evidence,
        f"Use {wanted}, whose slope together with {activation} is just answer minus target.", (remedy,),
    )  # fmt: skip


def _numbers(node: Node, head: Head) -> Iterator[Finding]:
    bounds = BOUNDS.get(head.op.activation.name)
    if bounds is None or head.n < 2:  # a single row is an exercise
        return
    low, high = float(head.y.min()), float(head.y.max())
    if low >= bounds[0] - 1e-6 and high <= bounds[1] + 1e-6:
        return
    activation = head.op.activation.name
    reach = f"from {bounds[0]:g} to {bounds[1]:g}" if np.isfinite(bounds[1]) else f"not below {bounds[0]:g}"
    remedy = Remedy("Use a linear output", "set_activations", (("ids", (node.id,)), ("activation", "linear")))
    yield Finding(
        NAME, node.id, f"'{node.name}' cannot reach its targets.",
        f"{activation} gives numbers {reach}; the targets lie from {short(low)} to {short(high)} "
        "(standardized where the data is).",
        "Use a linear output for numbers.", (remedy,),
    )  # fmt: skip
