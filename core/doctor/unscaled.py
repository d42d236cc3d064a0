"""Unscaled inputs: features far from a spread of 1, or of very different spreads, pull the weights out of balance."""

from collections.abc import Iterator

import numpy as np

from core.data.encoder import TableEncoder
from core.doctor.chart import Chart
from core.doctor.finding import Finding, short
from core.network import Remedy

NAME, TITLE = "unscaled", "Unscaled inputs"
LARGEST, APART = 30.0, 300.0
NORMALIZING = ("BatchNormalization", "LayerNormalization", "Embedding", "Rescaling", "Normalization")


def look(chart: Chart) -> Iterator[Finding]:
    """The input, unless what reads it brings it to one scale or looks it up."""
    entry, network = chart.network.input, chart.network
    if entry is None or chart.trainer.prepared.dataset.task.vocabulary:
        return
    readers = [node for node in network.running if entry.id in node.inputs]
    if not readers or any(node.layer.kind in NORMALIZING for node in readers):
        return
    x = chart.sample.program.x.reshape(chart.sample.program.n, -1)
    if not np.isfinite(x).all():
        return
    spread = x.std(axis=0, dtype=np.float64)
    live, largest = spread[spread > 0], float(np.abs(x).max())
    apart = float(live.max() / live.min()) if len(live) else 1.0
    flat = len(network.shapes[entry.id]) == 1
    if largest > LARGEST:
        evidence = f"The largest input is {short(largest)}; inputs of about 1 suit the starting weights."
    elif flat and apart > APART:
        evidence = f"The widest feature spreads {short(apart)} times as far as the narrowest."
    else:
        return
    arguments = (("kind", "BatchNormalization"), ("source", entry.id), ("target", readers[0].id))
    scale = (Remedy("Standardize the columns", "standardize_columns"),) if _columns(chart) else ()
    yield Finding(
        NAME, entry.id, "The inputs are not scaled.", evidence,
        "Bring every feature to mean 0 and deviation 1, in the Data tab or by a BatchNormalization behind the input.",
        (*scale, Remedy("Insert BatchNormalization", "insert_kind", arguments)),
    )  # fmt: skip


def _columns(chart: Chart) -> bool:
    """Whether the data is a table with columns of numbers that are taken as they are."""
    encoder = chart.trainer.prepared.preprocessing.encoder
    return isinstance(encoder, TableEncoder) and any(rule.treatment == "as_is" for rule in encoder.columns)
