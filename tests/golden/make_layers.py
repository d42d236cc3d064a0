"""Makes ``layers.npz``: PyTorch's sums, blame and gradients of a small network around every layer kind.

Run with ``KERAS_BACKEND=torch python -m tests.golden.make_layers [FILE]``; needs torch and keras. The networks are
those of ``tests/helpers/layer_cases.py``; Keras's layer of the same name makes z, autograd does the rest. A layer that
draws numbers is given those that ours drew, which the file holds too; penalties are added as PyTorch would. The test
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
from torch.nn import functional

from core.layers import Activation, GaussianNoise, Input, Layer
from core.program import Program
from tests.helpers.layer_cases import CASES, Case, compiled, settings_for_keras

LAYERS = Path(__file__).with_name("layers.npz")
ROWS = 3
Answers = dict[str, np.ndarray[Any, Any]]


def drawn(program: Program, key: int) -> Any | None:
    """The mask or the noise that a layer drew, in public order (n, ..., channels); None where it draws nothing."""
    op = program.ops[key]
    found = getattr(op, "mask", getattr(op, "noise", None))
    return None if found is None else np.moveaxis(np.moveaxis(found, -1, 0), 1, -1).copy()


def averaged(x: Any, layer: Any) -> Any:
    """AveragePooling2D with padding that is not counted, also where it is uneven, as Keras does on TensorFlow."""
    size, strides = layer.pool_size, layer.strides or layer.pool_size
    pads: list[int] = []
    for length, span, step in zip(x.shape[1:3], size, strides, strict=True):
        missing = max(0, (-(-length // step) - 1) * step + span - length)
        pads = [missing // 2, missing - missing // 2, *pads]
    planes = x.permute(0, 3, 1, 2)

    def summed(each: Any) -> Any:
        return functional.avg_pool2d(functional.pad(each, pads), size, strides, divisor_override=1)

    return (summed(planes) / summed(torch.ones_like(planes))).permute(0, 2, 3, 1) * 1.0


def penalties(layer: Layer, variables: list[Any]) -> Any:
    """What the layer's weights cost besides the error."""
    penalty = getattr(layer, "kernel_regularizer", getattr(layer, "embeddings_regularizer", None))
    if penalty is None or not variables:
        return 0.0
    return penalty.l1 * variables[0].abs().sum() + penalty.l2 * (variables[0] ** 2).sum()


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


def pass_through(
    layer: Layer, inputs: list[Any], arrays: list[Any], numbers: Any | None, keras_knows: bool
) -> tuple[Any, Any, list[Any]]:
    """z, a and the trainable variables of one layer; ``numbers`` are those it drew."""
    settings, activation = split(layer)
    variables: list[Any] = []
    if isinstance(layer, Activation):
        z = inputs[0] * 1.0
    elif numbers is not None:
        given = torch.tensor(numbers)
        z = inputs[0] + given if isinstance(layer, GaussianNoise) else inputs[0] * given
    elif not keras_knows:
        z = averaged(inputs[0], layer)
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
    state = program.state.copy()
    program.run()  # what is drawn is drawn
    np.copyto(program.state, state)
    y = program.heads[0].y.T.copy()
    found: Answers = {"theta": program.theta.copy(), "state": state, "y": y}
    outputs: dict[int, Any] = {}
    sums, weights = {}, {}
    for node in program.network.running:
        if isinstance(node.layer, Input):
            outputs[node.id] = torch.tensor(case.rows(ROWS, case.shape), requires_grad=case.blames)
            continue
        inputs = [outputs[key] for key in node.inputs]
        numbers = drawn(program, node.id)
        if numbers is not None:
            found[f"{node.id}/drawn"] = numbers
        sums[node.id], outputs[node.id], weights[node.id] = pass_through(
            node.layer, inputs, arrays_of(program, node.id), numbers, case.keras or node.name != "tried"
        )
    loss = ((outputs[program.network.running[-1].id] - torch.tensor(y)) ** 2).mean()
    loss = loss + sum(penalties(node.layer, weights.get(node.id, [])) for node in program.network.running)
    loss.backward()
    found["loss"] = loss.detach().numpy()
    for key, z in sums.items():
        found |= {f"{key}/z": z.detach().numpy(), f"{key}/delta": z.grad.numpy()}
        found |= {f"{key}/weight {at}": each.grad.numpy() for at, each in enumerate(weights[key])}
    return found


def make() -> Answers:
    """The answers of every case, under its name."""
    dtypes.BIT64_TO_BIT32_DTYPE.pop("float64", None)  # Keras would compute products in 32 bits, as JAX does
    return {f"{case}|{key}": value for case in CASES for key, value in answer(case).items()}


if __name__ == "__main__":
    np.savez_compressed(Path(sys.argv[1]) if len(sys.argv) > 1 else LAYERS, **make())
