"""Makes ``layers.npz``: PyTorch's sums, blame and gradients of a small network around every layer kind.

Run with ``KERAS_BACKEND=torch python -m tests.golden.make_layers [FILE]``; needs torch and keras. The networks are
those of ``tests/helpers/layer_cases.py``; Keras's layer of the same name makes z, autograd does the rest. The test
suite reads only the file; a test marked ``peers`` makes it again and compares.
"""

import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy as np
import torch
from keras.src.backend.common import dtypes

from core.layers import Activation, Input, Layer
from core.program import Program
from tests.helpers.layer_cases import CASES, Case, compiled, settings_for_keras

LAYERS = Path(__file__).with_name("layers.npz")
ROWS = 3
Answers = dict[str, np.ndarray[Any, Any]]


def explained(case: Case) -> bool:
    """Whether Keras can answer: it knows the layer, which draws no numbers of its own and carries no penalty."""
    penalty = getattr(case.layer, "kernel_regularizer", None) or getattr(case.layer, "embeddings_regularizer", None)
    return case.keras and not case.random and (penalty is None or not (penalty.l1 or penalty.l2))


def arrays_of(program: Program, key: int) -> list[Any]:
    """Weights, then what follows no gradient, in Keras's order of axes: (kernel..., in, out)."""
    places = [(slot, program.theta) for slot in program.slots] + [(slot, program.state) for slot in program.states]
    found = [(slot.array, slot.view(vector)) for slot, vector in places if slot.layer == key]
    return [np.moveaxis(each, (0, 1), (-1, -2)) if name == "weight" and each.ndim > 1 else each for name, each in found]


def split(layer: Layer) -> tuple[dict[str, Any], str]:
    """Keras's settings without the activation, and the activation."""
    settings = settings_for_keras(layer)
    activation = str(settings.pop("activation", "linear"))
    return settings, activation


def pass_through(layer: Layer, inputs: list[Any], arrays: list[Any]) -> tuple[Any, Any, list[Any]]:
    """z, a and the trainable variables of one layer."""
    settings, activation = split(layer)
    if isinstance(layer, Activation):
        z, variables = inputs[0] * 1.0, []
    else:
        theirs = getattr(keras.layers, layer.kind)(**settings, dtype="float64")
        shapes = [tuple(each.shape) for each in inputs]
        theirs.build(shapes if len(shapes) > 1 else shapes[0])
        theirs.set_weights(arrays)
        z = theirs(inputs if len(inputs) > 1 else inputs[0], training=True) * 1.0
        variables = [variable.value for variable in theirs.trainable_weights]
    z.retain_grad()
    return z, keras.activations.get(activation)(z), variables


def answer(case: Case) -> Answers:
    """All numbers of one network: ``theta``, ``state``, ``y``, then ``z`` and ``delta`` by layer and gradients."""
    program = compiled(case, ROWS, trained=True)
    y = program.heads[0].y.T.copy()
    found: Answers = {"theta": program.theta.copy(), "state": program.state.copy(), "y": y}
    outputs: dict[int, Any] = {}
    sums, weights = {}, {}
    for node in program.network.running:
        if isinstance(node.layer, Input):
            outputs[node.id] = torch.tensor(case.rows(ROWS, case.shape), requires_grad=case.blames)
            continue
        inputs = [outputs[key] for key in node.inputs]
        sums[node.id], outputs[node.id], weights[node.id] = pass_through(
            node.layer, inputs, arrays_of(program, node.id)
        )
    loss = ((outputs[program.network.running[-1].id] - torch.tensor(y)) ** 2).mean()
    loss.backward()
    found["loss"] = loss.detach().numpy()
    for key, z in sums.items():
        found |= {f"{key}/z": z.detach().numpy(), f"{key}/delta": z.grad.numpy()}
        found |= {f"{key}/weight {at}": each.grad.numpy() for at, each in enumerate(weights[key])}
    return found


def make() -> Answers:
    """The answers of every case that Keras knows, under the case's name."""
    dtypes.BIT64_TO_BIT32_DTYPE.pop("float64", None)  # Keras would compute products in 32 bits, as JAX does
    return {f"{case}|{key}": value for case in CASES if explained(case) for key, value in answer(case).items()}


if __name__ == "__main__":
    np.savez_compressed(Path(sys.argv[1]) if len(sys.argv) > 1 else LAYERS, **make())
